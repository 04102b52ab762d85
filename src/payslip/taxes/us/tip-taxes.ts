/**
 * The order in which taxes are taken from the wages of somebody who reports tips, when the wages do not cover them:
 * IRS Publication 15 (2026), section 6, "Ordering rule"; 26 U.S.C. 3102(c) and 3402(k).
 *
 *   1  Social Security and Medicare on the wages
 *   2  income tax on the wages
 *   3  Social Security and Medicare on the tips
 *   4  income tax on the tips
 *
 * Taxes are taken until nothing is left. The rest is carried to the next payslips of the year, in lines whose
 * year-to-date is what is left. The law has no order among Social Security and Medicare: Social Security is first here.
 * Step 1 is taken in full: the employer owes it, so wages that do not cover it hold the employee.
 *
 * Elsewhere: the same in words (explain-tip-taxes.ts).
 */
import type { Minor } from '#money/minor.ts';
import type { AmountsByCode } from '#payslip/amounts-by-code.ts';
import type { PayslipInput } from '#payslip/payslip-input.ts';
import { tipOrderSinceEdition } from '#payslip/rules-editions.ts';
import type { OpenTaxPack, TaxableWages, TaxLine, TaxSheet } from '#payslip/taxes/tax-pack.ts';
import { exemptionOf } from './exemptions.ts';
import type { FederalFigures } from './federal-year.ts';
import { type FicaAsk, type FicaLines, type FicaTaxes, ficaTaxes } from './fica.ts';
import { fitWagesOf, type IncomeTax, type IncomeTaxAsk, incomeTax } from './income-tax.ts';
import { usTaxSubjects } from './us-pay-codes.ts';

/** The taxes of an employee. */
export interface EmployeeTaxes extends FicaTaxes {
  readonly incomeTaxMinor: Minor;
}

export type TaxName = keyof EmployeeTaxes;

/** In the order in which they are taken from tips. */
export const taxNames = [
  'socialSecurityMinor',
  'medicareMinor',
  'additionalMinor',
  'incomeTaxMinor',
] as const satisfies readonly TaxName[];

export interface TipLines {
  /** Tips that the employee has received already. The wages have to cover their taxes. */
  readonly tips: TaxLine | null;
  /** What was not taken. */
  readonly notTaken: Readonly<Record<TaxName, TaxLine>>;
}

const codesNotTaken = {
  socialSecurityMinor: 'UNCOLLECTED_SS',
  medicareMinor: 'UNCOLLECTED_MEDICARE',
  additionalMinor: 'UNCOLLECTED_ADDITIONAL',
  incomeTaxMinor: 'UNCOLLECTED_FIT',
} as const satisfies Readonly<Record<TaxName, string>>;

export const usCodesOfTips: readonly string[] = ['CASH_TIPS', ...Object.values(codesNotTaken)];

export function tipLines({ line, generalLine }: OpenTaxPack): TipLines {
  return {
    tips: generalLine('CASH_TIPS'),
    notTaken: {
      socialSecurityMinor: line(codesNotTaken.socialSecurityMinor),
      medicareMinor: line(codesNotTaken.medicareMinor),
      additionalMinor: line(codesNotTaken.additionalMinor),
      incomeTaxMinor: line(codesNotTaken.incomeTaxMinor),
    },
  };
}

export interface TipCase {
  /** Wages in money, less the deductions before tax. */
  readonly cashMinor: Minor;
  readonly tipsMinor: Minor;
  /** The taxes on wages and tips together. */
  readonly all: EmployeeTaxes;
  readonly onWages: EmployeeTaxes;
  /** What earlier payslips of the year could not take. */
  readonly before: EmployeeTaxes;
}

export interface TakenTaxes {
  readonly taken: EmployeeTaxes;
  /** Of this payslip. Below zero: it takes what an earlier one could not. */
  readonly notTaken: EmployeeTaxes;
}

function takenInOrder({ cashMinor, all, onWages, before }: TipCase): TakenTaxes {
  const ficaOnWages = onWages.socialSecurityMinor + onWages.medicareMinor + onWages.additionalMinor;
  let left = atLeastZero(cashMinor - ficaOnWages);
  const take = (dueMinor: Minor): Minor => {
    const taken = dueMinor < left ? dueMinor : left;
    left -= taken;
    return taken;
  };
  const first: EmployeeTaxes = { ...onWages, incomeTaxMinor: take(onWages.incomeTaxMinor) };
  const taken = eachTax((name) => first[name] + take(all[name] - first[name] + before[name]));
  return { taken, notTaken: eachTax((name) => all[name] - taken[name]) };
}

