/**
 * A pay code prepared for the calculation in whole numbers: one flat object, made once a run.
 *
 * Only what most payslips need is here. A code with `isCovered` false, and an employee who has an
 * item for it, are calculated with `bigint`.
 */

import { type Division, wholeMax } from '#money/safe-integers.ts';
import { percentScale } from '#payslip/codes/pay-code-stage.ts';
import type { ReadyPayCode } from '#payslip/codes/ready-pay-code.ts';
import type { BaseTerm, ReadyRule } from '#payslip/codes/ready-rule.ts';

/** Hours are nearly always whole hundredths. Then a smaller product gives the same amount. */
export const coarseMicro = 10_000;

/** Index of each kind's total in the sheet. */
export const totalOf = {
  earning: 0,
  reimbursement: 1,
  deduction: 2,
  tax: 3,
  employer_contribution: 4,
  information: 5,
} as const;
export const regularWages = 6;
export const supplementalWages = 7;
/** Receives the amounts that are nobody's taxable wages. */
export const noWages = 8;
export const totalsCount = 9;

export interface IntegerCode {
  readonly slot: number;
  readonly id: number;
  /** Whether this calculation knows the rule and every limit of the code. */
  readonly isCovered: boolean;
  readonly by: ReadyRule['by'];
  readonly isPay: boolean;
  readonly isPayOnPay: boolean;
  /** Whether its hours are pay by the hour, and not a premium on top of it. */
  readonly isHours: boolean;
  readonly isDeduction: boolean;
  readonly isPretax: boolean;
  readonly isHeldIfShort: boolean;
  readonly appliesToAll: boolean;
  /** Millionths of units × millionths of a currency unit × this, divided, are minor units. */
  readonly multiplier: number;
  readonly divided: Division;
  /** The same for hundredths of units. Null: the divisor would not be whole. */
  readonly dividedCoarsely: Division | null;
  readonly ofPercent: Division;
  readonly isOfSalary: boolean;
  readonly rateMicro: number | null;
  readonly amount: number | null;
  readonly percentMicro: number | null;
  readonly of: readonly BaseTerm[];
  /** Infinity: no cap. */
  readonly perPeriodCap: number;
  readonly monthlyCap: number;
  readonly annualCap: number;
  /** The pay codes that share a yearly limit of the law, by id and by slot. None: no limit. */
  readonly sharedIds: readonly number[];
  readonly sharedSlots: readonly number[];
  /** What everybody may give. Some may give more: the calculation with `bigint` knows who. */
  readonly sharedMost: number;
  readonly minimumNet: number;
}

const noTerms: readonly BaseTerm[] = [];
const noNumbers: readonly number[] = [];

/** `mayBeCovered`: no rule beyond the definition concerns the code. */
export function integerCode(ready: ReadyPayCode, mayBeCovered: boolean): IntegerCode {
  const { rule } = ready;
  const numbers = new Numbers();
  const isByHours = rule.by === 'hours' || rule.by === 'pieces';
  const mode = ready.rounding;
  const divisor = isByHours ? numbers.of(rule.factor.denominator) : 1;
  const isKnown = rule.by !== 'bands' && rule.by !== 'match' && rule.by !== 'tax_pack';
  return {
    slot: ready.slot,
    id: ready.id,
    by: rule.by,
    isPay: ready.stage === 'pay',
    isPayOnPay: ready.stage === 'pay_on_pay',
    isHours: rule.by === 'hours' && !rule.premium,
    isDeduction: ready.kind === 'deduction',
    isPretax: ready.stage === 'pretax',
    isHeldIfShort: ready.ifShort === 'hold',
    appliesToAll: ready.appliesToAll,
    multiplier: isByHours ? numbers.of(rule.factor.numerator) : 1,
    divided: { divisor, mode },
    dividedCoarsely: divisor % coarseMicro === 0 ? { divisor: divisor / coarseMicro, mode } : null,
    ofPercent: { divisor: Number(percentScale), mode },
    isOfSalary: isByHours && rule.ofSalary,
    rateMicro: isByHours ? numbers.orNull(rule.rateMicro) : null,
    amount: rule.by === 'amount' ? numbers.orNull(rule.amountMinor) : null,
    percentMicro: rule.by === 'percent' ? numbers.orNull(rule.percentMicro) : null,
    of: rule.by === 'percent' ? rule.of : noTerms,
    perPeriodCap: numbers.cap(ready.perPeriodCapMinor),
    monthlyCap: numbers.cap(ready.monthlyCapMinor),
    annualCap: numbers.cap(ready.annualCapMinor),
    sharedIds: ready.shared?.ids ?? noNumbers,
    sharedSlots: ready.shared?.slots ?? noNumbers,
    sharedMost: numbers.of(ready.shared?.usualMinor ?? 0n),
    minimumNet: numbers.of(ready.minimumNetMinor),
    isCovered:
      mayBeCovered &&
      isKnown &&
      ready.garnishment === null &&
      ready.shared?.limit !== null &&
      (ready.shared?.also ?? null) === null &&
      numbers.areWithin,
  };
}

/** The numbers of one definition, and whether all of them are within the bound. */
class Numbers {
  areWithin = true;

  of(value: bigint): number {
    const number = Number(value);
    if (number > wholeMax || number < -wholeMax) this.areWithin = false;
    return number;
  }

  orNull(value: bigint | null): number | null {
    return value === null ? null : this.of(value);
  }

  cap(value: bigint | null): number {
    return value === null ? Number.POSITIVE_INFINITY : this.of(value);
  }
}
