/**
 * A row of a roster whose cells are all written plainly: read from bytes, without an object for the row.
 *
 * One `PlainRoster` stands for one row after the other. When `read` answers false, the careful reading of
 * roster-file.ts reads the row, and finds its errors. Both read the same values: roster-file.test.ts compares them.
 */

import type { Currency } from '#money/minor.ts';
import type { TaxForm } from '#payslip/payslip-input.ts';
import type { RosterDeduction } from '#payslip/taxes/tax-pack.ts';
import { type Assignment, assignedBy, saysNothing, unassigned } from './assignment-cells.ts';
import { isPlainAccount, isPlainRouting } from './bank-cells.ts';
import type { CsvFile } from './csv.ts';
import { KnownCells } from './known-cells.ts';
import { isEmptyCell, isPlainKey, isPlainText, plainDay, plainNumber } from './plain-cells.ts';
import type { PlainRow } from './plain-rows.ts';

const microDecimals = 6;
const percentMaxMicro = 100_000_000;
const microMax = 1_000_000_000_000;
const onePercentMicro = 1_000_000;
/** About 100 years. */
const plainAgeMaxDays = 36_500;

/** The values of a row that many people share. */
interface SharedValues {
  readonly payType: 'salary' | 'hourly';
  readonly workState: string | null;
  readonly overtime: 'exempt' | 'nonexempt' | null;
  readonly scheduleCode: string | null;
  readonly assignment: Assignment;
  readonly taxForm: TaxForm;
}

interface Deduction {
  readonly percent: number;
  readonly amount: number;
}

export class PlainRoster implements SharedValues {
  /** Whose bytes have the number and the name. */
  row: PlainRow | null = null;
  payType: 'salary' | 'hourly' = 'salary';
  /** The salary in minor units, or the hourly rate in millionths. */
  pay = 0;
  hiredDay = 0;
  /** NaN: no last day. */
  endedDay = Number.NaN;
  /** NaN: no birth date. */
  birthDay = Number.NaN;
  workState: string | null = null;
  overtime: 'exempt' | 'nonexempt' | null = null;
  scheduleCode: string | null = null;
  assignment: Assignment = unassigned;
  /** NaN: no day. */
  assignedDay = Number.NaN;
  taxForm: TaxForm = {} as TaxForm;
  /** For each deduction of the roster: millionths of a percent, and minor units. Zero: none. */
  readonly percents: Float64Array;
  readonly amounts: Float64Array;
  readonly numberAt: number;
  readonly nameAt: number;
  readonly #decimals: number;
  readonly #isFormShared: (form: TaxForm) => boolean;
  readonly #at: Readonly<
    Record<
      'salary' | 'rate' | 'hired' | 'ended' | 'birth' | 'routing' | 'account' | 'assigned',
      number
    >
  >;
  readonly #deductions: readonly Deduction[];
  readonly #known: { readonly [Name in keyof SharedValues]: KnownCells<SharedValues[Name]> };
  /** Whether the cell says anything. */
  readonly #accountTypes: KnownCells<boolean>;

