/**
 * Federal income tax of one payslip: IRS Publication 15-T, Worksheet 1A (percentage method for
 * automated payroll systems), and Publication 15 for supplemental wages.
 *
 * The worksheet's lines are kept as one fraction with the denominator 100 × periods a year, and
 * only its last line becomes cents (half_up). The publication allows rounding on the way; rounding
 * each line can differ from this by a cent.
 */

import type { Minor } from '#money/minor.ts';
import { divideRounded, mulDiv } from '#money/rounding.ts';
import { type Held, held } from '#payslip/payslip.ts';
import type { PayslipInput } from '#payslip/payslip-input.ts';
import type { Bracket, Column, FederalFigures } from './federal-year.ts';
import type { FilingStatus, W4 } from './w4.ts';

export interface FitWages {
  readonly regularMinor: Minor;
  readonly supplementalMinor: Minor;
}

const COLUMN: Readonly<Record<FilingStatus, Column>> = {
  single: 'single',
  mfs: 'single',
  mfj: 'mfj',
  qss: 'mfj',
  hoh: 'hoh',
};

/** The income tax of one employee's wages, or why the employee is held. */
export type IncomeTax = (input: PayslipInput, wages: FitWages) => Minor | Held;

export function incomeTax(figures: FederalFigures, supplementalWagesId: number): IncomeTax {
  return (input, wages) => {
    const { w4 } = input;
    const flat =
      wages.supplementalMinor === 0n
        ? 0n
        : onSupplemental(figures, wages.supplementalMinor, {
            beforeMinor: input.yearToDate.get(supplementalWagesId) ?? 0n,
            exempt: w4.exempt === true,
          });
    if (w4.exempt === true) return flat;
    const status = w4.filingStatus;
    if (status === null || !Object.hasOwn(COLUMN, status)) return unknownStatus();
    if (wages.regularMinor === 0n) return flat;
    const ask = {
      wages,
      w4,
      column: COLUMN[status],
      periods: BigInt(input.period.periodsPerYear),
    };
    if (w4.allowances === null || w4.allowances === undefined) {
      return onForm2020(figures, ask) + flat;
    }
    if (status === 'hoh' || status === 'qss') return statusNotOnForm(status);
    return onForm2019(figures, { ...ask, allowances: BigInt(w4.allowances) }) + flat;
  };
}

interface RegularAsk {
  readonly wages: FitWages;
  readonly w4: W4;
  readonly column: Column;
  readonly periods: bigint;
}

function onForm2020(figures: FederalFigures, ask: RegularAsk): Minor {
  const { w4, column, periods } = ask;
  const nonresident = w4.nonresidentAlien === true ? figures.nonresidentMinor.from2020 : 0n;
  const line1e = ask.wages.regularMinor * periods + nonresident + w4.step4aMinor;
  const line1g = w4.step2 ? 0n : figures.line1gMinor[column];
  const line1i = line1e - w4.step4bMinor - line1g;
  const schedule = (w4.step2 ? figures.step2 : figures.standard)[column];
  const hundredfold = annualTaxHundredfold(schedule, line1i) - 100n * w4.step3Minor;
  if (hundredfold <= 0n) return w4.step4cMinor;
  return divideRounded(hundredfold, 100n * periods, 'half_up') + w4.step4cMinor;
}

/** A form of 2019 or earlier: allowances instead of steps, always the standard schedules. */
function onForm2019(figures: FederalFigures, ask: RegularAsk & { allowances: bigint }): Minor {
  const { w4, column, periods } = ask;
  const nonresident = w4.nonresidentAlien === true ? figures.nonresidentMinor.before2020 : 0n;
  const line1c = ask.wages.regularMinor * periods + nonresident;
  const line1l = line1c - ask.allowances * figures.allowanceMinor;
  const hundredfold = annualTaxHundredfold(figures.standard[column], line1l);
  return divideRounded(hundredfold, 100n * periods, 'half_up') + w4.step4cMinor;
}

/** Worksheet step 2 before its division by the periods, times 100 so that it stays whole. */
function annualTaxHundredfold(schedule: readonly Bracket[], annualMinor: Minor): bigint {
  for (let index = schedule.length - 1; index >= 0; index -= 1) {
    const row = schedule[index];
    if (row !== undefined && annualMinor >= row.atLeastMinor) {
      return 100n * row.taxMinor + row.percent * (annualMinor - row.atLeastMinor);
    }
  }
  return 0n;
}

/**
 * Flat rate, and the high rate on what lies above a million dollars of supplemental wages in the
 * year. The high rate is mandatory whatever the Form W-4 says, an exemption included.
 */
function onSupplemental(
  figures: FederalFigures,
  wagesMinor: Minor,
  { beforeMinor, exempt }: { beforeMinor: Minor; exempt: boolean },
): Minor {
  const { flatRate, highRate, highAboveMinor } = figures.supplemental;
  const above = beforeMinor + wagesMinor - highAboveMinor;
  const high = above <= 0n ? 0n : above < wagesMinor ? above : wagesMinor;
  const flat = exempt ? 0n : mulDiv(wagesMinor - high, flatRate, 'half_up');
  return high === 0n ? flat : flat + mulDiv(high, highRate, 'half_up');
}

function unknownStatus(): Held {
  return held('unknown_filing_status', 'the filing status of Form W-4 is not known', {
    hint: 'enter it from the form; without a form IRS Publication 15-T treats the employee as single with no other entries',
  });
}

function statusNotOnForm(status: FilingStatus): Held {
  return held(
    'filing_status_not_on_form',
    `a Form W-4 of 2019 or earlier has no status ${status}`,
    {
      hint: 'use single, mfj (married) or mfs (married, but withhold at higher single rate), or enter a form of 2020 or later',
    },
  );
}
