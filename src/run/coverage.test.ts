import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clipped, joinsAfter, type ScheduleMove, stretchOn } from './coverage.ts';

const day = (text: string) => Temporal.PlainDate.from(text);
const june = { startOn: day('2026-06-01'), endOn: day('2026-06-30') };
const move = (on: string, from: number | null, to: number): ScheduleMove => ({
  effectiveOn: day(on),
  fromScheduleId: from,
  toScheduleId: to,
});

describe('the days of a period that a schedule pays', () => {
  const there = [move('2026-06-15', 1, 2)];
  const thereAndBack = [...there, move('2026-06-20', 2, 1)];
  it.each([
    ['the first part, for the schedule that is left', there, 1, '.. 2026-06-14'],
    ['the rest, for the schedule that is joined', there, 2, '2026-06-15 ..'],
    ['none, for another', there, 3, 'none'],
    ['a part in between', thereAndBack, 2, '2026-06-15 2026-06-19'],
    ['none before a later move', [move('2026-07-01', 1, 2)], 2, 'none'],
    ['all before a later move', [move('2026-07-01', 1, 2)], 1, '.. 2026-06-30'],
    ['none after an earlier move', [move('2026-06-01', 1, 2)], 1, 'none'],
    ['all after an earlier move', [move('2026-06-01', null, 2)], 2, '2026-06-01 ..'],
    [
      'those of the people without a schedule',
      [move('2026-06-15', null, 2)],
      null,
      '.. 2026-06-14',
    ],
  ] as const)('are %s', (_what, moves, scheduleId, expected) => {
    const found = stretchOn(moves, { scheduleId, period: june });
    const shown = found && `${found.fromOn ?? '..'} ${found.untilOn ?? '..'}`;
    expect(shown ?? 'none').toBe(expected);
  });

  it('are cut into stretches that leave no day out and cover none twice', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 59 }), { maxLength: 5 }),
        fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 6, maxLength: 6 }),
        (days, schedules) => {
          const dates = days.sort((a, b) => a - b).map((days) => june.startOn.add({ days }));
          const moves = dates.map((effectiveOn, index) => ({
            effectiveOn,
            fromScheduleId: schedules[index] as number,
            toScheduleId: schedules[index + 1] as number,
          }));
          if (moves.length === 0) return;
          for (let offset = 0; offset < 60; offset += 1) {
            const on = june.startOn.add({ days: offset });
            const one = { startOn: on, endOn: on };
            const paying = [1, 2, 3].filter(
              (scheduleId) => stretchOn(moves, { scheduleId, period: one }) !== null,
            );
            expect(paying).toHaveLength(1);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('somebody who joins a schedule', () => {
  it('after the period is distinguished from a person without that date', () => {
    const moves = [move('2026-07-01', 1, 2)];
    expect(`${joinsAfter(moves, { scheduleId: 2, period: june })}`).toBe('2026-07-01');
    expect(joinsAfter(moves, { scheduleId: 1, period: june })).toBe(null);
  });

  it('counts as hired on the first day of the stretch, and as gone after its last', () => {
    const employment = { hiredOn: day('2020-01-01'), endedOn: null };
    const part = { fromOn: day('2026-06-15'), untilOn: day('2026-06-19') };
    expect(clipped(employment, part)).toEqual({
      hiredOn: day('2026-06-15'),
      endedOn: day('2026-06-19'),
    });
    expect(clipped(employment, { fromOn: null, untilOn: null })).toBe(employment);
    const leaver = { hiredOn: day('2026-06-16'), endedOn: day('2026-06-17') };
    expect(clipped(leaver, part)).toBe(leaver);
  });
});
