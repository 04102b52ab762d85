/**
 * Mileage and sick pay, slowly, in cents: what of a mileage allowance is wages, and from which sick pay which taxes are
 * withheld here. The sources are in src/payslip/taxes/us/us-allowances.ts and sick-pay.ts.
 */
import type { PayItem, PayslipInput } from '#payslip/payslip-input.ts';

const atLeast0 = (x: bigint): bigint => (x < 0n ? 0n : x);
const least = (x: bigint, y: bigint): bigint => (x < y ? x : y);
const halfUp = (n: bigint, d: bigint): bigint => (2n * n + d) / (2n * d);

/** What the payslip takes as it is entered. */
export const enteredCodes: ReadonlySet<string> = new Set([
  ...['BONUS', 'COMMISSION', 'REIMBURSEMENT', 'CASH_TIPS', 'EXPENSE_ALLOWANCE', 'SICK_PAY'],
  ...['THIRD_PARTY_SICK_PAY', 'THIRD_PARTY_FIT', 'THIRD_PARTY_SS', 'THIRD_PARTY_MEDICARE'],
]);

/** Tenths of a cent a mile. */
const mileRates: Readonly<Record<number, bigint>> = {
  2023: 655n,
  2024: 670n,
  2025: 700n,
  2026: 725n,
};

/** The lines of an item of MILEAGE in a period inside of one year. */
export function mileageOf(
  { quantityMicro, rateMicro }: PayItem,
  year: number,
): readonly (readonly [code: string, minor: bigint])[] {
  const cents = (micro: bigint): bigint => halfUp((quantityMicro ?? 0n) * micro, 10n ** 10n);
  const paid = cents(rateMicro ?? 0n);
  const proved = least(paid, cents((mileRates[year] ?? 0n) * 1_000n));
  const excess = paid - proved;
  return [
    ['MILEAGE', proved],
    ['EXPENSE_ALLOWANCE', excess],
    ['SUBSTANTIATED_ALLOWANCE', excess > 0n ? proved : 0n],
  ];
}

interface SickAsk {
  readonly codeOf: (payCodeId: number) => string;
  /** Cents of the year before this payslip. */
  readonly before: (code: string) => bigint;
  /** Cents. */
  readonly wageBase: bigint;
  readonly threshold: bigint;
  /** Whether the work is exempt from Social Security and Medicare. */
  readonly isExemptWork: boolean;
}

interface ReferenceSick {
  readonly thirdParty: bigint;
  readonly exempt: bigint;
  /** Of the third party's sick pay: up to the wage base, all, and above the threshold. */
  readonly elsewhere: { readonly ss: bigint; readonly medicare: bigint; readonly above: bigint };
}

/** Null: the person is held. */
export function sickOf(input: PayslipInput, ask: SickAsk): ReferenceSick | null {
  const { codeOf, before, wageBase, threshold, isExemptWork } = ask;
  const of = (code: string) => input.items.filter((item) => codeOf(item.payCodeId) === code);
  const sum = (code: string) => of(code).reduce((all, one) => all + (one.amountMinor ?? 0n), 0n);
  const [thirdParty, own] = [sum('THIRD_PARTY_SICK_PAY'), sum('SICK_PAY')];
  const none = { ss: 0n, medicare: 0n, above: 0n };
  const [sick] = [...of('THIRD_PARTY_SICK_PAY'), ...of('SICK_PAY')];
  if (sick === undefined) return { thirdParty: 0n, exempt: 0n, elsewhere: none };
  const last = sick.workedOn ?? null;
  if (last === null || Temporal.PlainDate.compare(last, input.employee.hiredOn) < 0) return null;
  const { payOn } = input.period;
  const months = 12 * (payOn.year - last.year) + payOn.month - last.month;
  const isExempt = months > 6;
  const elsewhere =
    isExempt || isExemptWork
      ? none
      : {
          ss: atLeast0(least(thirdParty, wageBase - before('SS_WAGES'))),
          medicare: thirdParty,
          above: least(thirdParty, atLeast0(before('MEDICARE_WAGES') + thirdParty - threshold)),
        };
  const due = [
    halfUp(elsewhere.ss * 62n, 1_000n),
    halfUp(elsewhere.medicare * 145n, 10_000n) + halfUp(elsewhere.above * 9n, 1_000n),
  ];
  const given = [sum('THIRD_PARTY_SS'), sum('THIRD_PARTY_MEDICARE')];
  for (const [place, amount] of given.entries()) {
    const off = amount - (due[place] ?? 0n);
    if (off > 100n || off < -100n) return null;
  }
  return { thirdParty, exempt: isExempt ? thirdParty + own : 0n, elsewhere };
}
