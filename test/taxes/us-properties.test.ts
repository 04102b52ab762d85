import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seeded } from '#engine/seeded.ts';
import { USD } from '#money/minor.ts';
import { payslipCalculator } from '#payslip/calculate-payslip.ts';
import type { PayCodeKind } from '#payslip/codes/pay-code.ts';
import type { Payslip, PayslipOutcome } from '#payslip/payslip.ts';
import type { PayslipInput } from '#payslip/payslip-input.ts';
import { usFederal } from '#payslip/taxes/us/us-federal.ts';
import { filingStatuses, type W4, w4Of } from '#payslip/taxes/us/w4.ts';
import { randomEmployee, randomPeriod } from '../support/random-employee.ts';
import { codes, idOf } from '../support/us-codes.ts';

const someSeed = fc.integer({ min: 0, max: 2 ** 31 });

function employeeOf(seed: number): PayslipInput {
  const chance = seeded(seed);
  const period = randomPeriod(chance, 2023 + chance.below(4));
  return randomEmployee({ chance, period, idOf });
}

function calculatorFor({ period }: PayslipInput) {
  const made = payslipCalculator({ codes, currency: USD, payOn: period.payOn, taxes: usFederal });
  if (!made.ok) throw new Error(made.refusal.message);
  return made.value;
}

function sumOf(payslip: Payslip, kind: PayCodeKind): bigint {
  return payslip.lines
    .filter(({ payCodeId }) => codes.byId.get(payCodeId)?.kind === kind)
    .reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
}

function storedOf(outcome: PayslipOutcome): unknown {
  if (outcome.kind === 'held') return outcome;
  const { grossMinor, reimbursementsMinor, deductionsMinor, taxesMinor } = outcome.payslip;
  const { employerMinor, netMinor, lines, warnings, yearToDate } = outcome.payslip;
  return [
    ...[grossMinor, reimbursementsMinor, deductionsMinor, taxesMinor, employerMinor, netMinor],
    ...[lines, warnings, [...yearToDate]],
  ];
}

