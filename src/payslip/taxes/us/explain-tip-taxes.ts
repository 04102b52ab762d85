/**
 * Explains the lines of a payslip whose taxes on tips are taken in the order of the law: what was due, what was taken in
 * which step, and what is carried to the next payslips of the year.
 */
import type { Explanation } from '#payslip/explanation/explanation.ts';
import { dollarStep, dollars } from './explained-dollars.ts';
import type { FicaLines } from './fica.ts';
import {
  type PaidTaxes,
  type TakenTaxes,
  type TaxName,
  type TipCase,
  type TipLines,
  taxNames,
} from './tip-taxes.ts';

const source = 'IRS Publication 15, section 6, "Ordering rule"; 26 U.S.C. 3102(c) and 3402(k)';

interface ExplainTipsAsk {
  readonly paid: PaidTaxes;
  readonly lines: TipLines;
  readonly ficaLines: FicaLines;
  readonly fitSlot: number;
}

const titles: Readonly<Record<TaxName, string>> = {
  socialSecurityMinor: 'Social Security',
  medicareMinor: 'Medicare',
  additionalMinor: 'Additional Medicare',
  incomeTaxMinor: 'Federal income tax',
};

/** Replaces the explanation of each line that is not the whole tax of the payslip. */
export function explainTipTaxes(
  { paid, lines, ficaLines, fitSlot }: ExplainTipsAsk,
  told: Map<number, Explanation>,
): void {
  const { tips } = paid;
  if (tips === null) return;
  const slots: Readonly<Record<TaxName, number>> = {
    socialSecurityMinor: ficaLines.socialSecurity.slot,
    medicareMinor: ficaLines.medicare.slot,
    additionalMinor: ficaLines.additionalMedicare.slot,
    incomeTaxMinor: fitSlot,
  };
  for (const name of taxNames) {
    if (paid.notTaken[name] === 0n) continue;
    const due = told.get(slots[name]);
    told.set(slots[name], takenStep({ tips, paid }, name, due === undefined ? [] : [due]));
    told.set(lines.notTaken[name].slot, notTakenStep({ tips, paid }, name));
  }
}

interface Told {
  readonly tips: TipCase;
  readonly paid: TakenTaxes;
}

function takenStep(
  { tips, paid }: Told,
  name: TaxName,
  children: readonly Explanation[],
): Explanation {
  const amountMinor = paid.taken[name];
  return {
    ...dollarStep(titles[name], amountMinor),
    rule: `taken from the wages until nothing is left: ${order(name)} (${source})`,
    inputs: [
      { name: 'wages in money, less deductions before tax', value: dollars(tips.cashMinor) },
      { name: 'tips', value: dollars(tips.tipsMinor) },
      { name: 'this tax on the wages', value: dollars(tips.onWages[name]) },
      { name: 'this tax on the tips', value: dollars(tips.all[name] - tips.onWages[name]) },
      { name: 'not taken by earlier payslips of the year', value: dollars(tips.before[name]) },
    ],
    arithmetic: `${dollars(amountMinor)} of ${dollars(tips.all[name] + tips.before[name])}`,
    children,
  };
}

function order(name: TaxName): string {
  return name === 'incomeTaxMinor'
    ? 'on the wages after Social Security and Medicare on the wages, and on the tips last'
    : 'on the wages first, and on the tips after income tax on the wages; Social Security before Medicare';
}

function notTakenStep({ tips, paid }: Told, name: TaxName): Explanation {
  const amountMinor = paid.notTaken[name];
  const [all, took] = [dollars(tips.all[name]), dollars(paid.taken[name])];
  return {
    ...dollarStep(`${titles[name]}, not taken`, amountMinor),
    rule: `${amountMinor < 0n ? 'taken for earlier payslips of the year' : 'carried to the next payslips of the year'}; ${atYearEnd[name]}`,
    arithmetic: `${all} − ${took} = ${dollars(amountMinor)}`,
  };
}

const atYearEnd: Readonly<Record<TaxName, string>> = {
  socialSecurityMinor:
    'what is left is in box 12 of Form W-2, code A (IRS Publication 15, section 6)',
  medicareMinor: 'what is left is in box 12 of Form W-2, code B (IRS Publication 15, section 6)',
  additionalMinor: 'Form W-2 does not show what is left (IRS Publication 15, section 6)',
  incomeTaxMinor: 'after the year nothing more is taken (26 U.S.C. 3402(k))',
};
