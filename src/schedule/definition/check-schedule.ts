/**
 * From the JSON of a pay schedule to its meaning, or to everything that is wrong with it.
 *
 * Each key is checked by its shape first; what keys must say together is checked here, on the
 * keys that are sound. Nothing is guessed: a key that does nothing for the frequency is refused.
 */

import type { Issue } from '#errors.ts';
import { ruleKindIssues, ruleOf } from '#schedule/automation-rule.ts';
import { daysPerPeriod, monthsPerPeriod } from '#schedule/frequency.ts';
import type {
  DeadlineRule,
  PayDateRule,
  PaySchedule,
  PeriodBasis,
  ScheduleDefaults,
} from '#schedule/pay-schedule.ts';
import { type BankCalendar, joinCalendars } from '#time/bank-calendar.ts';
import { builtInCalendars, findCalendar } from '#time/calendars/built-in.ts';
import { toEpochDay } from '#time/plain-date.ts';
import { ownKey, readJson } from './json-issues.ts';
import { type ScheduleShape, scheduleShape } from './schedule-shape.ts';

export interface CheckedSchedule {
  readonly schedule: PaySchedule | null;
  readonly issues: readonly Issue[];
}

type Report = (pointer: string, code: string, message: string) => void;

const NOON = new Temporal.PlainTime(12, 0);
const FIVE = new Temporal.PlainTime(17, 0);
/** Two banking days: what a bank needs to deliver a direct deposit file on its pay date. */
const APPROVAL: DeadlineRule = { businessDays: 2, before: 'pay_date', at: FIVE };

export function checkSchedule(json: unknown, defaults: ScheduleDefaults): CheckedSchedule {
  const filled = withDefaults(json, defaults);
  const read = readJson(filled, scheduleShape);
  const issues: Issue[] = [...read.issues];
  const report: Report = (pointer, code, message) => issues.push({ pointer, code, message });
  const rule = ownKey(filled, 'rule');
  for (const issue of ruleKindIssues(rule)) {
    issues.push({ ...issue, pointer: `/rule${issue.pointer}` });
  }
  if (ownKey(rule, 'run_on_date') !== undefined) {
    report(
      '/rule/run_on_date',
      'rule_not_for_schedules',
      'A fixed date belongs to one period; a schedule needs a rule that gives a date for each.',
    );
  }
  const calendar = findCalendars(filled, { defaults, report });
  if (read.value === null) return { schedule: null, issues };
  if (read.value.time_zone === undefined) {
    report(
      '/time_zone',
      'missing_key',
      'A schedule names its time zone, such as America/New_York.',
    );
  }
  const basis = basisOf(read.value, report);
  const payDate = payDateOf(read.value, { basis, report });
  if (issues.length > 0 || calendar === null || basis === null || payDate === null) {
    return { schedule: null, issues };
  }
  return { schedule: build(read.value, { calendar, basis, payDate, filled }), issues };
}

function withDefaults(json: unknown, defaults: ScheduleDefaults): unknown {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return json;
  return {
    ...json,
    ...(defaults.timeZone === undefined || Object.hasOwn(json, 'time_zone')
      ? {}
      : { time_zone: defaults.timeZone }),
    ...(defaults.calendar === undefined || Object.hasOwn(json, 'calendar')
      ? {}
      : { calendar: defaults.calendar }),
  };
}

function findCalendars(
  json: unknown,
  context: { defaults: ScheduleDefaults; report: Report },
): BankCalendar | null {
  const named = ownKey(json, 'calendar');
  if (named === undefined) {
    const ids = builtInCalendars.map(({ id }) => id).join(', ');
    context.report(
      '/calendar',
      'missing_key',
      `A schedule names its bank calendar: ${ids}, or your own.`,
    );
    return null;
  }
  const ids = Array.isArray(named) ? named : [named];
  const found: BankCalendar[] = [];
  ids.forEach((id, index) => {
    if (typeof id !== 'string') return;
    const calendar = findCalendar(id, context.defaults.calendars);
    const pointer = Array.isArray(named) ? `/calendar/${index}` : '/calendar';
    if (calendar.ok) found.push(calendar.value);
    else context.report(pointer, calendar.refusal.code, calendar.refusal.message);
  });
  if (found.length === 0 || found.length < ids.length) return null;
  const joined = joinCalendars(found);
  if (joined.ok) return joined.value;
  context.report('/calendar', joined.refusal.code, joined.refusal.message);
  return null;
}