/** Everything that is stored about a payslip, byte for byte. */
function bytesOf(outcome: PayslipOutcome): string {
  return JSON.stringify(storedOf(outcome), (_, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
}

describe('every payslip', () => {
  it('adds up: its lines are its gross, its parts and its net, and its net is not negative', () => {
    fc.assert(
      fc.property(someSeed, (seed) => {
        const input = employeeOf(seed);
        const outcome = calculatorFor(input)(input);
        if (outcome.kind === 'held') return;
        const { payslip } = outcome;
        expect(payslip.grossMinor).toBe(sumOf(payslip, 'earning'));
        expect(payslip.deductionsMinor).toBe(sumOf(payslip, 'deduction'));
        expect(payslip.taxesMinor).toBe(sumOf(payslip, 'tax'));
        expect(payslip.reimbursementsMinor).toBe(sumOf(payslip, 'reimbursement'));
        expect(payslip.employerMinor).toBe(sumOf(payslip, 'employer_contribution'));
        const { grossMinor, reimbursementsMinor, deductionsMinor, taxesMinor } = payslip;
        expect(payslip.netMinor).toBe(
          grossMinor + reimbursementsMinor - deductionsMinor - taxesMinor,
        );
        expect(payslip.netMinor >= 0n).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is the same again, whichever payslips were calculated in between', () => {
    fc.assert(
      fc.property(someSeed, someSeed, (seed, other) => {
        const input = employeeOf(seed);
        const calculate = calculatorFor(input);
        const first = bytesOf(calculate(input));
        calculate({ ...employeeOf(other), period: input.period });
        expect(bytesOf(calculate(input))).toBe(first);
        expect(bytesOf(calculatorFor(input)(input))).toBe(first);
      }),
      { numRuns: 300 },
    );
  });

  it('does not depend on the order of its items', () => {
    fc.assert(
      fc.property(someSeed, (seed) => {
        const input = employeeOf(seed);
        const turned = { ...input, items: input.items.toReversed() };
        const calculate = calculatorFor(input);
        expect(bytesOf(calculate(turned))).toBe(bytesOf(calculate(input)));
      }),
      { numRuns: 500 },
    );
  });

  it('continues the year-to-date: the earlier amount plus its own', () => {
    fc.assert(
      fc.property(someSeed, (seed) => {
        const input = employeeOf(seed);
        const outcome = calculatorFor(input)(input);
        if (outcome.kind === 'held') return;
        const { lines, yearToDate } = outcome.payslip;
        const added = new Map(lines.map(({ payCodeId, amountMinor }) => [payCodeId, amountMinor]));
        for (const id of new Set([...input.yearToDate.codes, ...added.keys()])) {
          const expected = (input.yearToDate.get(id) ?? 0n) + (added.get(id) ?? 0n);
          expect(yearToDate.get(id)).toBe(expected);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('withholding', () => {
  const taxOn = (input: PayslipInput, wagesMinor: bigint): bigint => {
    const none = { quantityMicro: null, rateMicro: null, percentMicro: null };
    // Withholding on other income of the form can exceed the pay, so the pay must be large enough.
    const items = [
      { payCodeId: idOf('REGULAR'), ...none, amountMinor: wagesMinor },
      { payCodeId: idOf('REIMBURSEMENT'), ...none, amountMinor: 1_000_000_000n },
    ];
    const employee = { ...input.employee, payType: 'hourly' as const, endedOn: null };
    const hiredOn = new Temporal.PlainDate(2019, 1, 1);
    // The exemption of a child needs one.
    const birthOn = input.employee.birthOn ?? new Temporal.PlainDate(1990, 1, 1);
    const taxForm = { ...input.taxForm, step4cMinor: 0n };
    const outcome = calculatorFor(input)({
      ...input,
      taxForm,
      items,
      employee: { ...employee, hiredOn, birthOn },
    });
    if (outcome.kind === 'held') throw new Error(outcome.detail);
    const fit = outcome.payslip.lines.find(({ payCodeId }) => payCodeId === idOf('FIT'));
    return fit?.amountMinor ?? 0n;
  };

  it('does not fall when wages rise', () => {
    fc.assert(
      fc.property(
        someSeed,
        fc.bigInt({ min: 1n, max: 5_000_000n }),
        fc.bigInt({ min: 0n, max: 100_000n }),
        (seed, wages, more) => {
          const input = employeeOf(seed);
          // The Step 2 schedules are printed with limits rounded up by half a dollar. There the
          // yearly tax can fall by up to 19 cents at a limit, which shows with one period a year.
          const slack = w4Of(input).step2 ? 19n : 0n;
          expect(taxOn(input, wages + more) + slack >= taxOn(input, wages)).toBe(true);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('never leaves a person with less net pay for higher wages', () => {
    fc.assert(
      fc.property(
        someSeed,
        fc.bigInt({ min: 1n, max: 5_000_000n }),
        fc.bigInt({ min: 100n, max: 100_000n }),
        (seed, wages, more) => {
          const input = employeeOf(seed);
          expect(taxOn(input, wages + more) - taxOn(input, wages) <= more).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('is lower with a higher credit, and higher with other income', () => {
    fc.assert(
      fc.property(
        someSeed,
        fc.constantFrom(...filingStatuses),
        fc.bigInt({ min: 1n, max: 2_000_000n }),
        (seed, filingStatus, wages) => {
          const input = employeeOf(seed);
          const base = {
            ...w4Of(input),
            filingStatus,
            allowances: null,
            exempt: false,
            step2: false,
          };
          const withForm = (form: Partial<W4>): bigint =>
            taxOn({ ...input, taxForm: { ...base, ...form } }, wages);
          const plain = withForm({});
          expect(withForm({ step3Minor: base.step3Minor + 100_000n }) <= plain).toBe(true);
          expect(withForm({ step4bMinor: base.step4bMinor + 100_000n }) <= plain).toBe(true);
          expect(withForm({ step4aMinor: base.step4aMinor + 100_000n }) >= plain).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});
