/**
 * A roster file: one row for each employee, with the facts that stay valid from one pay period to
 * the next.
 *
 * Pure. All or nothing: a roster with one wrong cell is refused, and the refusal lists every wrong
 * cell.
 *
 * Two groups of columns are recognized but not stored
 *   - bank details (routing, account, account_type). This version makes no payments, and what is not
 *     stored cannot leak. A wrong bank number is reported without repeating it;
 *   - earnings so far (overtime_ytd, other_pay_ytd). They are not inputs: a calculation needs
 *     year-to-date by tax, which comes in a balances file.
 *
 * Elsewhere: the comparison with the roster in the database (the import operation), and the parsing
 * of cells (row-reader.ts).
 */

import { type Answer, answer } from '#errors.ts';
import type { Currency, Minor } from '#money/minor.ts';
import { wrongBirth } from '#payslip/birth-dates.ts';
import type { TaxForm } from '#payslip/payslip-input.ts';
import type { RosterDeduction } from '#payslip/taxes/tax-pack.ts';
import type { CountryPack } from '#payslip/taxes/tax-packs.ts';
import { closestWord, didYouMean } from '#text/closest-word.ts';
import { counted } from '#text/counted.ts';
import {
  assignmentColumns,
  assignmentNames,
  type DatedAssignment,
  readAssignment,
} from './assignment-cells.ts';
import { checkBankCells } from './bank-cells.ts';
import type { CsvFile, CsvShape, TellBytes } from './csv.ts';
import { employeeKey } from './employee-cell.ts';
import type { FileForm } from './file-form.ts';
import { allNoted, countingIn, type NotedBlock, type NotedRows } from './noted-blocks.ts';
import { readCsv } from './open-csv.ts';
import { PlainRoster } from './plain-roster.ts';
import type { PlainRow } from './plain-rows.ts';
import { type RowBlock, rowBlocks } from './row-blocks.ts';
import type { RowReader } from './row-reader.ts';
import { SharedAccounts, sharedAccountsIn } from './shared-accounts.ts';
import type { FileNote, PassingFile, QuickReader } from './typed-file.ts';
import { passing, readTypedFile } from './typed-file.ts';

const bankColumns = ['routing', 'account', 'account_type'] as const;
const overtimeWords = ['exempt', 'nonexempt'] as const;
const pastColumns = ['overtime_ytd', 'other_pay_ytd'] as const;

/**
 * The part of a country's pack that describes a roster: the tax form, and deductions with own
 * columns.
 */
type RosterCountry = Pick<CountryPack, 'form' | 'rosterDeductions' | 'regions'>;

function columnsOf(country: RosterCountry): readonly string[] {
  return [
    ...['employee_id', 'name', 'pay_type', 'annual_salary', 'hourly_rate'],
    ...country.form.columns,
    ...deductionsOf(country).flatMap(({ percent, amount }) => [percent, amount]),
    ...['hire_date', 'end_date', 'birth_date', 'work_state', 'schedule', 'overtime'],
    ...assignmentColumns,
    ...bankColumns,
    ...pastColumns,
  ];
}

/** A deduction in every pay period. It has either an amount or a percentage. */
interface RosterFileItem {
  /** The code of a pay code. */
  readonly payCode: string;
  readonly amountMinor: Minor | null;
  /** Millionths of a percent. */
  readonly percentMicro: bigint | null;
}

export interface RosterFileRow extends DatedAssignment {
  readonly rowNumber: number;
  /** The employer's own number for the employee: `employee_id` in the file. */
  readonly employeeNumber: string;
  readonly name: string;
  readonly payType: 'salary' | 'hourly';
  readonly annualSalaryMinor: Minor | null;
  /** Millionths of a currency unit for one hour. */
  readonly hourlyRateMicro: bigint | null;
  readonly hiredOn: Temporal.PlainDate;
  /** Last day of employment, included. */
  readonly endedOn: Temporal.PlainDate | null;
  /** Null if the file does not say. */
  readonly birthOn: Temporal.PlainDate | null;
  readonly workState: string | null;
  /** Whether the employee earns weekly overtime. Null if the file does not say. */
  readonly overtime: 'exempt' | 'nonexempt' | null;
  /** The code of the pay schedule. Null if the file does not say. */
  readonly scheduleCode: string | null;
  readonly taxForm: TaxForm;
  readonly items: readonly RosterFileItem[];
}

