/**
 * Social Security, Medicare, Additional Medicare and FUTA, for employee and employer.
 *
 * Each tax is a rate on this payslip's share of the year's wages. The year-to-date of the wage
 * lines shows how much of a wage base or threshold earlier payslips used. So a mid-year start needs
 * opening balances there. Each line is rounded to cents once, half_up. IRS Publication 15, section
 * 9: multiply each payment by the employee tax rate.
 */

import type { Minor } from '#money/minor.ts';
import { mulDiv } from '#money/rounding.ts';
import type { AmountsByCode } from '#payslip/amounts-by-code.ts';
import type { OpenTaxPack, TaxableWages, TaxLine, TaxSheet } from '#payslip/taxes/tax-pack.ts';
import type { Exempted } from './exemptions.ts';
import type { FederalFigures } from './federal-year.ts';

// Indexes in `usTaxSubjects`.
export const SS = 1;
export const MEDICARE = 2;
export const FUTA = 3;

export interface FicaLines {
  readonly socialSecurity: TaxLine;
  readonly medicare: TaxLine;
  readonly additionalMedicare: TaxLine;
  readonly socialSecurityEmployer: TaxLine;
  readonly medicareEmployer: TaxLine;
  readonly futaEmployer: TaxLine;
  readonly socialSecurityWages: TaxLine;
  readonly medicareWages: TaxLine;
  readonly futaWages: TaxLine;
  readonly futaExemptWages: TaxLine;
}

export function ficaLines({ line }: OpenTaxPack): FicaLines {
  return {
    socialSecurity: line('SS'),
    medicare: line('MEDICARE'),
    additionalMedicare: line('ADDITIONAL_MEDICARE'),
    socialSecurityEmployer: line('SS_EMPLOYER'),
    medicareEmployer: line('MEDICARE_EMPLOYER'),
    futaEmployer: line('FUTA_EMPLOYER'),
    socialSecurityWages: line('SS_WAGES'),
    medicareWages: line('MEDICARE_WAGES'),
    futaWages: line('FUTA_WAGES'),
    futaExemptWages: line('FUTA_EXEMPT_WAGES'),
  };
}

export interface FicaAsk {
  readonly figures: FederalFigures;
  readonly lines: FicaLines;
  readonly yearToDate: AmountsByCode;
  readonly exempted: Pick<Exempted, 'fica' | 'futa'>;
  /** Wages from which somebody else has withheld the employee's share. They count before the others. */
  readonly elsewhere?: FicaWages;
}

/** Wages, and those of them from which somebody else withholds the employee's share. */
export interface GivenWages {
  readonly wages: TaxableWages;
  readonly elsewhere: Pick<FicaAsk, 'elsewhere'>;
}

/** What the employee pays. */
export interface FicaTaxes {
  readonly socialSecurityMinor: Minor;
  readonly medicareMinor: Minor;
  readonly additionalMinor: Minor;
}

export function ficaTaxes(ask: FicaAsk, wages: TaxableWages): FicaTaxes {
  return taxesOn(ask.figures, ownWages(ask, wages));
}

/** The wages from which this payslip withholds. */
export function ownWages(ask: FicaAsk, wages: TaxableWages): FicaWages {
  const all = ficaWages(ask, wages);
  const { elsewhere } = ask;
  if (elsewhere === undefined) return all;
  return {
    ssMinor: all.ssMinor - elsewhere.ssMinor,
    medicareMinor: all.medicareMinor - elsewhere.medicareMinor,
    aboveMinor: all.aboveMinor - elsewhere.aboveMinor,
    futaMinor: all.futaMinor,
  };
}

function taxesOn({ socialSecurity, medicare }: FederalFigures, wages: FicaWages): FicaTaxes {
  return {
    socialSecurityMinor: mulDiv(wages.ssMinor, socialSecurity.rate, 'half_up'),
    medicareMinor: mulDiv(wages.medicareMinor, medicare.rate, 'half_up'),
    additionalMinor: mulDiv(wages.aboveMinor, medicare.additionalRate, 'half_up'),
  };
}

