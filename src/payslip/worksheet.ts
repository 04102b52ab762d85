/**
 * The amounts of the payslip being calculated: one for each pay code, by slot, and the total of
 * each kind.
 *
 * One worksheet serves a whole run. `begin` clears what the last employee used, so the worksheet
 * allocates nothing and passes nothing to the next employee. Adding an amount also adds it to its
 * totals, so totals and lines cannot disagree.
 */

import type { Currency, Minor } from '#money/minor.ts';
import { DISPOSABLE, GROSS, NET } from './codes/pay-code-stage.ts';
import type { ReadyPayCode } from './codes/ready-pay-code.ts';
import type { BaseTerm } from './codes/ready-rule.ts';
import type { PreparedPeriod } from './employment.ts';
import type { Explanation, Recorder } from './explanation/explanation.ts';
import type { OrderAmount, Warning } from './payslip.ts';
import type { PayslipFacts } from './payslip-input.ts';
import type { TaxedSheet } from './taxes/tax-pack.ts';

export type ProrationBasis = 'calendar_days' | 'working_days' | 'hours';

export interface CalculationSettings {
  readonly currency: Currency;
  /** Whether the run pays salaries without an item and requires hours. False in an off-cycle run. */
  readonly basePay: boolean;
  readonly proration: ProrationBasis;
  /** The hours that an annual salary covers. */
  readonly hoursPerYear: bigint;
}

const noWarnings: readonly Warning[] = Object.freeze([]);
const noOrders: readonly OrderAmount[] = Object.freeze([]);

export class Worksheet implements TaxedSheet {
  readonly codes: readonly ReadyPayCode[];
  readonly settings: CalculationSettings;
  readonly amounts: Minor[];
  /** By slot: 1 if the payslip has a line, even a line of zero. */
  readonly present: Uint8Array;
  /** Receives every step when a payslip is explained. Null in a run. */
  readonly recorder: Recorder | null;
  /** Pay codes that are exempt from some tax, or deducted before one. */
  readonly exempting: readonly ReadyPayCode[];

  grossMinor: Minor = 0n;
  reimbursementsMinor: Minor = 0n;
  deductionsMinor: Minor = 0n;
  taxesMinor: Minor = 0n;
  employerMinor: Minor = 0n;
  /** Taxable wages: earnings, and taxed information. */
  regularMinor: Minor = 0n;
  supplementalMinor: Minor = 0n;
  /** Court-ordered deductions so far. They share one legal limit. */
  garnishedMinor: Minor = 0n;
  warnings: readonly Warning[] = noWarnings;
  ordersTaken: readonly OrderAmount[] = noOrders;

  #input: PayslipFacts | null = null;
  #period: PreparedPeriod | null = null;
  readonly #touched: number[] = [];

  constructor(
    codes: readonly ReadyPayCode[],
    settings: CalculationSettings,
    recorder: Recorder | null,
  ) {
    this.codes = codes;
    this.settings = settings;
    this.recorder = recorder;
    this.amounts = new Array<Minor>(codes.length).fill(0n);
    this.present = new Uint8Array(codes.length);
    this.exempting = codes.filter(({ exempt }) => exempt.length > 0);
  }

  begin(input: PayslipFacts, period: PreparedPeriod): void {
    this.#input = input;
    this.#period = period;
    for (const slot of this.#touched) {
      this.amounts[slot] = 0n;
      this.present[slot] = 0;
    }
    this.#touched.length = 0;
    this.grossMinor = 0n;
    this.reimbursementsMinor = 0n;
    this.deductionsMinor = 0n;
    this.taxesMinor = 0n;
    this.employerMinor = 0n;
    this.regularMinor = 0n;
    this.supplementalMinor = 0n;
    this.garnishedMinor = 0n;
    this.warnings = noWarnings;
    this.ordersTaken = noOrders;
  }

  /** Looks at the same person in another way, for a part of the calculation. */
  lookAt(input: PayslipFacts): void {
    this.#input = input;
  }

  get input(): PayslipFacts {
    if (this.#input === null) throw new TypeError('the worksheet has not begun');
    return this.#input;
  }

  get period(): PreparedPeriod {
    if (this.#period === null) throw new TypeError('the worksheet has not begun');
    return this.#period;
  }

  add(code: ReadyPayCode, amountMinor: Minor): void {
    const { slot } = code;
    if (this.present[slot] === 0) {
      this.present[slot] = 1;
      this.#touched.push(slot);
      this.amounts[slot] = amountMinor;
    } else {
      this.amounts[slot] = (this.amounts[slot] ?? 0n) + amountMinor;
    }
    switch (code.kind) {
      case 'earning':
        this.grossMinor += amountMinor;
        break;
      case 'reimbursement':
        this.reimbursementsMinor += amountMinor;
        break;
      case 'deduction':
        this.deductionsMinor += amountMinor;
        break;
      case 'tax':
        this.taxesMinor += amountMinor;
        break;
      case 'employer_contribution':
        this.employerMinor += amountMinor;
        break;
      case 'information':
        break;
    }
    if (code.wages === 'regular') this.regularMinor += amountMinor;
    else if (code.wages === 'supplemental') this.supplementalMinor += amountMinor;
  }

  write(slot: number, amountMinor: Minor): void {
    const code = this.codes[slot];
    if (code === undefined) throw new TypeError(`the worksheet has no position ${slot}`);
    this.add(code, amountMinor);
  }

  warn(code: string, message: string): void {
    this.warnings = [...this.warnings, { code, message }];
  }

  /** Gives the recorder the explanations of lines, by slot. */
  tell(explained: ReadonlyMap<number, Explanation> | null = null): void {
    if (this.recorder === null || explained === null) return;
    for (const [slot, told] of explained) this.recorder.step(slot, () => told);
  }

  get netMinor(): Minor {
    return this.grossMinor + this.reimbursementsMinor - this.deductionsMinor - this.taxesMinor;
  }

  get cashMinor(): Minor {
    return this.grossMinor - this.deductionsMinor;
  }

  get disposableMinor(): Minor {
    return this.grossMinor - this.taxesMinor;
  }

  notInMoney(
    subject: number,
    { except }: { readonly except: readonly number[] },
  ): { regularMinor: Minor; supplementalMinor: Minor } {
    const sum = { regularMinor: 0n, supplementalMinor: 0n };
    for (const { slot, kind, wages, exempt } of this.codes) {
      if (kind !== 'information' || wages === null || this.present[slot] === 0) continue;
      if (exempt.includes(subject) || except.includes(slot)) continue;
      const amount = this.amounts[slot] ?? 0n;
      if (wages === 'regular') sum.regularMinor += amount;
      else sum.supplementalMinor += amount;
    }
    return sum;
  }

  /** Whether the size of every line is below a bound. */
  isBelow(bound: Minor): boolean {
    for (const slot of this.#touched) {
      const amount = this.amounts[slot] ?? 0n;
      if (amount > bound || amount < -bound) return false;
    }
    return true;
  }

  baseOf(terms: readonly BaseTerm[]): Minor {
    let sum = 0n;
    for (const { at, subtracted } of terms) {
      const amount = this.#amountAt(at);
      sum = subtracted ? sum - amount : sum + amount;
    }
    return sum;
  }

  #amountAt(at: number): Minor {
    switch (at) {
      case GROSS:
        return this.grossMinor;
      case DISPOSABLE:
        return this.disposableMinor;
      case NET:
        return this.netMinor;
      default:
        return this.amounts[at] ?? 0n;
    }
  }
}
