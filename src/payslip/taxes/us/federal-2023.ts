/**
 * United States federal payroll taxes for pay dates in 2023. All amounts are dollars a year.
 *
 * A row of a schedule has three numbers: the lowest adjusted annual wages, the tax on them, and the
 * percentage of any excess.
 */

import type { FederalYear } from './federal-year.ts';

export const federal2023: FederalYear = {
  year: 2023,

  // IRS Publication 15-T (2023), "Percentage Method Tables for Automated Payroll Systems",
  // Standard Withholding Rate Schedules: Form W-4 without the Step 2 box, and forms before 2020.
  standard: {
    mfj: [
      ['0', '0', '0'],
      ['14800', '0.00', '10'],
      ['36800', '2200.00', '12'],
      ['104250', '10294.00', '22'],
      ['205550', '32580.00', '24'],
      ['379000', '74208.00', '32'],
      ['477300', '105664.00', '35'],
      ['708550', '186601.50', '37'],
    ],
    single: [
      ['0', '0', '0'],
      ['5250', '0.00', '10'],
      ['16250', '1100.00', '12'],
      ['49975', '5147.00', '22'],
      ['100625', '16290.00', '24'],
      ['187350', '37104.00', '32'],
      ['236500', '52832.00', '35'],
      ['583375', '174238.25', '37'],
    ],
    hoh: [
      ['0', '0', '0'],
      ['12200', '0.00', '10'],
      ['27900', '1570.00', '12'],
      ['72050', '6868.00', '22'],
      ['107550', '14678.00', '24'],
      ['194300', '35498.00', '32'],
      ['243450', '51226.00', '35'],
      ['590300', '172623.50', '37'],
    ],
  },

  // The same publication: Form W-4, Step 2, Checkbox, Withholding Rate Schedules.
  step2: {
    mfj: [
      ['0', '0', '0'],
      ['13850', '0.00', '10'],
      ['24850', '1100.00', '12'],
      ['58575', '5147.00', '22'],
      ['109225', '16290.00', '24'],
      ['195950', '37104.00', '32'],
      ['245100', '52832.00', '35'],
      ['360725', '93300.75', '37'],
    ],
    single: [
      ['0', '0', '0'],
      ['6925', '0.00', '10'],
      ['12425', '550.00', '12'],
      ['29288', '2573.50', '22'],
      ['54613', '8145.00', '24'],
      ['97975', '18552.00', '32'],
      ['122550', '26416.00', '35'],
      ['295988', '87119.13', '37'],
    ],
    hoh: [
      ['0', '0', '0'],
      ['10400', '0.00', '10'],
      ['18250', '785.00', '12'],
      ['40325', '3434.00', '22'],
      ['58075', '7339.00', '24'],
      ['101450', '17749.00', '32'],
      ['126025', '25613.00', '35'],
      ['299450', '86311.75', '37'],
    ],
  },

  // Worksheet 1A of the same publication, lines 1g and 1k.
  line1g: { mfj: '12900', single: '8600', hoh: '8600' },
  allowance: '4300',

  // "Withholding Adjustment for Nonresident Alien Employees" of the same publication, a year.
  // Rests on one secondary source; not compared with the publication itself.
  nonresidentAddition: { from2020: '13850', before2020: '9550' },

  // Social Security Administration, contribution and benefit base of 2023; Publication 15.
  socialSecurity: { percent: '6.2', wageBase: '160200' },

  // Publication 15 (2023): Medicare has no wage base; the additional tax is the employee's alone,
  // on wages above the threshold whatever the filing status.
  medicare: { percent: '1.45', additionalPercent: '0.9', additionalAbove: '200000' },

  // Publication 15 (2023): 6.0 %, less the credit of 5.4 % for state unemployment tax paid in time.
  futa: { percent: '6', creditPercent: '5.4', wageBase: '7000' },

  // Publication 15 (2023), "Supplemental Wages": optional flat rate, and the mandatory one above a million.
  supplemental: { flatPercent: '22', highPercent: '37', highAbove: '1000000' },
};
