/**
 * The boxes of Form W-2 that follow from payslips: 1 to 7, and 12 for pay codes that name a code of it. Source: General
 * Instructions for Forms W-2 and W-3 (2026). Boxes 3 and 7 together end at the wage base of Social Security, as the
 * wages of the payslips do.
 */
import type { Minor } from '#money/minor.ts';
import { ownIdsFrom, type PayCodeDefinition } from '#payslip/codes/pay-code.ts';
import type { SumOf, YearBox } from '#payslip/taxes/tax-returns.ts';
import { notWithheldCodes } from '#payslip/taxes/us/us-pay-codes.ts';
import { w2Codes } from './w2-codes.ts';

const always: readonly YearBox[] = [
  { box: '1', title: 'Wages, tips, other pay', amountOf: ({ sumOf }) => incomeOf(sumOf) },
  {
    box: '2',
    title: 'Federal income tax withheld',
    amountOf: ({ sumOf }) => sumOf('FIT') + sumOf('THIRD_PARTY_FIT'),
  },
  {
    box: '3',
    title: 'Social Security wages',
    amountOf: ({ sumOf, tipsMinor }) => sumOf('SS_WAGES') - tipsMinor,
  },
  {
    box: '4',
    title: 'Social Security tax withheld',
    amountOf: ({ sumOf }) => sumOf('SS') + sumOf('THIRD_PARTY_SS'),
  },
  { box: '5', title: 'Medicare wages and tips', amountOf: ({ sumOf }) => sumOf('MEDICARE_WAGES') },
  {
    box: '6',
    title: 'Medicare tax withheld',
    amountOf: ({ sumOf }) =>
      sumOf('MEDICARE') + sumOf('ADDITIONAL_MEDICARE') + sumOf('THIRD_PARTY_MEDICARE'),
  },
  { box: '7', title: 'Social Security tips', amountOf: ({ tipsMinor }) => tipsMinor },
];

/** Of built-in pay codes. A company's own version of one needs no code. */
const builtIn: ReadonlyMap<string, string> = new Map([
  ['401K', 'D'],
  ['HSA', 'W'],
  ['ROTH_401K', 'AA'],
  ['NONTAXABLE_SICK_PAY', 'J'],
  ['SUBSTANTIATED_ALLOWANCE', 'L'],
  ['UNCOLLECTED_SS', 'A'],
  ['UNCOLLECTED_MEDICARE', 'B'],
  ['GROUP_TERM_LIFE', 'C'],
  ['GROUP_TERM_LIFE_FORMER', 'C'],
  ['UNCOLLECTED_LIFE_SS', 'M'],
  ['UNCOLLECTED_LIFE_MEDICARE', 'N'],
]);

/**
 * Box 1, and line 2 of Form 941: the wages for income tax, and those from which none is withheld here. Boxes 2, 4
 * and 6 have what a third party withheld from sick pay: IRS Publication 15-A, section 6.
 */
export function incomeOf(sumOf: SumOf): Minor {
  return notWithheldCodes.reduce((sum, code) => sum + sumOf(code), sumOf('FIT_WAGES'));
}

export function w2CodeOf({
  id,
  code,
  statementCode,
}: Pick<PayCodeDefinition, 'id' | 'code' | 'statementCode'>): string | null {
  return statementCode ?? (id < ownIdsFrom ? builtIn.get(code) : null) ?? null;
}

export function w2Boxes(codes: ReadonlySet<string>): readonly YearBox[] {
  const listed = [...w2Codes].filter(([code]) => codes.has(code));
  return [
    ...always,
    ...listed.map(([code, { title }]): YearBox => {
      return { box: `12 ${code}`, title, amountOf: ({ listedOf }) => listedOf(code) };
    }),
  ];
}