/** The order of evaluation is that of `taxNames`. */
function eachTax(of: (name: TaxName) => Minor): EmployeeTaxes {
  const [socialSecurityMinor, medicareMinor] = [of('socialSecurityMinor'), of('medicareMinor')];
  const additionalMinor = of('additionalMinor');
  return {
    ...{ socialSecurityMinor, medicareMinor, additionalMinor },
    incomeTaxMinor: of('incomeTaxMinor'),
  };
}

export interface TipAsk {
  readonly lines: TipLines;
  readonly figures: FederalFigures;
  readonly ficaLines: FicaLines;
  readonly incomeTaxAsk: IncomeTaxAsk;
  readonly rulesEdition: number;
}

interface TaxedPay {
  readonly input: PayslipInput;
  readonly wages: TaxableWages;
  readonly tax: IncomeTax;
  readonly elsewhere: Pick<FicaAsk, 'elsewhere'>;
}

export interface PaidTaxes extends TakenTaxes {
  /** Null: the taxes are taken as they are. */
  readonly tips: TipCase | null;
}

const none: EmployeeTaxes = {
  ...{ socialSecurityMinor: 0n, medicareMinor: 0n, additionalMinor: 0n, incomeTaxMinor: 0n },
};

/** What this payslip takes. Without tips and without anything carried, it takes the taxes as they are. */
export function taxesTaken(
  { lines, figures, ficaLines, incomeTaxAsk, rulesEdition }: TipAsk,
  { input, wages, tax, elsewhere }: TaxedPay,
  sheet: Pick<TaxSheet, 'amounts' | 'cashMinor'>,
): PaidTaxes {
  const exempted = exemptionOf(input, rulesEdition);
  const { yearToDate } = input;
  const fica = { figures, lines: ficaLines, yearToDate, exempted, ...elsewhere };
  const all = { ...ficaTaxes(fica, wages), incomeTaxMinor: tax.amountMinor };
  const asTheyAre = { taken: all, notTaken: none, tips: null };
  if (rulesEdition < tipOrderSinceEdition) return asTheyAre;
  const tipsMinor = lines.tips === null ? 0n : (sheet.amounts[lines.tips.slot] ?? 0n);
  const before = carried(lines, input.yearToDate);
  if (tipsMinor <= 0n && taxNames.every((name) => before[name] === 0n)) return asTheyAre;
  const tips = {
    ...{ cashMinor: sheet.cashMinor, tipsMinor, all, before },
    onWages:
      tipsMinor <= 0n
        ? all
        : taxesWithout({ fica, incomeTaxAsk, all }, { input, wages, tipsMinor }),
  };
  return { ...takenInOrder(tips), tips };
}

export function writeNotTaken(lines: TipLines, notTaken: EmployeeTaxes, sheet: TaxSheet): void {
  for (const name of taxNames) {
    if (notTaken[name] !== 0n) sheet.write(lines.notTaken[name].slot, notTaken[name]);
  }
}

/** The taxes on the wages without the tips. */
function taxesWithout(
  { fica, incomeTaxAsk, all }: { fica: FicaAsk; incomeTaxAsk: IncomeTaxAsk; all: EmployeeTaxes },
  { input, wages, tipsMinor }: { input: PayslipInput; wages: TaxableWages; tipsMinor: Minor },
): EmployeeTaxes {
  const own = withoutTips(wages, tipsMinor);
  const tax = incomeTax(incomeTaxAsk, input, fitWagesOf(own, 0));
  const incomeTaxMinor = 'kind' in tax ? 0n : tax.amountMinor;
  const onWages = { ...ficaTaxes(fica, own), incomeTaxMinor };
  return eachTax((name) => atLeastZero(onWages[name] < all[name] ? onWages[name] : all[name]));
}

function carried({ notTaken }: TipLines, yearToDate: AmountsByCode): EmployeeTaxes {
  return eachTax((name) => atLeastZero(yearToDate.get(notTaken[name].id) ?? 0n));
}

/** Tips are the supplemental wages that come last. Wages that deductions before tax use up are zero. */
function withoutTips({ regular, supplemental, pretax }: TaxableWages, tipsMinor: Minor) {
  const own = { regular: [...regular], supplemental: [...supplemental], pretax: [...pretax] };
  for (const subject of usTaxSubjects.keys()) {
    const [first = 0n, added = 0n] = [regular[subject], supplemental[subject]];
    const [ofAdded, before = 0n] = [added < tipsMinor ? added : tipsMinor, pretax[subject]];
    own.supplemental[subject] = added - ofAdded;
    own.regular[subject] = first - (tipsMinor - ofAdded);
    const most = atLeastZero(first + added - tipsMinor);
    own.pretax[subject] = before < most ? before : most;
  }
  return own;
}

function atLeastZero(amount: Minor): Minor {
  return amount < 0n ? 0n : amount;
}
