/**
 * Formats rows and columns as text that fits the terminal.
 *
 * Columns that are empty or zero in every row are left out, unless they are kept. Tables have no frame, so `grep` and
 * `awk` can read them.
 *
 * If the terminal is too narrow, long columns are wrapped first. Then spare columns are left out,
 * the last one first. Then long columns are wrapped to a smaller width. If that is still too wide,
 * each row becomes a block of lines.
 */

import Table from 'cli-table3';
import { displayWidth, visible } from './terminal-text.ts';

export interface Column {
  readonly title: string;
  /** Default: left. Numbers are aligned to the right. */
  readonly align?: 'left' | 'right';
  /** The column may be wrapped in a narrow terminal: a name, a reason. */
  readonly isLong?: boolean;
  /** The column may be left out in a narrow terminal. --json always has it. */
  readonly isSpare?: boolean;
  /** The column is shown even if it is zero in every row. */
  readonly isKept?: boolean;
}

const gap = 2;
/** The widths of a long column: before spare columns are left out, and after. */
const longWidths = [16, 8] as const;

const noFrame = Object.fromEntries(
  [
    ...['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left'],
    ...['bottom-right', 'left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'],
  ].map((part) => [part, '']),
);

interface Look {
  /** Width of the terminal in columns. Null: there is no terminal, so nothing is wrapped. */
  readonly width: number | null;
  readonly heading: (text: string) => string;
}

interface Cells {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
}

/** The lines of the table, without the last line end. */
export function tableText(table: Cells, look: Look): string {
  const whole = withoutEmptyColumns({
    columns: table.columns,
    rows: table.rows.map((row) => table.columns.map((_, place) => visible(row[place] ?? ''))),
  });
  const found = fitted(whole, look.width);
  if (found === null) return blocks(whole, look);
  const { columns, rows } = found.cells;
  const { widths } = found;
  const printed = new Table({
    head: columns.map(({ title }) => look.heading(title)),
    colWidths: widths.map((width) => width + gap),
    colAligns: columns.map(({ align }) => align ?? 'left'),
    chars: noFrame,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': gap },
  });
  printed.push(...rows.map((row) => row.map((cell, place) => wrapped(cell, widths[place] ?? 0))));
  return printed
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

const saysNothing = /^(?:-?0(?:\.0+)?)?$/;

/** Leaves out columns that are empty or zero in every row. The first column stays. */
function withoutEmptyColumns({ columns, rows }: Cells): Cells {
  const isKept = (place: number): boolean =>
    place === 0 ||
    columns[place]?.isKept === true ||
    rows.some((row) => !saysNothing.test(row[place] ?? ''));
  const kept = (_: unknown, place: number): boolean => isKept(place);
  return { columns: columns.filter(kept), rows: rows.map((row) => row.filter(kept)) };
}

/** One `name  value` per line, with the values aligned. */
export function factsText(
  facts: readonly (readonly [name: string, value: string])[],
  look: Pick<Look, 'heading'>,
): string {
  const width = facts.reduce((most, [name]) => Math.max(most, displayWidth(name)), 0);
  return facts
    .map(([name, value]) => {
      const blanks = ' '.repeat(width - displayWidth(name) + gap);
      return `${look.heading(name)}${blanks}${visible(value)}`.trimEnd();
    })
    .join('\n');
}

interface Fitted {
  readonly cells: Cells;
  readonly widths: readonly number[];
}

function fitted(whole: Cells, width: number | null): Fitted | null {
  const [gently, hard] = longWidths;
  let cells = whole;
  for (;;) {
    const widths = fittingWidths(cells, { width, longMin: gently });
    if (widths !== null) return { cells, widths };
    const spare = cells.columns.findLastIndex(({ isSpare }) => isSpare === true);
    if (spare === -1) break;
    cells = {
      columns: cells.columns.toSpliced(spare, 1),
      rows: cells.rows.map((row) => row.toSpliced(spare, 1)),
    };
  }
  const widths = fittingWidths(cells, { width, longMin: hard });
  return widths === null ? null : { cells, widths };
}

/** Column widths that fit: the longest column shrinks first. Null: no widths fit. */
function fittingWidths(
  { columns, rows }: Cells,
  ask: { readonly width: number | null; readonly longMin: number },
): readonly number[] | null {
  const widths = columns.map(({ title }, place) =>
    rows.reduce(
      (width, row) => Math.max(width, displayWidth(row[place] ?? '')),
      displayWidth(title),
    ),
  );
  if (ask.width === null) return widths;
  const available = ask.width - gap * (widths.length - 1);
  let excess = widths.reduce((sum, width) => sum + width, 0) - available;
  for (; excess > 0; excess--) {
    let longest: number | null = null;
    widths.forEach((width, place) => {
      const { isLong, title = '' } = columns[place] ?? {};
      if (isLong !== true || width <= Math.max(ask.longMin, displayWidth(title))) return;
      if (longest === null || width > (widths[longest] ?? 0)) longest = place;
    });
    if (longest === null) return null;
    widths[longest] = (widths[longest] ?? 0) - 1;
  }
  return widths;
}

/** Wraps at blanks. A word longer than the line is broken. */
function wrapped(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (displayWidth(longer) <= width) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    line = word;
    while (displayWidth(line) > width) {
      const cut = longestStart(line, width);
      lines.push(cut);
      line = line.slice(cut.length);
    }
  }
  return [...lines, line].join('\n');
}

/** Takes at least one character, so that wrapping ends. */
function longestStart(text: string, width: number): string {
  let start = '';
  for (const character of text) {
    if (start !== '' && displayWidth(start + character) > width) break;
    start += character;
  }
  const hyphen = start.lastIndexOf('-');
  return hyphen > 0 && start !== text ? start.slice(0, hyphen + 1) : start;
}

function blocks({ columns, rows }: Cells, look: Look): string {
  return rows
    .map((row) =>
      factsText(
        columns.map(({ title }, place) => [title, row[place] ?? ''] as const),
        look,
      ),
    )
    .join('\n\n');
}
