/**
 * The cost of group-term life cover above 50,000, from the amount of the cover and the year of birth: 26 U.S.C. 79 and
 * 26 CFR 1.79-3(d). A payslip has its share of twelve months.
 *
 * The table goes by the age on the last day of the year. What the employee pays after tax lowers the cost, and not below
 * zero: it is entered below zero under GROUP_TERM_LIFE.
 *
 * Source of the table: 26 CFR 1.79-3(d)(2), Table I, since July 1999, which is table 2-2 of IRS Publication 15-B. It was read in
 * a copy of Publication 15-B (2020) up to age 44, and for all ages in two independent reprints, which agree.
 */
import { formatAmount, type Minor, USD } from '#money/minor.ts';
import { divideRounded } from '#money/rounding.ts';
import type { Explanation } from '#payslip/explanation/explanation.ts';
import { type Held, held } from '#payslip/payslip.ts';
import type { PayslipFacts } from '#payslip/payslip-input.ts';
import type { OpenTaxPack, TaxLine, TaxSheet } from '#payslip/taxes/tax-pack.ts';

/** Age from which it holds → cents a month for each 1,000 of cover. */
const tableOne: readonly (readonly [fromAge: number, cents: bigint])[] = [
  ...([
    [0, 5n],
    [25, 6n],
    [30, 8n],
    [35, 9n],
    [40, 10n],
    [45, 15n],
  ] as const),
  ...([
    [50, 23n],
    [55, 43n],
    [60, 66n],
    [65, 127n],
    [70, 206n],
  ] as const),
];

const excludedMinor = 50_000_00n;

/** Publication 15-B: the cover above the exclusion counts to the nearest 100 dollars. */
const stepMinor = 100_00n;

/** No policy is that small. It was typed in thousands. */
const leastMinor = 1_000_00n;

const source = '26 U.S.C. 79; 26 CFR 1.79-3(d)(2), Table I';

interface CoverLines {
  readonly cover: TaxLine;
  readonly cost: TaxLine;
}

/** Null: the company does not have the pay codes. */
export function coverLines({ generalLine }: OpenTaxPack): CoverLines | null {
  const [cover, cost] = [generalLine('GROUP_TERM_LIFE_COVER'), generalLine('GROUP_TERM_LIFE')];
  return cover === null || cost === null ? null : { cover, cost };
}

/** Writes the cost, and explains it by slot. Null: there is no cover above the exclusion. */
export function writeCost(
  { cover, cost }: CoverLines,
  { employee, period }: PayslipFacts,
  sheet: TaxSheet,
): ReadonlyMap<number, Explanation> | Held | null {
  const coverMinor = sheet.amounts[cover.slot] ?? 0n;
  if (coverMinor === 0n) return null;
  if (coverMinor < 0n) return below();
  if (coverMinor < leastMinor) warnOfThousands(coverMinor, sheet);
  const aboveMinor = divideRounded(coverMinor - excludedMinor, stepMinor, 'half_up') * stepMinor;
  const paidMinor = -(sheet.amounts[cost.slot] ?? 0n);
  if (aboveMinor <= 0n) {
    if (paidMinor <= 0n) return null;
    sheet.write(cost.slot, paidMinor);
    return new Map([[cost.slot, toldNoCost({ coverMinor, paidMinor })]]);
  }
  const { birthOn } = employee;
  if (birthOn === undefined || birthOn === null) return noBirthDate();
  const age = period.payOn.year - birthOn.year;
  const cents = tableOne.findLast(([fromAge]) => age >= fromAge)?.[1] ?? 0n;
  const periods = BigInt(period.periodsPerYear);
  // Cents for 1,000 dollars, which are 100,000 cents.
  const costMinor = divideRounded(aboveMinor * cents * 12n, 100_000n * periods, 'half_up');
  const writtenMinor = paidMinor > costMinor ? paidMinor : costMinor;
  sheet.write(cost.slot, writtenMinor);
  return new Map([
    [cost.slot, told({ aboveMinor, cents, age, periods, costMinor, writtenMinor, coverMinor })],
  ]);
}

function told(of: {
  readonly coverMinor: Minor;
  readonly aboveMinor: Minor;
  readonly cents: bigint;
  readonly age: number;
  readonly periods: bigint;
  readonly costMinor: Minor;
  readonly writtenMinor: Minor;
}): Explanation {
  const { aboveMinor, cents, costMinor, writtenMinor, periods } = of;
  const cost = `${money(aboveMinor)} ÷ 1,000 × ${money(cents)} × 12 ÷ ${periods} = ${money(costMinor)}`;
  const more = `, raised to the ${money(writtenMinor)} that the employee pays`;
  return {
    title: 'Group-term life above 50,000',
    amountMinor: writtenMinor,
    rule: `cover above 50,000, to the nearest 100, × the monthly cost of 1,000 by the age at the end of the year (${source})`,
    inputs: [
      { name: 'cover', value: money(of.coverMinor) },
      { name: 'age at the end of the year', value: `${of.age}` },
      { name: 'monthly cost of 1,000', value: money(cents) },
      { name: 'pay periods a year', value: `${periods}` },
    ],
    table: null,
    arithmetic: writtenMinor === costMinor ? cost : cost + more,
    rounding: 'half_up',
    children: [],
  };
}

/** Gives back to the wages what the employee pays for cover without a cost. */
function toldNoCost(of: { readonly coverMinor: Minor; readonly paidMinor: Minor }): Explanation {
  const paid = money(of.paidMinor);
  return {
    title: 'Group-term life above 50,000',
    amountMinor: of.paidMinor,
    rule: `cover up to 50,000, to the nearest 100, has no cost (${source})`,
    inputs: [{ name: 'cover', value: money(of.coverMinor) }],
    table: null,
    arithmetic: `0.00, raised to the ${paid} that the employee pays`,
    rounding: null,
    children: [],
  };
}

function noBirthDate(): Held {
  return held(
    'birth_date_missing',
    'the cost of group-term life cover goes by age, and the birth date is not known',
    { hint: 'enter the birth date of the person, or the cost itself under GROUP_TERM_LIFE' },
  );
}

function warnOfThousands(coverMinor: Minor, sheet: TaxSheet): void {
  sheet.warn(
    'cover_too_small',
    `the group-term life cover is only ${money(coverMinor)}; enter the whole amount of the insurance, and not thousands`,
  );
}

function below(): Held {
  return held('negative_cover', 'the group-term life cover is below zero', {
    hint: 'enter the amount of the insurance under GROUP_TERM_LIFE_COVER, such as 150000.00',
  });
}

function money(amountMinor: Minor): string {
  return formatAmount(amountMinor, USD);
}
