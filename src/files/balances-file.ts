/**
 * A balances file: year-to-date amounts from another payroll. Each row is for one employee, one
 * year, and one tax, pay code or total (GROSS or NET).
 *
 * Pure. All or nothing. A start in the middle of a year needs this file: the year-to-date of each
 * tax decides where wage bases end and higher rates begin. The country's pack decides which taxes
 * exist.
 *
 * Elsewhere: whether the employees are on the roster (`people`, from the operations).
 */

import type { Answer } from '#errors.ts';
import type { Currency, Minor } from '#money/minor.ts';
import type { CountryPack } from '#payslip/taxes/tax-packs.ts';
import { didYouMean } from '#text/closest-word.ts';
import type { CsvShape, TellBytes } from './csv.ts';
import { type People, readEmployee } from './employee-cell.ts';
import type { FileForm } from './file-form.ts';
import { readCsv } from './open-csv.ts';
import type { RowReader } from './row-reader.ts';
import type { TypedFile } from './typed-file.ts';
import { readTypedFile } from './typed-file.ts';

const balancesColumns: readonly string[] = [
  'employee_id',
  'year',
  'tax',
  'taxable_wages',
  'withheld',
  'code',
  'amount',
];

/** Totals of the year. They show whether any amount is missing. */
const balanceTotals: readonly string[] = ['GROSS', 'NET'];

/** The part of a country's pack that describes opening balances. */
type BalancesCountry = Pick<CountryPack, 'balances'>;

/**
 * The pay codes on which yearly limits depend, each with the tax whose rows contain it. Complete
 * opening balances include all of them.
 */
export function neededBalances({
  balances,
}: BalancesCountry): readonly { readonly tax: string; readonly payCode: string }[] {
  return [...balances].flatMap(([tax, { wages, isNeeded }]) =>
    isNeeded && wages !== null ? [{ tax, payCode: wages }] : [],
  );
}

function taxByCode({ balances }: BalancesCountry): ReadonlyMap<string, string> {
  return new Map(
    [...balances].flatMap(([tax, { withheld, wages }]) =>
      [withheld, ...(wages === null ? [] : [wages])].map((code) => [code, tax] as const),
    ),
  );
}

export interface BalancesFileRow {
  readonly rowNumber: number;
  readonly employeeNumber: string;
  readonly taxYear: number;
  /** The tax, pay code or total of the row. */
  readonly what: string;
  readonly column: 'tax' | 'code';
  /** The amounts to add to the year-to-date, by the code of the pay code. */
  readonly amounts: readonly { readonly payCode: string; readonly amountMinor: Minor }[];
}

export const balancesCsv: CsvShape = {
  what: 'balances',
  columns: balancesColumns,
  required: ['employee_id', 'year'],
  anyOf: [['tax', 'code']],
};

/** Refusals: those of csv.ts and typed-file.ts. */
export function parseBalancesFile(
  bytes: Uint8Array,
  ask: {
    readonly currency: Currency;
    readonly country: BalancesCountry;
    readonly people: People;
    /** The codes of the company's pay codes. */
    readonly payCodes: ReadonlySet<string>;
    readonly tell?: TellBytes;
    readonly form?: FileForm | undefined;
  },
): Answer<TypedFile<BalancesFileRow>> {
  const csv = readCsv(bytes, balancesCsv, ask.form);
  if (!csv.ok) return csv;
  const byCode = taxByCode(ask.country);
  return readTypedFile(csv.value, {
    what: 'balances',
    currency: ask.currency,
    read: (reader) => readRow(reader, { ...ask, byCode }),
    key: ({ employeeNumber, taxYear, what, column }) =>
      what === ''
        ? null
        : {
            key: `${taxYear} ${what} ${employeeNumber}`,
            of: ['employee_id', 'year', column],
            column,
            code: 'balance_twice',
            what: `${what} of ${taxYear} for employee ${employeeNumber}`,
          },
    tell: ask.tell,
  });
}

interface ReadAsk {
  readonly country: BalancesCountry;
  readonly byCode: ReadonlyMap<string, string>;
  readonly people: People;
  readonly payCodes: ReadonlySet<string>;
}

function readRow(reader: RowReader, ask: ReadAsk): BalancesFileRow {
  const employeeNumber = readEmployee(reader, ask.people);
  reader.requireValue('year', 'The cell is empty.');
  const taxYear = reader.wholeNumber('year', { from: 2000, to: 2199 }) ?? 2000;
  const common = { rowNumber: reader.rowNumber, employeeNumber, taxYear };
  if (!reader.isEmpty('code')) return { ...common, ...readCode(reader, ask) };
  return { ...common, ...readTax(reader, ask.country) };
}

type RowValues = Pick<BalancesFileRow, 'what' | 'column' | 'amounts'>;

function readCode(reader: RowReader, { payCodes, byCode }: ReadAsk): RowValues {
  const code = reader.requiredText('code', { lengthMax: 40 }).toUpperCase();
  for (const column of ['tax', 'taxable_wages', 'withheld']) {
    if (reader.isEmpty(column)) continue;
    const message = 'A row needs either a code and an amount, or a tax and its wages.';
    reader.report({ column, code: 'tax_and_code', message });
  }
  const tax = byCode.get(code);
  if (tax !== undefined) {
    const message = `${code} comes with its tax: write ${tax} in the column tax.`;
    reader.report({ column: 'code', code: 'comes_with_tax', message });
  } else if (!payCodes.has(code) && !balanceTotals.includes(code)) {
    const message = `There is no pay code ${code}.${didYouMean(code, [...payCodes, ...balanceTotals])}`;
    reader.report({ column: 'code', code: 'unknown_pay_code', message });
  }
  reader.requireValue('amount', 'The cell is empty; write 0 for none.');
  const amountMinor = reader.signedAmount('amount') ?? 0n;
  return { what: code, column: 'code', amounts: [{ payCode: code, amountMinor }] };
}

function readTax(reader: RowReader, { balances }: BalancesCountry): RowValues {
  if (!reader.isEmpty('amount')) {
    const message = 'An amount belongs to a code; a tax has taxable_wages and withheld.';
    reader.report({ column: 'amount', code: 'tax_and_code', message });
  }
  reader.requireValue(
    'tax',
    'The cell is empty; give a tax here, or a pay code in the column code.',
  );
  const words = [...balances.keys()];
  const tax = reader.choice('tax', { words, code: 'unknown_tax' }) ?? '';
  reader.requireValue('taxable_wages', 'The cell is empty; write 0 for none.');
  reader.requireValue('withheld', 'The cell is empty; write 0 for none.');
  const wagesMinor = reader.amount('taxable_wages') ?? 0n;
  const withheldMinor = reader.amount('withheld') ?? 0n;
  if (reader.isRead('taxable_wages', 'withheld') && withheldMinor > wagesMinor) {
    const message = 'The tax withheld exceeds the wages; are the columns swapped?';
    reader.report({ column: 'withheld', code: 'withheld_above_wages', message });
  }
  const { withheld = '', wages = null } = balances.get(tax) ?? {};
  const amounts = [{ payCode: withheld, amountMinor: withheldMinor }];
  const both = wages === null ? amounts : [...amounts, { payCode: wages, amountMinor: wagesMinor }];
  return { what: tax, column: 'tax', amounts: both };
}
