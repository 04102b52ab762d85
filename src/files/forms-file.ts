/**
 * A forms file: what people declared to the tax office, and letters about it, one row for each with the day on which
 * the employer received it.
 *
 * Pure. All or nothing. The columns of the form are those of a roster; the country's pack reads them. A `release` has
 * none of them, and an `exemption` only those that say what it is.
 *
 * Elsewhere: whether the people are on the roster and old enough, and whether a day is in the future (the operations); which form
 * counts for a pay period (the pack).
 */
import type { Answer } from '#errors.ts';
import type { Currency } from '#money/minor.ts';
import type { TaxForm } from '#payslip/payslip-input.ts';
import { type DatedForm, datedKinds, dayOfForm } from '#payslip/taxes/tax-form.ts';
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
    columns: [...['employee_id', 'received', 'from', 'until', 'kind', 'invalid'], ...form.columns],
    also: form.also ?? {},
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
    key: ({ employeeNumber, form }) => ({
      key: JSON.stringify([employeeNumber, dayOfForm(form), form.kind]),
      ...(form.kind === 'exemption'
        ? { of: ['employee_id', 'from', 'kind'], column: 'from', what: from(employeeNumber, form) }
        : {
            ...{ of: ['employee_id', 'received', 'kind'], column: 'received' },
            what: `The ${form.kind} that employee ${employeeNumber} gave on ${form.receivedOn}`,
          }),
      code: 'form_twice',
    }),
    tell: ask.tell,
  });
}

function from(employeeNumber: string, form: DatedForm): string {
  return `The exemption of employee ${employeeNumber} from ${dayOfForm(form)} on`;
}

function readRow(
  reader: RowReader,
  ask: { readonly country: FormsCountry; readonly people: People },
): FormsFileRow {
  const employeeNumber = readEmployee(reader, ask.people);
  const received = reader.requiredDate('received');
  const from = reader.date('from');
  const until = reader.date('until');
  const kind =
    reader.choice('kind', { words: datedKinds, code: 'unknown_form_kind' }) ?? ('form' as const);
  checkDays(reader, { kind, received, from, until });
  const dates = {
    kind,
    receivedOn: received.toString(),
    fromOn: from?.toString() ?? null,
    isValid: !reader.flag('invalid'),
    ...(kind === 'exemption' ? { untilOn: until?.toString() ?? null } : {}),
  };
  const members = membersOf(reader, { kind, form: ask.country.form });
  return { rowNumber: reader.rowNumber, employeeNumber, form: { ...members, ...dates } };
}

function checkDays(
  reader: RowReader,
  of: {
    readonly kind: DatedForm['kind'];
    readonly received: Temporal.PlainDate;
    readonly from: Temporal.PlainDate | null;
    readonly until: Temporal.PlainDate | null;
  },
): void {
  const { kind, received, from, until } = of;
  const isEarly =
    from !== null && reader.isRead('received') && Temporal.PlainDate.compare(from, received) < 0;
  if (kind === 'form' && isEarly) {
    const message = 'A form never counts before the day on which it was received.';
    reader.report({ column: 'from', code: 'from_before_received', message });
  }
  if (until === null || !reader.isRead('kind', 'received', 'from')) return;
  if (kind !== 'exemption') {
    const message =
      'Only an exemption has a last day. A form counts until another one replaces it.';
    reader.report({ column: 'until', code: 'until_without_exemption', message });
  } else if (Temporal.PlainDate.compare(until, from ?? received) < 0) {
    const message = `The last day, ${until}, is before the first, ${from ?? received}.`;
    reader.report({ column: 'until', code: 'ends_before_start', message });
  }
}

function membersOf(
  reader: RowReader,
  { kind, form }: { readonly kind: DatedForm['kind']; readonly form: FormsCountry['form'] },
): TaxForm {
  if (kind === 'release') return {};
  if (kind !== 'exemption') return form.fromCells(reader, { keepsYear: true });
  if (form.exemptionFromCells !== undefined) return form.exemptionFromCells(reader);
  const message = 'The country of this company has no exemptions of this kind.';
  reader.report({ column: 'kind', code: 'unknown_form_kind', message });
  return {};
}
