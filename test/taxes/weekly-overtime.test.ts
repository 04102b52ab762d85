/**
 * Compares weekly overtime on the regular rate with a reference that goes through quarter hours one by one. Weeks,
 * rates and workweek starts are random, periods may start on any day, and some hours are entered
 * late.
 */
import { describe, expect, it } from 'vitest';
import { type Seeded, seeded } from '#engine/seeded.ts';
import { USD } from '#money/minor.ts';
import { AmountsByCode } from '#payslip/amounts-by-code.ts';
import { payslipCalculator } from '#payslip/calculate-payslip.ts';
import { everyBuiltInPayCode } from '#payslip/codes/built-in-pay-codes.ts';
import { compilePayCodes } from '#payslip/codes/compile-pay-codes.ts';
import type { PayItem, PayslipInput } from '#payslip/payslip-input.ts';
import { usFederal } from '#payslip/taxes/us/us-federal.ts';
import { dayNames } from '#time/day-names.ts';
import { fromEpochDay, toEpochDay } from '#time/plain-date.ts';
import { codes, idOf } from '../support/us-codes.ts';

const people = Number(process.env['PAYBEAT_EMPLOYEES'] ?? 500);
const firstSeed = Number(process.env['PAYBEAT_SEED'] ?? 1);
const payOn = Temporal.PlainDate.from('2026-03-06');
const quarter = 250_000n;

interface Row {
  readonly item: PayItem;
  readonly day: number;
  /** The period that pays the overtime. */
  period: number;
}

interface Person {
  readonly startDay: number;
  /** The first days of the periods, and the day after the last one. */
  readonly cuts: readonly number[];
  readonly rows: readonly Row[];
}

/** Three workweeks. Rates are multiples of eight, so that no quarter of an hour needs rounding. */
function randomPerson(chance: Seeded, first: number): Person {
  const monday = toEpochDay(Temporal.PlainDate.from('2026-01-05'));
  const startDay = monday + first;
  const cuts = [startDay];
  while (startDay + 21 - (cuts.at(-1) ?? 0) >= 10 && chance.chance(0.7)) {
    cuts.push((cuts.at(-1) ?? 0) + 5 + chance.below(4));
  }
  cuts.push(startDay + 21);
  const rows: Row[] = [];
  for (let day = startDay; day < startDay + 21; day += 1) {
    const period = cuts.findLastIndex((cut) => cut <= day);
    for (let count = chance.below(3); count > 0; count -= 1) {
      const payCodeId = idOf(chance.pick(['REGULAR', 'REGULAR', 'REGULAR', 'OVERTIME', 'SICK']));
      const isLate = period < cuts.length - 2 && chance.chance(0.1);
      const item: PayItem = {
        ...{ payCodeId, quantityMicro: BigInt(1 + chance.below(32)) * quarter },
        ...{ rateMicro: BigInt(1 + chance.below(4)) * 8_000_000n, amountMinor: null },
        ...{ percentMicro: null, workedOn: fromEpochDay(day) },
      };
      rows.push({ item, day, period: isLate ? period + 1 : period });
    }
  }
  return { startDay, cuts, rows };
}

interface QuarterHour {
  readonly period: number;
  /** Eighths of a cent, so that nothing is rounded here. */
  readonly each: bigint;
  readonly isEntered: boolean;
}

/** Half of the average quarter hour for each one above 160, less the half that was entered. Rounded as a run does. */
function premium(quarters: readonly QuarterHour[]): bigint {
  const all = BigInt(quarters.length);
  if (all <= 160n) return 0n;
  const sum = (some: readonly QuarterHour[]) => some.reduce((total, { each }) => total + each, 0n);
  const entered = quarters.filter(({ isEntered }) => isEntered);
  const straight = all - BigInt(entered.length);
  const moved = straight > 160n ? straight - 160n : 0n;
  // Everything in halves of eighths of a cent, times all.
  const due = (count: bigint) => sum(quarters) * count;
  const short = due(all - 160n - moved) - sum(entered) * all;
  return half(due(moved), 16n * all) + half(short > 0n ? short : 0n, 16n * all);
}

