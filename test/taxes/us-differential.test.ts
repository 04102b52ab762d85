/**
 * Compares the fast calculation with the slow and simple one, for random employees.
 *
 * `PAYBEAT_EMPLOYEES=100000 PAYBEAT_SEED=7 npx vitest run --project taxes us-differential`
 */
import { describe, expect, it } from 'vitest';
import { type Seeded, seeded } from '#engine/seeded.ts';
import { USD } from '#money/minor.ts';
import { payslipCalculator } from '#payslip/calculate-payslip.ts';
import { explainLines } from '#payslip/explanation/explain-payslip.ts';
import { federal2023 } from '#payslip/taxes/us/federal-2023.ts';
import { federal2024 } from '#payslip/taxes/us/federal-2024.ts';
import { federal2025 } from '#payslip/taxes/us/federal-2025.ts';
import { federal2026 } from '#payslip/taxes/us/federal-2026.ts';
import { usFederalWith } from '#payslip/taxes/us/us-federal.ts';
import { randomEmployee, randomPeriod } from '../support/random-employee.ts';
import { referencePayslip } from '../support/reference-payslip.ts';
import { codeOf, codes, idOf } from '../support/us-codes.ts';

const employees = Number(process.env['PAYBEAT_EMPLOYEES'] ?? 10_000);
const firstSeed = Number(process.env['PAYBEAT_SEED'] ?? 1);
const aRun = 100;

const years = [federal2023, federal2024, federal2025, federal2026];
const methods = ['flat', 'aggregate'] as const;

/** One run: its period, its calculator, and the numbers of its employees. */
function openRun(chance: Seeded) {
  const year = chance.pick(years);
  const supplementalMethod = chance.pick(methods);
  const period = randomPeriod(chance, year.year);
  const ask = {
    codes,
    currency: USD,
    payOn: period.payOn,
    taxes: usFederalWith({ supplementalMethod }),
    // Weekly overtime has its own reference, in src/payslip/overtime.
    overtime: 'none' as const,
  };
  const calculator = payslipCalculator(ask);
  if (!calculator.ok) throw new Error(calculator.refusal.message);
  return { year, period, ask, calculate: calculator.value, method: supplementalMethod };
}

describe('the fast calculation', () => {
  it(`gives what the worksheets give, for ${employees} employees`, { timeout: 600_000 }, () => {
    let paid = 0;
    for (let run = 0; run * aRun < employees; run += 1) {
      const chance = seeded(firstSeed * 1_000_003 + run);
      const { year, period, calculate, method } = openRun(chance);
      const reference = { year, method, codeOf, idOf };
      for (let index = 0; index < aRun; index += 1) {
        const input = randomEmployee({ chance, period, idOf });
        const expected = referencePayslip(reference, input);
        const outcome = calculate(input);
        const where = `seed ${firstSeed}, run ${run}, employee ${index}`;
        expect(outcome.kind, where).toBe(expected.kind);
        if (outcome.kind === 'held' || expected.kind === 'held') continue;
        paid += 1;
        const lines = new Map(
          outcome.payslip.lines
            .filter(({ amountMinor }) => amountMinor !== 0n)
            .map(({ payCodeId, amountMinor }) => [codeOf(payCodeId), amountMinor]),
        );
        expect(Object.fromEntries(lines), where).toEqual(Object.fromEntries(expected.lines));
        expect(outcome.payslip.netMinor, where).toBe(expected.netMinor);
      }
    }
    // Most must be paid, so that the comparison covers more than held people.
    expect(paid / employees).toBeGreaterThan(0.8);
  });

  it('is explained step by step with the same result, line by line', () => {
    const chance = seeded(firstSeed);
    for (let run = 0; run < 5; run += 1) {
      const { period, ask, calculate } = openRun(chance);
      for (let index = 0; index < 60; index += 1) {
        const input = randomEmployee({ chance, period, idOf });
        const outcome = calculate(input);
        const explained = explainLines(ask, input);
        if (!explained.ok) throw new Error(explained.refusal.message);
        if (outcome.kind === 'held') {
          expect(explained.value).toEqual(outcome);
        } else {
          if (explained.value.kind === 'held') throw new Error('the explanation held');
          const { lines, payslip } = explained.value;
          expect(payslip.lines).toEqual(outcome.payslip.lines);
          expect(lines.map(({ explanation }) => explanation.amountMinor)).toEqual(
            outcome.payslip.lines.map(({ amountMinor }) => amountMinor),
          );
        }
      }
    }
  });
});
