import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factsIn } from '#text/facts.fixture.ts';
import { parseSchedule } from './definition/parse-schedule.ts';
import { planSchedule } from './plan.ts';
import { periodsOf, scheduleOf, spanOf } from './schedules.fixture.ts';
import { proveTiling } from './tiling.ts';

type Json = Readonly<Record<string, unknown>>;

const monthly = { frequency: 'monthly' };
const semimonthly = { frequency: 'semimonthly' };

function payDates(json: Json, span: readonly [string, string]): readonly string[] {
  return periodsOf(json, spanOf(...span)).map((one) => `${one.payOn}`);
}

function codesOf(json: Json): readonly string[] {
  const parsed = parseSchedule({ code: 'T', time_zone: 'UTC', calendar: 'fed', ...json });
  return parsed.ok ? [] : (parsed.refusal.issues ?? []).map((one) => `${one.pointer} ${one.code}`);
}

describe('a pay date', () => {
  it.each<readonly [string, Json, readonly [string, string], readonly string[]]>([
    [
      'is the last Friday of the month',
      { ...monthly, pay_date: { days: [{ weekday: 'friday', nth: 'last' }] } },
      ['2026-04-30', '2026-07-31'],
      ['2026-04-24', '2026-05-29', '2026-06-26', '2026-07-31'],
    ],
    [
      'is the second Wednesday of the next month',
      { ...monthly, pay_date: { days: [{ weekday: 'wednesday', nth: 2, month: 'next' }] } },
      ['2026-06-30', '2026-07-31'],
      ['2026-07-08', '2026-08-12'],
    ],
    [
      'is the first and the third Friday',
      {
        ...semimonthly,
        pay_date: {
          days: [
            { weekday: 'friday', nth: 1 },
            { weekday: 'friday', nth: 3 },
          ],
        },
      },
      ['2026-06-01', '2026-06-30'],
      // 19 June is Juneteenth.
      ['2026-06-05', '2026-06-18'],
    ],
    [
      'is two banking days before the month’s last banking day',
      { ...monthly, pay_date: { days: [{ banking_days_before_month_end: 2 }] } },
      ['2026-05-31', '2026-08-31'],
      ['2026-05-27', '2026-06-26', '2026-07-29', '2026-08-27'],
    ],
    [
      'is the last banking day, if it is none before it',
      { ...monthly, pay_date: { days: [{ banking_days_before_month_end: 0 }] } },
      ['2026-05-31', '2026-05-31'],
      ['2026-05-29'],
    ],
    [
      'is three banking days before the period’s end',
      { ...semimonthly, pay_date: { banking_days_before_end: 3 } },
      ['2026-05-15', '2026-05-31'],
      ['2026-05-12', '2026-05-26'],
    ],
    [
      'is moved by the convention of its own day',
      {
        ...semimonthly,
        pay_date: {
          days: [
            { day: 15, convention: 'following' },
            { day: 31, convention: 'preceding' },
          ],
        },
      },
      ['2026-02-15', '2026-02-28'],
      // Sunday, then Washington's Birthday.
      ['2026-02-17', '2026-02-27'],
    ],
    [
      'on a weekend goes back, and on a holiday forward',
      {
        ...semimonthly,
        convention: { weekend: 'preceding', holiday: 'following' },
        pay_date: { days: [19, 31] },
      },
      ['2026-06-01', '2026-07-31'],
      // Friday 19 June is a holiday; Sunday 19 July a weekend.
      ['2026-06-22', '2026-06-30', '2026-07-17', '2026-07-31'],
    ],
  ])('%s', (_, json, span, expected) => {
    expect(payDates(json, span)).toEqual(expected);
  });

  it('that is counted says from what, and over what', () => {
    const json = { ...monthly, pay_date: { days: [{ banking_days_before_month_end: 3 }] } };
    const [may] = periodsOf(json, spanOf('2026-05-31', '2026-05-31'));
    expect(`${may?.payOn}`).toBe('2026-05-26');
    expect(factsIn(may?.payOnReason)).toEqual(['2026-05-29', '3']);
  });

  it('moved by the rule for holidays names that rule', () => {
    const convention = { weekend: 'preceding', holiday: 'following' };
    const json = { ...semimonthly, convention, pay_date: { days: [19, 31] } };
    const [june] = periodsOf(json, spanOf('2026-06-01', '2026-06-15'));
    expect(factsIn(june?.payOnReason)).toEqual(['2026-06-19', '2026-06-22']);
  });

  it.each<readonly [string, Json, readonly string[]]>([
    [
      'a day and a weekday',
      { ...monthly, pay_date: { days: [{ day: 5, weekday: 'friday', nth: 1 }] } },
      ['/pay_date/days/0 pay_day_kind'],
    ],
    [
      'a weekday without its number',
      { ...monthly, pay_date: { days: [{ weekday: 'friday' }] } },
      ['/pay_date/days/0 pay_day_kind'],
    ],
    [
      'a fifth weekday, which most months do not have',
      { ...monthly, pay_date: { days: [{ weekday: 'friday', nth: 5 }] } },
      ['/pay_date/days/0/nth out_of_range'],
    ],
    [
      'a convention for banking days, which are never closed',
      {
        ...monthly,
        pay_date: { days: [{ banking_days_before_month_end: 2, convention: 'following' }] },
      },
      ['/pay_date/days/0/convention key_not_applicable'],
    ],
    [
      'two days counted from one month’s end',
      {
        ...semimonthly,
        pay_date: {
          days: [{ banking_days_before_month_end: 9 }, { banking_days_before_month_end: 2 }],
        },
      },
      ['/pay_date pay_dates_not_rising'],
    ],
    [
      'a counted day that overtakes the day before it',
      {
        ...semimonthly,
        pay_date: { days: [28, { banking_days_before_month_end: 5 }] },
      },
      ['/pay_date pay_dates_not_rising'],
    ],
    [
      'a weekday for weeks',
      { frequency: 'weekly', anchor: '2026-01-02', pay_date: { banking_days_before_end: 1 } },
      ['/pay_date/banking_days_before_end key_not_applicable'],
    ],
    [
      'half a convention',
      { ...monthly, convention: { weekend: 'preceding' } },
      ['/convention wrong_type'],
    ],
  ])('cannot be %s', (_, json, expected) => {
    expect(codesOf(json)).toEqual(expected);
  });
});

