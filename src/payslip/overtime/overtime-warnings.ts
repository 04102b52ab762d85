/**
 * Warnings about overtime that Paybeat does not calculate, or calculates differently from the law.
 * A warning appears only where it can change somebody's pay.
 */

import type { ReadyPayCode } from '#payslip/codes/ready-pay-code.ts';
import { isHourlyIn, isSalariedIn, termsOn } from '#payslip/pay-terms.ts';
import type { PayItem, PayslipFacts } from '#payslip/payslip-input.ts';
import type { WeeklyOvertimeRule } from '#payslip/taxes/tax-pack.ts';
import { hoursText, microText } from '#payslip/text.ts';
import type { Worksheet } from '#payslip/worksheet.ts';
import { isoOf, toEpochDay } from '#time/plain-date.ts';
import { unsaidHours } from './counted-hours.ts';
import { totalMicro, type WorkedHours, type Workweek } from './workweeks.ts';

export interface OvertimeSeen {
  readonly rule: WeeklyOvertimeRule;
  /** Indexed by the id of the pay code. */
  readonly codes: readonly (ReadyPayCode | undefined)[];
  readonly counted: Uint8Array;
  readonly hours: readonly WorkedHours[];
  readonly undated: readonly WorkedHours[];
  /** The workweeks whose overtime this run pays. */
  readonly weeks: readonly Workweek[];
  /** Whether overtime is paid on the regular rate. False in runs by the first rules. */
  readonly isOnRegularRate: boolean;
  /** False in runs of edition 4 and before. */
  readonly isCloser: boolean;
}

/** Adds the warnings. Returns false if these hours earn no overtime. */
export function warnOfOvertime(sheet: Worksheet, seen: OvertimeSeen): boolean {
  const { employee } = sheet.input;
  const isSalaried = isSalariedIn(employee, sheet.period);
  const isHourly = isHourlyIn(employee, sheet.period);
  if (isSalaried && !isHourly && employee.overtime !== 'nonexempt') return false;
  if (isSalaried) {
    const isAbove = weeklyAbove(seen) > 0n || undatedAbove(sheet, seen) > 0n;
    if (isAbove) {
      sheet.warn('overtime_not_calculated', onSalary(seen));
    }
    return false;
  }
  warnOfUndated(sheet, seen);
  warnOfUnsaid(sheet, seen);
  if (!seen.isOnRegularRate) {
    warnOfRegularRate(sheet, seen);
    warnOfDays(sheet, seen);
  }
  return true;
}

/** Stored with the payslip, so a run of an earlier edition keeps its sentence. */
function onSalary({ rule, isCloser }: OvertimeSeen): string {
  const limit = hoursText(rule.hoursMicro);
  const what = isCloser
    ? `Paybeat calculates overtime only on one salary for ${limit} a week`
    : 'Paybeat does not calculate overtime on a salary';
  return `the employee worked more than ${limit} in a week, but ${what}; enter the overtime hours with a rate`;
}

/** The company's time system calculates overtime, but left straight hours above the limit. */
export function warnOfTurnedOff(sheet: Worksheet, seen: OvertimeSeen): void {
  const { employee } = sheet.input;
  if (employee.overtime !== 'nonexempt' && !isHourlyIn(employee, sheet.period)) return;
  const above = weeklyAbove(seen) + undatedAbove(sheet, seen);
  if (above <= 0n) return;
  sheet.warn(
    'overtime_turned_off',
    `${hoursText(above)} above ${microText(seen.rule.hoursMicro)} a week are paid without overtime, because the company has turned it off; enter them as overtime (${seen.rule.source})`,
  );
}

function straightMicro(hours: readonly WorkedHours[]): bigint {
  return totalMicro(hours.filter(({ isStraight }) => isStraight));
}

function weeklyAbove({ weeks, rule }: OvertimeSeen): bigint {
  return weeks.reduce((sum, { hours }) => {
    const above = straightMicro(hours) - rule.hoursMicro;
    return above > 0n ? sum + above : sum;
  }, 0n);
}

