/**
 * The boxes of Form W-2 that follow from payslips: 1 to 7, and 12 for the built-in pay codes of plans. Source: General
 * Instructions for Forms W-2 and W-3 (2026). Boxes 3 and 7 together end at the wage base of Social Security, as the
 * wages of the payslips do.
 */
import type { Minor } from '#money/minor.ts';
import type { QuarterSums, YearBox } from '#payslip/taxes/tax-returns.ts';

interface W2Box extends YearBox {
  readonly amountOf: (sums: QuarterSums) => Minor;
}

const all: readonly W2Box[] = [
  { box: '1', title: 'Wages, tips, other pay', amountOf: ({ sumOf }) => sumOf('FIT_WAGES') },
  { box: '2', title: 'Federal income tax withheld', amountOf: ({ sumOf }) => sumOf('FIT') },
  {
    box: '3',
    title: 'Social Security wages',
    amountOf: ({ sumOf, tipsMinor }) => sumOf('SS_WAGES') - tipsMinor,
  },
  { box: '4', title: 'Social Security tax withheld', amountOf: ({ sumOf }) => sumOf('SS') },
  { box: '5', title: 'Medicare wages and tips', amountOf: ({ sumOf }) => sumOf('MEDICARE_WAGES') },
  {
    box: '6',
    title: 'Medicare tax withheld',
    amountOf: ({ sumOf }) => sumOf('MEDICARE') + sumOf('ADDITIONAL_MEDICARE'),
  },
  { box: '7', title: 'Social Security tips', amountOf: ({ tipsMinor }) => tipsMinor },
  { box: '12 D', title: '401(k) deferrals', amountOf: ({ sumOf }) => sumOf('401K') },
  { box: '12 W', title: 'Health savings account', amountOf: ({ sumOf }) => sumOf('HSA') },
  { box: '12 AA', title: 'Roth 401(k)', amountOf: ({ sumOf }) => sumOf('ROTH_401K') },
];

export const w2Boxes: readonly YearBox[] = all.map(({ box, title }) => ({ box, title }));

export function w2Amounts(sums: QuarterSums): readonly Minor[] {
  return all.map(({ amountOf }) => amountOf(sums));
}
