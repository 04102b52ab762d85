/**
 * Compares weekly overtime with a reference that goes through quarter hours one by one. Weeks,
 * rates and workweek starts are random, periods may start on any day, and some hours are entered
 * late.
 */
import { describe, expect, it } from 'vitest';
import { type Seeded, seeded } from '#engine/seeded.ts';
import { USD } from '#money/minor.ts';
import { AmountsByCode } from '#payslip/amounts-by-code.ts';
import { payslipCalculator } from '#payslip/calculate-payslip.ts';
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

/** Cents in all periods together, counted by quarter hours. */
function reference({ rows }: Person, first: number): bigint {
  let cents = 0n;
  const straight: { day: number; period: number; cents: bigint }[] = [];
  for (const { item, day, period } of rows) {
    const each = (item.rateMicro ?? 0n) / 10_000n / 4n;
    const isEntered = item.payCodeId === idOf('OVERTIME');
    for (let left = item.quantityMicro ?? 0n; left > 0n; left -= quarter) {
      cents += isEntered ? (each * 3n) / 2n : each;
      if (item.payCodeId === idOf('REGULAR')) straight.push({ day, period, cents: each });
    }
  }
  const byWeek = Map.groupBy(straight, ({ day }) => Math.floor((day - first) / 7));
  for (const week of byWeek.values()) {
    const inOrder = week.toSorted((a, b) => a.day - b.day || a.period - b.period);
    for (const one of inOrder.slice(160)) cents += one.cents / 2n;
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
});
