/**
 * A terms file: people's pay for a job from a day on, one row for each change. Examples are a
 * raise, a second job, and a change from hours to a salary.
 *
 * Pure. All or nothing. An empty job means the main job. Its terms end when later terms begin, or
 * with the employment. A second job may have a last day.
 *
 * Elsewhere: whether the people are on the roster (the operations).
 */

import type { Answer } from '#errors.ts';
import type { Currency } from '#money/minor.ts';
import type { CsvShape, TellBytes } from './csv.ts';
import { type People, readEmployee } from './employee-cell.ts';
import type { FileForm } from './file-form.ts';
import { readCsv } from './open-csv.ts';
import type { RowReader } from './row-reader.ts';
import { readTypedFile, type TypedFile } from './typed-file.ts';

interface TermsFileRow {
  readonly rowNumber: number;
  readonly employeeNumber: string;
  /** Empty for the main job. */
  readonly job: string;
  readonly fromOn: Temporal.PlainDate;
  readonly untilOn: Temporal.PlainDate | null;
  readonly payType: 'salary' | 'hourly';
  readonly annualSalaryMinor: bigint | null;
  readonly hourlyRateMicro: bigint | null;
}

const termsColumns: readonly string[] = [
  ...['employee_id', 'job', 'from', 'until', 'pay_type', 'annual_salary', 'hourly_rate'],
];

export const termsCsv: CsvShape = {
  what: 'terms',
  columns: termsColumns,
  required: ['employee_id', 'from', 'pay_type'],
  anyOf: [['annual_salary', 'hourly_rate']],
};

/** Refusals: those of csv.ts and typed-file.ts. */
export function parseTermsFile(
  bytes: Uint8Array,
  ask: {
    readonly currency: Currency;
    readonly people: People;
    readonly tell?: TellBytes;
    readonly form?: FileForm | undefined;
  },
): Answer<TypedFile<TermsFileRow>> {
  const csv = readCsv(bytes, termsCsv, ask.form);
  if (!csv.ok) return csv;
  return readTypedFile(csv.value, {
    what: 'terms',
    currency: ask.currency,
    read: (reader) => readRow(reader, ask.people),
    key: ({ employeeNumber, job, fromOn }) => ({
      key: JSON.stringify([employeeNumber, job, fromOn]),
      of: ['employee_id', 'job', 'from'],
      column: 'from',
      code: 'terms_twice',
      what: `The pay of employee ${employeeNumber} from ${fromOn}`,
    }),
    tell: ask.tell,
  });
}

function readRow(reader: RowReader, people: People): TermsFileRow {
  const employeeNumber = readEmployee(reader, people);
  const job = reader.key('job', { lengthMax: 100 }) ?? '';
  const fromOn = reader.requiredDate('from');
  const untilOn = reader.date('until');
  if (untilOn !== null && job === '') {
    const message =
      'The main job ends with later terms or with the employment: add the next terms as another row.';
    reader.report({ column: 'until', code: 'until_without_job', message });
  } else if (
    untilOn !== null &&
    reader.isRead('from') &&
    Temporal.PlainDate.compare(untilOn, fromOn) < 0
  ) {
    const message = `The last day, ${untilOn}, is before the first, ${fromOn}.`;
    reader.report({ column: 'until', code: 'ends_before_start', message });
  }
  const payType = reader.requiredChoice('pay_type', {
    words: ['salary', 'hourly'],
    code: 'unknown_pay_type',
  });
  const isSalary = payType === 'salary';
  const needed = isSalary ? 'annual_salary' : 'hourly_rate';
  const other = isSalary ? 'hourly_rate' : 'annual_salary';
  const annualSalaryMinor = reader.amount('annual_salary');
  const hourlyRateMicro = reader.rate('hourly_rate');
  const isKnown = reader.isRead('pay_type');
  if (isKnown) reader.requireValue(needed, `pay_type ${payType} needs ${needed}.`);
  if (isKnown && !reader.isEmpty(other)) {
    const message = `pay_type ${payType} cannot have ${other}.`;
    reader.report({ column: other, code: 'not_for_pay_type', message });
  }
  return {
    rowNumber: reader.rowNumber,
    employeeNumber,
    job,
    fromOn,
    untilOn,
    payType,
    annualSalaryMinor: isSalary ? annualSalaryMinor : null,
    hourlyRateMicro: isSalary ? null : hourlyRateMicro,
  };
}
