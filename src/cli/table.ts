/**
 * Rows and columns as text that fits the terminal.
 *
 * No frames: a table that goes through a pipe stays readable by `grep` and `awk`. Where the
 * terminal is too narrow, the columns that may be shortened are wrapped; where even that is
 * not enough, each row becomes a block of lines.
 */

import Table from 'cli-table3';
import { displayWidth, visible } from './terminal-text.ts';

export interface Column {
  readonly title: string;
  /** Numbers stand to the right. */
  readonly align?: 'left' | 'right';
  /** May be wrapped when the terminal is narrow: a name, a reason. */
  readonly isLong?: boolean;
}

const gap = 2;
const longWidthMin = 12;

const noFrame = Object.fromEntries(
  [
    ...['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left'],
    ...['bottom-right', 'left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'],
  ].map((part) => [part, '']),
);

interface Look {
  /** Columns of the terminal; null when there is none, and text is as wide as it gets. */
  readonly width: number | null;
  readonly heading: (text: string) => string;
}

/** Lines without the last line end. */
export function tableText(
  table: { readonly columns: readonly Column[]; readonly rows: readonly (readonly string[])[] },
  look: Look,
): string {
  const { columns } = table;
  const rows = table.rows.map((row) => columns.map((_, place) => visible(row[place] ?? '')));
  const natural = columns.map(({ title }, place) =>
    rows.reduce(
      (width, row) => Math.max(width, displayWidth(row[place] ?? '')),
      displayWidth(title),
    ),
  );
  const widths = fitted(natural, { columns, width: look.width });
  if (widths === null) return blocks(rows, { columns, look });
  const printed = new Table({
    head: columns.map(({ title }) => look.heading(title)),
    colWidths: widths.map((width) => width + gap),
    colAligns: columns.map(({ align }) => align ?? 'left'),
    wordWrap: true,
    chars: noFrame,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': gap },
  });
  printed.push(...rows);
  return printed
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** `name  value`, one a line, the values below each other. */
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

/** Widths that fit, the longest column giving way first; null when they cannot. */
function fitted(
  natural: readonly number[],
  ask: { readonly columns: readonly Column[]; readonly width: number | null },
): readonly number[] | null {
  if (ask.width === null) return natural;
  const widths = [...natural];
  const available = ask.width - gap * (widths.length - 1);
  let excess = widths.reduce((sum, width) => sum + width, 0) - available;
  while (excess > 0) {
    const place = longest(widths, ask.columns);
    if (place === null) return null;
    widths[place] = (widths[place] ?? 0) - 1;
    excess--;
  }
  return widths;
}

function longest(widths: readonly number[], columns: readonly Column[]): number | null {
  let found: number | null = null;
  widths.forEach((width, place) => {
    if (columns[place]?.isLong !== true || width <= longWidthMin) return;
    if (found === null || width > (widths[found] ?? 0)) found = place;
  });
  return found;
}

function blocks(
  rows: readonly (readonly string[])[],
  ask: { readonly columns: readonly Column[]; readonly look: Look },
): string {
  return rows
    .map((row) =>
      factsText(
        ask.columns.map(({ title }, place) => [title, row[place] ?? ''] as const),
        ask.look,
      ),
    )
    .join('\n\n');
}
