/**
 * Checks, before a rule is saved, that it fires exactly once for every coming period.
 *
 * Otherwise a rule that skips a period would show up only on a day when nobody is paid. The rule is
 * tried on the next 24 periods, and an issue lists each period that it breaks. If the bank calendar
 * ends earlier, fewer periods are tried, and the answer says how many.
 */

import { type Answer, answer, type Issue, refuse } from '#errors.ts';
import type { BankCalendar } from '#time/bank-calendar.ts';
import { dayInWords, fromEpochDay, toEpochDay } from '#time/plain-date.ts';
import type { AutomationRule } from './automation-rule.ts';
import { datedPeriods } from './dated-periods.ts';
import { type DueInstant, dueInstant } from './due-instant.ts';
import { refuseOutOfRange } from './due-range.ts';
import { monthsPerPeriod } from './frequency.ts';
import { type PayPeriod, paidDay, toPayPeriod } from './pay-period.ts';
import type { DatedPeriod, PaySchedule } from './pay-schedule.ts';

export type RuleAgainst =
  | {
      readonly kind: 'schedule';
      readonly schedule: PaySchedule;
      /** The first period tried is the one that contains this day. */
      readonly fromOn: Temporal.PlainDate;
    }
  | {
      readonly kind: 'period';
      readonly period: PayPeriod;
      readonly zone: string;
      readonly calendar: BankCalendar;
    };

interface RuleWarning {
  readonly code: 'due_after_pay_date' | 'due_before_period_start';
  readonly message: string;
}

export interface RuleCheck {
  readonly periodsChecked: number;
  /** The due instants of the first periods, in order. */
  readonly due: readonly DueInstant[];
  /** Whether fewer than 24 periods were tried because the bank calendar ends. */
  readonly calendarEndsEarly: boolean;
  readonly warnings: readonly RuleWarning[];
}

const periodsLookedAt = 24;

/**
 * Refusals: `rule_not_for_schedules`; `due_out_of_range` (due-range.ts); `calendar_year_unknown`;
 * `rule_breaks_periods`, with an issue for each period: `rule_skips_period` or
 * `due_not_after_previous`.
 */
export function checkRule(rule: AutomationRule, against: RuleAgainst): Answer<RuleCheck> {
  return against.kind === 'period' ? checkOne(rule, against) : checkMany(rule, against);
}

function checkOne(
  rule: AutomationRule,
  against: Extract<RuleAgainst, { kind: 'period' }>,
): Answer<RuleCheck> {
  const { period } = against;
  const { when } = rule;
  // This check comes first, because the calendar does not know a year such as 9999.
  const named =
    when.kind === 'run_on_date' ? refuseOutOfRange(rule, { period, dueOn: when.runOn }) : null;
  if (named !== null) return named;
  const due = dueInstant({ ...against, rule });
  if (!due.ok) return due;
  const outside = refuseOutOfRange(rule, { period, dueOn: due.value.local.toPlainDate() });
  if (outside !== null) return outside;
  const warnings = warningsOf(period, due.value);
  return answer({ periodsChecked: 1, due: [due.value], calendarEndsEarly: false, warnings });
}

function checkMany(
  rule: AutomationRule,
  against: Extract<RuleAgainst, { kind: 'schedule' }>,
): Answer<RuleCheck> {
  const { schedule } = against;
  if (rule.when.kind === 'run_on_date') {
    const message = 'A fixed date belongs to one period; a schedule needs a date for each.';
    return refuse({
      family: 'invalid',
      code: 'rule_not_for_schedules',
      message,
      hint: 'Use days_before_end, days_before_pay_date or cron.',
      issues: [{ pointer: '/run_on_date', code: 'rule_not_for_schedules', message }],
    });
  }
  const issues: Issue[] = [];
  const due: DueInstant[] = [];
  const warnings: RuleWarning[] = [];
  const tried = comingPeriods(against);
  for (const period of tried.periods) {
    const found = dueInstant({
      rule,
      period,
      zone: schedule.timeZone,
      calendar: schedule.calendar,
    });
    if (!found.ok && found.refusal.code !== 'rule_skips_period') return found;
    const dueOn = found.ok ? found.value.local.toPlainDate() : null;
    const outside = dueOn === null ? null : refuseOutOfRange(rule, { period, dueOn });
    if (outside !== null) return outside;
    const previous = due.at(-1);
    const words = `${period.startOn} to ${period.endOn}`;
    if (!found.ok) {
      issues.push({
        pointer: '',
        code: 'rule_skips_period',
        message: `${words}: ${found.refusal.message}`,
      });
    } else if (
      previous !== undefined &&
      Temporal.Instant.compare(found.value.at, previous.at) <= 0
    ) {
      const message = `${words}: falls due at ${found.value.at}, not after the period before it.`;
      issues.push({ pointer: '', code: 'due_not_after_previous', message });
    } else {
      due.push(found.value);
      warnings.push(...warningsOf(period, found.value));
    }
  }
  if (issues.length > 0) return refuseBroken(issues, tried.periods.length);
  const first = tried.periods[0];
  if (first === undefined && tried.unknown !== null) return tried.unknown;
  return answer({
    periodsChecked: tried.periods.length,
    due,
    calendarEndsEarly: tried.unknown !== null,
    warnings,
  });
}

function comingPeriods(against: Extract<RuleAgainst, { kind: 'schedule' }>): {
  readonly periods: readonly PayPeriod[];
  readonly unknown: Answer<never> | null;
} {
  const { schedule } = against;
  const fromDay = toEpochDay(against.fromOn);
  const months = monthsPerPeriod(schedule.frequency) ?? 1;
  const dated = datedPeriods(schedule, {
    fromDay,
    toDay: fromDay + months * 31 * (periodsLookedAt + 1),
  });
  const periods: PayPeriod[] = [];
  for (const one of dated.slice(0, periodsLookedAt)) {
    const paid = paidDay(schedule, one);
    if (paid.kind === 'unknown') {
      return { periods, unknown: refuseUnknownYear(schedule, one) };
    }
    periods.push(toPayPeriod(one, paid));
  }
  return { periods, unknown: null };
}

function refuseUnknownYear(schedule: PaySchedule, dated: DatedPeriod): Answer<never> {
  return refuse({
    family: 'invalid',
    code: 'calendar_year_unknown',
    message: `The pay date ${fromEpochDay(dated.nominalDay)} is beyond the calendar ${schedule.calendar.id}.`,
    hint: 'Add the missing year to the calendar.',
  });
}

function warningsOf(period: PayPeriod, due: DueInstant): readonly RuleWarning[] {
  const dueOn = due.local.toPlainDate();
  const words = `The period ${period.startOn} to ${period.endOn} falls due on ${dayInWords(toEpochDay(dueOn))}`;
  if (Temporal.PlainDate.compare(dueOn, period.payOn) > 0) {
    return [
      { code: 'due_after_pay_date', message: `${words}, after its pay date ${period.payOn}.` },
    ];
  }
  if (Temporal.PlainDate.compare(dueOn, period.startOn) < 0) {
    return [{ code: 'due_before_period_start', message: `${words}, before its first day.` }];
  }
  return [];
}

function refuseBroken(issues: readonly Issue[], tried: number): Answer<never> {
  return refuse({
    family: 'invalid',
    code: 'rule_breaks_periods',
    message: `The rule does not fire exactly once for ${issues.length} of the next ${tried} periods. ${issues[0]?.message ?? ''}`,
    hint: 'Write L in the day of month for its last day, or use days_before_end.',
    issues,
  });
}