function half(numerator: bigint, denominator: bigint): bigint {
  return (2n * numerator + denominator) / (2n * denominator);
}

/** Cents in all periods together, counted by quarter hours. */
function reference({ cuts, rows }: Person, first: number): bigint {
  let cents = 0n;
  const worked: (QuarterHour & { readonly day: number })[] = [];
  for (const { item, day, period } of rows) {
    const eighths = ((item.rateMicro ?? 0n) * 8n) / 10_000n / 4n;
    const isEntered = item.payCodeId === idOf('OVERTIME');
    for (let left = item.quantityMicro ?? 0n; left > 0n; left -= quarter) {
      cents += (isEntered ? (eighths * 3n) / 2n : eighths) / 8n;
      if (item.payCodeId !== idOf('SICK')) worked.push({ day, period, each: eighths, isEntered });
    }
  }
  for (const [week, own] of Map.groupBy(worked, ({ day }) => Math.floor((day - first) / 7))) {
    const settledBy = cuts.findIndex((cut) => cut > first + week * 7 + 6) - 1;
    let before = 0n;
    for (let period = settledBy; period < cuts.length - 1; period += 1) {
      const due = premium(own.filter((one) => one.period <= period));
      if (due > before) cents += due - before;
      before = due;
    }
  }
  return cents;
}

function inputOf(person: Person, period: number): PayslipInput {
  const { cuts, rows } = person;
  const startOn = fromEpochDay(cuts[period] ?? 0);
  const endOn = fromEpochDay((cuts[period + 1] ?? 0) - 1);
  const before = rows.filter((row) => row.period < period);
  return {
    employee: {
      ...{ hiredOn: Temporal.PlainDate.from('2020-01-01'), endedOn: null, payType: 'hourly' },
      ...{ annualSalaryMinor: null, hourlyRateMicro: 20_000_000n },
    },
    period: { startOn, endOn, payOn, periodsPerYear: 26 },
    taxForm: {
      ...{ filingStatus: 'single', step2: false, step3Minor: 0n, step4aMinor: 0n },
      ...{ step4bMinor: 0n, step4cMinor: 0n, exempt: true, nonresidentAlien: false },
      allowances: null,
    },
    items: rows.filter((row) => row.period === period).map(({ item }) => item),
    worked: {
      items: before.toSorted((a, b) => a.day - b.day || a.period - b.period).map((row) => row.item),
      ...{ settledBefore: startOn, until: endOn },
    },
    yearToDate: AmountsByCode.none,
  };
}

function grossOf(person: Person, period: number, first: number): bigint {
  const calculator = payslipCalculator({
    ...{
      codes,
      currency: USD,
      payOn,
      taxes: usFederal,
      workweekStart: dayNames[first] ?? 'monday',
    },
    // Not every period has hours.
    basePay: 'none',
  });
  if (!calculator.ok) throw new Error(calculator.refusal.message);
  const outcome = calculator.value(inputOf(person, period));
  if (outcome.kind === 'held') throw new Error(outcome.detail);
  return outcome.payslip.grossMinor;
}

describe('weekly overtime', () => {
  it(`is what quarter hours add up to, however ${people} people's weeks are cut into periods`, () => {
    const chance = seeded(firstSeed);
    for (let index = 0; index < people; index += 1) {
      const first = chance.below(7);
      const person = randomPerson(chance, first);
      const due = reference(person, person.startDay);
      const periods = person.cuts.slice(1).map((_, period) => grossOf(person, period, first));
      const paid = periods.reduce((sum, gross) => sum + gross, 0n);
      expect(paid, `seed ${firstSeed}, person ${index}`).toBe(due);
    }
  });

  it(`is by day and by week in California, with a promised bonus, for ${people} people`, () => {
    const chance = seeded(firstSeed + 1);
    for (let index = 0; index < people; index += 1) {
      const of = randomDays(chance);
      expect(grossByDay(of), `seed ${firstSeed + 1}, person ${index}`).toBe(byQuarterHours(of));
    }
  });
});

