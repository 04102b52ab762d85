/**
 * Social Security, Medicare, Additional Medicare and FUTA, employee's and employer's shares.
 *
 * Each tax is a rate on this payslip's share of the year's wages: what earlier payslips used of a
 * wage base or a threshold is read from the year-to-date of the wage lines, so a mid-year start
 * needs opening balances there. Cents half_up, once a line.
 */

import { divideRounded } from '#money/rounding.ts';
import type { Minor } from '#money/minor.ts';
import type { Rate } from '#money/rate.ts';
import type { TaxableWages, TaxSheet } from '#payslip/taxes/tax-pack.ts';
import type { FederalFigures } from './federal-year.ts';

// Positions among `usTaxSubjects`.
const SS = 1;
const MEDICARE = 2;
const FUTA = 3;

interface Line {
  readonly slot: number;
  readonly id: number;
}

export interface FicaLines {
  readonly socialSecurity: Line;
  readonly medicare: Line;
  readonly additionalMedicare: Line;
  readonly socialSecurityEmployer: Line;
  readonly medicareEmployer: Line;
  readonly futaEmployer: Line;
  readonly socialSecurityWages: Line;
  readonly medicareWages: Line;
  readonly futaWages: Line;
}

export interface FicaAsk {
  readonly figures: FederalFigures;
  readonly lines: FicaLines;
  readonly yearToDate: ReadonlyMap<number, Minor>;
}

export function withholdFica(ask: FicaAsk, wages: TaxableWages, sheet: TaxSheet): void {
  const { figures, lines, yearToDate } = ask;

  const ssBefore = yearToDate.get(lines.socialSecurityWages.id) ?? 0n;
  const ssWages = belowCap(total(wages, SS), {
    beforeMinor: ssBefore,
    capMinor: figures.socialSecurity.wageBaseMinor,
  });
  const ss = cents(ssWages, figures.socialSecurity.rate);
  sheet.write(lines.socialSecurity.slot, ss);
  sheet.write(lines.socialSecurityEmployer.slot, ss);
  sheet.write(lines.socialSecurityWages.slot, ssWages);

  const medicareWages = total(wages, MEDICARE);
  const medicare = cents(medicareWages, figures.medicare.rate);
  sheet.write(lines.medicare.slot, medicare);
  sheet.write(lines.medicareEmployer.slot, medicare);
  sheet.write(lines.medicareWages.slot, medicareWages);
  const above = aboveThreshold(medicareWages, {
    beforeMinor: yearToDate.get(lines.medicareWages.id) ?? 0n,
    thresholdMinor: figures.medicare.additionalAboveMinor,
  });
  if (above > 0n) {
    sheet.write(lines.additionalMedicare.slot, cents(above, figures.medicare.additionalRate));
  }

  const futaWages = belowCap(total(wages, FUTA), {
    beforeMinor: yearToDate.get(lines.futaWages.id) ?? 0n,
    capMinor: figures.futa.wageBaseMinor,
  });
  if (futaWages > 0n) {
    sheet.write(lines.futaWages.slot, futaWages);
    sheet.write(lines.futaEmployer.slot, cents(futaWages, figures.futa.rate));
  }
}

function total(wages: TaxableWages, subject: number): Minor {
  return (
    (wages.regular[subject] ?? 0n) +
    (wages.supplemental[subject] ?? 0n) -
    (wages.pretax[subject] ?? 0n)
  );
}

/** The part of this payslip's wages that fits under an annual cap. */
function belowCap(
  wagesMinor: Minor,
  { beforeMinor, capMinor }: { beforeMinor: Minor; capMinor: Minor },
): Minor {
  const room = capMinor - beforeMinor;
  if (room <= 0n) return 0n;
  return wagesMinor < room ? wagesMinor : room;
}

/** The part of this payslip's wages that lies above an annual threshold. */
function aboveThreshold(
  wagesMinor: Minor,
  { beforeMinor, thresholdMinor }: { beforeMinor: Minor; thresholdMinor: Minor },
): Minor {
  const above = beforeMinor + wagesMinor - thresholdMinor;
  if (above <= 0n) return 0n;
  return above < wagesMinor ? above : wagesMinor;
}

function cents(wagesMinor: Minor, rate: Rate): Minor {
  return divideRounded(wagesMinor * rate.numerator, rate.denominator, 'half_up');
}
