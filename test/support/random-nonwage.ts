/**
 * Random items that are wages in part or under conditions: mileage around the federal rate, and sick pay around the end of
 * its six months, with the taxes of the insurer right, a little wrong or quite wrong.
 */
import type { Seeded } from '#engine/seeded.ts';
import type { PayItem, PeriodFacts } from '#payslip/payslip-input.ts';

type Put = (code: string, values: Partial<PayItem>) => void;

export function putNonwage(chance: Seeded, { payOn }: PeriodFacts, put: Put): void {
  if (chance.chance(0.1)) {
    const rateMicro = BigInt(400 + chance.below(600)) * 1_000n;
    put('MILEAGE', { quantityMicro: BigInt(chance.below(1_500_000)) * 1_000n, rateMicro });
  }
  if (chance.chance(0.03)) put('EXPENSE_ALLOWANCE', { amountMinor: BigInt(chance.below(90_000)) });
  if (!chance.chance(0.08)) return;
  const workedOn = payOn.subtract({ months: 5 + chance.below(4), days: chance.below(20) });
  const months = (payOn.year - workedOn.year) * 12 + payOn.month - workedOn.month;
  const amount = chance.below(300_000) + 1_000;
  if (chance.chance(0.3)) {
    put('SICK_PAY', { amountMinor: BigInt(amount), workedOn });
    return;
  }
  put('THIRD_PARTY_SICK_PAY', { amountMinor: BigInt(amount), workedOn });
  put('THIRD_PARTY_FIT', { amountMinor: BigInt(chance.below(20_000)) });
  if (months > 6 && !chance.chance(0.05)) return;
  const off = chance.chance(0.1) ? chance.below(400) : chance.below(3);
  put('THIRD_PARTY_SS', { amountMinor: BigInt(Math.round(amount * 0.062) + off) });
  put('THIRD_PARTY_MEDICARE', { amountMinor: BigInt(Math.round(amount * 0.0145) + off) });
}