/**
 * Straight hours above the weekly limit times the period's weeks. Never more than the hours without
 * a date.
 */
function undatedAbove({ period }: Worksheet, seen: OvertimeSeen): bigint {
  const undated = straightMicro(seen.undated);
  if (undated === 0n) return 0n;
  const own = seen.hours.filter(({ isElsewhere }) => !isElsewhere);
  const allowed = (seen.rule.hoursMicro * BigInt(period.days)) / 7n + weeklyAbove(seen);
  const above = undated + straightMicro(own) - allowed;
  if (above <= 0n) return 0n;
  return above < undated ? above : undated;
}

function warnOfUndated(sheet: Worksheet, seen: OvertimeSeen): void {
  const above = undatedAbove(sheet, seen);
  if (above <= 0n) return;
  const message = `${hoursText(above)} above ${microText(seen.rule.hoursMicro)} a week are paid without overtime, because they have no dates; enter them by day, or as overtime`;
  sheet.warn('overtime_without_days', message);
}

/** Warns about hours that would exceed the limit if their pay code counted as time worked. */
function warnOfUnsaid(sheet: Worksheet, seen: OvertimeSeen): void {
  const { items } = sheet.input;
  const unsaid = items.filter(
    ({ payCodeId, quantityMicro }) =>
      seen.counted[payCodeId] === unsaidHours && quantityMicro !== null && quantityMicro > 0n,
  );
  if (unsaid.length === 0) return;
  const limit = seen.rule.hoursMicro;
  const isDecisive = ({ workedOn, quantityMicro }: PayItem): boolean => {
    if (workedOn === null || workedOn === undefined) {
      const all = [...seen.hours.filter(({ isElsewhere }) => !isElsewhere), ...seen.undated];
      const allowed = (limit * BigInt(sheet.period.days)) / 7n;
      return straightMicro(all) + (quantityMicro ?? 0n) > allowed;
    }
    const day = toEpochDay(workedOn);
    const week = seen.weeks.find(({ fromDay, untilDay }) => fromDay <= day && day <= untilDay);
    if (week === undefined) return false;
    const beside = unsaid.filter((one) => {
      if (one.workedOn === null || one.workedOn === undefined) return false;
      const on = toEpochDay(one.workedOn);
      return week.fromDay <= on && on <= week.untilDay;
    });
    const more = beside.reduce((sum, one) => sum + (one.quantityMicro ?? 0n), 0n);
    return straightMicro(week.hours) + more > limit;
  };
  const names = new Set(
    unsaid.filter(isDecisive).map(({ payCodeId }) => seen.codes[payCodeId]?.code.code ?? ''),
  );
  if (names.size === 0) return;
  const message = `hours of ${[...names].join(', ')} were not counted towards weekly overtime; set hours_worked to true or false in the pay code`;
  sheet.warn('hours_worked_unsaid', message);
}

/** Warns about pay that may belong to the regular rate, and is not in it. */
export function warnOfLeftOut(
  sheet: Worksheet,
  of: {
    readonly rule: WeeklyOvertimeRule;
    /** Whether hours without a day have several rates, so that no workweek's rate is known. */
    readonly hasRates: boolean;
    readonly names: readonly string[];
  },
): void {
  const { rule, hasRates, names } = of;
  const sources = rule.regularRate?.sources;
  if (sources === undefined || (!hasRates && names.length === 0)) return;
  const rates = `the regular rate of a workweek is not known, because hours with several rates have no days; enter them by day (${sources.severalRates})`;
  const pay = `the regular rate does not include ${names.join(', ')}; enter its day (worked_on), or say in the pay code whether it belongs to the regular rate (${sources.otherPay}; ${sources.otherWeeks})`;
  const parts = [...(hasRates ? [rates] : []), ...(names.length === 0 ? [] : [pay])];
  sheet.warn('regular_rate_not_calculated', parts.join('; '));
}