export interface MayShareAccounts {
  /** Accepts rows with the bank account of another row. */
  readonly allowSharedAccounts?: boolean | undefined;
}

export type RosterFile = PassingFile<RosterFileRow, PlainRoster>;

/** Refusals: those of csv.ts and typed-file.ts. */
export function parseRosterFile(
  bytes: Uint8Array,
  ask: MayShareAccounts & {
    readonly currency: Currency;
    readonly country: RosterCountry;
    /** The codes of the company's pay schedules. */
    readonly schedules: ReadonlySet<string>;
    /**
     * Whether an employee with this number exists. An earlier version may have accepted such a
     * number.
     */
    readonly known?: ((employeeNumber: string) => boolean) | undefined;
    /** All blocks of the file. Only the unknown ones are read. The counts of these are added to. */
    readonly blocks?: readonly NotedBlock[] | undefined;
    /** The accounts of all rows, if somebody has looked at them. */
    readonly accounts?: SharedAccounts | undefined;
    readonly tell?: TellBytes;
    readonly form?: FileForm | undefined;
  },
): Answer<RosterFile> {
  const csv = openRoster(bytes, ask);
  if (!csv.ok) return csv;
  const blocks = ask.blocks ?? [wholeFile()];
  const noted = countingIn(blocks);
  const plain = new PlainRoster(csv.value, {
    currency: ask.currency,
    formColumns: ask.country.form.columns,
    isFormShared: (form) => ask.country.form.dependsOnPerson?.(form) !== true,
    deductions: deductionsOf(ask.country),
  });
  const { currency } = ask;
  /** A plain number such as 1.500 is another one where a comma comes before the decimals. */
  const isPlainForm = csv.value.form.decimal !== 'comma' && csv.value.isAsWritten;
  const read = (reader: RowReader) => readRow(reader, ask);
  const shared = ask.accounts ?? sharedAccountsIn(csv.value);
  const isPart = blocks.some(({ isKnown }) => isKnown);
  const rows = isPart ? csv.value.only(blocks.filter(({ isKnown }) => !isKnown)) : csv.value;
  const file = readTypedFile(rows, {
    what: 'roster',
    currency,
    read,
    key: employeeKey,
    // A file is cut into blocks only if all of its keys differ: row-blocks.ts.
    areKeysDistinct: ask.blocks !== undefined,
    check: (row, reader) => {
      const seen = noted(row.rowNumber);
      if (bankColumns.some((name) => !reader.isEmpty(name))) seen.bankRows++;
      if (row.items.some(({ percentMicro }) => isSmallPercent(percentMicro)))
        seen.smallPercentRows++;
    },
    ...(isPlainForm ? { quick: quickReader(plain, noted) } : {}),
    further: (issues) => {
      if (shared.areMany && ask.allowSharedAccounts !== true) shared.report(issues);
    },
    notes: () => [
      ...shared.notes(),
      ...notesOf(
        allNoted(blocks),
        pastColumns.filter((name) => csv.value.has(name)),
      ),
    ],
    tell: ask.tell,
  });
  if (!file.ok) return file;
  const quick = (row: PlainRow) => (isPlainForm && plain.read(row) ? plain : null);
  return answer({
    ...file.value,
    passingRows: () => passing(rows, { currency, read, quick }),
  });
}

interface OpenRoster {
  readonly country: RosterCountry;
  readonly form?: FileForm | undefined;
}

export function rosterCsv(country: RosterCountry): CsvShape {
  return {
    what: 'roster',
    columns: columnsOf(country),
    also: {
      ...assignmentNames,
      ...country.form.also,
      birth_date: ['date_of_birth', 'dob', 'birthday'],
    },
    required: ['employee_id', 'name', 'pay_type', ...country.form.required, 'hire_date'],
    anyOf: [['annual_salary', 'hourly_rate']],
  };
}

function openRoster(bytes: Uint8Array, { country, form }: OpenRoster): Answer<CsvFile> {
  return readCsv(bytes, rosterCsv(country), form);
}

