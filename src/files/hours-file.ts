/**
 * An hours file: hours by kind and one-off amounts for one pay period, one row for each employee.
 *
 * Pure. All or nothing. An empty cell means that the file gives no value, and a zero means no
 * hours. So an hourly employee without hours differs from one whose hours are missing.
 *
 * Elsewhere: whether the employees are on the roster (`people`, from the operations).
 */

import type { Answer } from '#errors.ts';
import type { Currency, Minor } from '#money/minor.ts';
import { counted } from '#text/counted.ts';
import type { CsvShape, TellBytes } from './csv.ts';
import { employeeKey, type People, readEmployee } from './employee-cell.ts';
import type { FileForm } from './file-form.ts';
import { readCsv } from './open-csv.ts';
import type { RowReader } from './row-reader.ts';
import type { TypedFile } from './typed-file.ts';
import { readTypedFile } from './typed-file.ts';

const hourColumns = [
  { column: 'regular_hours', payCode: 'REGULAR' },
  { column: 'overtime_hours', payCode: 'OVERTIME' },
  { column: 'double_time_hours', payCode: 'DOUBLE_TIME' },
] as const;

const amountColumns = [
  { column: 'bonus', payCode: 'BONUS' },
  { column: 'commission', payCode: 'COMMISSION' },
  { column: 'reimbursement', payCode: 'REIMBURSEMENT' },
] as const;

const inputColumns: readonly string[] = [...hourColumns, ...amountColumns].map((c) => c.column);

const hoursColumns: readonly string[] = ['employee_id', ...inputColumns];

/** Either a quantity (hours, in millionths) or an amount (minor units), for one pay code. */
interface HoursItem {
  readonly payCode: string;
  readonly quantityMicro: bigint | null;
  readonly amountMinor: Minor | null;
}

export interface HoursFileRow {
  readonly rowNumber: number;
  readonly employeeNumber: string;
  readonly items: readonly HoursItem[];
}

/** The column of a pay code. `employee_id` if it has no column. */
export function hoursColumnOf(payCode: string | undefined): string {
  const found = [...hourColumns, ...amountColumns].find((one) => one.payCode === payCode);
  return found?.column ?? 'employee_id';
}

const micro = 1_000_000n;

export const hoursCsv: CsvShape = {
  what: 'hours',
  columns: hoursColumns,
  required: ['employee_id'],
  anyOf: [inputColumns],
};

/** `periodDays` includes both ends. Refusals: those of csv.ts and typed-file.ts. */
export function parseHoursFile(
  bytes: Uint8Array,
  ask: {
    readonly currency: Currency;
    readonly periodDays: number;
    readonly people: People;
    readonly tell?: TellBytes;
    readonly form?: FileForm | undefined;
  },
): Answer<TypedFile<HoursFileRow>> {
  const csv = readCsv(bytes, hoursCsv, ask.form);
  if (!csv.ok) return csv;
  return readTypedFile(csv.value, {
    what: 'hours',
    currency: ask.currency,
    read: (reader) => readRow(reader, ask),
    key: employeeKey,
    tell: ask.tell,
  });
}

function readRow(
  reader: RowReader,
  { periodDays, people }: { readonly periodDays: number; readonly people: People },
): HoursFileRow {
  const employeeNumber = readEmployee(reader, people);
  const items: HoursItem[] = [];
  let hoursMicro = 0n;
  for (const { column, payCode } of hourColumns) {
    const quantityMicro = reader.micro(column);
    if (quantityMicro === null) continue;
    hoursMicro += quantityMicro;
    items.push({ payCode, quantityMicro, amountMinor: null });
  }
  for (const { column, payCode } of amountColumns) {
    const amountMinor = reader.amount(column);
    if (amountMinor !== null) items.push({ payCode, quantityMicro: null, amountMinor });
  }
  const hoursMax = periodDays * 24;
  if (hoursMicro > BigInt(hoursMax) * micro) {
    const message = `The hours add up to more than the ${hoursMax} hours of the period's ${counted(periodDays, 'day')}.`;
    reader.report({ column: null, code: 'hours_beyond_period', message });
  }
  if (inputColumns.every((column) => reader.isEmpty(column))) {
    const message = 'The row has no values: write 0 for no hours, or remove the row.';
    reader.report({ column: null, code: 'missing_value', message });
  }
  return { rowNumber: reader.rowNumber, employeeNumber, items };
}
