/**
 * What the law forbids never happens, for any random employee with any court orders. Unlike the slow reference, these
 * properties say nothing about how an amount is found.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seeded } from '#engine/seeded.ts';
import { USD } from '#money/minor.ts';
import { AmountsByCode } from '#payslip/amounts-by-code.ts';
import { type CalculatePayslip, payslipCalculator } from '#payslip/calculate-payslip.ts';
import { explainLines } from '#payslip/explanation/explain-payslip.ts';
import type { Payslip } from '#payslip/payslip.ts';
import type { PayItem, PayslipInput } from '#payslip/payslip-input.ts';
import { usFederal } from '#payslip/taxes/us/us-federal.ts';
import type { W4 } from '#payslip/taxes/us/w4.ts';
import { randomEmployee, randomPeriod } from '../support/random-employee.ts';
import { randomOrders } from '../support/random-orders.ts';
import { codes, idOf } from '../support/us-codes.ts';

/** Few, because each needs a calculator of its own. */
const periods = Array.from({ length: 16 }, (_, nth) => randomPeriod(seeded(nth), 2023 + (nth % 4)));
const period2026 = randomPeriod(seeded(3), 2026);

const someSeed = fc.integer({ min: 0, max: 2 ** 31 });

/** Somebody with orders, and one order more. */
function orderedEmployee(seed: number): { readonly input: PayslipInput; readonly more: PayItem[] } {
  const chance = seeded(seed);
  const period = periods[chance.below(periods.length)] ?? period2026;
  const input = randomEmployee({ chance, period, idOf, hasDays: chance.chance(0.3) });
  const drawn = () => randomOrders({ chance, payOn: period.payOn, idOf });
  return { input: { ...input, items: [...input.items, ...drawn()] }, more: drawn().slice(0, 1) };
}

const asked = ({ period }: PayslipInput) => ({
  ...{ codes, currency: USD, payOn: period.payOn, taxes: usFederal },
});

const calculators = new Map<string, CalculatePayslip<PayslipInput>>();

/** Null: the employee is held. */
function payslipOf(input: PayslipInput): Payslip | null {
  const key = String(input.period.payOn);
  const made = calculators.get(key) ?? calculatorOf(input);
  calculators.set(key, made);
  const outcome = made(input);
  return outcome.kind === 'held' ? null : outcome.payslip;
}

function calculatorOf(input: PayslipInput): CalculatePayslip<PayslipInput> {
  const made = payslipCalculator(asked(input));
  if (!made.ok) throw new Error(made.refusal.message);
  return made.value;
}

function amountsOf({ lines }: Payslip): (...names: readonly string[]) => bigint {
  const byId = new Map(lines.map(({ payCodeId, amountMinor }) => [payCodeId, amountMinor]));
  return (...names) => names.reduce((sum, name) => sum + (byId.get(idOf(name)) ?? 0n), 0n);
}

const ordersOf = ({ items }: PayslipInput) => items.filter(({ order }) => order !== undefined);

