/**
 * Compares the calculation with the slow reference for random employees, a run of a hundred at a time. The same seed
 * and run give the same employees.
 *
 * Elsewhere: the employees (random-employee.ts), the reference (reference-payslip.ts).
 */
import { type Seeded, seeded } from '#engine/seeded.ts';
import { USD } from '#money/minor.ts';
import {
  type CalculatePayslip,
  type CalculatorAsk,
  payslipCalculator,
} from '#payslip/calculate-payslip.ts';
import type { PayslipOutcome } from '#payslip/payslip.ts';
import type { PayslipInput } from '#payslip/payslip-input.ts';
import { federalYears } from '#payslip/taxes/us/federal-years.ts';
import { usFederalWith } from '#payslip/taxes/us/us-federal.ts';
import { w4Of } from '#payslip/taxes/us/w4.ts';
import { w4InForce } from '#payslip/taxes/us/w4-life.ts';
import { randomEmployee, randomPeriod } from './random-employee.ts';
import { exemptionMembers } from './reference-exemptions.ts';
import { referenceForm } from './reference-form.ts';
import { type ReferenceAsk, referencePayslip } from './reference-payslip.ts';
import { codeOf, codes, idOf } from './us-codes.ts';

/** Employees of one random run. */
export const aRun = 100;

interface ComparedRun {
  readonly chance: Seeded;
  readonly period: PayslipInput['period'];
  readonly method: 'flat' | 'aggregate';
  readonly hasDays: boolean;
  readonly ask: CalculatorAsk<PayslipInput>;
  readonly calculate: CalculatePayslip<PayslipInput>;
  readonly reference: ReferenceAsk;
}

/** What both say of one payslip: pay code → cents, and the net pay. */
type Said = 'held' | Readonly<Record<string, bigint>>;

export interface Compared {
  readonly input: PayslipInput;
  readonly calculated: Said;
  readonly expected: Said;
}

export function openComparedRun(seed: number, run: number): ComparedRun {
  const chance = seeded(seed * 1_000_003 + run);
  const year = chance.pick(federalYears);
  const method = chance.pick(['flat', 'aggregate'] as const);
  const hasDays = chance.chance(0.3);
  const period = randomPeriod(chance, year.year);
  return { chance, ...comparedBy({ year, method, hasDays, period }) };
}

export function comparedBy(of: {
  readonly year: ReferenceAsk['year'];
  readonly method: 'flat' | 'aggregate';
  readonly hasDays: boolean;
  readonly period: PayslipInput['period'];
}): Omit<ComparedRun, 'chance'> {
  const { year, method, hasDays, period } = of;
  const ask: CalculatorAsk<PayslipInput> = {
    ...{ codes, currency: USD, payOn: period.payOn },
    taxes: usFederalWith({ supplementalMethod: method }),
    overtime: hasDays ? 'weekly' : 'none',
  };
  const calculator = payslipCalculator(ask);
  if (!calculator.ok) throw new Error(calculator.refusal.message);
  const reference = { year, method, hasDays, codeOf, idOf };
  return { period, method, hasDays, ask, calculate: calculator.value, reference };
}

/** The next employee of a run, whose form may still be a history of forms. */
export function nextEmployee({ chance, period, hasDays }: ComparedRun): PayslipInput {
  return randomEmployee({ chance, period, idOf, hasDays, hasHistory: true });
}

/** As the calculation gets it: with the form that counts. */
export function withFormInForce(input: PayslipInput): PayslipInput {
  return { ...input, taxForm: w4InForce(w4Of(input), input.period) };
}

export function compared(
  { calculate, reference }: Pick<ComparedRun, 'calculate' | 'reference'>,
  input: PayslipInput,
): Compared {
  const form = w4Of(input);
  const counted = {
    ...input,
    taxForm: { ...referenceForm(form, input.period), ...exemptionMembers(form) },
  };
  const expected = referencePayslip(reference, counted);
  return {
    input,
    calculated: saidBy(calculate(withFormInForce(input))),
    expected:
      expected.kind === 'held'
        ? 'held'
        : { ...Object.fromEntries(expected.lines), NET: expected.netMinor },
  };
}

function saidBy(outcome: PayslipOutcome): Said {
  if (outcome.kind === 'held') return 'held';
  const { lines, netMinor } = outcome.payslip;
  const own = lines.filter(({ amountMinor }) => amountMinor !== 0n);
  const byCode = own.map(({ payCodeId, amountMinor }) => [codeOf(payCodeId), amountMinor] as const);
  return { ...Object.fromEntries(byCode), NET: netMinor };
}

/** The pay codes whose amounts differ. Empty: both say the same. */
export function differing({ calculated, expected }: Compared): readonly string[] {
  if (calculated === 'held' || expected === 'held') {
    return calculated === expected ? [] : ['held'];
  }
  const all = new Set([...Object.keys(calculated), ...Object.keys(expected)]);
  return [...all].filter((code) => calculated[code] !== expected[code]);
}