/** Writes the lines. The employer's are on all wages, whatever could be taken from the employee. */
export function writeFica(
  ask: FicaAsk & { readonly taken: FicaTaxes },
  wages: TaxableWages,
  sheet: TaxSheet,
): void {
  const { figures, lines, taken } = ask;
  const of = ficaWages(ask, wages);
  const due = taxesOn(figures, of);

  sheet.write(lines.socialSecurity.slot, taken.socialSecurityMinor);
  sheet.write(lines.socialSecurityEmployer.slot, due.socialSecurityMinor);
  sheet.write(lines.socialSecurityWages.slot, of.ssMinor);

  sheet.write(lines.medicare.slot, taken.medicareMinor);
  sheet.write(lines.medicareEmployer.slot, due.medicareMinor);
  sheet.write(lines.medicareWages.slot, of.medicareMinor);
  if (of.aboveMinor > 0n || taken.additionalMinor !== 0n) {
    sheet.write(lines.additionalMedicare.slot, taken.additionalMinor);
  }

  if (of.futaMinor > 0n) {
    sheet.write(lines.futaWages.slot, of.futaMinor);
    sheet.write(lines.futaEmployer.slot, mulDiv(of.futaMinor, figures.futa.rate, 'half_up'));
  }
  const exemptMinor = futaExemptWages(ask, wages);
  if (exemptMinor !== 0n) sheet.write(lines.futaExemptWages.slot, exemptMinor);
}

/** Wages on which no FUTA is due, because of an exemption of the person. */
export function futaExemptWages({ exempted }: FicaAsk, wages: TaxableWages): Minor {
  return exempted.futa === null ? 0n : total(wages, FUTA);
}

export interface FicaWages {
  /** Wages up to the wage base of the year. */
  readonly ssMinor: Minor;
  readonly medicareMinor: Minor;
  /** Medicare wages above the threshold of the additional tax. */
  readonly aboveMinor: Minor;
  /** Wages up to the wage base of the year. */
  readonly futaMinor: Minor;
}

export function ficaWages(ask: FicaAsk, wages: TaxableWages): FicaWages {
  const { figures, lines, yearToDate, exempted } = ask;
  const isTaxed = exempted.fica === null;
  const medicareMinor = isTaxed ? total(wages, MEDICARE) : 0n;
  return {
    ssMinor: belowCap(isTaxed ? total(wages, SS) : 0n, {
      beforeMinor: yearToDate.get(lines.socialSecurityWages.id) ?? 0n,
      capMinor: figures.socialSecurity.wageBaseMinor,
    }),
    medicareMinor,
    aboveMinor: aboveThreshold(medicareMinor, {
      beforeMinor: yearToDate.get(lines.medicareWages.id) ?? 0n,
      thresholdMinor: figures.medicare.additionalAboveMinor,
    }),
    futaMinor: belowCap(exempted.futa === null ? total(wages, FUTA) : 0n, {
      beforeMinor: yearToDate.get(lines.futaWages.id) ?? 0n,
      capMinor: figures.futa.wageBaseMinor,
    }),
  };
}

function total(wages: TaxableWages, subject: number): Minor {
  return (
    (wages.regular[subject] ?? 0n) +
    (wages.supplemental[subject] ?? 0n) -
    (wages.pretax[subject] ?? 0n)
  );
}

/** The part of this payslip's wages below an annual cap. */
function belowCap(
  wagesMinor: Minor,
  { beforeMinor, capMinor }: { beforeMinor: Minor; capMinor: Minor },
): Minor {
  const room = capMinor - beforeMinor;
  if (room <= 0n) return 0n;
  return wagesMinor < room ? wagesMinor : room;
}

/** The part of this payslip's wages above an annual threshold. */
function aboveThreshold(
  wagesMinor: Minor,
  { beforeMinor, thresholdMinor }: { beforeMinor: Minor; thresholdMinor: Minor },
): Minor {
  const above = beforeMinor + wagesMinor - thresholdMinor;
  if (above <= 0n) return 0n;
  return above < wagesMinor ? above : wagesMinor;
}
