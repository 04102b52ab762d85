import { describe, expect, it } from 'vitest';
import { plainDate } from '#time/plain-date.fixture.ts';
import { isoOf, toEpochDay } from '#time/plain-date.ts';
import { paySchedule } from './definition/parse-schedule.ts';
import { type PaySchedule } from './pay-schedule.ts';
import { wholeAround } from './whole-period.ts';

const usual = { code: 'TEST', time_zone: 'America/New_York', calendar: 'fed' };
const monthly = paySchedule({ ...usual, frequency: 'monthly' });
const weekly = paySchedule({ ...usual, frequency: 'weekly', anchor: '2026-01-02' });
const biweekly = paySchedule({ ...usual, frequency: 'biweekly', anchor: '2026-01-02' });

function whole(
  start: string,
  end: string,
  of: { schedule: PaySchedule; before: PaySchedule | null },
) {
  const [startDay, endDay] = [start, end].map((text) => toEpochDay(plainDate(text)));
  const found = wholeAround({ startDay: startDay ?? 0, endDay: endDay ?? 0 }, of);
  return found && `${found.frequency} ${isoOf(found.startDay)} ${isoOf(found.endDay)}`;
}

describe('a transition period', () => {
  it.each([
    [
      'is part of the new schedule’s period that ends with it',
      whole('2026-06-27', '2026-06-30', { schedule: monthly, before: biweekly }),
      'monthly 2026-06-01 2026-06-30',
    ],
    [
      'is part of the old one’s next where it is longer than a new one',
      whole('2026-06-01', '2026-06-12', { schedule: weekly, before: monthly }),
      'monthly 2026-06-01 2026-06-30',
    ],
    [
      'of a new schedule with nothing before it is part of its own',
      whole('2026-06-16', '2026-06-30', { schedule: monthly, before: null }),
      'monthly 2026-06-01 2026-06-30',
    ],
    [
      'is a part of nothing where it is longer than any',
      whole('2026-06-01', '2026-06-12', { schedule: weekly, before: null }),
      null,
    ],
  ])('%s', (_what, found, expected) => {
    expect(found).toBe(expected);
  });
});
