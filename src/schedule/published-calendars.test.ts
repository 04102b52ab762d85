import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { plainDate } from '#time/plain-date.fixture.ts';
import { inputCutoff } from './deadlines.ts';
import { periodsOf, scheduleOf, spanOf } from './schedules.fixture.ts';

/** Pay calendars that employers published, each with its source and the rule for it. */
const published = JSON.parse(
  readFileSync(
    join(import.meta.dirname, '../../test/scenarios/data/published-calendars.json'),
    'utf8',
  ),
);

interface PublishedPeriod {
  readonly start: string;
  readonly end: string;
  readonly pay: string;
}

const rows = (
  periods: readonly (readonly [string, string, string])[],
): readonly PublishedPeriod[] => periods.map(([start, end, pay]) => ({ start, end, pay }));

const illinoisState = rows(published.illinoisState.periods);
const memphis = rows(published.memphis.periods);
const memphisCutoffs: Readonly<Record<string, string>> = published.memphis.cutoffs;
const ohioPayDates: readonly string[] = published.ohio.payDates;

function generated(json: Readonly<Record<string, unknown>>, like: readonly PublishedPeriod[]) {
  const span = spanOf(like[0]?.end ?? '', like.at(-1)?.end ?? '');
  return periodsOf(json, span).map((period) => ({
    start: `${period.startOn}`,
    end: `${period.endOn}`,
    pay: `${period.payOn}`,
  }));
}

describe('published pay calendars are reproduced', () => {
  it('Illinois State University, semimonthly, with its winter closing set by hand', () => {
    const schedule = {
      frequency: 'semimonthly',
      pay_date: { days: [31, { day: 15, month: 'next' }] },
      overrides: [{ nominal: '2026-12-31', pay_on: '2026-12-23', reason: 'winter closing' }],
    };
    expect(generated(schedule, illinoisState)).toEqual(illinoisState);
  });

  it('Illinois State University, with the closing as a calendar of its own instead', () => {
    const schedule = {
      frequency: 'semimonthly',
      pay_date: { days: [31, { day: 15, month: 'next' }] },
      calendar: ['fed', 'winter-closing'],
      calendars: [
        {
          id: 'winter-closing',
          years: { from: 2026, to: 2027 },
          weekend: [],
          closed: [{ from: '2026-12-24', to: '2026-12-31', name: 'Winter closing' }],
        },
      ],
    };
    expect(generated(schedule, illinoisState)).toEqual(illinoisState);
  });

  const memphisSchedule = {
    frequency: 'biweekly',
    anchor: '2025-07-18',
    pay_date: { days_after_end: 7 },
    time_zone: 'America/Chicago',
    input_cutoff: { business_days: 0, before: 'period_end' },
    overrides: Object.entries(memphisCutoffs)
      .filter(([pay]) => pay !== '2026-06-18')
      .map(([nominal, cutoff]) => ({
        nominal,
        input_cutoff_on: cutoff,
        reason: 'university closing',
      })),
  };

  it('University of Memphis, biweekly', () => {
    expect(generated(memphisSchedule, memphis)).toEqual(memphis);
  });

  it('University of Memphis, the timesheet cut-offs too', () => {
    const nominal = { nominal: '2026-06-19', input_cutoff_on: '2026-06-11', reason: 'Juneteenth' };
    const json = { ...memphisSchedule, overrides: [...memphisSchedule.overrides, nominal] };
    const schedule = scheduleOf(json);
    for (const period of periodsOf(json, spanOf('2025-07-11', '2026-06-12'))) {
      const cutoff = inputCutoff(schedule, period);
      const published = memphisCutoffs[`${period.payOn}`] ?? `${period.endOn}`;
      expect(cutoff.ok && `${cutoff.value?.local.toPlainDate()}`).toBe(published);
    }
  });

  it('Ohio University, semimonthly, whose irregular dates are overrides with a reason', () => {
    const plain = { frequency: 'semimonthly' };
    const span = spanOf('2025-01-15', '2026-05-15');
    const byRule = periodsOf(plain, span);
    const overrides = byRule.flatMap((period, index) => {
      const published = ohioPayDates[index] ?? '';
      if (`${period.payOn}` === published) return [];
      return [{ nominal: `${period.nominalPayOn}`, pay_on: published, reason: 'the university' }];
    });
    expect(overrides.map(({ nominal, pay_on }) => `${nominal} ${pay_on}`)).toEqual([
      '2025-03-31 2025-03-28',
      '2025-04-30 2025-04-29',
      '2025-06-30 2025-06-27',
      '2025-09-30 2025-09-29',
      '2025-10-15 2025-10-14',
      '2025-12-31 2025-12-30',
      '2026-03-31 2026-03-30',
      '2026-04-15 2026-04-14',
    ]);
    const moved = periodsOf({ ...plain, overrides }, span);
    expect(moved.map((period) => `${period.payOn}`)).toEqual(ohioPayDates);
    expect(moved.filter((period) => period.payOnReason.includes('the university'))).toHaveLength(8);
    expect(plainDate(ohioPayDates[0] ?? '').toString()).toBe('2025-01-15');
  });
});
