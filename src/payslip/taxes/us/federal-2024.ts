/**
 * United States federal payroll taxes for pay dates in 2024. All amounts are dollars a year.
 *
 * A row of a schedule has three numbers: the lowest adjusted annual wages, the tax on them, and the
 * percentage of any excess.
 */

import type { FederalYear } from './federal-year.ts';

export const federal2024: FederalYear = {
  year: 2024,

  // IRS Publication 15-T (2024), "Percentage Method Tables for Automated Payroll Systems",
  // Standard Withholding Rate Schedules: Form W-4 without the Step 2 box, and forms before 2020.
  standard: {
    mfj: [
      ['0', '0', '0'],
      ['16300', '0.00', '10'],
      ['39500', '2320.00', '12'],
      ['110600', '10852.00', '22'],
      ['217350', '34337.00', '24'],
      ['400200', '78221.00', '32'],
      ['503750', '111357.00', '35'],
      ['747500', '196669.50', '37'],
    ],
    single: [
      ['0', '0', '0'],
      ['6000', '0.00', '10'],
      ['17600', '1160.00', '12'],
      ['53150', '5426.00', '22'],
      ['106525', '17168.50', '24'],
      ['197950', '39110.50', '32'],
      ['249725', '55678.50', '35'],
      ['615350', '183647.25', '37'],
    ],
    hoh: [
      ['0', '0', '0'],
      ['13300', '0.00', '10'],
      ['29850', '1655.00', '12'],
      ['76400', '7241.00', '22'],
      ['113800', '15469.00', '24'],
      ['205250', '37417.00', '32'],
      ['257000', '53977.00', '35'],
      ['622650', '181954.50', '37'],
    ],
  },

  // The same publication: Form W-4, Step 2, Checkbox, Withholding Rate Schedules.
  step2: {
    mfj: [
      ['0', '0', '0'],
      ['14600', '0.00', '10'],
      ['26200', '1160.00', '12'],
      ['61750', '5426.00', '22'],
      ['115125', '17168.50', '24'],
      ['206550', '39110.50', '32'],
      ['258325', '55678.50', '35'],
      ['380200', '98334.75', '37'],
    ],
    single: [
      ['0', '0', '0'],
      ['7300', '0.00', '10'],
      ['13100', '580.00', '12'],
      ['30875', '2713.00', '22'],
      ['57563', '8584.25', '24'],
      ['103275', '19555.25', '32'],
      ['129163', '27839.25', '35'],
      ['311975', '91823.63', '37'],
    ],
    hoh: [
      ['0', '0', '0'],
      ['10950', '0.00', '10'],
      ['19225', '827.50', '12'],
      ['42500', '3620.50', '22'],
      ['61200', '7734.50', '24'],
      ['106925', '18708.50', '32'],
      ['132800', '26988.50', '35'],
      ['315625', '90977.25', '37'],
    ],
  },

  // Worksheet 1A of the same publication, lines 1g and 1k.
  line1g: { mfj: '12900', single: '8600', hoh: '8600' },
  allowance: '4300',

  // "Withholding Adjustment for Nonresident Alien Employees" of the same publication, a year.
  // Rests on one secondary source; not compared with the publication itself.
  nonresidentAddition: { from2020: '14600', before2020: '10300' },

  // Social Security Administration, contribution and benefit base of 2024; Publication 15.
  socialSecurity: { percent: '6.2', wageBase: '168600' },

  // Publication 15 (2024): Medicare has no wage base; the additional tax is the employee's alone,
  // on wages above the threshold whatever the filing status.
  medicare: { percent: '1.45', additionalPercent: '0.9', additionalAbove: '200000' },

  // Publication 15 (2024): 6.0 %, less the credit of 5.4 % for state unemployment tax paid in time.
  futa: { percent: '6', creditPercent: '5.4', wageBase: '7000' },

  // Publication 15 (2024), "Supplemental Wages": optional flat rate, and the mandatory one above a million.
  supplemental: { flatPercent: '22', highPercent: '37', highAbove: '1000000' },
};
