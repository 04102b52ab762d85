/** The cost of group-term life cover above 50,000, slowly: IRS Publication 15-B, "Coverage over the limit". */
import type { PayslipInput } from '#payslip/payslip-input.ts';
import {
  add,
  cents,
  decimal,
  type Fraction,
  fraction,
  less,
  minus,
  over,
  rounded,
  times,
  ZERO,
} from './fractions.ts';

/** Entered income that is not money. */
export const notMoney: readonly string[] = [
  ...['GROUP_TERM_LIFE', 'GROUP_TERM_LIFE_FORMER', 'COMPANY_CAR_NO_FIT'],
  ...['IMPUTED_INCOME', 'S_CORP_HEALTH'],
];

/** Last age → dollars a month for 1,000 of cover. */
const table: ReadonlyMap<number, string> = new Map([
  ...([
    [24, '.05'],
    [29, '.06'],
    [34, '.08'],
    [39, '.09'],
    [44, '.10'],
    [49, '.15'],
  ] as const),
  ...([
    [54, '.23'],
    [59, '.43'],
    [64, '.66'],
    [69, '1.27'],
    [200, '2.06'],
  ] as const),
]);

/** Null: the birth date is needed, and not known. */
function costOfCover(cover: Fraction, { employee, period }: PayslipInput): Fraction | null {
  const hundreds = over(minus(cover, fraction(50_000n)), fraction(100n));
  if (less(hundreds, fraction(1n, 2n))) return ZERO;
  const [n, d] = add(hundreds, fraction(1n, 2n));
  const above = fraction((n / d) * 100n);
  const { birthOn = null } = employee;
  if (birthOn === null) return null;
  const lastDay = Temporal.PlainDate.from({ year: period.payOn.year, month: 12, day: 31 });
  const age = birthOn.until(lastDay, { largestUnit: 'years' }).years;
  const [, monthly = ''] = [...table].find(([last]) => age <= last) ?? [];
  const year = times(times(over(above, fraction(1_000n)), decimal(monthly)), fraction(12n));
  return rounded(over(year, fraction(BigInt(period.periodsPerYear))));
}

interface BookAsk {
  readonly codeOf: (payCodeId: number) => string;
  readonly book: (code: string, amount: Fraction) => void;
}

/** Books the cover and its cost. False: the person is held. */
export function bookCover({ codeOf, book }: BookAsk, input: PayslipInput): boolean {
  const cover = input.items
    .filter(({ payCodeId }) => codeOf(payCodeId) === 'GROUP_TERM_LIFE_COVER')
    .reduce((sum, { amountMinor }) => add(sum, cents(amountMinor ?? 0n)), ZERO);
  const cost = costOfCover(cover, input);
  if (cost === null) return false;
  book('GROUP_TERM_LIFE_COVER', cover);
  book('GROUP_TERM_LIFE', cost);
  return true;
}