describe('daily pay', () => {
  const daily = { frequency: 'daily', pay_date: { days_after_end: 1 }, convention: 'following' };

  it('has a period for each working day, and the weekend belongs to Friday', () => {
    const week = periodsOf(daily, spanOf('2026-06-01', '2026-06-07'));
    expect(week.map((one) => `${one.startOn} ${one.endOn} ${one.payOn}`)).toEqual([
      '2026-06-01 2026-06-01 2026-06-02',
      '2026-06-02 2026-06-02 2026-06-03',
      '2026-06-03 2026-06-03 2026-06-04',
      '2026-06-04 2026-06-04 2026-06-05',
      '2026-06-05 2026-06-07 2026-06-08',
    ]);
  });

  it('can have other working days', () => {
    const json = { ...daily, work_days: ['saturday', 'sunday', 'wednesday'] };
    const week = periodsOf(json, spanOf('2026-06-01', '2026-06-07'));
    expect(week.map((one) => `${one.startOn} ${one.endOn}`)).toEqual([
      '2026-05-31 2026-06-02',
      '2026-06-03 2026-06-05',
      '2026-06-06 2026-06-06',
    ]);
  });

  it('has an approval deadline that can be met', () => {
    const plan = planSchedule(
      scheduleOf({ ...daily, rule: { days_before_pay_date: 0, at: '06:00' } }),
      spanOf('2026-06-01', '2026-06-30', 'pay'),
    );
    const marks = plan.ok ? plan.value.rows.flatMap((row) => row.marks.map((one) => one.code)) : [];
    expect(marks).not.toContain('due_after_approval_deadline');
  });

  it.each<readonly [string, Json, readonly string[]]>([
    ['an anchor', { anchor: '2026-01-02' }, ['/anchor key_not_applicable']],
    ['a day twice', { work_days: ['monday', 'monday'] }, ['/work_days/1 day_repeated']],
    ['days of the month', { pay_date: { days: [15] } }, ['/pay_date/days key_not_applicable']],
  ])('does not go with %s', (_, json, expected) => {
    expect(codesOf({ frequency: 'daily', ...json })).toEqual(expected);
  });

  it('with working days is for daily schedules only', () => {
    expect(codesOf({ ...monthly, work_days: ['monday'] })).toEqual([
      '/work_days key_not_applicable',
    ]);
  });
});

