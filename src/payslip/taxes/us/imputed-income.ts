/**
 * Taxes on wages that are not paid in money, where the pay in money does not cover them.
 *
 *   current employees   The employer owes the taxes and pays them ahead. Later payslips of the year take them back:
 *                       IRS Publication 15 (2026), section 13, "Collecting underwithheld taxes from employees".
 *   former employees    Social Security and Medicare on group-term life cover after the employment are not withheld. The
 *                       employee pays them with the own return: 26 U.S.C. 3102(d); Publication 15 (2025), section 13.
 *
 * The taxes stay whole on the payslip, because Forms 941 and W-2 have them as withheld. TAX_ADVANCE gives back what the
 * pay does not cover, up to the taxes that this income causes. TAX_ADVANCE_REPAID takes it later, after everything else.
 * Reimbursements pay no taxes.
 *
 * Elsewhere: which taxes apply (us-pay-codes.ts), taxes on tips (tip-taxes.ts), the same in words
 * (explain-imputed-income.ts).
 */
import { formatAmount, type Minor, USD } from '#money/minor.ts';
import { type Held, held } from '#payslip/payslip.ts';
import type { PayslipInput } from '#payslip/payslip-input.ts';
import { closerRulesSinceEdition } from '#payslip/rules-editions.ts';
import type {
  OpenTaxPack,
  TaxableWages,
  TaxedSheet,
  TaxLine,
  TaxSheet,
} from '#payslip/taxes/tax-pack.ts';
import { exemptionOf } from './exemptions.ts';
import type { FederalFigures } from './federal-year.ts';
import { type FicaAsk, type FicaLines, ficaTaxes, type GivenWages, MEDICARE, SS } from './fica.ts';
import { fitWagesOf, type IncomeTaxAsk, incomeTax } from './income-tax.ts';
import type { EmployeeTaxes } from './tip-taxes.ts';
import { usTaxSubjects } from './us-pay-codes.ts';

export interface ImputedLines {
  readonly advance: TaxLine;
  readonly repaid: TaxLine;
  readonly lifeSocialSecurity: TaxLine;
  readonly lifeMedicare: TaxLine;
  /** Cover after the employment. Null: the company does not have the pay code. */
  readonly formerCover: TaxLine | null;
  /** Cover whose cost is calculated. Null: the company does not have the pay code. */
  readonly cover: TaxLine | null;
  readonly tips: TaxLine | null;
  /** Somebody else withholds its taxes. */
  readonly thirdParty: TaxLine | null;
}

export function imputedLines({ line, generalLine }: OpenTaxPack): ImputedLines {
  return {
    advance: line('TAX_ADVANCE'),
    repaid: line('TAX_ADVANCE_REPAID'),
    lifeSocialSecurity: line('UNCOLLECTED_LIFE_SS'),
    lifeMedicare: line('UNCOLLECTED_LIFE_MEDICARE'),
    formerCover: generalLine('GROUP_TERM_LIFE_FORMER'),
    cover: generalLine('GROUP_TERM_LIFE_COVER'),
    tips: generalLine('CASH_TIPS'),
    thirdParty: generalLine('THIRD_PARTY_SICK_PAY'),
  };
}

/** Social Security and Medicare that the employee pays with the own return. */
export interface FormerTaxes {
  readonly socialSecurityMinor: Minor;
  readonly medicareMinor: Minor;
}

/** Before the taxes, which would hold the person because of wages below zero. Null: the cost is not below zero. */
export function formerBelowZero(
  { formerCover }: ImputedLines,
  { amounts }: Pick<TaxSheet, 'amounts'>,
): Held | null {
  const isBelow = formerCover !== null && (amounts[formerCover.slot] ?? 0n) < 0n;
  return isBelow ? coverBelowZero() : null;
}

