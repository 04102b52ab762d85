/**
 * A file of net pays from another payroll, to compare them with those of Paybeat. One row for each payment.
 *
 * Pure. All or nothing. A person needs a number or a name, and a net pay. Everything else is optional: gross, the
 * sums of taxes and deductions, taxes and pay codes by column, and the dates of the pay. With more columns, a
 * difference has a known cause.
 *
 * Elsewhere: who the people are (operations/shadow/people-there.ts), and what differs (judgement/beside.ts).
 */

import type { Answer } from '#errors.ts';
import type { Currency, Minor } from '#money/minor.ts';
import type { PayCodeDefinition } from '#payslip/codes/pay-code.ts';
import type { CountryPack } from '#payslip/taxes/tax-packs.ts';
import { counted } from '#text/counted.ts';
import { foldedName } from './column-names.ts';
import type { CsvShape } from './csv.ts';
import type { FileForm } from './file-form.ts';
import { readCsv } from './open-csv.ts';
import type { RowReader } from './row-reader.ts';
import { type FileNote, readTypedFile, type TypedFile } from './typed-file.ts';

/** What a column of an amount is called here. */
const totalNames = {
  net: [
    ...['Net Pay', 'Net Amount', 'Net Check', 'Check Net', 'Check Amount', 'Take Home Pay'],
    ...['Total Net Pay', 'Net Wages', 'Net Payment', 'Amount Paid'],
  ],
  gross: ['Gross Pay', 'Gross Wages', 'Gross Earnings', 'Total Gross', 'Total Earnings'],
  taxes: ['Total Taxes', 'Employee Taxes', 'Taxes Withheld', 'Total Employee Taxes'],
  deductions: ['Total Deductions', 'Employee Deductions'],
  reimbursements: ['Total Reimbursements', 'Reimbursement'],
} as const;
type TheirTotal = keyof typeof totalNames;
const theirTotals = Object.keys(totalNames) as readonly TheirTotal[];

const dateNames = {
  pay_date: ['Check Date', 'Payment Date', 'Paid On'],
  period_start: [
    'Period Begin',
    'Period Beginning',
    'Pay Period Start',
    'Pay Period Begin',
    'Period Start Date',
  ],
  period_end: ['Period Ending', 'Pay Period End', 'Pay Period Ending', 'Period End Date'],
} as const;

const personNames = {
  employee_id: [
    ...['Employee Number', 'Employee', 'Employee No', 'Employee Code', 'File Number', 'File #'],
    ...['Emp ID', 'Emp No', 'Emp #', 'EE ID', 'EE #', 'Associate ID', 'Payroll ID', 'ID'],
  ],
  name: ['Employee Name', 'Full Name', 'Payee', 'Payroll Name', 'Associate', 'Associate Name'],
} as const;

/** A column for one tax, or for one pay code of the company. */
export interface NamedColumn {
  readonly column: string;
  readonly title: string;
  readonly kind: 'earning' | 'reimbursement' | 'deduction' | 'tax';
  /** The pay codes that are the same. Empty: Paybeat does not calculate it. */
  readonly codes: readonly string[];
  readonly also: readonly string[];
}

/** Taxes come first: a pay code of the same name has no column of its own. */
export function namedColumnsOf(
  country: Pick<CountryPack, 'otherPayrolls'>,
  codes: readonly Pick<PayCodeDefinition, 'code' | 'title' | 'kind'>[],
): readonly NamedColumn[] {
  const taken = new Set(
    Object.entries({ ...personNames, ...dateNames, ...totalNames })
      .flat(2)
      .map(foldedName),
  );
  const columns: NamedColumn[] = [];
  const add = (one: NamedColumn): void => {
    if (taken.has(foldedName(one.column))) return;
    taken.add(foldedName(one.column));
    const also: string[] = [];
    for (const name of one.also) {
      if (taken.has(foldedName(name))) continue;
      taken.add(foldedName(name));
      also.push(name);
    }
    columns.push({ ...one, also });
  };
  for (const tax of country.otherPayrolls?.taxes ?? []) add({ ...tax, kind: 'tax' });
  for (const { code, title, kind } of codes) {
    if (kind === 'tax' || kind === 'employer_contribution' || kind === 'information') continue;
    add({ column: code.toLowerCase(), title, kind, codes: [code], also: [title] });
  }
  return columns;
}

