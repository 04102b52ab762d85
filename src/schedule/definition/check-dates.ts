/**
 * Checks the dates of a schedule against its periods. Bounds must match periods, and a transition
 * must adjoin its neighbours. Overrides must name an existing pay date, and pay dates must rise.
 */

import { datedPeriods } from '#schedule/dated-periods.ts';
import { paidDay } from '#schedule/pay-period.ts';
import type { DatedPeriod, PaySchedule } from '#schedule/pay-schedule.ts';
import { dayInWords, type EpochDay, epochDayOf, toEpochDay } from '#time/plain-date.ts';
import type { ReportIssue } from './read-basis.ts';
import type { ScheduleShape } from './schedule-shape.ts';

/** The largest distance in days between a nominal pay date and one set by hand. */
const byHandDaysMax = 31;
/** The largest distance in days between a period's end and its pay date. */
const reachDays = 130;
const transitionDaysMax = 366;
/** The years on which rules are tried: two leap years among them. */
const triedSpan = {
  fromDay: epochDayOf({ year: 2023, month: 1, day: 1 }),
  toDay: epochDayOf({ year: 2028, month: 12, day: 31 }),
};

export function checkDates(
  schedule: PaySchedule,
  context: { shape: ScheduleShape; report: ReportIssue },
): void {
  const { shape, report } = context;
  const endless: PaySchedule = { ...schedule, startsDay: null, endsDay: null, transition: null };
  checkPayDatesRise(endless, report);
  checkSeasons(endless, report);
  if (shape.transition !== undefined) checkTransition(endless, { shape, report });
  if (schedule.startsDay !== null && !startsPeriod(endless, schedule.startsDay)) {
    report('/starts_on', 'not_a_period_start', neighbours(endless, schedule.startsDay));
  }
  if (schedule.endsDay !== null) {
    if (periodOf(endless, schedule.endsDay)?.endDay !== schedule.endsDay) {
      report('/ends_on', 'not_a_period_end', neighbours(endless, schedule.endsDay));
    }
    const first = schedule.transition?.startDay ?? schedule.startsDay;
    if (first !== null && schedule.endsDay < first) {
      report('/ends_on', 'span_backwards', 'The schedule ends before it starts.');
    }
  }
  checkOverrides(schedule, context);
}

/** The period that contains a day. */
function periodOf(schedule: PaySchedule, day: EpochDay): DatedPeriod | undefined {
  return datedPeriods(schedule, { fromDay: day, toDay: day + 366 })[0];
}

function startsPeriod(schedule: PaySchedule, day: EpochDay): boolean {
  return periodOf(schedule, day)?.startDay === day;
}

function checkPayDatesRise(schedule: PaySchedule, report: ReportIssue): void {
  const isSplit = typeof schedule.convention !== 'string';
  if (schedule.basis.kind !== 'months' && !isSplit) return;
  const periods = datedPeriods(schedule, triedSpan);
  const canOvertake = isSplit || periods.some(({ payMove }) => payMove !== undefined);
  let before: { readonly nominalDay: EpochDay; readonly day: EpochDay } | null = null;
  for (const period of periods) {
    // One convention for all moves both of two dates to the same side.
    const paid = canOvertake ? paidDay({ ...schedule, overrides: new Map() }, period) : null;
    const day = paid?.kind === 'known' ? paid.day : period.nominalDay;
    if (before !== null && (period.nominalDay <= before.nominalDay || day < before.day)) {
      const message = `The period that ends on ${dayInWords(period.endDay)} would be paid on ${dayInWords(day)}, not after the period before it.`;
      report('/pay_date', 'pay_dates_not_rising', message);
      return;
    }
    before = { nominalDay: period.nominalDay, day };
  }
}

function checkSeasons(schedule: PaySchedule, report: ReportIssue): void {
  if (schedule.seasons.length === 0 || schedule.basis.kind === 'listed') return;
  const all = datedPeriods({ ...schedule, seasons: [] }, triedSpan);
  const kept = datedPeriods(schedule, triedSpan);
  if (kept.length < all.length) return;
  const message = 'The seasons leave out no period: every period shares a day with one of them.';
  report('/seasons', 'season_leaves_nothing_out', message);
}

