/** Which cause each difference between two payslips has. */
import { describe, expect, it } from 'vitest';
import { AmountsByCode } from '#payslip/amounts-by-code.ts';
import { everyBuiltInPayCode } from '#payslip/codes/built-in-pay-codes.ts';
import type { PayItem, PayslipInput, PeriodFacts } from '#payslip/payslip-input.ts';
import {
  type Both,
  compiled,
  expectSum,
  partsBetween,
  type Runs,
  settingsOf,
} from '../support/two-payslips.ts';

const day = Temporal.PlainDate.from;
const idOf = (code: string) => plainCodes.byCode.get(code)?.id ?? 0;

const none = { quantityMicro: null, rateMicro: null, amountMinor: null, percentMicro: null };
const hours = (count: number, more: Partial<PayItem> = {}): PayItem => ({
  ...{ ...none, payCodeId: idOf('REGULAR'), quantityMicro: BigInt(count) * 1_000_000n, ...more },
});
const amount = (code: string, dollars: number): PayItem => ({
  ...{ ...none, payCodeId: idOf(code), amountMinor: BigInt(dollars) * 100n },
});

const weeks: Pick<Runs, 'before' | 'now'> = {
  before: { ...twoWeeks('2026-01-05'), payOn: day('2026-01-23'), periodsPerYear: 26 },
  now: { ...twoWeeks('2026-01-19'), payOn: day('2026-02-06'), periodsPerYear: 26 },
};

function twoWeeks(from: string) {
  return { startOn: day(from), endOn: day(from).add({ days: 13 }) };
}

const plainCodes = compiled(everyBuiltInPayCode);
/** A company's own allowance: a percentage of the salary. */
function withOnPay(percent: string) {
  const amount = { by: 'percent', of: ['SALARY'], percent } as const;
  const onPay = { id: 1_000, code: 'ON_PAY', title: 'On pay', kind: 'earning' } as const;
  return compiled([...everyBuiltInPayCode, { ...onPay, amount, journalAccount: 'wages' }]);
}

const plain: Runs = {
  ...{ ...weeks, codes: { before: plainCodes, now: plainCodes } },
  settings: { before: settingsOf.before, now: settingsOf.before },
};

const form = {
  filingStatus: 'single',
  step2: false,
  step3Minor: 0n,
  step4aMinor: 0n,
  step4bMinor: 0n,
  step4cMinor: 0n,
};
const salaried = {
  ...{ hiredOn: day('2019-05-06'), endedOn: null, payType: 'salary' as const },
  ...{ annualSalaryMinor: 5_200_000n, hourlyRateMicro: null },
};
const hourly = {
  ...{
    ...salaried,
    payType: 'hourly' as const,
    annualSalaryMinor: null,
    hourlyRateMicro: 25_000_000n,
  },
};

type Given = Partial<PayslipInput> & { readonly isAlone?: boolean };

/** Cause → change of gross, in whole dollars. */
function causesOf(before: Given, now: Given, runs: Runs = plain): Readonly<Record<string, number>> {
  const parts = divided(before, now, runs);
  return Object.fromEntries(
    parts.map(({ cause, grossMinor }) => [cause, Number(grossMinor) / 100]),
  );
}

function netByOrders(before: Given, now: Given): number {
  const part = divided(before, now, plain).find(({ cause }) => cause === 'court_order');
  return Number(part?.netMinor ?? 0n) / 100;
}

function divided(before: Given, now: Given, runs: Runs) {
  const of = ({ isAlone = false, ...given }: Given, period: PeriodFacts): Both => ({
    input: {
      ...{ employee: salaried, period, taxForm: form, items: [], yearToDate: AmountsByCode.none },
      ...given,
    },
    isAlone,
  });
  const both = { before: of(before, runs.before), now: of(now, runs.now) };
  const found = partsBetween(runs, both);
  if (found === null) throw new Error('both payslips can be calculated');
  expectSum(found.parts, found);
  return found.parts;
}

