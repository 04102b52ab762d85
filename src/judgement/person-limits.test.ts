import { describe, expect, it } from 'vitest';
import { factsIn } from '#text/facts.fixture.ts';
import { limitsOf } from './limits.ts';
import type { JobRate, PaidFacts, PersonSeen, PersonUsual } from './person-facts.ts';
import { type JudgeAsk, judgePerson } from './person-limits.ts';

const currency = { code: 'USD', decimals: 2 } as const;
const weekly = { periodsPerYear: 52, hoursPerYear: 2_080 };
const limits = limitsOf({}, currency);

const hourly = (units: number): JobRate => ({
  ...{ job: null, annualMinor: null },
  hourlyMicro: BigInt(Math.round(units * 1_000_000)),
});
const yearly = (units: number): JobRate => ({
  ...{ job: null, hourlyMicro: null },
  annualMinor: BigInt(Math.round(units * 100)),
});

/** A week's pay in currency units. */
const week = (gross: number, more: Partial<PaidFacts> = {}): PaidFacts => ({
  grossMinor: BigInt(Math.round(gross * 100)),
  netMinor: BigInt(Math.round(gross * 80)),
  ...{ beforeTaxesMinor: BigInt(Math.round(gross * 100)), hasTips: false },
  regularMinor: BigInt(Math.round(gross * 100)),
  straightMinor: 0n,
  ...{ days: 7, periodDays: 7 },
  ...more,
});
const seenOf = (pay: PaidFacts, more: Partial<PersonSeen> = {}): PersonSeen => ({
  ...{ pay, rates: [hourly(25)], workedMicro: 40_000_000n, longestDay: null },
  ...{ afterLeaving: null, yearMinor: null, hasBasePay: true },
  ...more,
});
const usually = (...grosses: number[]): PersonUsual => ({
  pays: grosses.map((gross) => week(gross)),
  rates: [hourly(25)],
});
const judge = (seen: PersonSeen, usual: PersonUsual | null, more: Partial<JudgeAsk> = {}) =>
  judgePerson({ seen, usual, limits, currency, period: weekly, ...more });
const codeOf = (...asked: Parameters<typeof judge>) => judge(...asked)?.code ?? null;

const steady = [1_000, 1_000, 1_000, 1_000];

