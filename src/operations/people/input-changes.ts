/**
 * What an import replaces, as its answer and its dry run report it.
 *
 * A replaced row is reported with its subject and the columns that differ, in the words of the file. A row
 * that is removed without a replacement is reported with all its columns.
 *
 * Elsewhere: replacements that are refused unless asked for (refuse-to-replace.ts).
 */
import { type Currency, formatAmount } from '#money/minor.ts';
import type { NamedPayCode } from '#operations/companies/pay-codes.ts';
import { packFor } from '#payslip/taxes/tax-packs.ts';
import { microText } from '#payslip/text.ts';
import { taxFormFrom } from '#store/tax-form.ts';
import type { ClosedRow, Columns, Replaced } from '#store/writes/versions.ts';
import {
  type ChangeCounts,
  type ChangeWeight,
  changeCounts,
  heaviestFirst,
  weightOf,
} from './weigh-changes.ts';

export interface ChangeInWords {
  /** Row number in the file. For a removed row: the first row about the same person. */
  readonly row: number;
  /** Employee number. */
  readonly employee: string;
  /** The subject of the row: `REGULAR on 2026-11-06, job guard`. */
  readonly about: string;
  /** By file column: those that differ, or all columns of a removed row. */
  readonly before: Cells;
  /** Null: nothing has replaced the row. */
  readonly after: Cells | null;
}

export type InputChange = ChangeInWords & ChangeWeight;

export type Cells = Readonly<Record<string, string>>;

/** What happened to the rows of the file and to the stored rows. */
export interface WhatChanged {
  readonly added: number;
  /** Rows that replaced a different row. */
  readonly replaced: number;
  /** Stored rows that were removed without a replacement. */
  readonly removed: number;
  readonly unchanged: number;
  /** Every replaced or removed row, and pay that a new row changes: the heaviest first, up to 100,000. */
  readonly changes: readonly InputChange[];
  readonly changeCounts: ChangeCounts;
}

/**
 * `no`: a replacement is refused. `all`: the file replaces everything of the people in it. `add`: the file's hours
 * and amounts are added to the stored ones.
 */
type Replacing = 'no' | 'rows' | 'all' | 'add';

export interface MayReplace {
  /** Rows of the file may replace different stored rows. */
  readonly replace?: boolean | undefined;
  /** The people in the file keep only what the file says. */
  readonly replaceAll?: boolean | undefined;
}

/** The choices for a file of one period. */
export interface MayAdd extends MayReplace {
  /** Hours and amounts of the file are added to the stored ones of the same day, job and pay code. */
  readonly add?: boolean | undefined;
  /** Adds a file although the period has one with the same rows. */
  readonly again?: boolean | undefined;
  /** Rows about people who are paid already are taken: the next run pays the difference. */
  readonly late?: boolean | undefined;
  /** They are for a correction of the period's run, which is opened in the same transaction. */
  readonly isCorrection?: boolean | undefined;
}

export function replacingOf({ replace, replaceAll, add }: MayAdd): Replacing {
  if (add === true) return 'add';
  if (replaceAll === true) return 'all';
  return replace === true ? 'rows' : 'no';
}

/** The word of the database for how a file was meant. */
export const recordedAs = {
  no: 'new',
  rows: 'replace',
  all: 'replace_all',
  add: 'add',
} as const;

export interface Words {
  /** What the file contains (`hours`, `terms`). It also names a row without a pay code. */
  readonly what: string;
  readonly currency: Currency;
  payCode(payCodeId: number): Pick<NamedPayCode, 'code' | 'amount'> | undefined;
  /** Code of a pay schedule. */
  schedule?(scheduleId: number): string | undefined;
}

export function whatChanged(
  done: Replaced,
  ask: {
    readonly rows: number;
    readonly words: Words;
    /** In hundredths; null: nothing is marked. */
    readonly rateLimit: number | null;
    /** Pay that a new row changes, although it replaces no row. */
    readonly besides?: readonly ClosedRow[];
  },
): WhatChanged {
  const { begun, replaced, closed, closedRows } = done;
  const changes = weighed([...closedRows, ...(ask.besides ?? [])], ask);
  return {
    added: begun - replaced,
    replaced,
    removed: closed - replaced,
    unchanged: ask.rows - begun,
    changes,
    changeCounts: changeCounts(changes),
  };
}

/** The changes in words, the heaviest first. */
export function weighed(
  rows: readonly ClosedRow[],
  { words, rateLimit }: { readonly words: Words; readonly rateLimit: number | null },
): readonly InputChange[] {
  return heaviestFirst(
    rows.map((row) => ({ ...changeOf(row, words), ...weightOf(row, rateLimit) })),
  );
}

export function nothingChanged(done: Pick<WhatChanged, 'added' | 'replaced' | 'removed'>): boolean {
  return done.added + done.replaced + done.removed === 0;
}

/** Columns of the database that have another name in a file. */
const columnWords: Readonly<Record<string, string>> = {
  until_on: 'until',
  hired_on: 'hire_date',
  ended_on: 'end_date',
  birth_on: 'birth_date',
  schedule_id: 'schedule',
  assigned_on: 'assigned_from',
};
/** Columns that `about` already shows. */
const identity = new Set([
  ...['pay_code_id', 'period_id', 'part', 'tax_year', 'employee_id'],
  ...['worked_on', 'from_on', 'job', 'reference'],
]);

export function changeOf(row: ClosedRow, words: Words): ChangeInWords {
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
    if (name === 'earlier') {
      cells['earlier_employments'] = earlierInWords(value);
      continue;
    }
    if (name === 'earlier_assignments') {
      cells[name] = assignmentsInWords(value);
      continue;
    }
    if (name === 'tax_form') {
      Object.assign(cells, taxFormCells(value as Columns, words));
      continue;
    }
    if (name === 'order_facts') {
      Object.assign(cells, orderCells(value as Columns, words));
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

function earlierInWords(value: unknown): string {
  const all = value as readonly { readonly from: string; readonly until: string }[];
  return all.map(({ from, until }) => `${from} to ${until}`).join(', ');
}

function assignmentsInWords(value: unknown): string {
  const all = value as readonly Readonly<Record<string, string | null>>[];
  return all
    .map(({ from, department, cost_centre: costCentre, job_title: job }) => {
      const what = [department, costCentre, job].filter((one) => typeof one === 'string');
      return `${what.join(' / ')} ${from === null ? 'before' : `from ${from}`}`;
    })
    .join(', ');
}

/** The declared tax form, by the roster's column names. */
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

/** The facts of a court order, by the names of the columns of an items file. */
function orderCells(facts: Columns, words: Words): Cells {
  const { orders } = packFor(words.currency.code);
  const shown = orders?.shown(taxFormFrom(JSON.stringify(facts))) ?? {};
  return taxFormCells(
    Object.fromEntries(Object.entries(shown).map(([name, value]) => [name, String(value)])),
    words,
  );
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
