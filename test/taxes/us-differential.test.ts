/**
 * Compares the calculation with the slow and simple one, for random employees. `npm run compare:payslips` compares many.
 */
import { describe, expect, it } from 'vitest';
import { explainLines } from '#payslip/explanation/explain-payslip.ts';
import {
  aRun,
  compared,
  nextEmployee,
  openComparedRun,
  withFormInForce,
} from '../support/compared-payslips.ts';

const employees = 6_000;

describe('the calculation', () => {
  it(`gives what the text of the law gives, for ${employees} employees`, () => {
    let paid = 0;
    let withOrders = 0;
    for (let run = 0; run * aRun < employees; run += 1) {
      const opened = openComparedRun(1, run);
      for (let index = 0; index < aRun; index += 1) {
        const { input, calculated, expected } = compared(opened, nextEmployee(opened));
        expect(calculated, `seed 1, run ${run}, employee ${index}`).toEqual(expected);
        if (calculated === 'held') continue;
        paid += 1;
        if (input.items.some(({ order }) => order !== undefined)) withOrders += 1;
      }
    }
    // Most must be paid, so that the comparison covers more than held people.
    expect(paid / employees).toBeGreaterThan(0.8);
    expect(withOrders / employees).toBeGreaterThan(0.1);
  });

  it('is explained step by step with the same result, line by line', () => {
    for (let run = 0; run < 5; run += 1) {
      const opened = openComparedRun(2, run);
      for (let index = 0; index < 60; index += 1) {
        const input = withFormInForce(nextEmployee(opened));
        const outcome = opened.calculate(input);
        const explained = explainLines(opened.ask, input);
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
