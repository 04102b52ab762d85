/** Two calculations of any two runs, and the parts of the difference between them. */
import { expect } from 'vitest';
import {
  type AttributedPart,
  attribution,
  type MixedBasis,
  type PaidAmountsByLine,
} from '#judgement/attribute.ts';
import { USD } from '#money/minor.ts';
import { payslipCalculator } from '#payslip/calculate-payslip.ts';
import { compilePayCodes } from '#payslip/codes/compile-pay-codes.ts';
import type { PayCodes } from '#payslip/codes/pay-code.ts';
import type { PayslipInput, PeriodFacts } from '#payslip/payslip-input.ts';
import { usFederal, usFederalWith } from '#payslip/taxes/us/us-federal.ts';

export function compiled(codes: PayCodes['versions']): PayCodes {
  const list = compilePayCodes([...codes], { taxes: usFederal });
  if (!list.ok) throw new Error(JSON.stringify(list.refusal));
  return list.value;
}

export const settingsOf = {
  before: { overtime: 'weekly', proration: 'calendar_days' },
  now: { overtime: 'none', proration: 'working_days' },
} as const;

export interface Runs {
  readonly before: PeriodFacts;
  readonly now: PeriodFacts;
  readonly codes: { readonly before: PayCodes; readonly now: PayCodes };
  readonly settings: {
    readonly before: (typeof settingsOf)['before' | 'now'];
    readonly now: (typeof settingsOf)['before' | 'now'];
  };
}

/** Calculates with any mixture of both runs. */
function calculation(runs: Runs) {
  const made = new Map<string, ReturnType<typeof calculatorFor>>();
  const calculatorFor = (basis: MixedBasis) => {
    const calculator = payslipCalculator<PayslipInput>({
      ...{ codes: runs.codes[basis.codes], currency: USD, payOn: runs[basis.taxTable].payOn },
      ...{ taxes: usFederalWith({ supplementalMethod: 'flat' }) },
      ...runs.settings[basis.settings],
      basePay: basis.isAlone ? 'none' : 'included',
    });
    if (!calculator.ok) throw new Error(JSON.stringify(calculator.refusal));
    return calculator.value;
  };
  return (input: PayslipInput, basis: MixedBasis) => {
    const key = `${basis.codes} ${basis.settings} ${basis.taxTable} ${basis.isAlone}`;
    const calculator = made.get(key) ?? calculatorFor(basis);
    made.set(key, calculator);
    return calculator(input);
  };
}

const wholly = (which: 'before' | 'now', { isAlone }: Both): MixedBasis => ({
  ...{ codes: which, settings: which, taxTable: which, isAlone },
});

export interface Both {
  readonly input: PayslipInput;
  readonly isAlone: boolean;
}

/** The parts of the difference; null when one of the payslips cannot be calculated. */
export function partsBetween(
  runs: Runs,
  both: { readonly before: Both; readonly now: Both },
  stored: Stored = unchanged,
) {
  const calculate = calculation(runs);
  const [one, other] = [
    calculate(both.before.input, wholly('before', both.before)),
    calculate(both.now.input, wholly('now', both.now)),
  ];
  if (one.kind === 'held' || other.kind === 'held') return null;
  const isSame = {
    codes: runs.codes.before === runs.codes.now,
    settings: runs.settings.before === runs.settings.now,
  };
  const { before, now } = runs;
  const attribute = attribution({ before, now, isSame, periodCause: 'period_length', calculate });
  const paid = {
    before: withMore(one.payslip, stored.before),
    now: withMore(other.payslip, stored.now),
  };
  const parts = attribute({ ...both.before, paid: paid.before }, { ...both.now, paid: paid.now });
  return { parts, ...paid };
}

/** What other software has stored in addition to what is calculated today, in the first line. */
interface Stored {
  readonly before: bigint;
  readonly now: bigint;
}

const unchanged: Stored = { before: 0n, now: 0n };

function withMore(paid: PaidAmountsByLine, more: bigint): PaidAmountsByLine {
  return {
    ...{ grossMinor: paid.grossMinor + more, netMinor: paid.netMinor + more },
    lines: paid.lines.map((line, nth) =>
      nth === 0 ? { ...line, amountMinor: line.amountMinor + more } : line,
    ),
  };
}

function linesOf({ lines }: Pick<PaidAmountsByLine, 'lines'>): ReadonlyMap<number, bigint> {
  return new Map(lines.map(({ payCodeId, amountMinor }) => [payCodeId, amountMinor]));
}

/** The parts add up to the difference, for gross, net and every line. */
export function expectSum(
  parts: readonly AttributedPart[],
  of: { before: PaidAmountsByLine; now: PaidAmountsByLine },
) {
  const sum = (amount: (part: AttributedPart) => bigint) =>
    parts.reduce((total, part) => total + amount(part), 0n);
  expect(sum((part) => part.grossMinor)).toBe(of.now.grossMinor - of.before.grossMinor);
  expect(sum((part) => part.netMinor)).toBe(of.now.netMinor - of.before.netMinor);
  const [before, now] = [linesOf(of.before), linesOf(of.now)];
  const ids = new Set([
    ...before.keys(),
    ...now.keys(),
    ...parts.flatMap((part) => [...linesOf(part).keys()]),
  ]);
  for (const id of ids) {
    expect(sum((part) => linesOf(part).get(id) ?? 0n)).toBe(
      (now.get(id) ?? 0n) - (before.get(id) ?? 0n),
    );
  }
  expect(new Set(parts.map(({ cause }) => cause)).size).toBe(parts.length);
}
