/**
 * Whether a person's pay is so unusual that somebody should look at it first.
 *
 * The measure is the person's own last payslips. Pay of a part of a period is compared as if it were for the
 * same days. A person without an earlier payslip has only the limits that need none.
 *
 * A hold has one code: that of the first of its findings in the order of `personLimitCodes`, which begins with
 * causes and ends with their effects. `seenText` has exactly the numbers that were seen, in a fixed form: a
 * limit is lifted for these numbers and no others.
 *
 * Pure. Elsewhere: the values of the limits (limits.ts), the words (finding-words.ts).
 */
import type { Currency, Minor } from '#money/minor.ts';
import { toEpochDay } from '#time/plain-date.ts';
import { detailOf, hintOf } from './finding-words.ts';
import type { LimitName, PayLimits } from './limits.ts';
import { amountFindings } from './pay-limits.ts';
import type { PeriodMeasure, PersonSeen, PersonUsual } from './person-facts.ts';
import { rateFindings } from './rate-limits.ts';

const personLimitCodes = [
  'rate_far_from_last',
  'hours_beyond_period',
  'paid_after_leaving',
  'year_to_date_jump',
  'pay_far_above_usual',
  'pay_far_below_usual',
  'nothing_to_pay',
] as const;

export type PersonLimitCode = (typeof personLimitCodes)[number];

export type Measure =
  | 'hourly_rate'
  | 'annual_salary'
  | 'hours'
  | 'hours_on_day'
  | 'day'
  | 'year_to_date'
  | 'straight'
  | 'gross'
  | 'net'
  | 'before_taxes';

export interface LimitFinding {
  readonly code: PersonLimitCode;
  readonly measure: Measure;
  /** As a number of the measure: minor units, millionths, or days since 1970. */
  readonly seen: bigint;
  readonly usual: bigint | null;
  /** The measure of `usual`, where it is another one: an hour's pay now, a salary before. */
  readonly usualMeasure?: Measure;
  readonly limit: LimitName;
  readonly job?: string | null;
  readonly on?: Temporal.PlainDate;
}

export interface PersonHold {
  readonly code: PersonLimitCode;
  readonly detail: string;
  readonly hint: string;
  /** In the order of the codes. The first one gave the hold its code. */
  readonly findings: readonly LimitFinding[];
  readonly seenText: string;
}

export interface JudgeAsk {
  readonly seen: PersonSeen;
  /** Null: nothing was paid before. */
  readonly usual: PersonUsual | null;
  readonly limits: PayLimits;
  readonly currency: Currency;
  readonly period: PeriodMeasure;
}

/** Null: the person is paid. */
export function judgePerson(ask: JudgeAsk): PersonHold | null {
  const found = [
    ...rateFindings(ask),
    ...hourFindings(ask),
    ...leavingFindings(ask),
    ...amountFindings(ask),
  ];
  const findings = found.sort((one, other) => rank(one) - rank(other));
  const [first] = findings;
  if (first === undefined) return null;
  const { code } = first;
  return {
    code,
    detail: detailOf(first, ask),
    hint: hintOf(code),
    findings,
    seenText: seenTextOf(ask.seen.pay, findings),
  };
}

function rank({ code }: LimitFinding): number {
  return personLimitCodes.indexOf(code);
}

const microOfHundredth = 10_000n;

function hourFindings({ seen, limits }: JudgeAsk): readonly LimitFinding[] {
  const { hours_a_day: aDay, hours_on_a_day: onADay } = limits;
  const { workedMicro, longestDay, pay } = seen;
  const found: LimitFinding[] = [];
  const code = 'hours_beyond_period';
  if (onADay !== null && longestDay !== null) {
    const { on, micro, days } = longestDay;
    const limit = 'hours_on_a_day';
    if (micro > BigInt(onADay) * microOfHundredth * BigInt(days)) {
      found.push({ code, measure: 'hours_on_day', seen: micro, usual: null, limit, on });
    }
  }
  if (aDay !== null && workedMicro > BigInt(aDay) * microOfHundredth * BigInt(pay.days)) {
    found.push({ code, measure: 'hours', seen: workedMicro, usual: null, limit: 'hours_a_day' });
  }
  return found;
}

function leavingFindings({ seen, limits }: JudgeAsk): readonly LimitFinding[] {
  const { afterLeaving } = seen;
  if (afterLeaving === null || limits.paid_after_leaving === null) return [];
  const [on, leftOn] = [afterLeaving.on, afterLeaving.leftOn].map((day) => BigInt(toEpochDay(day)));
  const limit = 'paid_after_leaving';
  return [
    {
      code: limit,
      measure: 'day',
      seen: on ?? 0n,
      usual: leftOn ?? null,
      limit,
      on: afterLeaving.on,
    },
  ];
}

function seenTextOf(
  { grossMinor, netMinor }: { readonly grossMinor: Minor; readonly netMinor: Minor },
  findings: readonly LimitFinding[],
): string {
  const lines = findings.map(({ code, measure, seen, job, on }) => {
    const of = [code, measure, ...(job ? [JSON.stringify(job)] : []), ...(on ? [`${on}`] : [])];
    return `${of.join(' ')} ${seen}`;
  });
  return ['limits 1', `gross ${grossMinor}`, `net ${netMinor}`, ...lines].join('\n');
}