const raised = (from: string, annualSalaryMinor: bigint) => ({
  ...salaried,
  terms: [
    { job: null, fromOn: salaried.hiredOn, untilOn: null, ...pay(5_200_000n) },
    { job: null, fromOn: day(from), untilOn: null, ...pay(annualSalaryMinor) },
  ],
});

function pay(annualSalaryMinor: bigint) {
  return { payType: 'salary' as const, annualSalaryMinor, hourlyRateMicro: null };
}

describe('the cause of a difference is', () => {
  it('none when the same is paid for the next period', () => {
    expect(causesOf({}, {})).toEqual({});
  });

  it('a raise, when the salary is higher', () => {
    expect(causesOf({}, { employee: { ...salaried, annualSalaryMinor: 7_800_000n } })).toEqual({
      raise: 1_000,
    });
  });

  it('a raise, when it began in the middle of the earlier period', () => {
    const employee = raised('2026-01-12', 7_800_000n);
    expect(causesOf({ employee }, { employee })).toEqual({ raise: 500 });
  });

  it('a raise and hours, each by itself', () => {
    const now = { employee: { ...hourly, hourlyRateMicro: 26_000_000n }, items: [hours(70)] };
    expect(causesOf({ employee: hourly, items: [hours(80)] }, now)).toEqual({
      ...{ raise: 80, hours: -260 },
    });
  });

  it('hours, when daily hours differ, and nothing when they are the same in the next period', () => {
    const worked = (from: string, count: number) =>
      [0, 1, 2, 3, 4].map((after) => hours(count, { workedOn: day(from).add({ days: after }) }));
    const before = { employee: hourly, items: worked('2026-01-05', 9) };
    expect(causesOf(before, { employee: hourly, items: worked('2026-01-19', 9) })).toEqual({});
    expect(causesOf(before, { employee: hourly, items: worked('2026-01-19', 8) })).toEqual({
      hours: -187.5,
    });
  });

  it('a raise, when an hourly person becomes salaried and needs no hours any more', () => {
    expect(causesOf({ employee: hourly, items: [hours(60)] }, { employee: salaried })).toEqual({
      raise: 500,
    });
  });

  it('the proration, when somebody was hired in the middle of the earlier period', () => {
    const employee = { ...salaried, hiredOn: day('2026-01-12') };
    expect(causesOf({ employee }, { employee })).toEqual({ proration: 1_000 });
  });

  it('the proration, when the last day is in this period', () => {
    const now = { employee: { ...salaried, endedOn: day('2026-01-25') } };
    expect(causesOf({}, now)).toEqual({ proration: -1_000 });
  });

  it('the end of the employment and back pay, each by itself, when only what is owed is paid', () => {
    const now = {
      employee: { ...salaried, endedOn: day('2026-01-18') },
      items: [{ ...amount('RETRO_PAY', 70), told: 'back' }],
      isAlone: true,
    };
    expect(causesOf({}, now)).toEqual({ proration: -2_000, retro: 70 });
  });

  it('a one-off, a recurring item or back pay, by where the item comes from', () => {
    const isRecurring = true as const;
    const commission = (dollars: number) => ({ ...amount('COMMISSION', dollars), isRecurring });
    const before = { items: [commission(40), amount('BONUS', 100)] };
    const now = {
      items: [commission(50), amount('BONUS', 500), { ...amount('RETRO_PAY', 70), told: 'back' }],
    };
    expect(causesOf(before, now)).toEqual({ one_off: 400, recurring_item: 10, retro: 70 });
  });

  const noFacts = {
    ...{ reference: 'B-1', limitPercentMicro: null, feeMinor: 0n, judgmentOn: null },
    ...{ arrearsMinor: 0n, state: null, payee: null },
  };

  it('a court order that is new or changed, apart from other recurring items', () => {
    const isRecurring = true as const;
    const commission = (dollars: number) => ({ ...amount('COMMISSION', dollars), isRecurring });
    const order = (dollars: number, facts: object = {}) => ({
      ...{ ...amount('BANKRUPTCY', dollars), isRecurring },
      order: { kind: 'bankruptcy', receivedOn: '2026-01-02', ...noFacts, ...facts },
    });
    const before = { items: [commission(40)] };
    const now = { items: [commission(50), order(60)] };
    expect(causesOf(before, now)).toEqual({ recurring_item: 10, court_order: 0 });
    expect(netByOrders(before, now)).toBe(-60);
    const more = { items: [commission(50), order(75)] };
    expect(netByOrders(now, more)).toBe(-15);
    const later = { items: [commission(50), order(75, { receivedOn: '2030-01-01' })] };
    expect(netByOrders(more, later)).toBe(75);
  });

  it('the length of the period, when a person by the hour gets a longer one', () => {
    const month = (from: string, to: string): PeriodFacts => ({
      ...{ startOn: day(from), endOn: day(to), payOn: day(to), periodsPerYear: 12 },
    });
    const runs = { ...plain, before: month('2026-01-01', '2026-01-31'), now: { ...weeks.now } };
    expect(causesOf({}, {}, runs)).toEqual({ period_length: -2_333.33 });
  });

  it('the tax form, the tax table or the limit of the year, without a change of gross', () => {
    const married = { ...form, filingStatus: 'mfj' };
    expect(causesOf({}, { taxForm: married })).toEqual({ tax_form: 0 });
    const years: Runs = {
      ...plain,
      now: { ...twoWeeks('2025-12-22'), payOn: day('2026-01-09'), periodsPerYear: 26 },
      before: { ...twoWeeks('2025-12-08'), payOn: day('2025-12-26'), periodsPerYear: 26 },
    };
    expect(causesOf({}, {}, years)).toEqual({ tax_table: 0 });
    const atBase = AmountsByCode.from(new Map([[idOf('SS_WAGES'), 18_450_000n]]));
    expect(causesOf({}, { yearToDate: atBase })).toEqual({ year_to_date: 0 });
  });

  it('a pay code, when its rule changes', () => {
    const items = [{ ...none, payCodeId: 1_000, isRecurring: true as const }];
    const codes = { before: withOnPay('3'), now: withOnPay('2.5') };
    const found = causesOf({ items }, { items }, { ...plain, codes });
    expect(found).toEqual({ pay_code: -10 });
  });

  it('the first one open, when the pay cannot be calculated in between', () => {
    // A rate that changes inside the period needs hours by day.
    const terms = [
      { job: null, fromOn: hourly.hiredOn, untilOn: null, ...rate(25) },
      { job: null, fromOn: day('2026-01-26'), untilOn: null, ...rate(30) },
    ];
    const byDay = [
      hours(8, { workedOn: day('2026-01-20') }),
      hours(8, { workedOn: day('2026-01-27') }),
    ];
    const now = { employee: { ...hourly, terms }, items: byDay };
    expect(causesOf({ employee: hourly, items: [hours(80)] }, now)).toEqual({ raise: 440 - 2_000 });
  });

  it('unexplained, when a stored payslip is not what is calculated today', () => {
    const input = (period: PeriodFacts): Both => ({
      input: {
        ...{ employee: salaried, period, taxForm: form, items: [], yearToDate: AmountsByCode.none },
      },
      isAlone: false,
    });
    const both = { before: input(plain.before), now: input(plain.now) };
    const found = partsBetween(plain, both, { before: 7n, now: 9n });
    expect(found?.parts).toEqual([
      {
        ...{ cause: 'unexplained', grossMinor: 2n, netMinor: 2n },
        lines: [{ payCodeId: idOf('SALARY'), amountMinor: 2n }],
      },
    ]);
  });
});

function rate(dollars: number) {
  return {
    payType: 'hourly' as const,
    annualSalaryMinor: null,
    hourlyRateMicro: BigInt(dollars) * 1_000_000n,
  };
}