describe('periods with gaps', () => {
  const listed = {
    frequency: 'monthly',
    periods: [
      { start: '2026-01-01', end: '2026-01-31', pay: '2026-01-30' },
      { start: '2026-05-01', end: '2026-05-31', pay: '2026-05-29' },
    ],
  };

  it('are refused in a list, unless it says that they are meant', () => {
    expect(codesOf(listed)).toEqual(['/periods/1/start periods_gap']);
    expect(codesOf({ ...listed, gaps: 'meant' })).toEqual([]);
  });

  it('are marked in the plan, with their days', () => {
    const schedule = scheduleOf({ ...listed, gaps: 'meant' });
    const plan = planSchedule(schedule, spanOf('2026-01-01', '2026-12-31', 'pay'));
    const marks = plan.ok ? plan.value.rows.map((row) => row.marks.map((one) => one.code)) : [];
    expect(marks).toEqual([[], ['after_gap']]);
    const message = plan.ok ? plan.value.rows[1]?.marks[0]?.message : '';
    expect(factsIn(message)).toEqual(['2026-02-01', '2026-04-30']);
  });

  it('are the months outside of a season; every day of the season is in a period', () => {
    const json = {
      ...{ frequency: 'biweekly', anchor: '2026-01-02' },
      seasons: [{ from: '05-01', to: '09-30' }],
    };
    const periods = periodsOf(json, spanOf('2026-01-01', '2026-12-31'));
    expect([`${periods[0]?.startOn}`, `${periods.at(-1)?.endOn}`]).toEqual([
      '2026-04-25',
      '2026-10-09',
    ]);
  });

  it('may be a winter, which crosses the year', () => {
    const json = { ...monthly, seasons: [{ from: '11-15', to: '03-31' }] };
    const ends = periodsOf(json, spanOf('2026-01-01', '2026-12-31')).map((one) => `${one.endOn}`);
    expect(ends).toEqual(['2026-01-31', '2026-02-28', '2026-03-31', '2026-11-30', '2026-12-31']);
  });

  it.each<readonly [string, Json, readonly string[]]>([
    [
      'a season that is the whole year',
      { ...monthly, seasons: [{ from: '01-01', to: '12-31' }] },
      ['/seasons season_leaves_nothing_out'],
    ],
    [
      'seasons that overlap',
      {
        ...monthly,
        seasons: [
          { from: '03-01', to: '05-31' },
          { from: '05-15', to: '06-30' },
        ],
      },
      ['/seasons/1/from seasons_overlap'],
    ],
    [
      'a day that no month has',
      { ...monthly, seasons: [{ from: '02-30', to: '05-31' }] },
      ['/seasons/0/from wrong_format'],
    ],
    [
      'a season for a list',
      { ...listed, gaps: 'meant', seasons: [{ from: '05-01', to: '09-30' }] },
      ['/seasons key_not_applicable'],
    ],
    ['meant gaps without a list', { ...monthly, gaps: 'meant' }, ['/gaps key_not_applicable']],
  ])('cannot come from %s', (_, json, expected) => {
    expect(codesOf(json)).toEqual(expected);
  });
});

describe('whatever can be said', () => {
  const day = fc.oneof(
    fc.record({ day: fc.integer({ min: 1, max: 31 }) }),
    fc.record({
      weekday: fc.constantFrom('monday', 'friday', 'sunday'),
      nth: fc.constantFrom(1, 2, 3, 4, 'last'),
    }),
    fc.record({ banking_days_before_month_end: fc.integer({ min: 0, max: 10 }) }),
  );
  const convention = fc.constantFrom<unknown>(
    'preceding',
    'following',
    'nearest',
    { weekend: 'preceding', holiday: 'following' },
    { weekend: 'following', holiday: 'preceding' },
  );

  it('periods tile time, pay dates are banking days and do not fall back', () => {
    let sound = 0;
    fc.assert(
      fc.property(fc.array(day, { minLength: 1, maxLength: 2 }), convention, (days, how) => {
        const json: Json = {
          ...{ code: 'T', time_zone: 'UTC', calendar: 'fed', convention: how },
          ...{ frequency: days.length === 2 ? 'semimonthly' : 'monthly', pay_date: { days } },
        };
        if (!parseSchedule(json).ok) return;
        sound += 1;
        const periods = periodsOf(json, spanOf('2024-01-31', '2027-12-31'));
        const [first] = periods;
        const last = periods.at(-1);
        if (first === undefined || last === undefined) throw new Error('there are periods');
        const proof = proveTiling(periods, { fromOn: first.startOn, toOn: last.endOn });
        expect(proof.holds).toBe(true);
        for (const [index, period] of periods.entries()) {
          const before = periods[index - 1];
          if (before === undefined) continue;
          expect(Temporal.PlainDate.compare(before.payOn, period.payOn)).toBeLessThanOrEqual(0);
        }
      }),
      { numRuns: 200 },
    );
    expect(sound).toBeGreaterThan(50);
  });

  it('in seasons leaves out only days outside of them', () => {
    const monthDay = fc
      .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
      .map(([m, d]) => `${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`);
    const base = fc.constantFrom<Json>(
      { frequency: 'weekly', anchor: '2026-01-02' },
      monthly,
      semimonthly,
      { frequency: 'daily' },
    );
    fc.assert(
      fc.property(base, monthDay, monthDay, (json, from, to) => {
        const seasonal = { ...json, seasons: [{ from, to }] };
        if (codesOf(seasonal).length > 0) return;
        const span = spanOf('2025-01-01', '2027-06-30');
        const periods = periodsOf(seasonal, span);
        const [first] = periods;
        const last = periods.at(-1);
        if (first === undefined || last === undefined) return;
        const proof = proveTiling(periods, { fromOn: first.startOn, toOn: last.endOn });
        expect(proof.coveredTwice).toEqual([]);
        const isIn = (on: Temporal.PlainDate) => {
          const text = on.toString().slice(5);
          return from <= to ? from <= text && text <= to : from <= text || text <= to;
        };
        for (const range of proof.uncovered) {
          let on = Temporal.PlainDate.from(range.from);
          while (Temporal.PlainDate.compare(on, Temporal.PlainDate.from(range.to)) <= 0) {
            expect(isIn(on), `${on} of ${from} to ${to}`).toBe(false);
            on = on.add({ days: 1 });
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});
