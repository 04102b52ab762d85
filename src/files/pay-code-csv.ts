/**
 * Pay codes as a CSV file: one row for each version, and one column for each key of the JSON form.
 *
 * A list is one cell with blanks between its entries (`gross -PENSION`). Bands and tiers are pairs
 * (`0:4.95 10000:6.5`). The rows are converted to the JSON form and checked there. `place` converts
 * a pointer into the JSON to a place in the CSV.
 */

import { type Answer, answer } from '#errors.ts';
import type { PayCodeJson } from '#payslip/codes/pay-code-file.ts';
import { csvText } from '#text/csv-line.ts';
import type { CsvRow, CsvShape } from './csv.ts';
import { FileIssues } from './file-issues.ts';
import { readCsv } from './open-csv.ts';

interface PayCodeCsv {
  /** `{ pay_codes: [...] }`, not checked yet. */
  readonly json: object;
  /** `/pay_codes/2/caps/annual` → `row 4, column cap_annual`. */
  place(pointer: string): string;
}

type Form = 'text' | 'number' | 'flag' | 'list' | 'bands' | 'tiers';

interface Cell {
  readonly column: string;
  /** The path of the key in the JSON of a pay code. */
  readonly path: readonly [string] | readonly [string, string];
  readonly form: Form;
}

const cell = (column: string, path: Cell['path'], form: Form = 'text'): Cell => ({
  column,
  path,
  form,
});

const cells: readonly Cell[] = [
  cell('id', ['id'], 'number'),
  cell('code', ['code']),
  cell('kind', ['kind']),
  cell('title', ['title']),
  cell('valid_from', ['valid_from']),
  cell('valid_until', ['valid_until']),
  cell('by', ['amount', 'by']),
  cell('multiplier', ['amount', 'multiplier']),
  cell('rate', ['amount', 'rate']),
  cell('premium', ['amount', 'premium'], 'flag'),
  cell('of_salary', ['amount', 'of_salary'], 'flag'),
  cell('amount', ['amount', 'amount']),
  cell('percent', ['amount', 'percent']),
  cell('of', ['amount', 'of'], 'list'),
  cell('bands', ['amount', 'bands'], 'bands'),
  cell('annualize', ['amount', 'annualize'], 'flag'),
  cell('matches', ['amount', 'matches']),
  cell('tiers', ['amount', 'tiers'], 'tiers'),
  cell('wages', ['wages']),
  cell('exempt_from', ['exempt_from'], 'list'),
  cell('rounding', ['rounding']),
  cell('cap_per_period', ['caps', 'per_period']),
  cell('cap_monthly', ['caps', 'monthly']),
  cell('cap_annual', ['caps', 'annual']),
  cell('hours_worked', ['hours_worked'], 'flag'),
  cell('in_regular_rate', ['in_regular_rate'], 'flag'),
  cell('substantiated_rate', ['substantiated_rate']),
  cell('substantiated_source', ['substantiated_source']),
  cell('priority', ['priority'], 'number'),
  cell('minimum_net', ['minimum_net']),
  cell('if_short', ['if_short']),
  cell('garnishment_percent', ['garnishment', 'percent_of_disposable']),
  cell('garnishment_protected_per_week', ['garnishment', 'protected_per_week']),
  cell('applies_to_all', ['applies_to_all'], 'flag'),
  cell('payee', ['payee']),
  cell('statement_code', ['statement_code']),
  cell('limit', ['limit']),
  cell('journal_account', ['journal_account']),
];

export const payCodeCsv: CsvShape = {
  what: 'pay code',
  columns: cells.map(({ column }) => column),
  required: ['id', 'code', 'kind', 'title', 'by', 'journal_account'],
  anyOf: [],
};

/** Refusals: those of csv.ts. */
export function parsePayCodeCsv(bytes: Uint8Array): Answer<PayCodeCsv> {
  const csv = readCsv(bytes, payCodeCsv);
  if (!csv.ok) return csv;
  const issues = new FileIssues();
  const rowNumbers: number[] = [];
  const payCodes: object[] = [];
  for (const row of csv.value.rows(issues)) {
    rowNumbers.push(row.rowNumber);
    payCodes.push(fromRow(row));
  }
  if (issues.count > 0) return issues.refusal('pay code');
  return answer({
    json: { pay_codes: payCodes },
    place(pointer) {
      const [, , index = '', ...path] = pointer.split('/');
      const row = rowNumbers[Number(index)];
      if (row === undefined || index === '') return pointer;
      const found = cells.find(({ path: [first, second] }) =>
        second === undefined ? path[0] === first : path[0] === first && path[1] === second,
      );
      return found === undefined ? `row ${row}` : `row ${row}, column ${found.column}`;
    },
  });
}

function fromRow(row: CsvRow): object {
  const json: Record<string, unknown> = { amount: {} };
  for (const { column, path, form } of cells) {
    const text = row.cell(column).trim();
    if (text === '') continue;
    const [first, second] = path;
    const value = valueOf(text, form);
    if (second === undefined) json[first] = value;
    else json[first] = { ...(json[first] as object | undefined), [second]: value };
  }
  return json;
}

/** Text that cannot be converted stays text, so the check of the JSON form refuses it. */
function valueOf(text: string, form: Form): unknown {
  switch (form) {
    case 'text':
      return text;
    case 'number':
      return /^[0-9]{1,9}$/.test(text) ? Number(text) : text;
    case 'flag':
      return flags.get(text.toLowerCase()) ?? text;
    case 'list':
      return text.split(/\s+/);
    case 'bands':
    case 'tiers':
      return pairs(text, pairKeys[form]);
  }
}

const pairKeys = {
  bands: ['above', 'percent'],
  tiers: ['up_to_percent', 'match_percent'],
} as const;

const flags = new Map([
  ['1', true],
  ['yes', true],
  ['true', true],
  ['0', false],
  ['no', false],
  ['false', false],
]);

function pairs(text: string, [left, right]: readonly [string, string]): readonly object[] {
  return text.split(/\s+/).map((pair) => {
    const [one = '', other = '', ...rest] = pair.split(':');
    return { [left]: one, [right]: [other, ...rest].join(':') };
  });
}

export function payCodesToCsv(payCodes: readonly PayCodeJson[]): string {
  const rows = payCodes.map((payCode) =>
    cells.map(({ path: [first, second], form }) => {
      const outer: unknown = (payCode as Readonly<Record<string, unknown>>)[first];
      const value =
        second === undefined ? outer : (outer as Readonly<Record<string, unknown>>)?.[second];
      return value === undefined ? '' : textOf(value, form);
    }),
  );
  return csvText([payCodeCsv.columns, ...rows]);
}

function textOf(value: unknown, form: Form): string {
  if (form === 'flag') return value === true ? 'yes' : 'no';
  if (!Array.isArray(value)) return String(value);
  if (form !== 'bands' && form !== 'tiers') return value.join(' ');
  const [left, right] = pairKeys[form];
  return value
    .map((pair: Readonly<Record<string, string>>) => `${pair[left]}:${pair[right]}`)
    .join(' ');
}