interface RosterBlocks extends Pick<CsvFile, 'columns' | 'text'> {
  readonly blocks: readonly RowBlock[];
  readonly accounts: SharedAccounts;
}

/** A roster with the blocks of its rows. Null: it cannot be looked at in blocks. */
export function rosterBlocks(bytes: Uint8Array, ask: OpenRoster): RosterBlocks | null {
  const csv = openRoster(bytes, ask);
  if (!csv.ok) return null;
  const accounts = new SharedAccounts(csv.value);
  const blocks = rowBlocks(csv.value, 'employee_id', accounts.see);
  return blocks === null ? null : { ...csv.value, blocks, accounts };
}

function wholeFile(): NotedBlock {
  const noted = { bankRows: 0, smallPercentRows: 0 };
  return { from: 0, to: 0, firstRow: 0, rows: 0, isKnown: false, noted };
}

function quickReader(
  plain: PlainRoster,
  noted: (rowNumber: number) => NotedRows,
): QuickReader<RosterFileRow> {
  return {
    keyAt: plain.numberAt,
    read: (row) => plain.read(row),
    check: () => {
      const seen = noted(plain.row?.rowNumber ?? 0);
      if (plain.hasBank) seen.bankRows++;
      if (plain.hasSmallPercent) seen.smallPercentRows++;
    },
    learn: (row, { row: values, reader }) =>
      plain.learn(row, {
        ...values,
        assignment: values,
        hasAccountType: !reader.isEmpty('account_type'),
      }),
  };
}

function readRow(
  reader: RowReader,
  ask: Pick<Parameters<typeof parseRosterFile>[1], 'schedules' | 'known' | 'country'>,
): RosterFileRow {
  const employeeNumber = reader.requiredKey('employee_id', { lengthMax: 64, known: ask.known });
  const name = reader.requiredText('name', { lengthMax: 200 });
  const pay = readPay(reader);
  const hiredOn = reader.requiredDate('hire_date');
  const endedOn = reader.date('end_date');
  if (
    endedOn !== null &&
    reader.isRead('hire_date') &&
    Temporal.PlainDate.compare(endedOn, hiredOn) < 0
  ) {
    const message = `The last day, ${endedOn}, is before the first, ${hiredOn}.`;
    reader.report({ column: 'end_date', code: 'ends_before_hire', message });
  }
  const row: RosterFileRow = {
    rowNumber: reader.rowNumber,
    employeeNumber,
    name,
    ...pay,
    hiredOn,
    endedOn,
    birthOn: readBirth(reader, hiredOn),
    workState: readWorkState(reader, ask.country),
    overtime: reader.choice('overtime', { words: overtimeWords, code: 'unknown_overtime' }),
    scheduleCode: readSchedule(reader, ask.schedules),
    ...readAssignment(reader),
    taxForm: ask.country.form.fromCells(reader),
    items: readItems(reader, ask.country),
  };
  checkForm(reader, { row, form: ask.country.form });
  checkBankCells(reader);
  return row;
}

/** What only the form and the person together can have wrong. */
function checkForm(
  reader: RowReader,
  { row, form }: { readonly row: RosterFileRow; readonly form: RosterCountry['form'] },
): void {
  if (!reader.isRead('hire_date', 'birth_date')) return;
  const problem = form.problemOf?.(row.taxForm, { birthOn: row.birthOn, onDay: row.hiredOn });
  if (problem !== undefined && problem !== null) reader.report(problem);
}

function readBirth(reader: RowReader, hiredOn: Temporal.PlainDate): Temporal.PlainDate | null {
  const birthOn = reader.date('birth_date');
  if (birthOn === null || !reader.isRead('hire_date')) return birthOn;
  const wrong = wrongBirth(birthOn, hiredOn);
  if (wrong !== null) reader.report({ column: 'birth_date', ...wrong });
  return birthOn;
}

/** A code with a wrong letter would silently lose the warnings of its state. */
function readWorkState(reader: RowReader, { regions }: RosterCountry): string | null {
  const code = reader.key('work_state', { lengthMax: 32 });
  if (code === null || regions === null || regions.has(code)) return code;
  const message = `There is no state or territory with the code ${code}.${meantRegion(code, regions)}`;
  reader.report({ column: 'work_state', code: 'unknown_work_state', message });
  return null;
}

