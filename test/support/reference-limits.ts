/**
 * The yearly limits of a person, slowly: what remains of a year for one pay code, in cents. For each year a row of
 * dollars as the law states them; the sources are in src/payslip/taxes/us/us-limits.ts.
 */
import type { PayslipInput } from '#payslip/payslip-input.ts';

interface LimitsAsk {
  readonly input: PayslipInput;
  readonly codeOf: (payCodeId: number) => string;
  readonly idOf: (code: string) => number;
  /** What this payslip has taken under a pay code. */
  readonly soFar: (code: string) => bigint;
}

/** Deferrals; catch-up from 50; catch-up from 60 to 63; Roth-only above; health savings: self, family. */
const byYear: Readonly<Record<number, readonly bigint[]>> = {
  2023: [22_500n, 7_500n, 7_500n, 0n, 3_850n, 7_750n],
  2024: [23_000n, 7_500n, 7_500n, 0n, 4_150n, 8_300n],
  2025: [23_500n, 7_500n, 11_250n, 0n, 4_300n, 8_550n],
  2026: [24_500n, 8_000n, 11_250n, 150_000n, 4_400n, 8_750n],
};

/** Null: no law limits the pay code, and no item of the person does. */
export function roomOf(code: string, ask: LimitsAsk): bigint | null {
  const { input, codeOf, idOf, soFar } = ask;
  const isDeferral = code === '401K' || code === 'ROTH_401K';
  const together = isDeferral ? ['401K', 'ROTH_401K'] : [code];
  const given = together
    .map((one) => (input.yearToDate.get(idOf(one)) ?? 0n) + soFar(one))
    .reduce((sum, one) => sum + one, 0n);
  const own = input.items.filter((item) => together.includes(codeOf(item.payCodeId)));
  const stated = own.flatMap(({ limitMinor }) =>
    typeof limitMinor === 'bigint' ? [limitMinor] : [],
  );
  const lowest = stated.reduce<bigint | null>(
    (low, one) => (low === null || one < low ? one : low),
    null,
  );
  const law = isDeferral || code === 'HSA' ? lawOf(code, { ...ask, isOwn: lowest !== null }) : null;
  const most = law === null || (lowest !== null && lowest < law) ? lowest : law;
  if (most === null) return null;
  return most < given ? 0n : most - given;
}

function lawOf(code: string, ask: LimitsAsk & { readonly isOwn: boolean }): bigint {
  const { input, isOwn } = ask;
  const { payOn } = input.period;
  const [deferrals = 0n, from50 = 0n, from60 = 0n, rothOnly = 0n, self = 0n, family = 0n] =
    byYear[payOn.year] ?? [];
  const { birthOn } = input.employee;
  const age = birthOn ? payOn.year - birthOn.year : null;
  if (code === 'HSA') {
    const stated = input.items.find(({ limitFor }) => typeof limitFor === 'string')?.limitFor;
    const base = stated === 'family' || (stated === undefined && isOwn) ? family : self;
    const isAdded = age === null ? isOwn : age >= 55;
    return 100n * (base + (isAdded ? 1_000n : 0n));
  }
  // Who states a limit may know that the person is old enough.
  const added =
    age === null ? (isOwn ? from60 : 0n) : age < 50 ? 0n : age >= 60 && age <= 63 ? from60 : from50;
  const isBeforeTax = code === '401K' && rothOnly > 0n && isRothOnly(ask, rothOnly * 100n);
  return 100n * (isBeforeTax ? deferrals : deferrals + added);
}

function isRothOnly({ input, idOf }: LimitsAsk, above: bigint): boolean {
  const { yearBefore, employee, period } = input;
  if (yearBefore === undefined) return employee.hiredOn.year < period.payOn.year;
  return (yearBefore.get(idOf('SS_WAGES')) ?? 0n) > above;
}
