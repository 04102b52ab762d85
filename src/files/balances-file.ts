/**
 * A balances file: year-to-date brought along from another payroll, one row for an employee, a year
 * and a tax, or a pay code, or one of the totals GROSS and NET.
 *
 * Pure. All or nothing. What the taxes of a year have already seen decides where wage bases
 * end and where a higher rate begins, so a start in the middle of a year needs it. Which taxes there
 * are is the country's to say.
 *
 * Elsewhere: whether the employees are on the roster (`people`, of the operations).
 */

import type { Answer } from '#errors.ts';
import type { Currency, Minor } from '#money/minor.ts';
import type { CountryPack } from '#payslip/taxes/tax-packs.ts';
import { didYouMean } from '#text/closest-word.ts';
import { readCsv, type TellBytes } from './csv.ts';
import { type People, readEmployee } from './employee-cell.ts';
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

/** Totals of the year, which prove that nothing of it is missing. */
const balanceTotals: readonly string[] = ['GROSS', 'NET'];

/** What a country's pack says of opening balances. */
type BalancesCountry = Pick<CountryPack, 'balances'>;

/** What yearly limits look at: whole opening balances have it, with the tax by which it comes. */
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
  /** The tax, or the pay code or total, of the row. */
  readonly what: string;
  readonly column: 'tax' | 'code';
  /** What to add to the year-to-date, by code of pay code. */
  readonly amounts: readonly { readonly payCode: string; readonly amountMinor: Minor }[];
}

/** Refusals: those of csv.ts and typed-file.ts. */
export function parseBalancesFile(
  bytes: Uint8Array,
  ask: {
    readonly currency: Currency;
    readonly country: BalancesCountry;
    readonly people: People;
    /** Codes of the pay codes that there are. */
    readonly payCodes: ReadonlySet<string>;
    readonly tell?: TellBytes;
  },
): Answer<TypedFile<BalancesFileRow>> {
  const csv = readCsv(bytes, {
    what: 'balances',
    columns: balancesColumns,
    required: ['employee_id', 'year'],
    anyOf: [['tax', 'code']],
  });
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
    const message = 'A row has a code and its amount, or a tax with its wages.';
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
    const message = 'More was withheld than the wages it was taken from; are the columns swapped?';
    reader.report({ column: 'withheld', code: 'withheld_above_wages', message });
  }
  const { withheld = '', wages = null } = balances.get(tax) ?? {};
  const amounts = [{ payCode: withheld, amountMinor: withheldMinor }];
  const both = wages === null ? amounts : [...amounts, { payCode: wages, amountMinor: wagesMinor }];
  return { what: tax, column: 'tax', amounts: both };
}