  constructor(
    { columns, text }: Pick<CsvFile, 'columns' | 'text'>,
    ask: {
      readonly currency: Currency;
      readonly formColumns: readonly string[];
      /** False for a form that has to be judged with the person: its rows are read carefully. */
      readonly isFormShared: (form: TaxForm) => boolean;
      readonly deductions: readonly RosterDeduction[];
    },
  ) {
    const place = (name: string): number => columns.indexOf(name);
    this.#decimals = ask.currency.decimals;
    this.#isFormShared = ask.isFormShared;
    this.numberAt = place('employee_id');
    this.nameAt = place('name');
    this.#at = {
      ...{ salary: place('annual_salary'), rate: place('hourly_rate') },
      ...{ hired: place('hire_date'), ended: place('end_date') },
      ...{ routing: place('routing'), account: place('account') },
      ...{ birth: place('birth_date'), assigned: place('assigned_from') },
    };
    this.#deductions = ask.deductions.map((one) => ({
      percent: place(one.percent),
      amount: place(one.amount),
    }));
    this.percents = new Float64Array(this.#deductions.length);
    this.amounts = new Float64Array(this.#deductions.length);
    this.#known = {
      payType: new KnownCells(text, [place('pay_type')]),
      workState: new KnownCells(text, [place('work_state')]),
      overtime: new KnownCells(text, [place('overtime')]),
      scheduleCode: new KnownCells(text, [place('schedule')]),
      assignment: new KnownCells(text, assignedBy.map(place)),
      taxForm: new KnownCells(text, ask.formColumns.map(place)),
    };
    this.#accountTypes = new KnownCells(text, [place('account_type')]);
  }

  /** False: the row has to be read carefully, and no member is the row's. */
  read(row: PlainRow): boolean {
    this.row = row;
    return (
      isPlainKey(row, this.numberAt, 64) &&
      isPlainText(row, this.nameAt, 200) &&
      this.#readShared(row) &&
      this.#readPay(row) &&
      this.#readDays(row) &&
      this.#readDeductions(row) &&
      this.#isBankPlain(row)
    );
  }

  /** Remembers values of a row that was read carefully and has no error. */
  learn(row: PlainRow, values: SharedValues & { readonly hasAccountType: boolean }): void {
    const known = this.#known;
    known.payType.remember(row, values.payType);
    known.workState.remember(row, values.workState);
    known.overtime.remember(row, values.overtime);
    known.scheduleCode.remember(row, values.scheduleCode);
    known.assignment.remember(row, values.assignment);
    if (this.#isFormShared(values.taxForm)) known.taxForm.remember(row, values.taxForm);
    this.#accountTypes.remember(row, values.hasAccountType);
  }

  hasBank = false;

  get hasSmallPercent(): boolean {
    const { percents } = this;
    for (let at = 0; at < percents.length; at += 1) {
      const micro = percents[at] as number;
      if (micro > 0 && micro < onePercentMicro) return true;
    }
    return false;
  }

  #readShared(row: PlainRow): boolean {
    const known = this.#known;
    const payType = known.payType.of(row);
    const workState = known.workState.of(row);
    const overtime = known.overtime.of(row);
    const scheduleCode = known.scheduleCode.of(row);
    const assignment = known.assignment.of(row);
    const taxForm = known.taxForm.of(row);
    if (payType === undefined || workState === undefined || overtime === undefined) return false;
    if (scheduleCode === undefined || taxForm === undefined) return false;
    if (assignment === undefined) return false;
    this.payType = payType;
    this.workState = workState;
    this.overtime = overtime;
    this.scheduleCode = scheduleCode;
    this.assignment = assignment;
    this.taxForm = taxForm;
    return true;
  }

  #readPay(row: PlainRow): boolean {
    const { salary, rate } = this.#at;
    const isSalary = this.payType === 'salary';
    const [wanted, other] = isSalary ? [salary, rate] : [rate, salary];
    if (wanted === -1 || !isEmptyCell(row, other)) return false;
    this.pay = plainNumber(row, wanted, isSalary ? this.#decimals : microDecimals);
    return isSalary ? this.pay >= 0 : this.pay <= microMax;
  }

  #readDays(row: PlainRow): boolean {
    const { hired, ended, birth, assigned } = this.#at;
    this.assignedDay = Number.NaN;
    if (!isEmptyCell(row, assigned)) {
      // A day without a department is left to the careful reading.
      if (saysNothing(this.assignment)) return false;
      this.assignedDay = plainDay(row, assigned);
      if (this.assignedDay !== this.assignedDay) return false;
    }
    this.hiredDay = plainDay(row, hired);
    this.birthDay = Number.NaN;
    if (!isEmptyCell(row, birth)) {
      this.birthDay = plainDay(row, birth);
      // The careful reading says what is wrong with it.
      const daysOld = this.hiredDay - this.birthDay;
      if (!(daysOld > 0 && daysOld < plainAgeMaxDays)) return false;
    }
    this.endedDay = Number.NaN;
    if (isEmptyCell(row, ended)) return this.hiredDay === this.hiredDay;
    this.endedDay = plainDay(row, ended);
    return this.endedDay >= this.hiredDay;
  }

  #readDeductions(row: PlainRow): boolean {
    for (let at = 0; at < this.#deductions.length; at += 1) {
      const { percent, amount } = this.#deductions[at] as Deduction;
      const percentMicro = isEmptyCell(row, percent) ? 0 : plainNumber(row, percent, microDecimals);
      const amountMinor = isEmptyCell(row, amount) ? 0 : plainNumber(row, amount, this.#decimals);
      if (!(percentMicro <= percentMaxMicro && amountMinor >= 0)) return false;
      if (percentMicro > 0 && amountMinor > 0) return false;
      this.percents[at] = percentMicro;
      this.amounts[at] = amountMinor;
    }
    return true;
  }

  #isBankPlain(row: PlainRow): boolean {
    const { routing, account } = this.#at;
    const hasType = this.#accountTypes.of(row);
    if (hasType === undefined) return false;
    this.hasBank = hasType || !isEmptyCell(row, routing);
    if (isEmptyCell(row, routing)) return isEmptyCell(row, account);
    return account !== -1 && isPlainRouting(row, routing) && isPlainAccount(row, account);
  }
}
