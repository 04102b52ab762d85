/**
 * A balances file: year-to-date brought along from another payroll, one row for an employee,
 * a year and a tax.
 *
 * Pure. All or nothing. What the taxes of a year have already seen decides where wage bases
 * end (Social Security, FUTA) and where Additional Medicare begins, so a start in the middle
 * of a year needs it. For FUTA, which the employer pays, `withheld` is the employer's tax.
 *
 * Elsewhere: whether the employees are on the roster (`people`, of the operations).
 */

import type { Answer } from '#errors.ts';
import type { Currency, Minor } from '#money/minor.ts';
import { readCsv, type TellBytes } from './csv.ts';
import { type People, readEmployee } from './employee-cell.ts';
import type { RowReader } from './row-reader.ts';
import type { TypedFile } from './typed-file.ts';
import { readTypedFile } from './typed-file.ts';

/** The pay codes under which a tax and the wages it was taken from are accumulated. */
const taxes = {
  FIT: { withheld: 'FIT', wages: 'FIT_WAGES' },
  SS: { withheld: 'SS', wages: 'SS_WAGES' },
  MEDICARE: { withheld: 'MEDICARE', wages: 'MEDICARE_WAGES' },
  // Its wages are those of Medicare above a threshold: accumulated once, under Medicare.
  ADDITIONAL_MEDICARE: { withheld: 'ADDITIONAL_MEDICARE', wages: null },
  FUTA: { withheld: 'FUTA_EMPLOYER', wages: 'FUTA_WAGES' },
} as const;

type Tax = keyof typeof taxes;
const taxWords = Object.keys(taxes) as [Tax, ...Tax[]];

export const balancesColumns: readonly string[] = [
  'employee_id',
  'year',
  'tax',
  'taxable_wages',
  'withheld',
];

export interface BalancesRow {
  readonly rowNumber: number;
  readonly employeeNumber: string;
  readonly taxYear: number;
  readonly tax: Tax;
  /** What to add to the year-to-date, by code of pay code. */
  readonly amounts: readonly { readonly payCode: string; readonly amountMinor: Minor }[];
}

/** Refusals: those of csv.ts and typed-file.ts. */
export function parseBalancesFile(
  bytes: Uint8Array,
  ask: { readonly currency: Currency; readonly people: People; readonly tell?: TellBytes },
): Answer<TypedFile<BalancesRow>> {
  const csv = readCsv(bytes, {
    what: 'balances',
    columns: balancesColumns,
    required: balancesColumns,
    anyOf: [],
  });
  if (!csv.ok) return csv;
  return readTypedFile(csv.value, {
    what: 'balances',
    currency: ask.currency,
    read: (reader) => readRow(reader, ask.people),
    key: ({ employeeNumber, taxYear, tax }) => ({
      key: `${taxYear} ${tax} ${employeeNumber}`,
      column: 'tax',
      code: 'balance_twice',
      what: `${tax} of ${taxYear} for employee ${employeeNumber}`,
    }),
    tell: ask.tell,
  });
}

function readRow(reader: RowReader, people: People): BalancesRow {
  const employeeNumber = readEmployee(reader, people);
  reader.requireValue('year', 'The cell is empty.');
  const taxYear = reader.wholeNumber('year', { from: 2000, to: 2199 }) ?? 2000;
  const tax = reader.requiredChoice('tax', { words: taxWords, code: 'unknown_tax' });
  reader.requireValue('taxable_wages', 'The cell is empty; write 0 for none.');
  reader.requireValue('withheld', 'The cell is empty; write 0 for none.');
  const wagesMinor = reader.amount('taxable_wages') ?? 0n;
  const withheldMinor = reader.amount('withheld') ?? 0n;
  if (reader.isSound && withheldMinor > wagesMinor) {
    const message = 'More was withheld than the wages it was taken from; are the columns swapped?';
    reader.report({ column: 'withheld', code: 'withheld_above_wages', message });
  }
  const { withheld, wages } = taxes[tax];
  const amounts = [{ payCode: withheld, amountMinor: withheldMinor }];
  return {
    rowNumber: reader.rowNumber,
    employeeNumber,
    taxYear,
    tax,
    amounts: wages === null ? amounts : [...amounts, { payCode: wages, amountMinor: wagesMinor }],
  };
}