function meantRegion(written: string, regions: ReadonlyMap<string, string>): string {
  const name = closestWord(written, [...regions.values()]);
  const named = [...regions].find(([code, one]) => one === name || code === written.toUpperCase());
  return named === undefined ? ' Write its two-letter code.' : ` Did you mean ${named[0]}?`;
}

function readSchedule(reader: RowReader, known: ReadonlySet<string>): string | null {
  const code = reader.key('schedule', { lengthMax: 63 });
  if (code === null || known.has(code)) return code;
  const message = `There is no pay schedule ${code}.${didYouMean(code, [...known])}`;
  reader.report({ column: 'schedule', code: 'schedule_unknown', message });
  return null;
}

function readPay(
  reader: RowReader,
): Pick<RosterFileRow, 'payType' | 'annualSalaryMinor' | 'hourlyRateMicro'> {
  const words = ['salary', 'hourly'] as const;
  const payType = reader.requiredChoice('pay_type', { words, code: 'unknown_pay_type' });
  const annualSalaryMinor = reader.amount('annual_salary');
  const hourlyRateMicro = reader.rate('hourly_rate');
  const hasSalary = !reader.isEmpty('annual_salary');
  const hasRate = !reader.isEmpty('hourly_rate');
  const [wanted, hasWanted] =
    payType === 'salary' ? ['annual_salary', hasSalary] : ['hourly_rate', hasRate];
  if (hasSalary && hasRate) {
    const message =
      'The row has both an annual salary and an hourly rate. Keep only the one that matches pay_type.';
    reader.report({ column: 'pay_type', code: 'salary_and_rate', message });
  } else if (!hasWanted && reader.isRead('pay_type')) {
    reader.requireValue(wanted, `An employee with pay_type ${payType} needs this value.`);
  }
  return { payType, annualSalaryMinor, hourlyRateMicro };
}

/** A deduction that rosters of every country have. */
const afterTaxes: RosterDeduction = {
  payCode: 'POST_TAX',
  percent: 'post_tax_pct',
  amount: 'post_tax_amount',
};

const deductionsOf = ({ rosterDeductions }: RosterCountry) => [...rosterDeductions, afterTaxes];

/** The pay codes of a roster's recurring deductions. Other recurring inputs come in an items file. */
export function rosterPayCodes(country: RosterCountry): readonly string[] {
  return deductionsOf(country).map(({ payCode }) => payCode);
}

function readItems(reader: RowReader, country: RosterCountry): readonly RosterFileItem[] {
  const items: RosterFileItem[] = [];
  for (const { payCode, percent, amount } of deductionsOf(country)) {
    const percentMicro = zeroIsNone(reader.percent(percent));
    const amountMinor = zeroIsNone(reader.amount(amount));
    if (percentMicro !== null && amountMinor !== null) {
      const message = `Give either ${percent} or ${amount}.`;
      reader.report({ column: amount, code: 'percent_and_amount', message });
    } else if (percentMicro !== null || amountMinor !== null) {
      items.push({ payCode, amountMinor, percentMicro });
    }
  }
  return items;
}

function zeroIsNone(value: bigint | null): bigint | null {
  return value === 0n ? null : value;
}

function isSmallPercent(percentMicro: bigint | null): boolean {
  return percentMicro !== null && percentMicro < 1_000_000n;
}

function notesOf(seen: NotedRows, past: readonly string[]): readonly FileNote[] {
  const notes: FileNote[] = [];
  if (seen.bankRows > 0) {
    const message = `Bank details of ${counted(seen.bankRows, 'row')} were checked and not stored: payments are not part of this version.`;
    notes.push({ code: 'bank_details_not_stored', message });
  }
  if (past.length > 0) {
    const message = `${past.join(' and ')} show past pay and are not stored; import opening year-to-date with a balances file.`;
    notes.push({ code: 'past_pay_not_stored', message });
  }
  if (seen.smallPercentRows > 0) {
    const message = `${counted(seen.smallPercentRows, 'row')} ${seen.smallPercentRows === 1 ? 'deducts' : 'deduct'} less than 1 %: 0.05 in a _pct column means 0.05 %, not 5 %.`;
    notes.push({ code: 'percent_below_one', message });
  }
  return notes;
}
