/** Schedules for tests. They fill in the keys that every schedule needs. */

import { type Answer, answer } from '#errors.ts';
import { plainDate } from '#time/plain-date.fixture.ts';
import { paySchedule } from './definition/parse-schedule.ts';
import { knownPayPeriods, type PayPeriod, type PeriodSpan } from './pay-period.ts';
import { type PaySchedule } from './pay-schedule.ts';

const usual = { code: 'TEST', time_zone: 'America/New_York', calendar: 'fed' };

type Written = Readonly<Record<string, unknown>>;

export function scheduleOf(json: Written): PaySchedule {
  return paySchedule({ ...usual, ...json });
}

export function spanOf(fromOn: string, toOn: string, by: 'end' | 'pay' = 'end'): PeriodSpan {
  return { fromOn: plainDate(fromOn), toOn: plainDate(toOn), by };
}

/** The periods of a span in which every pay date is known. */
export function payPeriods(schedule: PaySchedule, span: PeriodSpan): Answer<readonly PayPeriod[]> {
  const known = knownPayPeriods(schedule, span);
  if (!known.ok) return known;
  return known.value.beyond ?? answer(known.value.periods);
}

export function periodsOf(json: Written, span: PeriodSpan): readonly PayPeriod[] {
  const periods = payPeriods(scheduleOf(json), span);
  if (!periods.ok) throw new Error(periods.refusal.message);
  return periods.value;
}