export function netPaysCsv(named: readonly NamedColumn[]): CsvShape {
  const also = { ...personNames, ...dateNames, ...totalNames };
  return {
    what: 'net_pays',
    columns: [...Object.keys(also), ...named.map(({ column }) => column)],
    also: { ...also, ...Object.fromEntries(named.map((one) => [one.column, one.also])) },
    required: ['net'],
    anyOf: [['employee_id', 'name']],
  };
}

export interface NetPaysFileRow {
  readonly rowNumber: number;
  readonly number: string | null;
  readonly name: string | null;
  /** By column. An empty cell has no amount. */
  readonly amounts: ReadonlyMap<string, Minor>;
  readonly dates: ReadonlyMap<string, Temporal.PlainDate>;
  /** The row says that it is a total. */
  readonly isTotal: boolean;
}

/** Refusals: those of csv.ts and typed-file.ts. */
export function parseNetPaysFile(
  bytes: Uint8Array,
  ask: {
    readonly currency: Currency;
    readonly named: readonly NamedColumn[];
    /** Accepts the number of an employee as it is written. */
    readonly isKnown: (employeeNumber: string) => boolean;
    readonly form?: FileForm | undefined;
  },
): Answer<TypedFile<NetPaysFileRow>> {
  const csv = readCsv(bytes, netPaysCsv(ask.named), ask.form);
  if (!csv.ok) return csv;
  const amounts = [...theirTotals, ...ask.named.map(({ column }) => column)];
  const seen = new Map<string, number>();
  const totals = new TotalRows();
  return readTypedFile(csv.value, {
    what: 'net_pays',
    currency: ask.currency,
    read: (reader) => readRow(reader, { ...ask, amounts }),
    // Several payments of a person add up. A row that is there twice is a mistake.
    key: () => null,
    check: (row, reader) => {
      totals.see(row, reader);
      if (row.isTotal) return;
      const key = JSON.stringify([
        row.number,
        row.name,
        ...[...row.amounts].map(String),
        ...[...row.dates].map(String),
      ]);
      const first = seen.get(key);
      if (first === undefined) {
        seen.set(key, row.rowNumber);
        return;
      }
      const message = `The row is the same as row ${first}.`;
      reader.report({ column: null, code: 'row_twice', message });
    },
    notes: () => totals.notes(),
  });
}

/** Rows of totals, which name nobody. Each is the net pay of the people above it, or since the last total. */
class TotalRows {
  #all = 0n;
  #since = 0n;
  #passed = 0;

  see(row: NetPaysFileRow, reader: RowReader): void {
    const net = row.amounts.get('net') ?? 0n;
    if (!row.isTotal) {
      this.#all += net;
      this.#since += net;
      return;
    }
    this.#passed += 1;
    const isSum = net === this.#all || net === this.#since;
    this.#since = 0n;
    if (isSum || !row.amounts.has('net')) return;
    const isNamed = row.number !== null || row.name !== null;
    const message = isNamed
      ? 'The total is not the sum of the net pays above it. Is the file complete?'
      : 'The row names nobody, and is not the total of the rows above it.';
    reader.report({ column: 'net', code: isNamed ? 'total_differs' : 'person_missing', message });
  }

  notes(): readonly FileNote[] {
    if (this.#passed === 0) return [];
    const message = `${counted(this.#passed, 'row')} of totals left out.`;
    return [{ code: 'totals_left_out', message }];
  }
}

const totalWords = /^(?:(?:grand|report|company|sub)[- ]?)?(?:totals?|sum)\b/i;

function readRow(
  reader: RowReader,
  ask: { readonly amounts: readonly string[]; readonly isKnown: (number: string) => boolean },
): NetPaysFileRow {
  const number = reader.key('employee_id', { lengthMax: 64, known: ask.isKnown });
  const name = reader.text('name', { lengthMax: 200 });
  const isNamed = number !== null || name !== null;
  const isTotal =
    (!isNamed && reader.isEmpty('employee_id') && reader.isEmpty('name')) ||
    (number !== null && !ask.isKnown(number) && totalWords.test(number)) ||
    (name !== null && number === null && totalWords.test(name));
  const amounts = new Map<string, Minor>();
  for (const column of ask.amounts) {
    const amount = reader.signedAmount(column);
    if (amount !== null) amounts.set(column, amount);
  }
  if (!isTotal) reader.requireValue('net', 'The cell is empty; write 0 for no pay.');
  const dates = new Map<string, Temporal.PlainDate>();
  for (const column of Object.keys(dateNames)) {
    const day = reader.date(column);
    if (day !== null) dates.set(column, day);
  }
  return { rowNumber: reader.rowNumber, number, name, amounts, dates, isTotal };
}