describe('a payslip with any court orders', () => {
  it('takes no more than the law lets, in whichever order its deductions and orders were entered', () => {
    let limited = 0;
    fc.assert(
      fc.property(someSeed, fc.gen(), (seed, gen) => {
        const { input } = orderedEmployee(seed);
        const payslip = payslipOf(input);
        if (payslip === null) return;
        // Hours of one day are worked in the order in which they are entered.
        const dated = input.items.filter(({ workedOn }) => workedOn !== undefined);
        const others = input.items.filter(({ workedOn }) => workedOn === undefined);
        const items = [...dated, ...gen(fc.shuffledSubarray, others, { minLength: others.length })];
        expect(payslipOf({ ...input, items })?.lines).toEqual(payslip.lines);
        const of = amountsOf(payslip);
        const disposable = payslip.grossMinor - of('TIPS') - payslip.taxesMinor;
        const ordinary = of('GARNISHMENT', 'STUDENT_LOAN', 'FEDERAL_DEBT');
        // 15 U.S.C. 1673(a), with 30 × 7.25 a week; 1673(b)(2)
        const weeks = 52n;
        const protectedYear = 217_50n * weeks;
        if (ordinary > 0n) {
          limited += 1;
          expect(ordinary * 4n).toBeLessThanOrEqual(disposable);
          const yearly = (disposable - ordinary) * BigInt(input.period.periodsPerYear);
          expect(yearly).toBeGreaterThanOrEqual(protectedYear);
        }
        const support = of('CHILD_SUPPORT');
        if (support > 0n) expect(support * 100n).toBeLessThanOrEqual(disposable * 65n);
        expect(of('STUDENT_LOAN') * 4n).toBeLessThanOrEqual(disposable > 0n ? disposable : 0n);
        // All together leave something only if there is something.
        const taken = ordersOf(input).map(({ payCodeId }) => payCodeId);
        const all = payslip.lines
          .filter(({ payCodeId }) => taken.includes(payCodeId) || payCodeId === idOf('ORDER_FEE'))
          .map(({ amountMinor }) => amountMinor);
        expect(all.every((amount) => amount >= 0n)).toBe(true);
        const net = payslip.netMinor - payslip.reimbursementsMinor;
        expect(net).toBeGreaterThanOrEqual(-payslip.reimbursementsMinor);
        expect(payslip.netMinor).toBeGreaterThanOrEqual(0n);
      }),
      { numRuns: 400 },
    );
    expect(limited).toBeGreaterThan(20);
  });

  it('takes in each line what its orders get together', () => {
    fc.assert(
      fc.property(someSeed, (seed) => {
        const { input } = orderedEmployee(seed);
        const explained = explainLines(asked(input), input);
        if (!explained.ok) throw new Error(explained.refusal.message);
        if (explained.value.kind === 'held') return;
        const ids = new Set(ordersOf(input).map(({ payCodeId }) => payCodeId));
        const { payslip } = explained.value;
        const amounts = new Map(payslip.lines.map((one) => [one.payCodeId, one.amountMinor]));
        for (const { payCodeId, explanation } of explained.value.lines) {
          if (!ids.has(payCodeId)) continue;
          const parts = explanation.children.map(({ amountMinor }) => amountMinor ?? 0n);
          expect(parts.reduce((sum, one) => sum + one, 0n)).toBe(amounts.get(payCodeId));
          expect(parts.every((one) => one >= 0n)).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('pays no more because of one order more', () => {
    fc.assert(
      fc.property(someSeed, (seed) => {
        const { input, more } = orderedEmployee(seed);
        // A levy leaves a fixed amount. A later support order takes less of it, or no fee, when others share its limit.
        const isLevy = ({ order }: PayItem) => order?.['kind'] === 'tax_levy';
        if (more.some(isLevy)) return;
        // The family and the law of the state are facts of the person, so all orders say the same of them.
        const facts = {
          ...{ hasSecondFamily: true, allocation: 'equal', limitPercentMicro: null },
          feeMinor: 0n,
        };
        const kept = input.items.filter((item) => !isLevy(item));
        const items = [...kept, ...more].map((item) =>
          item.order === undefined ? item : { ...item, order: { ...item.order, ...facts } },
        );
        const before = payslipOf({ ...input, items: items.slice(0, -1) });
        const after = payslipOf({ ...input, items });
        if (before === null || after === null) return;
        // A share is rounded down, so each order may leave a cent.
        const cents = BigInt(ordersOf({ ...input, items }).length);
        expect(after.netMinor).toBeLessThanOrEqual(before.netMinor + cents);
      }),
      { numRuns: 300 },
    );
  });
});

const someHigh = 1_000_000_000n;
const exempt: W4 = {
  ...{ filingStatus: 'single', step2: false, step3Minor: 0n, step4aMinor: 0n },
  ...{ step4bMinor: 0n, step4cMinor: 0n, exempt: true },
};

describe('hours of any rate', () => {
  const quarterHours = fc.bigInt({ min: 1n, max: 60n }).map((one) => one * 250_000n);
  const someRate = fc.bigInt({ min: 1_000_000n, max: 11_000_000n });
  const work = fc.array(fc.record({ quantityMicro: quarterHours, rateMicro: someRate }), {
    ...{ minLength: 1, maxLength: 5 },
  });
  const dollars = fc.oneof(fc.constant(0n), fc.bigInt({ min: 0n, max: 60_000n }));

  // 29 U.S.C. 206(a)(1)(C); with tips, 203(m)(2): a cash wage of 2.13, and tips that make up for the rest.
  it('are paid at the minimum wage at least, or the employee is held', () => {
    let [paid, held] = [0, 0];
    fc.assert(
      fc.property(work, dollars, dollars, (hours, tips, commission) => {
        const none = {
          quantityMicro: null,
          rateMicro: null,
          amountMinor: null,
          percentMicro: null,
        };
        const period = period2026;
        const person = randomEmployee({ chance: seeded(1), period, idOf });
        const employee = { ...person.employee, payType: 'hourly' as const, endedOn: null };
        const items: PayItem[] = [
          ...hours.map((one) => ({ ...none, ...one, payCodeId: idOf('REGULAR') })),
          { ...none, payCodeId: idOf('CASH_TIPS'), amountMinor: tips },
          { ...none, payCodeId: idOf('COMMISSION'), amountMinor: commission },
        ];
        const payslip = payslipOf({
          ...person,
          ...{ employee: { ...employee, hiredOn: period.startOn }, items },
          ...{ taxForm: exempt, yearToDate: AmountsByCode.none },
        });
        const inTotal = hours.reduce((sum, { quantityMicro }) => sum + quantityMicro, 0n);
        const lowest = hours.reduce(
          (least, { rateMicro }) => (rateMicro < least ? rateMicro : least),
          someHigh,
        );
        if (payslip === null) {
          held += 1;
          // Nobody is held whose every hour is paid well enough.
          if (lowest >= 7_250_000n) expect(tips).toBeGreaterThan(0n);
          return;
        }
        paid += 1;
        const least = (inTotal * 725n) / 1_000_000n;
        // Each item is rounded to the cent.
        const rounding = BigInt(hours.length);
        expect(payslip.grossMinor + tips + rounding).toBeGreaterThanOrEqual(least);
        if (lowest < 2_130_000n) expect(tips).toBe(0n);
      }),
      { numRuns: 500 },
    );
    expect(Math.min(paid, held)).toBeGreaterThan(50);
  });
});
