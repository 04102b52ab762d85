/** Random court orders and levies of every kind, as items of the calculation. */
import type { Seeded } from '#engine/seeded.ts';
import type { PayItem } from '#payslip/payslip-input.ts';
import {
  allocations,
  levyStatuses,
  payCodeOfKind,
  type UsOrderFacts,
  type UsOrderKind,
  usOrderKinds,
} from '#payslip/taxes/us/orders/us-order.ts';

interface RandomOrdersAsk {
  readonly chance: Seeded;
  readonly payOn: Temporal.PlainDate;
  readonly idOf: (code: string) => number;
}

/** One to five orders. Half of them have several of one kind. */
export function randomOrders(ask: RandomOrdersAsk): readonly PayItem[] {
  const { chance } = ask;
  const favourite = chance.pick(usOrderKinds);
  return Array.from({ length: 1 + chance.below(5) }, (_, nth) => {
    const kind = chance.chance(0.4) ? favourite : chance.pick(usOrderKinds);
    return randomOrder(ask, { kind, reference: `R${nth}` });
  });
}

function randomOrder(
  { chance, payOn, idOf }: RandomOrdersAsk,
  { kind, reference }: { readonly kind: UsOrderKind; readonly reference: string },
): PayItem {
  const amount = (most: number) => BigInt(chance.below(most * 100));
  const maybe = <T>(probability: number, value: () => T): T | null => {
    const made = value();
    return chance.chance(probability) ? made : null;
  };
  const percent = () => BigInt(chance.below(70_000)) * 1_000n;
  // Few days, so that many orders are of one day. Some come after the pay date.
  const received = payOn.subtract({ days: chance.below(12) * 60 - 5 });
  const earlier = () => received.subtract({ days: chance.below(3) * 60 }).toString();
  const isSupport = kind === 'support';
  const isState = isSupport || kind === 'creditor' || kind === 'state_tax_levy';
  const isFederalDebt = kind === 'student_loan' || kind === 'federal_agency';
  const isLevy = kind === 'tax_levy';
  const byPercent = chance.chance(0.4);
  const facts: UsOrderFacts = {
    ...{ kind, reference, payee: null, receivedOn: received.toString() },
    judgmentOn: isSupport ? maybe(0.1, earlier) : null,
    state: isState ? chance.pick(['TX', 'CA', 'NY']) : null,
    feeMinor: (isSupport || kind === 'creditor') && chance.chance(0.3) ? amount(20) : 0n,
    arrearsMinor: isSupport && chance.chance(0.4) ? amount(400) : 0n,
    isOldArrears: isSupport && chance.chance(0.4),
    hasSecondFamily: isSupport ? chance.pick([true, false, false, null]) : null,
    allocation: isSupport ? chance.pick([...allocations, null]) : null,
    limitPercentMicro: isState ? maybe(0.2, () => Number(percent())) : null,
    protectedPerWeekMinor: kind === 'creditor' ? maybe(0.2, () => amount(600)) : null,
    exemptMinor: isLevy ? maybe(0.6, () => amount(3_000)) : null,
    levyStatus: isLevy ? maybe(0.7, () => chance.pick(levyStatuses)) : null,
    levyDependents: isLevy && chance.chance(0.2) ? chance.below(4) : 0,
    levyYear: isLevy ? maybe(0.6, () => chance.pick([2024, 2026, 2026])) : null,
    hasConsent: isFederalDebt && chance.chance(0.2),
    reemployedOn: isFederalDebt
      ? maybe(0.15, () => payOn.subtract({ days: 350 + chance.below(30) }).toString())
      : null,
  };
  return {
    ...{ payCodeId: idOf(payCodeOfKind[kind]), quantityMicro: null, rateMicro: null },
    amountMinor: isLevy || byPercent ? null : amount(chance.pick([100, 600, 3_000])),
    percentMicro: isLevy || !byPercent ? null : percent(),
    balanceMinor: maybe(0.25, () => 1n + amount(800)),
    order: facts,
  };
}