function checkTransition(
  schedule: PaySchedule,
  context: { shape: ScheduleShape; report: ReportIssue },
): void {
  const { shape, report } = context;
  if (shape.transition === undefined) return;
  const startDay = toEpochDay(shape.transition.start);
  const endDay = toEpochDay(shape.transition.end);
  if (shape.starts_on !== undefined) {
    report('/starts_on', 'key_not_applicable', 'A schedule with a transition must start with it.');
  }
  if (endDay < startDay || endDay - startDay > transitionDaysMax) {
    report(
      '/transition/end',
      'period_backwards',
      'A transition must end within a year after it starts.',
    );
  } else if (!startsPeriod(schedule, endDay + 1)) {
    report('/transition/end', 'not_a_period_end', neighbours(schedule, endDay));
  } else {
    const next = periodOf(schedule, endDay + 1);
    const payDay = toEpochDay(shape.transition.pay);
    if (payDay < startDay || (next !== undefined && payDay >= next.nominalDay)) {
      const message =
        'A transition must be paid after it starts and before the first whole period is paid.';
      report('/transition/pay', 'pay_dates_not_rising', message);
    }
  }
}

function checkOverrides(
  schedule: PaySchedule,
  context: { shape: ScheduleShape; report: ReportIssue },
): void {
  const seen = new Set<EpochDay>();
  (context.shape.overrides ?? []).forEach((override, index) => {
    const report: ReportIssue = (key, code, message) =>
      context.report(`/overrides/${index}${key}`, code, message);
    const nominalDay = toEpochDay(override.nominal);
    const words = dayInWords(nominalDay);
    if (seen.has(nominalDay)) {
      report('/nominal', 'override_repeated', `${words} is set by hand twice.`);
    }
    seen.add(nominalDay);
    if (!hasNominalDay(schedule, nominalDay)) {
      const message = `${words} is not a nominal pay date of this schedule. The plan lists the nominal pay dates.`;
      report('/nominal', 'override_matches_no_period', message);
    }
    const dates = [override.pay_on, override.input_cutoff_on, override.approval_deadline_on];
    if (dates.every((date) => date === undefined)) {
      const message =
        'An override must set pay_on, input_cutoff_on or approval_deadline_on, or several of them.';
      report('', 'override_without_date', message);
    }
    for (const name of ['input_cutoff', 'approval_deadline'] as const) {
      if (override[`${name}_at`] === undefined || override[`${name}_on`] !== undefined) continue;
      const message = `A time needs its day: write ${name}_on as well.`;
      report(`/${name}_at`, 'key_not_applicable', message);
    }
    const payDay = override.pay_on === undefined ? nominalDay : toEpochDay(override.pay_on);
    if (Math.abs(payDay - nominalDay) > byHandDaysMax) {
      const message = `A pay date set by hand must be within ${byHandDaysMax} days of its nominal date.`;
      report('/pay_on', 'override_too_far', message);
    }
    if (override.input_cutoff_on !== undefined && toEpochDay(override.input_cutoff_on) > payDay) {
      report(
        '/input_cutoff_on',
        'cutoff_after_pay_date',
        'The input cut-off is after the pay date.',
      );
    }
    const approvalOn = override.approval_deadline_on;
    if (approvalOn !== undefined && toEpochDay(approvalOn) > payDay) {
      const message = 'The approval deadline is after the pay date.';
      report('/approval_deadline_on', 'deadline_after_pay_date', message);
    }
  });
}

function hasNominalDay(schedule: PaySchedule, nominalDay: EpochDay): boolean {
  const span = { fromDay: nominalDay - reachDays, toDay: nominalDay + reachDays };
  return datedPeriods(schedule, span).some((period) => period.nominalDay === nominalDay);
}

function neighbours(schedule: PaySchedule, day: EpochDay): string {
  const period = periodOf(schedule, day);
  if (period === undefined) return `${dayInWords(day)} is in no period.`;
  return `${dayInWords(day)} lies inside a period, ${dayInWords(period.startDay)} to ${dayInWords(period.endDay)}.`;
}
