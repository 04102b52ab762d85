/** Schedules for the tests of this room; a JSON that is refused fails the test with its issues. */

import { plainDate } from '#time/plain-date.ts';
import { type PayPeriod, type PeriodSpan, payPeriods } from './pay-period.ts';
import { type PaySchedule, parseSchedule, type ScheduleDefaults } from './pay-schedule.ts';

const usual = { code: 'TEST', time_zone: 'America/New_York', calendar: 'fed' };

export function scheduleOf(
  json: Readonly<Record<string, unknown>>,
  defaults: ScheduleDefaults = {},
): PaySchedule {
  const parsed = parseSchedule({ ...usual, ...json }, defaults);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.refusal, null, 1));
  return parsed.value;
}

/** `/pay_date pay_date_kind`, for each fault. */
export function scheduleIssues(json: Readonly<Record<string, unknown>>): readonly string[] {
  const parsed = parseSchedule({ ...usual, ...json });
  if (parsed.ok) return [];
  return (parsed.refusal.issues ?? []).map(({ pointer, code }) => `${pointer} ${code}`);
}

export function spanOf(fromOn: string, toOn: string, by: 'end' | 'pay' = 'end'): PeriodSpan {
  return { fromOn: plainDate(fromOn), toOn: plainDate(toOn), by };
}

export function periodsOf(
  json: Readonly<Record<string, unknown>>,
  span: PeriodSpan,
): readonly PayPeriod[] {
  const periods = payPeriods(scheduleOf(json), span);
  if (!periods.ok) throw new Error(periods.refusal.message);
  return periods.value;
}
