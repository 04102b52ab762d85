/** What this version calculates with: pay codes, currency, tax pack. */
import { type Answer, assert } from '#errors.ts';
import { type Currency, parseCurrency } from '#money/minor.ts';
import { builtInPayCodes } from '#payslip/built-in-pay-codes.ts';
import {
  type CalculatePayslip,
  type CalculatorAsk,
  payslipCalculator,
} from '#payslip/calculate-payslip.ts';
import { compilePayCodes } from '#payslip/compile-pay-codes.ts';
import type { PayCodes } from '#payslip/pay-code.ts';
import type { PayslipInput } from '#payslip/payslip-input.ts';
import { usFederal } from '#payslip/taxes/us/us-federal.ts';

let compiled: PayCodes | null = null;

export function payCodes(): PayCodes {
  if (compiled) return compiled;
  const answer = compilePayCodes(builtInPayCodes);
  assert(answer.ok, 'the built-in pay codes compile');
  compiled = answer.value;
  return compiled;
}

export function payCodeIdOf(code: string): number {
  const found = payCodes().byCode.get(code);
  assert(found, `${code} is a built-in pay code`);
  return found.id;
}

/** A company's currency was checked when it was added. */
export function currencyOf(code: string): Currency {
  const parsed = parseCurrency(code);
  assert(parsed.ok, `the company's currency ${code} is one of ours`);
  return parsed.value;
}

interface PaidOn {
  readonly currency: string;
  readonly payOn: Temporal.PlainDate;
}

/** What the calculation of one pay date is made of. */
export function calculationOf({ currency, payOn }: PaidOn): CalculatorAsk<PayslipInput> {
  return { codes: payCodes(), currency: currencyOf(currency), payOn, taxes: usFederal };
}

/** A calculator for the payslips of one pay date. Refuses a date without a tax table, by name. */
export function calculatorOf(ask: PaidOn): Answer<CalculatePayslip<PayslipInput>> {
  return payslipCalculator(calculationOf(ask));
}
