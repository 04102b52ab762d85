import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factsIn } from '#text/facts.fixture.ts';
import { isBankingDay } from '#time/bank-calendar.ts';
import { fed } from '#time/calendars/fed.ts';
import { plainDate } from '#time/plain-date.fixture.ts';
import { fromEpochDay, toEpochDay } from '#time/plain-date.ts';
import { frequencies } from './frequency.ts';
import { knownPayPeriods, payPeriodByHand } from './pay-period.ts';
import { payPeriods, periodsOf, scheduleOf, spanOf } from './schedules.fixture.ts';
import { proveTiling } from './tiling.ts';

const rows = (json: Readonly<Record<string, unknown>>, span: Parameters<typeof periodsOf>[1]) =>
  periodsOf(json, span).map(
    (period) => `${period.startOn} ${period.endOn} ${period.nominalPayOn} ${period.payOn}`,
  );

describe('pay periods', () => {
  it.each<readonly [string, Readonly<Record<string, unknown>>, readonly string[]]>([
    [
      'weekly, paid Fridays for the week before',
      { frequency: 'weekly', anchor: '2026-01-02', pay_date: { days_after_end: 5 } },
      [
        '2026-06-08 2026-06-14 2026-06-19 2026-06-18',
        '2026-06-15 2026-06-21 2026-06-26 2026-06-26',
      ],
    ],
    [
      'biweekly, paid on the last day',
      { frequency: 'biweekly', anchor: '2026-01-02' },
      ['2026-06-06 2026-06-19 2026-06-19 2026-06-18'],
    ],
    [
      'biweekly, paid before the end',
      { frequency: 'biweekly', anchor: '2026-01-02', pay_date: { days_before_end: 2 } },
      ['2026-06-08 2026-06-21 2026-06-19 2026-06-18'],
    ],
    [
      'fourweekly',
      { frequency: 'fourweekly', anchor: '2026-01-02' },
      ['2026-05-23 2026-06-19 2026-06-19 2026-06-18'],
    ],
    [
      'semimonthly, the 15th and the last day',
      { frequency: 'semimonthly' },
      ['2026-06-01 2026-06-15 2026-06-15 2026-06-15'],
    ],
    [
      'semimonthly, the 10th and the 25th, paid five days later',
      { frequency: 'semimonthly', period_ends: [10, 25], pay_date: { days_after_end: 5 } },
      ['2026-05-26 2026-06-10 2026-06-15 2026-06-15'],
    ],
    [
      'semimonthly, the 5th and the 20th of the next month',
      { frequency: 'semimonthly', pay_date: { days: [20, { day: 5, month: 'next' }] } },
      ['2026-06-01 2026-06-15 2026-06-20 2026-06-18'],
    ],
  ])('%s', (_, json, expected) => {
    expect(rows(json, spanOf('2026-06-08', '2026-06-21'))).toEqual(expected);
  });

  it.each<readonly [string, Readonly<Record<string, unknown>>, readonly string[]]>([
    [
      'monthly, the last banking day',
      { frequency: 'monthly', pay_date: { last_banking_day: 'this' } },
      [
        '2026-01-01 2026-01-31 2026-01-31 2026-01-30',
        '2026-02-01 2026-02-28 2026-02-28 2026-02-27',
        '2026-03-01 2026-03-31 2026-03-31 2026-03-31',
      ],
    ],
    [
      'monthly, the 25th, before the end',
      { frequency: 'monthly', pay_date: { days: [25] } },
      [
        '2026-01-01 2026-01-31 2026-01-25 2026-01-23',
        '2026-02-01 2026-02-28 2026-02-25 2026-02-25',
        '2026-03-01 2026-03-31 2026-03-25 2026-03-25',
      ],
    ],
    [
      'monthly from the 21st to the 20th',
      { frequency: 'monthly', period_ends: [20], pay_date: { days: [31] } },
      [
        '2025-12-21 2026-01-20 2026-01-31 2026-01-30',
        '2026-01-21 2026-02-20 2026-02-28 2026-02-27',
        '2026-02-21 2026-03-20 2026-03-31 2026-03-31',
      ],
    ],
    [
      'quarterly',
      { frequency: 'quarterly', pay_date: { days_after_end: 15 } },
      ['2026-01-01 2026-03-31 2026-04-15 2026-04-15'],
    ],
    [
      'quarterly, ending in February',
      { frequency: 'quarterly', ends_in_month: 11 },
      ['2025-12-01 2026-02-28 2026-02-28 2026-02-27'],
    ],
    [
      'semiannually, ending on 5 January and July',
      { frequency: 'semiannually', period_ends: [5], ends_in_month: 7 },
      ['2025-07-06 2026-01-05 2026-01-05 2026-01-05'],
    ],
    [
      'annually, ending in March',
      { frequency: 'annually', ends_in_month: 3 },
      ['2025-04-01 2026-03-31 2026-03-31 2026-03-31'],
    ],
  ])('%s', (_, json, expected) => {
    expect(rows(json, spanOf('2026-01-01', '2026-03-31'))).toEqual(expected);
  });

  it('begin and end where the schedule does, after a transition', () => {
    const json = {
      frequency: 'monthly',
      ends_on: '2026-03-31',
      transition: {
        start: '2025-12-20',
        end: '2026-01-31',
        pay: '2026-01-30',
        reason: 'from weekly',
      },
    };
    expect(rows(json, spanOf('2025-01-01', '2030-12-31'))).toEqual([
      '2025-12-20 2026-01-31 2026-01-30 2026-01-30',
      '2026-02-01 2026-02-28 2026-02-28 2026-02-27',
      '2026-03-01 2026-03-31 2026-03-31 2026-03-31',
    ]);
  });

  it('end on the last day of February if the schedule ends on the 31st', () => {
    const [period] = periodsOf({ frequency: 'monthly' }, spanOf('2028-02-01', '2028-02-29'));
    expect(`${period?.endOn}`).toBe('2028-02-29');
  });
});

