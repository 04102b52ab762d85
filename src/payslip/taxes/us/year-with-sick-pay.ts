/**
 * The taxes of a year on payslips with sick pay: before the taxes, the wages lose exempt sick pay, and what a third party has
 * withheld is set aside. All other payslips pass through.
 */
import { assert } from '#errors.ts';
import type { Explanation } from '#payslip/explanation/explanation.ts';
import type { Held } from '#payslip/payslip.ts';
import type { PayslipInput } from '#payslip/payslip-input.ts';
import type { TaxableWages, TaxedSheet, TaxSheet, TaxYear } from '#payslip/taxes/tax-pack.ts';
import { explainSickPay } from './explain-sick-pay.ts';
import type { GivenWages } from './fica.ts';
import { type SickAsk, type SickPay, sickPayOf } from './sick-pay.ts';

/** The taxes of a year on given wages. */
export interface YearOfWages
  extends Pick<TaxYear<PayslipInput>, 'table' | 'integers'>,
    Required<Pick<TaxYear<PayslipInput>, 'beforeTaxes' | 'afterAll'>> {
  withhold(input: PayslipInput, given: GivenWages, sheet: TaxSheet): Held | null;
  afterTaxes(
    input: PayslipInput,
    given: GivenWages,
    sheet: TaxedSheet,
  ): ReadonlyMap<number, Explanation>;
  explain(
    input: PayslipInput,
    given: GivenWages,
    sheet: Pick<TaxSheet, 'amounts' | 'cashMinor'>,
  ): Map<number, Explanation>;
}

export function withSickPay(year: YearOfWages, ask: SickAsk): TaxYear<PayslipInput> {
  /** Of a payslip that is not held. */
  const paidSick = (
    input: PayslipInput,
    wages: TaxableWages,
    sheet: Pick<TaxSheet, 'amounts'>,
  ): SickPay | null => {
    const sick = sickPayOf(ask, { input, wages }, sheet);
    assert(sick === null || !('kind' in sick), 'a held payslip has no taxes');
    return sick;
  };
  return {
    ...year,
    withhold(input, wages, sheet) {
      const sick = sickPayOf(ask, { input, wages }, sheet);
      if (sick !== null && 'kind' in sick) return sick;
      const trouble = year.withhold(input, given(sick, wages), sheet);
      const exemptMinor = sick?.exemptMinor ?? 0n;
      if (trouble === null && exemptMinor !== 0n) sheet.write(ask.sick.exempt.slot, exemptMinor);
      return trouble;
    },
    afterTaxes: (input, wages, sheet) =>
      year.afterTaxes(input, given(paidSick(input, wages, sheet), wages), sheet),
    explain(input, wages, sheet) {
      const sick = paidSick(input, wages, sheet);
      const told = year.explain(input, given(sick, wages), sheet);
      if (sick !== null) explainSickPay({ sick, lines: ask.sick, ficaLines: ask.lines }, told);
      return told;
    },
  };
}

function given(sick: SickPay | null, wages: TaxableWages): GivenWages {
  if (sick === null) return { wages, elsewhere: {} };
  return { wages: sick.wages, elsewhere: { elsewhere: sick.elsewhere } };
}