describe('pay against the last payslips', () => {
  it.each<[string, number, number[], string | null]>([
    ['the same', 1_000, steady, null],
    ['a raise of a tenth', 1_100, steady, null],
    ['a week with much overtime', 1_700, steady, null],
    ['a week with a bonus of a week', 2_000, steady, null],
    ['more than twice', 2_001, steady, 'pay_far_above_usual'],
    ['a bonus of 500.00 typed as 50000', 51_000, steady, 'pay_far_above_usual'],
    ['a bonus of half a week', 1_500, steady, null],
    ['hours without their last digit', 100, steady, 'pay_far_below_usual'],
    ['two days of five', 400, steady, null],
    ['no hours at all', 0, steady, null],
    ['thrice, where the one before was the same', 3_000, [3_000, 1_000], null],
    ['pay that varies, at its upper end', 1_700, [600, 1_500, 800, 1_400, 700, 500], null],
    ['pay that varies, doubled', 3_000, [600, 1_500, 800, 1_400, 700, 500], 'pay_far_above_usual'],
    ['usual pay after a bonus', 1_000, [9_000, 1_000, 1_000], null],
    ['a threefold week after one bonus', 3_000, [9_000, 1_000, 1_000], 'pay_far_above_usual'],
    ['three hours instead of one', 75, [25, 25, 25], null],
    ['the first hours after weeks without any', 1_000, [0, 0, 0], null],
  ])('%s: %d after %j is held for %s', (_, gross, before, code) => {
    expect(codeOf(seenOf(week(gross)), usually(...before))).toBe(code);
  });

  it('is not measured by a bonus when it is lower', () => {
    const withBonus = week(9_000, { regularMinor: 100_000n });
    expect(codeOf(seenOf(week(1_000)), { pays: [withBonus], rates: [hourly(25)] })).toBe(null);
  });

  it.each<[string, Partial<PaidFacts>, Partial<PaidFacts>, number, string | null]>([
    ['a hire in the middle of the last period', {}, { days: 2 }, 3_500, null],
    ['the last two days of a leaver', { days: 2 }, {}, 285, null],
    ['the last day of a leaver, with leave paid out', { days: 1 }, {}, 1_700, null],
    [
      'the last day of a leaver, with the leave of years',
      { days: 1 },
      {},
      9_000,
      'pay_far_above_usual',
    ],
    ['a month after weeks', { days: 30, periodDays: 30 }, {}, 4_300, null],
    [
      'a month with half a week of pay',
      { days: 30, periodDays: 30 },
      {},
      500,
      'pay_far_below_usual',
    ],
  ])('is compared for the same days: %s', (_, now, before, gross, code) => {
    const usual = { pays: [week(1_000, before)], rates: [hourly(25)] };
    expect(codeOf(seenOf(week(gross, now), { workedMicro: 8_000_000n }), usual)).toBe(code);
  });

  it('of a semimonthly period is not far from the last, whatever its days', () => {
    const usual = { pays: [week(2_500, { days: 16, periodDays: 16 })], rates: [yearly(60_000)] };
    const now = week(2_500, { days: 13, periodDays: 13 });
    expect(codeOf(seenOf(now, { rates: [yearly(60_000)] }), usual)).toBe(null);
  });

  it.each<[string, number, number, JobRate, string | null]>([
    ['hours that were imported twice', 2_000, 2_000, hourly(25), 'pay_far_above_usual'],
    ['half the hours, twice', 1_500, 1_500, hourly(25), 'pay_far_above_usual'],
    ['24 hours of overtime', 1_900, 1_000, hourly(25), null],
    ['a raise by half', 1_500, 1_500, hourly(37.5), null],
    ['a bonus of nine tenths', 1_900, 1_000, hourly(25), null],
  ])('%s: straight-time pay counts at the last rate', (_, gross, straight, rate, code) => {
    const of = (units: number, minor: number) =>
      week(units, { straightMinor: BigInt(100 * minor) });
    const usual = { pays: [of(1_000, 1_000)], rates: [hourly(25)] };
    expect(codeOf(seenOf(of(gross, straight), { rates: [rate] }), usual)).toBe(code);
  });

  it('is held when net pay alone is far off', () => {
    expect(codeOf(seenOf(week(1_000, { netMinor: 9_000n })), usually(...steady))).toBe(
      'pay_far_below_usual',
    );
    expect(codeOf(seenOf(week(1_000, { netMinor: 250_000n })), usually(...steady))).toBe(
      'pay_far_above_usual',
    );
    expect(codeOf(seenOf(week(1_000, { netMinor: 0n })), usually(...steady))).toBe(
      'nothing_to_pay',
    );
  });

  it('is not held when taxes alone took all pay', () => {
    const seen = seenOf(week(1_000, { netMinor: 0n }));
    expect(codeOf({ ...seen, isAllTaxes: true }, usually(...steady))).toBe(null);
  });

  it.each<[string, Partial<PaidFacts>, Partial<PaidFacts>, string | null]>([
    ['lower by the taxes of an earlier week', { netMinor: 900n, hasTips: true }, {}, null],
    ['back after weeks of nothing', {}, { netMinor: 0n, hasTips: true }, null],
    [
      'lower by a deduction',
      { beforeTaxesMinor: 9_000n, hasTips: true },
      {},
      'pay_far_below_usual',
    ],
    ['lower without tips', { netMinor: 900n }, {}, 'pay_far_below_usual'],
  ])('of somebody with tips is compared before taxes: %s', (_, now, before, code) => {
    const usual = { pays: steady.map((gross) => week(gross, before)), rates: [hourly(25)] };
    expect(codeOf(seenOf(week(1_000, now)), usual)).toBe(code);
  });

  it('of a person who was never paid is measured by a full period at their rate', () => {
    expect(codeOf(seenOf(week(4_900)), null)).toBe(null);
    expect(codeOf(seenOf(week(50_000)), null)).toBe('pay_far_above_usual');
  });

  it.each([
    ['the pay of 520 hours', 13_000, null],
    ['more than the pay of 520 hours', 13_001, 'pay_far_above_usual'],
  ])('of a run that pays only its own amounts: %s', (_, gross, code) => {
    expect(codeOf(seenOf(week(gross), { hasBasePay: false }), usually(...steady))).toBe(code);
  });

  it('of a run that pays only its own amounts is not compared with a rate', () => {
    const ownAmounts = { hasBasePay: false, rates: [hourly(2_500)] };
    expect(codeOf(seenOf(week(1_000), ownAmounts), usually(...steady))).toBe(null);
  });

  it('is not held by a limit that is off', () => {
    const off = limitsOf({ pay_above: 'off', pay_below: 'off' }, currency);
    expect(codeOf(seenOf(week(9_000)), usually(...steady), { limits: off })).toBe(null);
    expect(codeOf(seenOf(week(90)), usually(...steady), { limits: off })).toBe(null);
  });
});