describe('the golden case: biweekly Fridays anchored on 2026-01-02', () => {
  const json = { frequency: 'biweekly', anchor: '2026-01-02', pay_date: { days_after_end: 5 } };

  it('has 26 nominal pay dates in 2026 and 27 in 2027', () => {
    const nominal = periodsOf(json, spanOf('2025-06-01', '2028-06-30')).map(
      (one) => `${one.nominalPayOn}`,
    );
    expect(nominal.filter((date) => date.startsWith('2026'))).toHaveLength(26);
    expect(nominal.filter((date) => date.startsWith('2027'))).toHaveLength(27);
  });

  it('pays 27 times in 2026 and 26 in 2027 once 2027-01-01 moves to 2026-12-31', () => {
    expect(periodsOf(json, spanOf('2026-01-01', '2026-12-31', 'pay'))).toHaveLength(27);
    expect(periodsOf(json, spanOf('2027-01-01', '2027-12-31', 'pay'))).toHaveLength(26);
    const last = periodsOf(json, spanOf('2026-12-31', '2026-12-31', 'pay'))[0];
    expect(factsIn(last?.payOnReason)).toEqual(['2026-12-31', '2027-01-01']);
    expect(last?.payOnReason).toContain("New Year's Day");
  });
});

describe('the reason of a moved pay date', () => {
  const monthly = { frequency: 'monthly', calendar: 'uk-england-and-wales' };
  it.each([
    [
      monthly,
      '2024-03-31',
      'Sun 2024-03-31 is closed (Sunday), so is Fri 2024-03-29 (Good Friday); moved to Thu 2024-03-28, the banking day before it',
    ],
    [
      { ...monthly, convention: 'modified_following' },
      '2024-03-31',
      'Sun 2024-03-31 is closed (Sunday), so is Fri 2024-03-29 (Good Friday); moved to Thu 2024-03-28, the banking day before it (Tue 2024-04-02, the banking day after it, is in another month)',
    ],
  ])('names every closed day that was skipped: %j', (json, endOn, reason) => {
    expect(periodsOf(json, spanOf(endOn, endOn))[0]?.payOnReason).toBe(reason);
  });
});

describe('a pay date set by hand', () => {
  const json = {
    frequency: 'semimonthly',
    overrides: [{ nominal: '2026-12-31', pay_on: '2026-12-23', reason: 'winter closing' }],
  };

  it('replaces the nominal one, which is kept, with its reason', () => {
    const [period] = periodsOf(json, spanOf('2026-12-31', '2026-12-31'));
    expect([`${period?.nominalPayOn}`, `${period?.payOn}`]).toEqual(['2026-12-31', '2026-12-23']);
    expect(period?.payOnReason).toContain('winter closing');
  });

  it('is found by the pay date that was set', () => {
    expect(periodsOf(json, spanOf('2026-12-20', '2026-12-24', 'pay'))).toHaveLength(1);
    expect(periodsOf(json, spanOf('2026-12-28', '2027-01-10', 'pay'))).toHaveLength(0);
  });
});

describe('a span', () => {
  const schedule = scheduleOf({ frequency: 'monthly' });

  it.each([
    ['2026-02-01', '2026-01-01', 'span_backwards'],
    ['1900-01-01', '2200-01-01', 'span_too_long'],
    ['2030-06-01', '2031-06-01', 'calendar_year_unknown'],
    ['2022-01-01', '2022-06-01', 'calendar_year_unknown'],
  ])('from %s to %s is refused as %s', (from, to, code) => {
    const periods = payPeriods(schedule, spanOf(from, to));
    expect(periods.ok || periods.refusal.code).toBe(code);
  });

  it('beyond the calendar still gives the periods that are known, and the refusal', () => {
    const known = knownPayPeriods(schedule, spanOf('2030-11-01', '2031-06-01'));
    if (!known.ok) throw new Error(known.refusal.message);
    expect(known.value.periods.map((period) => `${period.payOn}`)).toEqual([
      '2030-11-29',
      '2030-12-31',
    ]);
    expect(known.value.beyond?.refusal.code).toBe('calendar_year_unknown');
  });
});