function basisOf(shape: ScheduleShape, report: Report): PeriodBasis | null {
  const weeks = daysPerPeriod(shape.frequency);
  const notFor = (key: 'anchor' | 'period_ends' | 'ends_in_month') => {
    if (shape[key] !== undefined) {
      report(
        `/${key}`,
        'key_not_applicable',
        `${key} does nothing for a ${shape.frequency} schedule.`,
      );
    }
  };
  if (weeks !== null) {
    notFor('period_ends');
    notFor('ends_in_month');
    if (shape.anchor !== undefined) {
      return { kind: 'weeks', days: weeks, anchorDay: toEpochDay(shape.anchor) };
    }
    report(
      '/anchor',
      'missing_key',
      `A ${shape.frequency} schedule needs anchor: any real pay date.`,
    );
    return null;
  }
  notFor('anchor');
  const months = monthsPerPeriod(shape.frequency) ?? 1;
  if (months === 1) notFor('ends_in_month');
  const wanted = shape.frequency === 'semimonthly' ? 2 : 1;
  const endDays = shape.period_ends ?? (wanted === 2 ? [15, 31] : [31]);
  if (endDays.length !== wanted) {
    const message = `A ${shape.frequency} schedule has ${wanted === 2 ? 'two ends' : 'one end'} in a month.`;
    report('/period_ends', 'period_ends_count', message);
    return null;
  }
  const [first = 31, second = 31] = endDays;
  // In a February of 28 days both must still be different days.
  if (wanted === 2 && (first >= second || first > 27)) {
    const message = 'The two ends must rise and differ in every February: the first is at most 27.';
    report('/period_ends', 'period_ends_order', message);
    return null;
  }
  return { kind: 'months', months, endsInMonth: shape.ends_in_month ?? 12, endDays };
}

function payDateOf(
  shape: ScheduleShape,
  context: { basis: PeriodBasis | null; report: Report },
): PayDateRule | null {
  const { basis, report } = context;
  const keys = Object.keys(shape.pay_date ?? { days_after_end: 0 });
  if (keys.length !== 1) {
    const names = 'days_after_end, days_before_end, days, last_banking_day';
    report('/pay_date', 'pay_date_kind', `A pay date needs exactly one of ${names}.`);
    return null;
  }
  const { days_after_end, days_before_end, days, last_banking_day } = shape.pay_date ?? {};
  const later = (month: 'this' | 'next' | undefined) => (month === 'next' ? 1 : 0);
  if (days === undefined && last_banking_day === undefined) {
    return { kind: 'days_after_end', days: days_after_end ?? -(days_before_end ?? 0) };
  }
  if (basis !== null && basis.kind !== 'months') {
    const message = `A ${shape.frequency} schedule counts from the period's end: days_after_end or days_before_end.`;
    report(`/pay_date/${keys[0]}`, 'key_not_applicable', message);
    return null;
  }
  const wanted = basis === null ? null : basis.endDays.length;
  if (days !== undefined) {
    if (wanted !== null && days.length !== wanted) {
      report(
        '/pay_date/days',
        'pay_days_count',
        `Expected one pay day for each period end, ${wanted}.`,
      );
      return null;
    }
    const plain = days.map((one) => (typeof one === 'number' ? { day: one } : one));
    return {
      kind: 'days_of_month',
      days: plain.map((one) => ({
        day: one.day,
        monthsLater: later('month' in one ? one.month : undefined),
      })),
    };
  }
  if (wanted === 2) {
    const message = 'Two periods of one month cannot both be paid on its last banking day.';
    report('/pay_date/last_banking_day', 'key_not_applicable', message);
    return null;
  }
  if (shape.convention !== undefined && shape.convention !== 'preceding') {
    const message = 'The last banking day of a month is found by the convention preceding.';
    report('/convention', 'convention_conflict', message);
    return null;
  }
  return { kind: 'last_banking_day', monthsLater: later(last_banking_day) };
}

function build(
  shape: ScheduleShape,
  parts: { calendar: BankCalendar; basis: PeriodBasis; payDate: PayDateRule; filled: unknown },
): PaySchedule {
  const named = shape.calendar ?? [];
  const isUk = parts.calendar.id.startsWith('uk-');
  const [month = 1, day = 1] = (shape.tax_year_starts ?? (isUk ? '04-06' : '01-01'))
    .split('-')
    .map(Number);
  const rule = shape.rule ?? null;
  return {
    code: shape.code,
    title: shape.title ?? shape.code,
    frequency: shape.frequency,
    timeZone: shape.time_zone ?? 'UTC',
    calendarIds: typeof named === 'string' ? [named] : named,
    calendar: parts.calendar,
    convention: shape.convention ?? 'preceding',
    basis: parts.basis,
    payDate: parts.payDate,
    startsDay: shape.starts_on === undefined ? null : toEpochDay(shape.starts_on),
    endsDay: shape.ends_on === undefined ? null : toEpochDay(shape.ends_on),
    transition: null,
    overrides: new Map(),
    rule: rule === null ? null : ruleOf(rule, ownKey(parts.filled, 'rule')),
    inputCutoff: deadlineOf(shape.input_cutoff, NOON),
    approvalDeadline: deadlineOf(shape.approval_deadline, FIVE) ?? APPROVAL,
    catchUpDays: shape.catch_up_days ?? 7,
    taxYearStarts: { month, day },
    definition: parts.filled as Readonly<Record<string, unknown>>,
  };
}

function deadlineOf(
  shape: ScheduleShape['input_cutoff'],
  at: Temporal.PlainTime,
): DeadlineRule | null {
  if (shape === undefined) return null;
  return {
    businessDays: shape.business_days,
    before: shape.before ?? 'pay_date',
    at: shape.at ?? at,
  };
}