describe('a rate or salary', () => {
  it.each<[string, JobRate, JobRate, string | null]>([
    ['25.00 typed as 2500', hourly(2_500), hourly(25), 'rate_far_from_last'],
    ['25.00 typed as 2.50', hourly(2.5), hourly(25), 'rate_far_from_last'],
    ['two digits in the wrong order', hourly(42), hourly(24), 'rate_far_from_last'],
    ['a raise of a fifth', hourly(30), hourly(25), null],
    ['a salary typed as an hourly rate', hourly(62_400), yearly(62_400), 'rate_far_from_last'],
    ['a salary without its thousands', yearly(62.4), yearly(62_400), 'rate_far_from_last'],
    ['the same pay as a salary', yearly(52_000), hourly(25), null],
  ])('%s is compared with the last one', (_, now, last, code) => {
    const usual = { pays: [week(1_000)], rates: [last] };
    expect(codeOf(seenOf(week(1_000), { rates: [now] }), usual)).toBe(code);
  });

  it.each<[string, JobRate, string | null]>([
    ['2,500.00 an hour', hourly(2_500), 'rate_far_from_last'],
    ['62.40 a year', yearly(62.4), 'rate_far_from_last'],
    ['62,400.00 an hour', hourly(62_400), 'rate_far_from_last'],
    ['400.00 an hour', hourly(400), null],
    ['7.25 an hour', hourly(7.25), null],
    ['0.00 an hour, for people paid by the piece', hourly(0), null],
  ])('of a person who was never paid has limits of its own: %s', (_, rate, code) => {
    expect(codeOf(seenOf(week(100), { rates: [rate] }), null)).toBe(code);
  });

  it('of each job is compared with the last one of that job', () => {
    const bar = { ...hourly(90), job: 'BAR' };
    const usual = { pays: [week(1_000)], rates: [hourly(25), { ...hourly(30), job: 'BAR' }] };
    const held = judge(seenOf(week(1_000), { rates: [hourly(25), bar] }), usual);
    expect(held?.findings).toMatchObject([{ job: 'BAR', seen: 90_000_000n, usual: 30_000_000n }]);
  });

  it('is shown as it was and as it is, with how many times', () => {
    const held = judge(seenOf(week(100_000), { rates: [hourly(2_500)] }), usually(...steady));
    expect(factsIn(held?.detail)).toEqual(['100', '2,500.00', '25.00']);
    expect(held?.findings.map(({ code }) => code)).toEqual([
      'rate_far_from_last',
      'pay_far_above_usual',
    ]);
  });
});

describe('hours and dates', () => {
  const on = Temporal.PlainDate.from('2026-11-10');
  it.each<[string, Partial<PersonSeen>, string | null]>([
    ['112 hours in seven days', { workedMicro: 112_000_000n }, null],
    ['113 hours in seven days', { workedMicro: 113_000_000n }, 'hours_beyond_period'],
    ['24 hours on one day', { longestDay: { on, micro: 24_000_000n, days: 1 } }, null],
    [
      '25 hours on one day',
      { longestDay: { on, micro: 25_000_000n, days: 1 } },
      'hours_beyond_period',
    ],
    ['a week with one date', { longestDay: { on, micro: 60_000_000n, days: 7 } }, null],
    [
      'more than a week with one date',
      { longestDay: { on, micro: 169_000_000n, days: 7 } },
      'hours_beyond_period',
    ],
    ['a date after the last day', { afterLeaving: { leftOn: on, on } }, 'paid_after_leaving'],
  ])('%s', (_, more, code) => {
    expect(codeOf(seenOf(week(1_000), more), usually(...steady))).toBe(code);
  });

  it('count for the days of employment only', () => {
    const seen = seenOf(week(800, { days: 2 }), { workedMicro: 40_000_000n });
    expect(codeOf(seen, usually(...steady))).toBe('hours_beyond_period');
  });
});

describe('the year so far', () => {
  it.each<[bigint, string | null]>([
    [5_200_000n, null],
    [15_000_000n, null],
    [520_000_000n, 'year_to_date_jump'],
  ])('%i cents with opening balances are held for %s', (yearMinor, code) => {
    expect(codeOf(seenOf(week(1_000), { yearMinor }), usually(...steady))).toBe(code);
  });
});

describe('the numbers that were seen', () => {
  const held = (pay: PaidFacts, usual = usually(...steady)) => judge(seenOf(pay), usual);

  it('are one text, which changes with each of them', () => {
    const one = held(week(9_000))?.seenText;
    expect(one).toBe('limits 1\ngross 900000\nnet 720000\npay_far_above_usual gross 900000');
    expect(held(week(9_000, { netMinor: 720_001n }))?.seenText).not.toBe(one);
    expect(held(week(9_000.01))?.seenText).not.toBe(one);
  });

  it('do not contain what is usual, which other runs may change', () => {
    expect(held(week(9_000), usually(900, 1_000))?.seenText).toBe(held(week(9_000))?.seenText);
  });
});