/** One workweek of somebody in California. */
interface Days {
  /** Quarter hours of each day. */
  readonly quarters: readonly number[];
  /** Cents for an hour: a multiple of eight, so that no quarter of an hour needs rounding. */
  readonly rate: number;
  /** Cents. Zero: there is none. */
  readonly bonus: number;
  /** A salary instead of a rate. */
  readonly isSalaried: boolean;
}

function randomDays(chance: Seeded): Days {
  return {
    quarters: Array.from({ length: 7 }, () => (chance.chance(0.8) ? chance.below(61) : 0)),
    rate: 1_704 + 8 * chance.below(100),
    bonus: chance.chance(0.5) ? chance.below(20_000) : 0,
    isSalaried: chance.chance(0.3),
  };
}

/**
 * California Labor Code 510(a), hour by hour: above 8 of a day and the first 8 of a seventh day at one and a half, above
 * 12 and above 8 of a seventh day at two. Above 40 of the others at one and a half.
 */
function byQuarterHours({ quarters, rate, bonus, isSalaried }: Days): bigint {
  let [half, double, plain, all] = [0n, 0n, 0n, 0n];
  const isSeventh = quarters.every((count) => count > 0);
  for (const [day, count] of quarters.entries()) {
    for (let nth = 0; nth < count; nth += 1) {
      all += 1n;
      const last = isSeventh && day === 6;
      if (nth >= (last ? 32 : 48)) double += 1n;
      else if (last || nth >= 32) half += 1n;
      else plain += 1n;
    }
  }
  if (plain > 160n) [half, plain] = [half + plain - 160n, 160n];
  const each = BigInt(rate) / 4n;
  const straight = isSalaried ? BigInt(rate) * 40n + each * (half + double) : each * all;
  if (half + double === 0n) return straight + BigInt(bonus);
  // A quarter hour's regular rate is (each × all + bonus) ÷ all.
  const pool = each * all + BigInt(bonus);
  const extra = halfUp(pool * half, 2n * all) + halfUp(pool * double, all);
  return straight + BigInt(bonus) + extra;
}

function halfUp(numerator: bigint, denominator: bigint): bigint {
  return (2n * numerator + denominator) / (2n * denominator);
}

const compiled = compilePayCodes(
  [
    ...everyBuiltInPayCode,
    {
      ...{ id: 1001, code: 'PROMISED', kind: 'earning', title: 'Promised bonus' },
      ...{ amount: { by: 'amount' }, inRegularRate: true, journalAccount: 'wages_expense' },
    },
  ],
  { taxes: usFederal },
);

function grossByDay({ quarters, rate, bonus, isSalaried }: Days): bigint {
  const sunday = Temporal.PlainDate.from('2026-01-04');
  const none = { rateMicro: null, amountMinor: null, percentMicro: null, quantityMicro: null };
  const items: PayItem[] = quarters.map((count, days) => ({
    ...{ ...none, payCodeId: idOf('REGULAR'), quantityMicro: BigInt(count) * quarter },
    workedOn: sunday.add({ days }),
  }));
  if (bonus > 0) items.push({ ...none, payCodeId: 1001, amountMinor: BigInt(bonus) });
  if (!compiled.ok) throw new Error('the pay codes compile');
  const calculator = payslipCalculator({
    ...{ codes: compiled.value, currency: USD, payOn, taxes: usFederal },
  });
  if (!calculator.ok) throw new Error(calculator.refusal.message);
  const person = inputOf({ startDay: 0, cuts: [0, 7], rows: [] }, 0);
  // The items of this person are given, so nothing is read from days worked.
  const { worked, ...input } = person;
  void worked;
  const outcome = calculator.value({
    ...input,
    employee: {
      ...{ ...input.employee, workState: 'CA', overtime: 'nonexempt' },
      payType: isSalaried ? 'salary' : 'hourly',
      annualSalaryMinor: isSalaried ? BigInt(rate) * 2_080n : null,
      hourlyRateMicro: isSalaried ? null : BigInt(rate) * 10_000n,
    },
    period: { startOn: sunday, endOn: sunday.add({ days: 6 }), payOn, periodsPerYear: 52 },
    items,
  });
  if (outcome.kind === 'held') throw new Error(outcome.detail);
  return outcome.payslip.grossMinor;
}