describe('a period added by hand', () => {
  const hand = (startOn: string, endOn: string, payOn: string | null) =>
    payPeriodByHand({
      startOn: plainDate(startOn),
      endOn: plainDate(endOn),
      payOn: payOn === null ? null : plainDate(payOn),
      calendar: fed,
      convention: 'preceding',
    });

  it('is paid on its last day by default, or on the banking day before it', () => {
    const period = hand('2024-01-01', '2024-01-14', null);
    expect(period.ok && `${period.value.nominalPayOn} ${period.value.payOn}`).toBe(
      '2024-01-14 2024-01-12',
    );
  });

  it.each([
    ['2024-01-14', '2024-01-01', 'period_backwards'],
    ['2024-01-01', '2025-01-14', 'period_too_long'],
    ['2022-01-01', '2022-01-14', 'calendar_year_unknown'],
  ])('from %s to %s is refused as %s', (from, to, code) => {
    const period = hand(from, to, null);
    expect(period.ok || period.refusal.code).toBe(code);
  });

  it.each([
    ['2025-01-31', 'pay_date_too_far'],
    ['9999-12-31', 'pay_date_too_far'],
    ['2023-10-30', 'pay_date_too_far'],
    ['2024-04-02', null],
    ['2023-10-31', null],
  ])('paid on %s has %s', (pay, code) => {
    const period = hand('2024-01-01', '2024-01-31', pay);
    expect(period.ok ? null : period.refusal.code).toBe(code);
    if (!period.ok) expect(period.refusal.issues?.[0]?.pointer).toBe('/pay_date');
  });
});

describe('for every kind of schedule', () => {
  const any = fc.record({
    frequency: fc.constantFrom(...frequencies),
    anchorDay: fc.integer({
      min: toEpochDay(plainDate('2000-01-01')),
      max: toEpochDay(plainDate('2050-12-31')),
    }),
    ends: fc.tuple(fc.integer({ min: 1, max: 27 }), fc.integer({ min: 28, max: 31 })),
    endsInMonth: fc.integer({ min: 1, max: 12 }),
    offset: fc.integer({ min: 0, max: 20 }),
    isBefore: fc.boolean(),
  });

  const jsonOf = (drawn: typeof any extends fc.Arbitrary<infer T> ? T : never) => {
    const { frequency, ends, offset } = drawn;
    const isWeeks = ['weekly', 'biweekly', 'fourweekly'].includes(frequency);
    const isLong = ['quarterly', 'semiannually', 'annually'].includes(frequency);
    return {
      frequency,
      pay_date: drawn.isBefore ? { days_before_end: offset % 7 } : { days_after_end: offset },
      ...(isWeeks ? { anchor: `${fromEpochDay(drawn.anchorDay)}` } : {}),
      ...(isWeeks || frequency === 'daily'
        ? {}
        : { period_ends: frequency === 'semimonthly' ? ends : [ends[1]] }),
      ...(isLong ? { ends_in_month: drawn.endsInMonth } : {}),
    };
  };

  it('periods tile time, in years of 53 weeks too, and pay dates rise', () => {
    fc.assert(
      fc.property(any, (drawn) => {
        const periods = periodsOf(jsonOf(drawn), spanOf('2023-04-01', '2030-10-31'));
        const first = periods[0];
        const last = periods.at(-1);
        if (first === undefined || last === undefined) throw new Error('there are periods');
        const proof = proveTiling(periods, { fromOn: first.startOn, toOn: last.endOn });
        expect(proof).toMatchObject({ holds: true, uncovered: [], coveredTwice: [] });
        for (const [index, period] of periods.entries()) {
          const open = isBankingDay(fed, period.payOn);
          expect(open.ok && open.value).toBe(true);
          const before = periods[index - 1];
          if (before === undefined) continue;
          expect(Temporal.PlainDate.compare(before.nominalPayOn, period.nominalPayOn)).toBe(-1);
          expect(Temporal.PlainDate.compare(before.payOn, period.payOn)).toBeLessThanOrEqual(0);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('a span cut anywhere gives the same periods as the whole', () => {
    fc.assert(
      fc.property(any, fc.integer({ min: 0, max: 1000 }), (drawn, cut) => {
        const json = jsonOf(drawn);
        const middle = plainDate('2025-01-01').add({ days: cut });
        const whole = periodsOf(json, spanOf('2024-01-01', '2028-12-31'));
        const parts = [
          ...periodsOf(json, spanOf('2024-01-01', `${middle}`)),
          ...periodsOf(json, spanOf(`${middle.add({ days: 1 })}`, '2028-12-31')),
        ];
        expect(parts.map((one) => `${one.startOn} ${one.endOn}`)).toEqual(
          whole.map((one) => `${one.startOn} ${one.endOn}`),
        );
      }),
      { numRuns: 50 },
    );
  });
});
