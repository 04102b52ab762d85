/**
 * Explains income that is taxed in a special way, with its paragraph: which taxes apply to it, what the company pays
 * ahead, and what it takes back.
 */
import type { Explanation } from '#payslip/explanation/explanation.ts';
import type { OpenTaxPack, TaxLine, TaxSheet } from '#payslip/taxes/tax-pack.ts';
import { dollarStep, dollars } from './explained-dollars.ts';
import type { Advance, FormerTaxes, ImputedLines, Repayment } from './imputed-income.ts';
import { usPayCodes } from './us-pay-codes.ts';

/** Pay code → the taxes on it, with the paragraph. */
const taxedBy: ReadonlyMap<string, string> = new Map([
  [
    'GROUP_TERM_LIFE',
    'Social Security and Medicare, but neither income tax nor FUTA (26 U.S.C. 79, 3121(a)(2)(C) and 3401(a)(14))',
  ],
  [
    'GROUP_TERM_LIFE_FORMER',
    'Social Security and Medicare, which the employee pays with the own return (26 U.S.C. 79 and 3102(d))',
  ],
  [
    'COMPANY_CAR_NO_FIT',
    'Social Security, Medicare and FUTA, but by choice of the employer no income tax (26 U.S.C. 3402(s); IRS Publication 15, section 5)',
  ],
  [
    'S_CORP_HEALTH',
    'income tax, but neither Social Security and Medicare nor FUTA (IRS Publication 15, section 5, "Health insurance plans")',
  ],
  [
    'PAY_AFTER_DEATH',
    'Social Security, Medicare and FUTA, but no income tax (IRS Publication 15, section 15, "Deceased worker")',
  ],
]);

const collecting =
  'IRS Publication 15, section 13, "Collecting underwithheld taxes from employees"';

interface SpecialLine extends TaxLine {
  readonly title: string;
  readonly taxes: string;
}

/** The pay codes of special income that the company has. */
export function specialLines({ generalLine }: OpenTaxPack): readonly SpecialLine[] {
  return [...taxedBy].flatMap(([code, taxes]) => {
    const line = generalLine(code);
    const title = usPayCodes.find((one) => one.code === code)?.title ?? code;
    return line === null ? [] : [{ ...line, title, taxes }];
  });
}

/** Adds such income to the explanation of the wages for income tax. */
export function explainSpecialIncome(
  { special, wagesSlot }: { readonly special: readonly SpecialLine[]; readonly wagesSlot: number },
  { amounts }: Pick<TaxSheet, 'amounts'>,
  told: Map<number, Explanation>,
): void {
  const wages = told.get(wagesSlot);
  const inputs = special.flatMap(({ slot, title, taxes }) => {
    const amountMinor = amounts[slot] ?? 0n;
    return amountMinor === 0n ? [] : [{ name: title, value: `${dollars(amountMinor)}: ${taxes}` }];
  });
  if (wages === undefined || inputs.length === 0) return;
  told.set(wagesSlot, { ...wages, inputs: [...wages.inputs, ...inputs] });
}

/** Replaces the explanation of Social Security and Medicare where the employee pays a part with the own return. */
export function explainFormerTaxes(
  { former, lines }: { readonly former: FormerTaxes; readonly lines: ImputedLines },
  slots: { readonly socialSecurity: number; readonly medicare: number },
  told: Map<number, Explanation>,
): void {
  const rule =
    'the tax on cover after the employment, which the employee pays with the own return (26 U.S.C. 3102(d))';
  const parts = [
    [slots.socialSecurity, lines.lifeSocialSecurity.slot, former.socialSecurityMinor, 'M'],
    [slots.medicare, lines.lifeMedicare.slot, former.medicareMinor, 'N'],
  ] as const;
  for (const [taxSlot, ownSlot, amountMinor, box] of parts) {
    const due = told.get(taxSlot);
    if (amountMinor === 0n || due?.amountMinor === undefined || due.amountMinor === null) continue;
    const leftMinor = due.amountMinor - amountMinor;
    told.set(taxSlot, {
      ...dollarStep(due.title, leftMinor),
      rule: 'the tax on all wages, less what the employee pays with the own return (26 U.S.C. 3102(d))',
      arithmetic: `${dollars(due.amountMinor)} − ${dollars(amountMinor)} = ${dollars(leftMinor)}`,
      children: [due],
    });
    const title = `${due.title} on cover after the employment, not taken`;
    told.set(ownSlot, {
      ...dollarStep(title, amountMinor),
      rule: `${rule}; it is in box 12 of Form W-2, code ${box}`,
    });
  }
}

export function explainAdvance(
  { leftMinor, causedMinor, amountMinor }: Advance,
  { advance }: ImputedLines,
): ReadonlyMap<number, Explanation> {
  const told = {
    ...dollarStep('Taxes paid ahead by the company', amountMinor),
    rule: `taxes that the pay in money does not cover, up to those on other income; later payslips of the year take them back (${collecting})`,
    inputs: [
      { name: 'pay in money, less deductions before tax and taxes', value: dollars(leftMinor) },
      { name: 'taxes on other income', value: dollars(causedMinor) },
    ],
  };
  return new Map([[advance.slot, told]]);
}

export function explainRepayment(
  { owedMinor, leftMinor, amountMinor }: Repayment,
  { repaid }: ImputedLines,
): ReadonlyMap<number, Explanation> {
  const told = {
    ...dollarStep('Taxes paid ahead, taken back', amountMinor),
    rule:
      owedMinor < 0n
        ? 'taken back for a payslip that was reversed, so it is given back'
        : `taxes that the company paid ahead for earlier payslips of the year, up to what is left of the pay (${collecting})`,
    inputs: [
      { name: 'paid ahead and not taken back', value: dollars(owedMinor) },
      { name: 'left of the pay in money', value: dollars(leftMinor) },
    ],
  };
  return new Map([[repaid.slot, told]]);
}
