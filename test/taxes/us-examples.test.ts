import { describe, expect, it } from 'vitest';
import { caseCalculator } from '#payslip/cases/calculate-file.ts';
import { usFederal } from '#payslip/taxes/us/us-federal.ts';
import { computedExamples } from './us-computed-examples.ts';
import { wageBracketExamples } from './us-wage-bracket-examples.ts';

const calculate = caseCalculator();

/** Half of the widest monthly wage bracket in the examples, at 12 %, plus half a dollar. */
const HALF_A_BRACKET = 30 * 0.12 + 0.5;

function linesOf(json: unknown): Readonly<Record<string, string>> {
  const result = calculate(json);
  expect(result).toMatchObject({ kind: 'payslip' });
  const lines = result['lines'] as readonly { code: string; amount: string }[];
  return Object.fromEntries(lines.map(({ code, amount }) => [code, amount]));
}

describe('an official worked example matches to the cent', () => {
  it.each(usFederal.examples)('$what ($source)', ({ json, lines }) => {
    expect(linesOf(json)).toMatchObject(lines);
  });
});

describe('an official example of the wage bracket method matches within half a bracket', () => {
  it.each(wageBracketExamples)('$what ($source)', ({ json, withheld }) => {
    const tax = Number(linesOf(json)['FIT']);
    expect(Math.abs(tax - withheld)).toBeLessThanOrEqual(HALF_A_BRACKET);
  });
});

describe('an amount computed from the published formula matches to the cent', () => {
  it.each(computedExamples)('%s %s %s %j is %s', (year, frequency, amount, w4, tax) => {
    const json = {
      pay_date: `${year}-06-15`,
      frequency,
      employee: { pay_type: 'hourly' },
      w4,
      items: [{ code: 'REGULAR', amount }],
    };
    expect(linesOf(json)['FIT']).toBe(tax);
  });
});
