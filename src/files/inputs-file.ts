/**
 * An inputs file: the inputs of one pay period, one row for each person and pay code. It has hours
 * by job and day, pieces, amounts and percentages.
 *
 * Pure. All or nothing. Several rows may have the same person and pay code if they differ in job,
 * day or rate. An amount below zero corrects an earlier period.
 *
 * Elsewhere: the roster and its jobs (the operations), and hours in one column for each kind
 * (hours-file.ts).
 */

import type { Answer } from '#errors.ts';
import type { Currency } from '#money/minor.ts';
import type { PayCodes } from '#payslip/codes/pay-code.ts';
import { didYouMean } from '#text/closest-word.ts';
import { counted } from '#text/counted.ts';
import type { CsvShape, TellBytes } from './csv.ts';
import { type People, readEmployee } from './employee-cell.ts';
import type { FileForm } from './file-form.ts';
import { type ItemCells, itemColumns, readItemCells, valueColumns } from './item-cells.ts';
import { readCsv } from './open-csv.ts';
import type { RowReader } from './row-reader.ts';
import { readTypedFile, type TypedFile } from './typed-file.ts';

export interface InputsFileRow extends ItemCells {
  readonly rowNumber: number;
  readonly employeeNumber: string;
  readonly workedOn: Temporal.PlainDate | null;
}

type Jobs = ReadonlyMap<string, readonly string[]>;

const inputsColumns: readonly string[] = [...itemColumns, 'worked_on'];

const micro = 1_000_000n;

export const inputsCsv: CsvShape = {
  what: 'inputs',
  columns: inputsColumns,
  required: ['employee_id', 'code'],
  anyOf: [valueColumns],
};

/**
 * `days` is the length of the period, both ends included. Refusals: those of csv.ts and
 * typed-file.ts.
 */
export function parseInputsFile(
  bytes: Uint8Array,
  ask: {
    readonly currency: Currency;
    readonly codes: PayCodes;
    readonly days: number;
    readonly endOn: Temporal.PlainDate;
    readonly people: People;
    /** Employee number → jobs in addition to the main one. */
    readonly jobs: Jobs;
    readonly tell?: TellBytes | undefined;
    readonly form?: FileForm | undefined;
  },
): Answer<TypedFile<InputsFileRow>> {
  const csv = readCsv(bytes, inputsCsv, ask.form);
  if (!csv.ok) return csv;
  const worked = new Map<string, bigint>();
  const hoursMaxMicro = BigInt(ask.days * 24) * micro;
  return readTypedFile(csv.value, {
    what: 'inputs',
    currency: ask.currency,
    read: (reader) => readRow(reader, ask),
    key: ({ employeeNumber, payCode, job, workedOn, rateMicro }) =>
      payCode === ''
        ? null
        : {
            key: JSON.stringify([employeeNumber, payCode, job, workedOn, String(rateMicro)]),
            of: ['employee_id', 'job', 'worked_on', 'rate'],
            column: 'code',
            code: 'input_twice',
            what: `${payCode} of employee ${employeeNumber}`,
          },
    check: (row, reader) => {
      const { employeeNumber } = row;
      if (!row.isWork || row.quantityMicro === null) return;
      const before = worked.get(employeeNumber) ?? 0n;
      const hours = before + row.quantityMicro;
      worked.set(employeeNumber, hours);
      if (hours <= hoursMaxMicro || before > hoursMaxMicro) return;
      const message = `The hours of ${employeeNumber} add up to more than the ${ask.days * 24} hours of the period's ${counted(ask.days, 'day')}.`;
      reader.report({ column: 'hours', code: 'hours_beyond_period', message });
    },
    tell: ask.tell,
  });
}

function readRow(
  reader: RowReader,
  ask: {
    readonly codes: PayCodes;
    readonly endOn: Temporal.PlainDate;
    readonly people: People;
    readonly jobs: Jobs;
  },
): InputsFileRow {
  const employeeNumber = readEmployee(reader, ask.people);
  const cells = readItemCells(reader, {
    ...{ codes: ask.codes, mayBeNegative: true },
    knownJob: (job) => ask.jobs.get(employeeNumber)?.includes(job) === true,
  });
  checkJob(reader, { employeeNumber, job: cells.job, jobs: ask.jobs });
  const workedOn = reader.date('worked_on');
  if (workedOn !== null && Temporal.PlainDate.compare(workedOn, ask.endOn) > 0) {
    const message = `${workedOn} is after the period, which ends on ${ask.endOn}.`;
    reader.report({ column: 'worked_on', code: 'after_period', message });
  }
  return { rowNumber: reader.rowNumber, employeeNumber, ...cells, workedOn };
}

/**
 * Refuses hours for a job that the person does not have. They would have no rate, and would hold
 * the person.
 */
function checkJob(
  reader: RowReader,
  ask: { readonly employeeNumber: string; readonly job: string; readonly jobs: Jobs },
): void {
  const { employeeNumber, job } = ask;
  if (job === '' || employeeNumber === '') return;
  const known = ask.jobs.get(employeeNumber) ?? [];
  if (known.includes(job)) return;
  const message = `${employeeNumber} has no job ${job}.${didYouMean(job, known)}`;
  reader.report({ column: 'job', code: 'unknown_job', message });
}
