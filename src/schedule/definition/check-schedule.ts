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
  DeadlineByHand,
  Override,
  PayDateRule,
  PaySchedule,
  PeriodBasis,
  ScheduleDefaults,
  Season,
} from '#schedule/pay-schedule.ts';
import { checkReview, reviewOf } from '#schedule/review-policy.ts';
import { ownKey, readJson } from '#text/read-json.ts';
import type { BankCalendar } from '#time/bank-calendar.ts';
import { type EpochDay, toEpochDay } from '#time/plain-date.ts';
import { checkDates } from './check-dates.ts';
import { checkDeadlines } from './check-deadlines.ts';
import { checkStageKeys, checkStages } from './check-stages.ts';
import { readBasis, reporter } from './read-basis.ts';
import { calendarsInDefinition, readCalendar } from './read-calendars.ts';
import { type Deadlines, readDeadlines } from './read-deadlines.ts';
import { readPayDate } from './read-pay-date.ts';
import { readSeasons } from './read-seasons.ts';
import { type ScheduleShape, scheduleShape } from './schedule-shape.ts';

interface CheckedSchedule {
  readonly schedule: PaySchedule | null;
  readonly issues: readonly Issue[];
}

export function checkSchedule(json: unknown, defaults: ScheduleDefaults): CheckedSchedule {
  const filled = withDefaults(json, defaults);
  const read = readJson(filled, scheduleShape);
  const issues: Issue[] = [
    ...read.issues,
    ...ruleIssues(ownKey(filled, 'rule'), '/rule'),
    ...ruleIssues(ownKey(ownKey(filled, 'stages'), 'calculate'), '/stages/calculate'),
  ];
  const report = reporter(issues);
  if (ownKey(filled, 'time_zone') === undefined) {
    report('/time_zone', 'missing_key', 'A schedule needs a time zone, such as America/New_York.');
  }
  const own = read.value === null ? [] : calendarsInDefinition(read.value, issues);
  const known = [...own, ...(defaults.calendars ?? [])];
  const calendar = readCalendar(filled, { known, report });
  if (read.value === null) return { schedule: null, issues };
  const basis = readBasis(read.value, report);
  const payDate = readPayDate(read.value, { basis, report });
  const seasons = readSeasons(read.value, report);
  if (calendar === null || basis === null || payDate === null) return { schedule: null, issues };
  const deadlines = readDeadlines(read.value, { calendar, known, report });
  if (deadlines === null) return { schedule: null, issues };
  const parts = { calendar, basis, payDate, seasons, deadlines, filled };
  const schedule = build(read.value, parts);
  if (read.value.review !== undefined) checkReview(read.value.review, report);
  checkDates(schedule, { shape: read.value, report });
  checkStageKeys(read.value, report);
  if (issues.length === 0) checkDeadlines(schedule, { shape: read.value, report });
  if (issues.length === 0) checkStages(schedule, { shape: read.value, report });
  return { schedule: issues.length === 0 ? schedule : null, issues };
}

function ruleIssues(rule: unknown, key: string): readonly Issue[] {
  const issues = ruleKindIssues(rule).map((issue) => ({
    ...issue,
    pointer: `${key}${issue.pointer}`,
  }));
  if (ownKey(rule, 'run_on_date') === undefined) return issues;
  const pointer = `${key}/run_on_date`;
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
  // A stage that ends a review means a window, unless the schedule has a policy of its own.
  const hasApprove = ownKey(ownKey(json, 'stages'), 'approve') !== undefined;
  if (
    hasApprove &&
    !Object.hasOwn(json, 'review') &&
    Object.hasOwn(scheduleShape.shape, 'review')
  ) {
    filled['review'] = { policy: 'window', until: 'approval_deadline' };
  }
  return filled;
}

function build(
  shape: ScheduleShape,
  parts: {
    calendar: BankCalendar;
    basis: PeriodBasis;
    payDate: PayDateRule;
    seasons: readonly Season[];
    deadlines: Deadlines;
    filled: unknown;
  },
): PaySchedule {
  const named = shape.calendar ?? [];
  const calendarIds = typeof named === 'string' ? [named] : named;
  const isUk = calendarIds.some((id) => id.startsWith('uk-'));
  const [month = 1, day = 1] = (shape.tax_year_starts ?? (isUk ? '04-06' : '01-01'))
    .split('-')
    .map(Number);
  const isStaged = shape.stages?.calculate !== undefined;
  const rule = shape.stages?.calculate ?? shape.rule ?? null;
  const ruleJson = isStaged
    ? ownKey(ownKey(parts.filled, 'stages'), 'calculate')
    : ownKey(parts.filled, 'rule');
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
    seasons: parts.seasons,
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
    rule: rule === null ? null : ruleOf(rule, ruleJson),
    ...parts.deadlines,
    review: reviewOf(shape.review),
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
        inputCutoff: deadlineByHand(one.input_cutoff_on, one.input_cutoff_at),
        approvalDeadline: deadlineByHand(one.approval_deadline_on, one.approval_deadline_at),
        reason: one.reason,
        deadlinesReason: one.deadlines_reason ?? one.reason,
      },
    ]),
  );
}

function deadlineByHand(
  on: Temporal.PlainDate | undefined,
  at: Temporal.PlainTime | undefined,
): DeadlineByHand | null {
  return on === undefined ? null : { day: toEpochDay(on), at: at ?? null };
}

function dayOrNull(date: Temporal.PlainDate | undefined): EpochDay | null {
  return date === undefined ? null : toEpochDay(date);
}