/** The taxes on cover after the employment. Null: there is none. */
export function formerTaxes(
  { lines, fica }: { readonly lines: ImputedLines; readonly fica: FicaAsk },
  wages: TaxableWages,
  { amounts }: Pick<TaxSheet, 'amounts'>,
): FormerTaxes | Held | null {
  const coverMinor = lines.formerCover === null ? 0n : (amounts[lines.formerCover.slot] ?? 0n);
  if (coverMinor === 0n) return null;
  const all = ficaTaxes(fica, wages);
  const ofCover = [SS, MEDICARE].map((subject) => [subject, coverMinor] as const);
  const rest = ficaTaxes(fica, without(wages, { regular: new Map(ofCover) }));
  if (all.additionalMinor !== rest.additionalMinor) return coverAboveThreshold();
  return {
    socialSecurityMinor: all.socialSecurityMinor - rest.socialSecurityMinor,
    medicareMinor: all.medicareMinor - rest.medicareMinor,
  };
}

/** What is left of the taken taxes. A tax is never below zero. */
export function lessFormer<Taken extends FormerTaxes>(
  taken: Taken,
  former: FormerTaxes | null,
): Taken {
  if (former === null) return taken;
  return {
    ...taken,
    socialSecurityMinor: taken.socialSecurityMinor - former.socialSecurityMinor,
    medicareMinor: taken.medicareMinor - former.medicareMinor,
  };
}

export function writeFormer(
  lines: ImputedLines,
  former: FormerTaxes | null,
  sheet: TaxSheet,
): void {
  if (former === null) return;
  const { socialSecurityMinor, medicareMinor } = former;
  if (socialSecurityMinor !== 0n) sheet.write(lines.lifeSocialSecurity.slot, socialSecurityMinor);
  if (medicareMinor !== 0n) sheet.write(lines.lifeMedicare.slot, medicareMinor);
}

export interface AdvanceAsk {
  readonly lines: ImputedLines;
  readonly figures: FederalFigures;
  readonly ficaLines: FicaLines;
  readonly incomeTaxAsk: IncomeTaxAsk;
  readonly rulesEdition: number;
}

export interface Advance {
  /** Pay in money less deductions before tax and taxes. Below zero: it does not cover them. */
  readonly leftMinor: Minor;
  /** The taxes that wages without money cause. */
  readonly causedMinor: Minor;
  readonly amountMinor: Minor;
}

/** What the company pays ahead. Null: nothing. */
export function advanceOf(
  ask: AdvanceAsk,
  { input, wages, elsewhere }: { readonly input: PayslipInput } & GivenWages,
  sheet: TaxedSheet,
): Advance | null {
  const leftMinor = sheet.netMinor - sheet.reimbursementsMinor;
  if (ask.rulesEdition < closerRulesSinceEdition || leftMinor >= 0n) return null;
  const { figures, ficaLines: ofFica } = ask;
  const exempted = exemptionOf(input, ask.rulesEdition);
  const fica = {
    ...{ figures, lines: ofFica, yearToDate: input.yearToDate },
    ...{ exempted, ...elsewhere },
  };
  const causedMinor = causedBy({ ...ask, fica }, { input, wages }, sheet);
  const amountMinor = least(-leftMinor, causedMinor);
  return amountMinor <= 0n ? null : { leftMinor, causedMinor, amountMinor };
}

export interface Repayment {
  /** Paid ahead for earlier payslips of the year, and not taken back. */
  readonly owedMinor: Minor;
  /** Left of the pay in money after everything else. */
  readonly leftMinor: Minor;
  readonly amountMinor: Minor;
}

/**
 * What is taken back. Null: nothing. Below zero: a payslip that was paid ahead has been reversed after a later one took it
 * back, so it is given back.
 */
