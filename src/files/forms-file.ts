/**
 * A forms file: what people declared to the tax office, and letters about it, one row for each with the day on which
 * the employer received it.
 *
 * Pure. All or nothing. The columns of the form are those of a roster; the country's pack reads them. A `release` has
 * none of them.
 *
 * Elsewhere: whether the people are on the roster, and whether a day is in the future (the operations); which form
 * counts for a pay period (the pack).
 */
import type { Answer } from '#errors.ts';
import type { Currency } from '#money/minor.ts';
import type { TaxForm } from '#payslip/payslip-input.ts';
import { type DatedForm, datedKinds } from '#payslip/taxes/tax-form.ts';
import type { CountryPack } from '#payslip/taxes/tax-packs.ts';
import type { CsvShape, TellBytes } from './csv.ts';
import { type People, readEmployee } from './employee-cell.ts';
import type { FileForm } from './file-form.ts';
import { readCsv } from './open-csv.ts';
import type { RowReader } from './row-reader.ts';
import { readTypedFile, type TypedFile } from './typed-file.ts';

export interface FormsFileRow {
  readonly rowNumber: number;
  readonly employeeNumber: string;
  readonly form: TaxForm & DatedForm;
}

type FormsCountry = Pick<CountryPack, 'form'>;

export function formsCsv({ form }: FormsCountry): CsvShape {
  return {
    what: 'forms',
    columns: ['employee_id', 'received', 'from', 'kind', 'invalid', ...form.columns],
    required: ['employee_id', 'received'],
    anyOf: [],
  };
}

/** Refusals: those of csv.ts and typed-file.ts. */
export function parseFormsFile(
  bytes: Uint8Array,
  ask: {
    readonly currency: Currency;
    readonly country: FormsCountry;
    readonly people: People;
    readonly tell?: TellBytes;
    readonly form?: FileForm | undefined;
  },
): Answer<TypedFile<FormsFileRow>> {
  const csv = readCsv(bytes, formsCsv(ask.country), ask.form);
  if (!csv.ok) return csv;
  return readTypedFile(csv.value, {
    what: 'forms',
    currency: ask.currency,
    read: (reader) => readRow(reader, ask),
    key: ({ employeeNumber, form: { receivedOn, kind } }) => ({
      key: JSON.stringify([employeeNumber, receivedOn, kind]),
      of: ['employee_id', 'received', 'kind'],
      column: 'received',
      code: 'form_twice',
      what: `The ${kind} that employee ${employeeNumber} gave on ${receivedOn}`,
    }),
    tell: ask.tell,
  });
}

function readRow(
  reader: RowReader,
  ask: { readonly country: FormsCountry; readonly people: People },
): FormsFileRow {
  const employeeNumber = readEmployee(reader, ask.people);
  const received = reader.requiredDate('received');
  const from = reader.date('from');
  const kind =
    reader.choice('kind', { words: datedKinds, code: 'unknown_form_kind' }) ?? ('form' as const);
  const isEarly =
    from !== null && reader.isRead('received') && Temporal.PlainDate.compare(from, received) < 0;
  if (kind === 'form' && isEarly) {
    const message = 'A form never counts before the day on which it was received.';
    reader.report({ column: 'from', code: 'from_before_received', message });
  }
  const dates = {
    kind,
    receivedOn: received.toString(),
    fromOn: from?.toString() ?? null,
    isValid: !reader.flag('invalid'),
  };
  const members = kind === 'release' ? {} : ask.country.form.fromCells(reader, { keepsYear: true });
  return { rowNumber: reader.rowNumber, employeeNumber, form: { ...members, ...dates } };
}
