/**
 * Converts the JSON of a pay schedule to its meaning, or lists everything that is wrong with it.
 *
 * Each key is first checked by its shape. Valid keys are then checked together (read-basis.ts), and
 * so are their dates (check-dates.ts). Nothing is guessed: a key that has no effect for the
 * frequency is refused.
 */

import type { Issue } from '#errors.ts';
import { ruleKindIssues, ruleOf } from '#schedule/automation-rule.ts';
import type {
  DeadlineRule,
  Override,
  PayDateRule,
  PaySchedule,
  PeriodBasis,
  ScheduleDefaults,
} from '#schedule/pay-schedule.ts';
import { ownKey, readJson } from '#text/read-json.ts';
import { type BankCalendar, joinCalendars } from '#time/bank-calendar.ts';
import { builtInCalendars, findCalendar } from '#time/calendars/built-in.ts';
import { customCalendarOf } from '#time/calendars/custom-calendar.ts';
import { type EpochDay, toEpochDay } from '#time/plain-date.ts';
import { checkDates } from './check-dates.ts';
import { type ReportIssue, readBasis, readPayDate, reporter } from './read-basis.ts';
import { type ScheduleShape, scheduleShape } from './schedule-shape.ts';

interface CheckedSchedule {
  readonly schedule: PaySchedule | null;
  readonly issues: readonly Issue[];
}

const noon = new Temporal.PlainTime(12, 0);
const five = new Temporal.PlainTime(17, 0);
/** A bank needs two banking days to deliver a direct deposit file on its pay date. */
const approval: DeadlineRule = { businessDays: 2, before: 'pay_date', at: five };

export function checkSchedule(json: unknown, defaults: ScheduleDefaults): CheckedSchedule {
  const filled = withDefaults(json, defaults);
  const read = readJson(filled, scheduleShape);
  const issues: Issue[] = [...read.issues, ...ruleIssues(ownKey(filled, 'rule'))];
  const report = reporter(issues);
  if (ownKey(filled, 'time_zone') === undefined) {
    report('/time_zone', 'missing_key', 'A schedule needs a time zone, such as America/New_York.');
  }
  const own = read.value === null ? [] : ownCalendars(read.value, issues);
  const known = [...own, ...(defaults.calendars ?? [])];
  const calendar = readCalendar(filled, { known, report });
  if (read.value === null) return { schedule: null, issues };
  const basis = readBasis(read.value, report);
  const payDate = readPayDate(read.value, { basis, report });
  if (calendar === null || basis === null || payDate === null) return { schedule: null, issues };
  const schedule = build(read.value, { calendar, basis, payDate, filled });
  checkDates(schedule, { shape: read.value, report });
  return { schedule: issues.length === 0 ? schedule : null, issues };
}

function ruleIssues(rule: unknown): readonly Issue[] {
  const issues = ruleKindIssues(rule).map((issue) => ({
    ...issue,
    pointer: `/rule${issue.pointer}`,
  }));
  if (ownKey(rule, 'run_on_date') === undefined) return issues;
  const pointer = '/rule/run_on_date';
  const message =
    'A fixed date belongs to one period; a schedule needs a rule that gives a date for each.';
  return [...issues, { pointer, code: 'rule_not_for_schedules', message }];
}

function withDefaults(json: unknown, defaults: ScheduleDefaults): unknown {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return json;
  const filled: Record<string, unknown> = { ...json };
  const { timeZone, calendar } = defaults;
  if (timeZone !== undefined && !Object.hasOwn(json, 'time_zone')) filled['time_zone'] = timeZone;
  if (calendar !== undefined && !Object.hasOwn(json, 'calendar')) filled['calendar'] = calendar;
  return filled;
}

function ownCalendars(shape: ScheduleShape, issues: Issue[]): readonly BankCalendar[] {
  const taken = new Set(builtInCalendars.map(({ id }) => id));
  return (shape.calendars ?? []).map((one, index) => {
    const custom = customCalendarOf(one);
    for (const issue of custom.issues) {
      issues.push({ ...issue, pointer: `/calendars/${index}${issue.pointer}` });
    }
    if (taken.has(one.id)) {
      const message = `The id ${one.id} is taken by another calendar.`;
      issues.push({ pointer: `/calendars/${index}/id`, code: 'calendar_id_taken', message });
    }
    taken.add(one.id);
    return custom.calendar;
  });
}

function readCalendar(
  json: unknown,
  context: { known: readonly BankCalendar[]; report: ReportIssue },
): BankCalendar | null {
  const named = ownKey(json, 'calendar');
  if (named === undefined) {
    const ids = builtInCalendars.map(({ id }) => id).join(', ');
    const message = `A schedule needs a bank calendar: ${ids}, or your own.`;
    context.report('/calendar', 'missing_key', message);
    return null;
  }
  const ids = Array.isArray(named) ? named : [named];
  const found: BankCalendar[] = [];
  ids.forEach((id, index) => {
    if (typeof id !== 'string') return;
    const calendar = findCalendar(id, context.known);
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

function build(
  shape: ScheduleShape,
  parts: { calendar: BankCalendar; basis: PeriodBasis; payDate: PayDateRule; filled: unknown },
): PaySchedule {
  const named = shape.calendar ?? [];
  const calendarIds = typeof named === 'string' ? [named] : named;
  const isUk = calendarIds.some((id) => id.startsWith('uk-'));
  const [month = 1, day = 1] = (shape.tax_year_starts ?? (isUk ? '04-06' : '01-01'))
    .split('-')
    .map(Number);
  const rule = shape.rule ?? null;
  return {
    code: shape.code,
    title: shape.title ?? shape.code,
    frequency: shape.frequency,
    timeZone: shape.time_zone ?? 'UTC',
    calendarIds,
    calendar: parts.calendar,
    convention: shape.convention ?? 'preceding',
    basis: parts.basis,
    payDate: parts.payDate,
    startsDay: dayOrNull(shape.starts_on),
    endsDay: dayOrNull(shape.ends_on),
    transition:
      shape.transition === undefined
        ? null
        : {
            startDay: toEpochDay(shape.transition.start),
            endDay: toEpochDay(shape.transition.end),
            nominalDay: toEpochDay(shape.transition.pay),
            reason: shape.transition.reason,
          },
    overrides: overridesOf(shape),
    rule: rule === null ? null : ruleOf(rule, ownKey(parts.filled, 'rule')),
    inputCutoff: deadlineOf(shape.input_cutoff, noon),
    approvalDeadline: deadlineOf(shape.approval_deadline, five) ?? approval,
    catchUpDays: shape.catch_up_days ?? 7,
    taxYearStarts: { month, day },
    definition: parts.filled as Readonly<Record<string, unknown>>,
  };
}

function overridesOf(shape: ScheduleShape): ReadonlyMap<EpochDay, Override> {
  return new Map(
    (shape.overrides ?? []).map((one) => [
      toEpochDay(one.nominal),
      {
        payDay: dayOrNull(one.pay_on),
        inputCutoffDay: dayOrNull(one.input_cutoff_on),
        reason: one.reason,
      },
    ]),
  );
}

function dayOrNull(date: Temporal.PlainDate | undefined): EpochDay | null {
  return date === undefined ? null : toEpochDay(date);
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
