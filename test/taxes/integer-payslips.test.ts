import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { USD } from '#money/minor.ts';
import type { AmountsByCode } from '#payslip/amounts-by-code.ts';
import { openCalculation, payslipCalculator } from '#payslip/calculate-payslip.ts';
import { IntegerPayslip } from '#payslip/integers/integer-payslip.ts';
import type { PayslipOutcome } from '#payslip/payslip.ts';
import type { PayslipInput } from '#payslip/payslip-input.ts';
import { usFederalWith } from '#payslip/taxes/us/us-federal.ts';
import { payslipBytes } from '#store/writes/payslip-bytes.ts';
import { anyPayslipInput, everyRule } from '../support/any-payslip-input.ts';

const runs = Number(process.env['PAYBEAT_EMPLOYEES'] ?? 4_000);
const payOn = Temporal.PlainDate.from('2026-03-20');

function calculators(options: {
  readonly basePay: 'included' | 'none';
  readonly overtime: 'weekly' | 'none';
  readonly proration: 'calendar_days' | 'hours';
}) {
  const taxes = usFederalWith({ supplementalMethod: 'flat' });
  const ask = { codes: everyRule, currency: USD, payOn, taxes, ...options };
  const made = payslipCalculator<PayslipInput>(ask);
  const opened = openCalculation<PayslipInput>(ask, null);
  if (!made.ok || !opened.ok) throw new Error('the calculators open');
  return { integers: made.value, bigints: (input: PayslipInput) => opened.value.payslip(input) };
}

const used = [
  calculators({ basePay: 'included', overtime: 'weekly', proration: 'calendar_days' }),
  calculators({ basePay: 'included', overtime: 'none', proration: 'hours' }),
  calculators({ basePay: 'none', overtime: 'weekly', proration: 'calendar_days' }),
];

/** Everything that can be read of an outcome. */
function valuesOf(outcome: PayslipOutcome) {
  if (outcome.kind === 'held') return outcome;
  const { lines, lineCodes, lineAmounts, warnings, yearToDate } = outcome.payslip;
  const { grossMinor, reimbursementsMinor, deductionsMinor, taxesMinor } = outcome.payslip;
  const { employerMinor, netMinor } = outcome.payslip;
  const totals = { grossMinor, reimbursementsMinor, deductionsMinor, taxesMinor };
  return {
    ...totals,
    employerMinor,
    netMinor,
    lines,
    lineCodes,
    lineAmounts,
    warnings,
    year: [...yearToDate],
  };
}

/** Of somebody who was held, the year before: without it, what is stored next would be far below zero. */
function yearAfter(outcome: PayslipOutcome, before: AmountsByCode): AmountsByCode {
  return outcome.kind === 'held' ? before : outcome.payslip.yearToDate;
}

/** What a run stores of two payslips in turn: the second one uses what the first left behind. */
function stored(outcomes: readonly PayslipOutcome[], openings: AmountsByCode): Buffer {
  const claim = { companyId: 7, runId: 2 ** 31 - 1, ordinal: 3, epoch: 4 };
  const payslips = outcomes.flatMap((outcome, nth) => {
    if (outcome.kind === 'held') return [];
    const { payslip } = outcome;
    const yearToDate = payslip.yearToDate.minus(openings);
    return [{ employeeId: 100 + nth, payslip, yearToDate, warnings: [] }];
  });
  return Buffer.concat([...payslipBytes([{ claim, payslips }])]);
}

describe('a payslip in whole numbers', () => {
  it('is the payslip that bigint gives and is stored in the same bytes, for every input', {
    timeout: 120_000,
  }, () => {
    let [payslips, inIntegers, ofTerms] = [0, 0, 0];
    fc.assert(
      fc.property(anyPayslipInput, fc.constantFrom(...used), (input, { integers, bigints }) => {
        const outcome = integers(input);
        const exact = bigints(input);
        expect(valuesOf(outcome)).toEqual(valuesOf(exact));
        const again = { ...input, yearToDate: yearAfter(outcome, input.yearToDate) };
        const [next, nextExact] = [integers(again), bigints(again)];
        const bytes = stored([outcome, next, outcome], input.yearToDate);
        expect(bytes.equals(stored([exact, nextExact, exact], input.yearToDate))).toBe(true);
        if (outcome.kind === 'held') return;
        payslips += 1;
        if (!(outcome.payslip instanceof IntegerPayslip)) return;
        inIntegers += 1;
        if ((input.employee.terms?.length ?? 0) > 0) ofTerms += 1;
      }),
      { numRuns: runs },
    );
    // The comparison means nothing if whole numbers are hardly ever used, or always.
    expect(payslips).toBeGreaterThan(runs / 4);
    // About a third has no pay code that they leave to bigint: the bound is far below what any seed gives.
    expect(inIntegers).toBeGreaterThan(payslips / 5);
    expect(inIntegers).toBeLessThan(payslips);
    // About one in thirty has terms: the bound is far below what any seed gives.
    expect(ofTerms).toBeGreaterThan(payslips / 150);
  });
});
