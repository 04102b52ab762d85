/** Random hours with days: one rate or several, shift premiums and commissions of a day, and hours of the run before. */
import type { Seeded } from '#engine/seeded.ts';
import type { PayItem, PayslipInput, PeriodFacts } from '#payslip/payslip-input.ts';

interface RandomWeeksAsk {
  readonly chance: Seeded;
  readonly period: PeriodFacts;
  readonly idOf: (code: string) => number;
}

const none = { quantityMicro: null, rateMicro: null, amountMinor: null, percentMicro: null };

export function randomWeeks(ask: RandomWeeksAsk): Pick<PayslipInput, 'items' | 'worked'> {
  const { chance, period, idOf } = ask;
  const { startOn, endOn } = period;
  const rates = chance.chance(0.5) ? [null] : [null, randomRate(chance), randomRate(chance)];
  const longest = chance.pick([6, 9, 14]);
  const hoursOn = (workedOn: Temporal.PlainDate): PayItem => ({
    ...{ ...none, payCodeId: idOf('REGULAR'), workedOn, rateMicro: chance.pick(rates) },
    quantityMicro: BigInt(1 + chance.below(longest * 4)) * 250_000n,
  });
  const daysFrom = (first: Temporal.PlainDate, last: Temporal.PlainDate) =>
    Array.from({ length: first.until(last).days + 1 }, (_, nth) => first.add({ days: nth }));
  const items: PayItem[] = daysFrom(startOn, endOn).flatMap((day) => {
    if (chance.chance(0.2)) return [];
    return chance.chance(0.1) ? [hoursOn(day), hoursOn(day)] : [hoursOn(day)];
  });
  if (items.length === 0) items.push(hoursOn(endOn));
  const anyDay = () => startOn.add({ days: chance.below(startOn.until(endOn).days + 1) });
  if (chance.chance(0.3)) {
    const rateMicro = chance.chance(0.5) ? null : BigInt(1 + chance.below(9_000)) * 1_000n;
    const quantityMicro = BigInt(1 + chance.below(32)) * 250_000n;
    const night = { payCodeId: idOf('SHIFT_PREMIUM'), workedOn: anyDay() };
    items.push({ ...none, ...night, rateMicro, quantityMicro });
  }
  if (chance.chance(0.2)) {
    const amountMinor = BigInt(chance.below(100_000));
    items.push({ ...none, payCodeId: idOf('COMMISSION'), workedOn: anyDay(), amountMinor });
  }
  if (chance.chance(0.6)) return { items };
  const before = daysFrom(startOn.subtract({ days: 6 }), startOn.subtract({ days: 1 }));
  const worked = before.flatMap((day) => (chance.chance(0.3) ? [] : [hoursOn(day)]));
  return { items, worked: { items: worked, settledBefore: startOn, until: endOn } };
}

/** Above every minimum wage of the country, which has its own cases. */
function randomRate(chance: Seeded): bigint {
  return 8_000_000n + BigInt(chance.below(60_000)) * 1_000n;
}