export function repaymentOf(
  { advance, repaid }: ImputedLines,
  { yearToDate }: PayslipInput,
  sheet: TaxedSheet,
): Repayment | null {
  const owedMinor = (yearToDate.get(advance.id) ?? 0n) - (yearToDate.get(repaid.id) ?? 0n);
  const { netMinor } = sheet;
  // Pay that does not cover its own taxes is held, not helped by the money that is given back.
  if (owedMinor < 0n)
    return netMinor < 0n ? null : { owedMinor, leftMinor: netMinor, amountMinor: owedMinor };
  const leftMinor = netMinor - sheet.reimbursementsMinor;
  const amountMinor = least(owedMinor, leftMinor);
  return amountMinor <= 0n ? null : { owedMinor, leftMinor, amountMinor };
}

export function writeAdvance(lines: ImputedLines, { amountMinor }: Advance, sheet: TaxSheet): void {
  sheet.write(lines.advance.slot, amountMinor);
  const ahead = formatAmount(amountMinor, USD);
  sheet.warn(
    'taxes_paid_ahead',
    `the company pays ${ahead} of the taxes on income that is not money; later payslips of the year take it back (IRS Publication 15, section 13)`,
  );
}

/** The employee's taxes on all wages, less those on the wages without this income. */
function causedBy(
  ask: Pick<AdvanceAsk, 'lines' | 'incomeTaxAsk'> & { readonly fica: FicaAsk },
  { input, wages }: { readonly input: PayslipInput; readonly wages: TaxableWages },
  sheet: TaxedSheet,
): Minor {
  const { lines, fica, incomeTaxAsk } = ask;
  const others = [lines.tips, lines.formerCover, lines.thirdParty];
  const except = others.flatMap((line) => (line ? [line.slot] : []));
  const imputed = { regular: new Map<number, Minor>(), supplemental: new Map<number, Minor>() };
  for (const subject of usTaxSubjects.keys()) {
    const { regularMinor, supplementalMinor } = sheet.notInMoney(subject, { except });
    imputed.regular.set(subject, regularMinor);
    imputed.supplemental.set(subject, supplementalMinor);
  }
  const taxesOn = (of: TaxableWages): EmployeeTaxes => {
    const tax = incomeTax(incomeTaxAsk, input, fitWagesOf(of, 0));
    return { ...ficaTaxes(fica, of), incomeTaxMinor: 'kind' in tax ? 0n : tax.amountMinor };
  };
  const [all, rest] = [taxesOn(wages), taxesOn(without(wages, imputed))];
  const names = [
    'socialSecurityMinor',
    'medicareMinor',
    'additionalMinor',
    'incomeTaxMinor',
  ] as const;
  return names.reduce((sum, name) => sum + atLeastZero(all[name] - rest[name]), 0n);
}

/** Wages less those of each subject. Deductions before a tax that the rest does not cover are lowered to it. */
function without(
  { regular, supplemental, pretax }: TaxableWages,
  of: {
    readonly regular: ReadonlyMap<number, Minor>;
    readonly supplemental?: ReadonlyMap<number, Minor>;
  },
): TaxableWages {
  const rest = {
    regular: regular.map((amount, subject) => amount - (of.regular.get(subject) ?? 0n)),
    supplemental: supplemental.map(
      (amount, subject) => amount - (of.supplemental?.get(subject) ?? 0n),
    ),
  };
  return {
    ...rest,
    pretax: pretax.map((amount, subject) =>
      least(
        amount,
        atLeastZero((rest.regular[subject] ?? 0n) + (rest.supplemental[subject] ?? 0n)),
      ),
    ),
  };
}

function coverBelowZero(): Held {
  return held('negative_cover', 'the cost of cover after the employment is below zero', {
    hint: 'enter the cost less what the person pays for it, or 0.00',
  });
}

function coverAboveThreshold(): Held {
  return held(
    'cover_above_threshold',
    'Additional Medicare would be due on group-term life cover after the employment, which is not calculated',
    {
      hint: 'enter the cover up to the threshold of 200,000 in the year, and report the rest of it yourself',
    },
  );
}

function least(one: Minor, other: Minor): Minor {
  return one < other ? one : other;
}

function atLeastZero(amount: Minor): Minor {
  return amount < 0n ? 0n : amount;
}
