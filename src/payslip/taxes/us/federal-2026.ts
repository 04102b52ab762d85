/**
 * United States federal payroll taxes for pay dates in 2026. All amounts are dollars a year.
 *
 * A row of a schedule has three numbers: the lowest adjusted annual wages, the tax on them, and the
 * percentage of any excess.
 */

import type { FederalYear } from './federal-year.ts';

export const federal2026: FederalYear = {
  year: 2026,

  // IRS Publication 15-T (2026), "Percentage Method Tables for Automated Payroll Systems",
  // Standard Withholding Rate Schedules: Form W-4 without the Step 2 box, and forms before 2020.
  standard: {
    mfj: [
      ['0', '0', '0'],
      ['19300', '0.00', '10'],
      ['44100', '2480.00', '12'],
      ['120100', '11600.00', '22'],
      ['230700', '35932.00', '24'],
      ['422850', '82048.00', '32'],
      ['531750', '116896.00', '35'],
      ['788000', '206583.50', '37'],
    ],
    single: [
      ['0', '0', '0'],
      ['7500', '0.00', '10'],
      ['19900', '1240.00', '12'],
      ['57900', '5800.00', '22'],
      ['113200', '17966.00', '24'],
      ['209275', '41024.00', '32'],
      ['263725', '58448.00', '35'],
      ['648100', '192979.25', '37'],
    ],
    hoh: [
      ['0', '0', '0'],
      ['15550', '0.00', '10'],
      ['33250', '1770.00', '12'],
      ['83000', '7740.00', '22'],
      ['121250', '16155.00', '24'],
      ['217300', '39207.00', '32'],
      ['271750', '56631.00', '35'],
      ['656150', '191171.00', '37'],
    ],
  },

  // The same publication: Form W-4, Step 2, Checkbox, Withholding Rate Schedules.
  step2: {
    mfj: [
      ['0', '0', '0'],
      ['16100', '0.00', '10'],
      ['28500', '1240.00', '12'],
      ['66500', '5800.00', '22'],
      ['121800', '17966.00', '24'],
      ['217875', '41024.00', '32'],
      ['272325', '58448.00', '35'],
      ['400450', '103291.75', '37'],
    ],
    single: [
      ['0', '0', '0'],
      ['8050', '0.00', '10'],
      ['14250', '620.00', '12'],
      ['33250', '2900.00', '22'],
      ['60900', '8983.00', '24'],
      ['108938', '20512.00', '32'],
      ['136163', '29224.00', '35'],
      ['328350', '96489.63', '37'],
    ],
    hoh: [
      ['0', '0', '0'],
      ['12075', '0.00', '10'],
      ['20925', '885.00', '12'],
      ['45800', '3870.00', '22'],
      ['64925', '8077.50', '24'],
      ['112950', '19603.50', '32'],
      ['140175', '28315.50', '35'],
      ['332375', '95585.50', '37'],
    ],
  },

  // Worksheet 1A of the same publication, lines 1g and 1k.
  line1g: { mfj: '12900', single: '8600', hoh: '8600' },
  allowance: '4300',

  // "Withholding Adjustment for Nonresident Alien Employees" of the same publication, a year.
  // Rests on one secondary source; not compared with the publication itself.
  nonresidentAddition: { from2020: '16100', before2020: '11800' },

  // Social Security Administration, contribution and benefit base of 2026; Publication 15.
  socialSecurity: { percent: '6.2', wageBase: '184500' },

  // Publication 15 (2026): Medicare has no wage base; the additional tax is the employee's alone,
  // on wages above the threshold whatever the filing status.
  medicare: { percent: '1.45', additionalPercent: '0.9', additionalAbove: '200000' },

  // Publication 15 (2026): 6.0 %, less the credit of 5.4 % for state unemployment tax paid in time.
  futa: { percent: '6', creditPercent: '5.4', wageBase: '7000' },

  // Publication 15 (2026), "Supplemental Wages": optional flat rate, and the mandatory one above a million.
  supplemental: { flatPercent: '22', highPercent: '37', highAbove: '1000000' },
};