/** Whether hours are paid at more than one rate. */
export function hasSeveralRates(sheet: Worksheet, hours: readonly WorkedHours[]): boolean {
  return new Set(hours.map((one) => rateOf(sheet, one))).size > 1;
}

/** Runs by the first rules: overtime uses the rate of the hour. The law may use the average rate of the week, and other pay. */
function warnOfRegularRate(sheet: Worksheet, seen: OvertimeSeen): void {
  const groups = [...seen.weeks.map(({ hours }) => hours), seen.undated];
  const withOvertime = groups.filter(
    (hours) =>
      hours.some(({ isStraight }) => !isStraight) || straightMicro(hours) > seen.rule.hoursMicro,
  );
  // Hours without a date are overtime only if they were entered as overtime.
  const paid = withOvertime.filter(
    (hours) => hours !== seen.undated || hours.some(({ isStraight }) => !isStraight),
  );
  if (paid.length === 0) return;
  const hasRates = paid.some((hours) => new Set(hours.map((one) => rateOf(sheet, one))).size > 1);
  if (!hasRates && !hasOtherPay(sheet.input, seen)) return;
  const message =
    'overtime uses the rate of the hour; the law may require more because of several rates, premiums, commissions or promised bonuses';
  sheet.warn('regular_rate_not_calculated', message);
}

function rateOf({ input }: Worksheet, { item, code, day, isStraight }: WorkedHours): string {
  const { employee } = input;
  const own = code.rule.by === 'hours' ? code.rule.rateMicro : null;
  const { terms } = employee;
  const known =
    terms === undefined || terms.length === 0
      ? employee.hourlyRateMicro
      : termsOn(terms, { job: item.job ?? null, day })?.hourlyRateMicro;
  const { amount } = code.code;
  const times = isStraight && amount.by === 'hours' ? amount.multiplier : '1';
  return `${item.rateMicro ?? own ?? known} × ${times}`;
}

function hasOtherPay(
  input: PayslipFacts,
  { codes, rule }: Pick<OvertimeSeen, 'codes' | 'rule'>,
): boolean {
  return input.items.some(({ payCodeId }) => {
    const code = codes[payCodeId];
    return code !== undefined && isOtherPay(code, rule);
  });
}

/** Whether the law includes the pay code in the overtime rate, in addition to the hourly pay. */
export function isOtherPay(code: ReadyPayCode, rule: WeeklyOvertimeRule): boolean {
  if (code.kind !== 'earning') return false;
  if (rule.alsoInRate.includes(code.code.code)) return true;
  if (code.code.code === rule.codes.premium) return false;
  if (code.rule.by === 'pieces') return true;
  return code.rule.by === 'hours' && code.rule.premium && code.rule.factor.numerator > 0n;
}

/** The name of a state in the rule's list, however the company writes it. */
export function workStateOf(workState: string): string {
  return workState.trim().toUpperCase();
}

/** Runs by the first rules: warns about employees in a state with daily overtime. */
function warnOfDays(sheet: Worksheet, { rule, hours, undated }: OvertimeSeen): void {
  const place = workStateOf(sheet.input.employee.workState ?? '');
  const limit = rule.dailyHoursMicro.get(place);
  if (limit === undefined) return;
  const byDay = Map.groupBy(
    hours.filter(({ isElsewhere }) => !isElsewhere),
    ({ day }) => day,
  );
  const long = [...byDay].find(([, own]) => totalMicro(own) > limit);
  if (long === undefined && undated.length === 0) return;
  const why =
    long === undefined
      ? 'their hours have no dates'
      : `${hoursText(totalMicro(long[1]))} were worked on ${isoOf(long[0])}`;
  const message = `Paybeat does not calculate the overtime that ${place} requires above ${hoursText(limit)} a day, and ${why}`;
  sheet.warn('daily_overtime_not_calculated', message);
}
