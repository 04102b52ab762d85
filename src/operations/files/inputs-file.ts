/**
 * An inputs file: what belongs to one pay period, one row for a person and a pay code. Hours by job
 * and day, pieces, amounts, percentages.
 *
 * Pure. All or nothing. A person's pay code may stand in several rows that differ in job, day or rate.
 * Amounts may be below zero: that is how an earlier period is corrected.
 *
 * Elsewhere: whether the people are on the roster and have the job (the operations), hours in a
 * column each (hours-file.ts).
 */

import type { Answer } from '#errors.ts';
import type { Currency } from '#money/minor.ts';
import type { PayCodes } from '#payslip/pay-code.ts';
import { readCsv } from './csv.ts';
import { type ItemCells, itemColumns, readItemCells, valueColumns } from './item-cells.ts';
import type { RowReader } from './row-reader.ts';
import { FirstRows, readTypedFile, type TypedFile } from './typed-file.ts';

export interface InputRow extends ItemCells {
  readonly rowNumber: number;
  readonly employeeNumber: string;
  readonly workedOn: Temporal.PlainDate | null;
}

export const inputsColumns: readonly string[] = [...itemColumns, 'worked_on'];

const micro = 1_000_000n;

/** `days` of the period, both ends counted. Refusals: those of csv.ts and typed-file.ts. */
export function parseInputsFile(
  bytes: Uint8Array,
  ask: {
    readonly currency: Currency;
    readonly codes: PayCodes;
    readonly days: number;
    readonly endOn: Temporal.PlainDate;
  },
): Answer<TypedFile<InputRow>> {
  const csv = readCsv(bytes, {
    what: 'inputs',
    columns: inputsColumns,
    required: ['employee_id', 'code'],
    anyOf: [valueColumns],
  });
  if (!csv.ok) return csv;
  const rows = new FirstRows();
  const worked = new Map<string, bigint>();
  const hoursMaxMicro = BigInt(ask.days * 24) * micro;
  return readTypedFile(csv.value, {
    what: 'inputs',
    currency: ask.currency,
    read: (reader) => readRow(reader, ask),
    check: (row, reader) => {
      const { employeeNumber, payCode, job, workedOn, rateMicro } = row;
      const key = JSON.stringify([employeeNumber, payCode, job, workedOn, String(rateMicro)]);
      const what = `${payCode} of employee ${employeeNumber}`;
      rows.check(key, { reader, column: 'code', code: 'input_twice', what });
      if (!row.isWork || row.quantityMicro === null) return;
      const before = worked.get(employeeNumber) ?? 0n;
      const hours = before + row.quantityMicro;
      worked.set(employeeNumber, hours);
      if (hours <= hoursMaxMicro || before > hoursMaxMicro) return;
      const message = `The hours of ${employeeNumber} add up to more than the ${ask.days * 24} hours of the period's ${ask.days} days.`;
      reader.report({ column: 'hours', code: 'hours_beyond_period', message });
    },
    notes: () => [],
  });
}

function readRow(
  reader: RowReader,
  ask: { readonly codes: PayCodes; readonly endOn: Temporal.PlainDate },
): InputRow {
  const employeeNumber = reader.requiredText('employee_id', { lengthMax: 64 });
  const cells = readItemCells(reader, { codes: ask.codes, mayBeNegative: true });
  const workedOn = reader.date('worked_on');
  if (workedOn !== null && Temporal.PlainDate.compare(workedOn, ask.endOn) > 0) {
    const message = `${workedOn} is after the period, which ends on ${ask.endOn}.`;
    reader.report({ column: 'worked_on', code: 'after_period', message });
  }
  return { rowNumber: reader.rowNumber, employeeNumber, ...cells, workedOn };
}
