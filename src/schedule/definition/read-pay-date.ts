/** Reads the keys that decide a schedule's pay dates, and checks them together. */

import { daysPerPeriod } from '#schedule/frequency.ts';
import type { PayDateRule, PayDay, PeriodBasis } from '#schedule/pay-schedule.ts';
import { capital, withArticle } from '#text/counted.ts';
import { weekdayNamed } from '#time/day-names.ts';
import type { ReportIssue } from './read-basis.ts';
import type { ScheduleShape } from './schedule-shape.ts';

type PayDateShape = NonNullable<ScheduleShape['pay_date']>;
type PayDayShape = Exclude<NonNullable<PayDateShape['days']>[number], number>;

export function readPayDate(
  shape: ScheduleShape,
  context: { basis: PeriodBasis | null; report: ReportIssue },
): PayDateRule | null {
  const { basis, report } = context;
  const given = shape.pay_date ?? { days_after_end: 0 };
  const [kind, ...others] = Object.keys(given);
  if (kind === undefined || others.length > 0) {
    const names =
      'days_after_end, days_before_end, days, last_banking_day, banking_days_before_end';
    report('/pay_date', 'pay_date_kind', `A pay date needs exactly one of ${names}.`);
    return null;
  }
  const { days_after_end, days_before_end, days, ...counted } = given as PayDateShape;
  if (days_after_end !== undefined || days_before_end !== undefined) {
    return { kind: 'days_after_end', days: days_after_end ?? -(days_before_end ?? 0) };
  }
  if (shape.frequency === 'daily' || daysPerPeriod(shape.frequency) !== null) {
    const message = `${capital(withArticle(shape.frequency))} schedule counts from the period's end: days_after_end or days_before_end.`;
    report(`/pay_date/${kind}`, 'key_not_applicable', message);
    return null;
  }
  const wanted = shape.frequency === 'semimonthly' ? 2 : 1;
  if (counted.banking_days_before_end !== undefined) {
    refuseConvention(shape, report);
    return { kind: 'banking_days_before_end', days: counted.banking_days_before_end };
  }
  if (days === undefined) return lastBankingDay(shape, { wanted, report });
  if (basis !== null && days.length !== wanted) {
    const message = `Expected ${wanted} pay day${wanted === 1 ? '' : 's'}, one for each period end of a month.`;
    report('/pay_date/days', 'pay_days_count', message);
    return null;
  }
  const read = days.map((one, index) =>
    readPayDay(typeof one === 'number' ? { day: one } : one, (key, code, message) =>
      report(`/pay_date/days/${index}${key}`, code, message),
    ),
  );
  const sound = read.filter((one) => one !== null);
  return sound.length === read.length ? { kind: 'days_of_month', days: sound } : null;
}

function readPayDay(one: PayDayShape, report: ReportIssue): PayDay | null {
  const { day, weekday, nth, banking_days_before_month_end: bankingDays } = one;
  const kinds = [day, weekday ?? nth, bankingDays].filter((kind) => kind !== undefined);
  if (kinds.length !== 1 || (weekday === undefined) !== (nth === undefined)) {
    const message =
      'A pay day is a day, a weekday with nth, or banking_days_before_month_end: exactly one of them.';
    report('', 'pay_day_kind', message);
    return null;
  }
  const monthsLater = one.month === 'next' ? 1 : 0;
  const convention = one.convention ?? null;
  if (day !== undefined) return { kind: 'day', day, convention, monthsLater };
  if (weekday !== undefined && nth !== undefined) {
    const which = nth as 1 | 2 | 3 | 4 | 'last';
    const number = weekdayNamed(weekday);
    return { kind: 'weekday', weekday: number, nth: which, convention, monthsLater };
  }
  if (convention !== null) {
    const message = 'convention has no effect here: a counted banking day is never closed.';
    report('/convention', 'key_not_applicable', message);
  }
  return { kind: 'before_month_end', bankingDays: bankingDays ?? 0, monthsLater };
}

function lastBankingDay(
  shape: ScheduleShape,
  context: { wanted: number; report: ReportIssue },
): PayDateRule | null {
  if (context.wanted === 2) {
    const message = 'Two periods of one month cannot both be paid on its last banking day.';
    context.report('/pay_date/last_banking_day', 'key_not_applicable', message);
    return null;
  }
  if (shape.convention !== undefined && shape.convention !== 'preceding') {
    refuseConvention(shape, context.report);
    return null;
  }
  const monthsLater = shape.pay_date?.last_banking_day === 'next' ? 1 : 0;
  return { kind: 'last_banking_day', monthsLater };
}

/** Only the convention that a count of banking days implies may be written. */
function refuseConvention(shape: ScheduleShape, report: ReportIssue): void {
  if (shape.convention === undefined || shape.convention === 'preceding') return;
  const message =
    shape.pay_date?.last_banking_day === undefined
      ? 'A pay date counted in banking days is never closed: leave the convention out.'
      : 'A pay date on the last banking day of a month needs the convention preceding.';
  report('/convention', 'convention_conflict', message);
}
