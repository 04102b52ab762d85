/**
 * United States federal payroll taxes for pay dates in 2025. All amounts are dollars a year.
 *
 * A row of a schedule has three numbers: the lowest adjusted annual wages, the tax on them, and the
 * percentage of any excess.
 */

import type { FederalYear } from './federal-year.ts';

export const federal2025: FederalYear = {
  year: 2025,

  // IRS Publication 15-T (2025), "Percentage Method Tables for Automated Payroll Systems",
  // Standard Withholding Rate Schedules: Form W-4 without the Step 2 box, and forms before 2020.
  standard: {
    mfj: [
      ['0', '0', '0'],
      ['17100', '0.00', '10'],
      ['40950', '2385.00', '12'],
      ['114050', '11157.00', '22'],
      ['223800', '35302.00', '24'],
      ['411700', '80398.00', '32'],
      ['518150', '114462.00', '35'],
      ['768700', '202154.50', '37'],
    ],
    single: [
      ['0', '0', '0'],
      ['6400', '0.00', '10'],
      ['18325', '1192.50', '12'],
      ['54875', '5578.50', '22'],
      ['109750', '17651.00', '24'],
      ['203700', '40199.00', '32'],
      ['256925', '57231.00', '35'],
      ['632750', '188769.75', '37'],
    ],
    hoh: [
      ['0', '0', '0'],
      ['13900', '0.00', '10'],
      ['30900', '1700.00', '12'],
      ['78750', '7442.00', '22'],
      ['117250', '15912.00', '24'],
      ['211200', '38460.00', '32'],
      ['264400', '55484.00', '35'],
      ['640250', '187031.50', '37'],
    ],
  },

  // The same publication: Form W-4, Step 2, Checkbox, Withholding Rate Schedules.
  step2: {
    mfj: [
      ['0', '0', '0'],
      ['15000', '0.00', '10'],
      ['26925', '1192.50', '12'],
      ['63475', '5578.50', '22'],
      ['118350', '17651.00', '24'],
      ['212300', '40199.00', '32'],
      ['265525', '57231.00', '35'],
      ['390800', '101077.25', '37'],
    ],
    single: [
      ['0', '0', '0'],
      ['7500', '0.00', '10'],
      ['13463', '596.25', '12'],
      ['31738', '2789.25', '22'],
      ['59175', '8825.50', '24'],
      ['106150', '20099.50', '32'],
      ['132763', '28615.50', '35'],
      ['320675', '94384.88', '37'],
    ],
    hoh: [
      ['0', '0', '0'],
      ['11250', '0.00', '10'],
      ['19750', '850.00', '12'],
      ['43675', '3721.00', '22'],
      ['62925', '7956.00', '24'],
      ['109900', '19230.00', '32'],
      ['136500', '27742.00', '35'],
      ['324425', '93515.75', '37'],
    ],
  },

  // Worksheet 1A of the same publication, lines 1g and 1k.
  line1g: { mfj: '12900', single: '8600', hoh: '8600' },
  allowance: '4300',

  // "Withholding Adjustment for Nonresident Alien Employees" of the same publication, a year.
  // Rests on one secondary source; not compared with the publication itself.
  nonresidentAddition: { from2020: '15000', before2020: '10700' },

  // Social Security Administration, contribution and benefit base of 2025; Publication 15.
  socialSecurity: { percent: '6.2', wageBase: '176100' },

  // Publication 15 (2025): Medicare has no wage base; the additional tax is the employee's alone,
  // on wages above the threshold whatever the filing status.
  medicare: { percent: '1.45', additionalPercent: '0.9', additionalAbove: '200000' },

  // Publication 15 (2025): 6.0 %, less the credit of 5.4 % for state unemployment tax paid in time.
  futa: { percent: '6', creditPercent: '5.4', wageBase: '7000' },

  // Publication 15 (2025), "Supplemental Wages": optional flat rate, and the mandatory one above a million.
  supplemental: { flatPercent: '22', highPercent: '37', highAbove: '1000000' },
};
