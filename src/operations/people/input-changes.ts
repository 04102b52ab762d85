/**
 * What an import puts in the place of what, as its answer and its dry run tell it.
 *
 * A row that has lost its place is told by what it is about and by the columns that differ, in the
 * words of the file. A row that goes without another in its place is told whole.
 *
 * Elsewhere: what is refused unless it was asked for (refuse-to-replace.ts).
 */
import { type Currency, formatAmount } from '#money/minor.ts';
import type { NamedPayCode } from '#operations/companies/pay-codes.ts';
import { microText } from '#payslip/text.ts';
import type { ClosedRow, Columns, Replaced } from '#store/writes/versions.ts';

export interface InputChange {
  /** Of the file; of what goes, the first about the same. */
  readonly row: number;
  /** Employee number. */
  readonly employee: string;
  /** `REGULAR on 2026-11-06, job guard`: what of theirs. */
  readonly about: string;
  /** By column of the file, those that differ; of what goes, all. */
  readonly before: Cells;
  /** Null: nothing has taken its place. */
  readonly after: Cells | null;
}

export type Cells = Readonly<Record<string, string>>;

/** What became of the rows of a file, and of those that were there. */
export interface WhatChanged {
  readonly added: number;
  /** Rows that took the place of a different one. */
  readonly replaced: number;
  /** Rows that were there, and went without another in their place. */
  readonly removed: number;
  readonly unchanged: number;
  /** Each that was replaced or removed, up to 100,000. */
  readonly changes: readonly InputChange[];
}

/** `no`: a replacement is refused. `all`: the file replaces everything of the people in it. */
export type Replacing = 'no' | 'rows' | 'all';

export interface MayReplace {
  /** Rows of the file may take the place of different ones. */
  readonly replace?: boolean | undefined;
  /** Of the people in the file nothing stays that it does not say. */
  readonly replaceAll?: boolean | undefined;
}

export function replacingOf({ replace, replaceAll }: MayReplace): Replacing {
  if (replaceAll === true) return 'all';
  return replace === true ? 'rows' : 'no';
}

export interface Words {
  /** `hours`, `terms`: what the file is of, and what a row without a pay code is. */
  readonly what: string;
  readonly currency: Currency;
  payCode(payCodeId: number): Pick<NamedPayCode, 'code' | 'amount'> | undefined;
  /** Code of a pay schedule. */
  schedule?(scheduleId: number): string | undefined;
}

export function whatChanged(
  done: Replaced,
  ask: { readonly rows: number; readonly words: Words },
): WhatChanged {
  const { begun, replaced, closed, closedRows } = done;
  return {
    added: begun - replaced,
    replaced,
    removed: closed - replaced,
    unchanged: ask.rows - begun,
    changes: closedRows.map((row) => changeOf(row, ask.words)),
  };
}

export function nothingChanged(done: Pick<WhatChanged, 'added' | 'replaced' | 'removed'>): boolean {
  return done.added + done.replaced + done.removed === 0;
}

/** Where one word for a column is not its name without the unit. */
const columnWords: Readonly<Record<string, string>> = {
  until_on: 'until',
  hired_on: 'hire_date',
  ended_on: 'end_date',
  schedule_id: 'schedule',
};
/** Told by `about`. */
const identity = new Set([
  ...['pay_code_id', 'period_id', 'part', 'tax_year', 'employee_id'],
  ...['worked_on', 'from_on', 'job', 'reference'],
]);

export function changeOf(row: ClosedRow, words: Words): InputChange {
  const { rowNumber, employeeNumber, before, after } = row;
  const was = cellsOf(before, words);
  const is = after === null ? null : cellsOf(after, words);
  const names = [...new Set([...Object.keys(was), ...Object.keys(is ?? {})])].filter(
    (name) => is === null || was[name] !== is[name],
  );
  const of = (cells: Cells) => Object.fromEntries(names.map((name) => [name, cells[name] ?? '']));
  return {
    ...{ row: rowNumber, employee: employeeNumber, about: aboutOf(before, words) },
    ...{ before: of(was), after: is === null ? null : of(is) },
  };
}

function cellsOf(row: Columns, words: Words): Cells {
  const cells: Record<string, string> = {};
  for (const [name, value] of Object.entries(row)) {
    if (value === null || value === '' || identity.has(name)) continue;
    if (name === 'tax_form') {
      Object.assign(cells, taxFormCells(value as Columns, words));
      continue;
    }
    cells[columnOf(name, { row, words })] = textOf(value, { name, words });
  }
  return cells;
}

function columnOf(name: string, ask: { readonly row: Columns; readonly words: Words }): string {
  if (name !== 'quantity_micro') return columnWords[name] ?? name.replace(/_(?:minor|micro)$/, '');
  const code = ask.words.payCode(Number(ask.row['pay_code_id']));
  return code?.amount.by === 'pieces' ? 'pieces' : 'hours';
}

function textOf(
  value: unknown,
  { name, words }: { readonly name: string; readonly words: Words },
): string {
  if (typeof value === 'bigint') {
    return name.endsWith('_micro') ? microText(value) : formatAmount(value, words.currency);
  }
  if (name === 'schedule_id') return words.schedule?.(Number(value)) ?? String(value);
  return String(value);
}

/** What was declared, by the names of a roster's columns. */
function taxFormCells(form: Columns, words: Words): Cells {
  const cells: Record<string, string> = {};
  for (const [name, value] of Object.entries(form)) {
    if (value === null || value === false || value === '0') continue;
    const column = name.replace(/Minor$/, '').replaceAll(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);
    const isAmount = name.endsWith('Minor');
    cells[column] = isAmount ? formatAmount(BigInt(plain(value)), words.currency) : plain(value);
  }
  return cells;
}

function plain(value: unknown): string {
  return value instanceof Temporal.PlainDate ? value.toString() : String(value as string | number);
}

function aboutOf(row: Columns, words: Words): string {
  const { pay_code_id: payCodeId, worked_on: on, from_on: from, tax_year: year } = row;
  const named =
    payCodeId === undefined
      ? words.what
      : (words.payCode(Number(payCodeId))?.code ?? plain(payCodeId));
  const parts: readonly (readonly [string, unknown])[] = [
    [' of ', year],
    [' on ', on],
    [' from ', from],
    [', job ', row['job']],
    [', reference ', row['reference']],
  ];
  return parts.reduce(
    (text, [word, value]) =>
      value === undefined || value === null || value === ''
        ? text
        : `${text}${word}${plain(value)}`,
    named,
  );
}
