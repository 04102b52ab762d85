/**
 * Court orders and levies, slowly, from the text of the law. It shares no code with the calculation that it checks, and
 * reads the facts of an order as they are stored.
 *
 * Shares and limits are rounded down to the cent, the protected amount up, and an order for a percentage to the nearest
 * cent.
 */
import type { OrderFacts, PayItem } from '#payslip/payslip-input.ts';
import {
  add,
  cents,
  decimal,
  type Fraction,
  fraction,
  larger,
  less,
  minus,
  over,
  rounded,
  roundedDown,
  roundedUp,
  smaller,
  sumOf,
  times,
  ZERO,
} from './fractions.ts';

interface ReferencePay {
  /** Earnings in money less tips and taxes: 15 U.S.C. 1672(b). */
  readonly disposable: Fraction;
  /** Take-home pay without reimbursements. */
  readonly takeHome: Fraction;
  readonly payOn: Temporal.PlainDate;
  readonly periodsPerYear: number;
}

/** Pay code → amount. Null: the exempt amount of a levy is not known, so the person is held. */
type TakenByOrders = ReadonlyMap<string, Fraction> | null;

interface Order {
  readonly kind: string;
  readonly receivedOn: string;
  readonly facts: OrderFacts;
  readonly item: PayItem;
}

/** Each kind and its pay code, in the order in which two orders of one day are taken. */
const kinds: readonly (readonly [kind: string, payCode: string])[] = [
  ['support', 'CHILD_SUPPORT'],
  ['tax_levy', 'TAX_LEVY'],
  ['bankruptcy', 'BANKRUPTCY'],
  ['student_loan', 'STUDENT_LOAN'],
  ['federal_agency', 'FEDERAL_DEBT'],
  ['state_tax_levy', 'STATE_TAX_LEVY'],
  ['creditor', 'GARNISHMENT'],
];

const percent = (micro: unknown): Fraction => fraction(BigInt(micro as bigint), 100_000_000n);
const dollars = (minor: unknown): Fraction => cents((minor as bigint | null) ?? 0n);
const owedOf = ({ item }: Order): Fraction | null =>
  typeof item.balanceMinor === 'bigint' ? cents(item.balanceMinor) : null;
const isSupport = ({ kind }: Order): boolean => kind === 'support';

export function referenceOrders(items: readonly PayItem[], pay: ReferencePay): TakenByOrders {
  const { disposable } = pay;
  const orders = items
    .flatMap((item): Order[] => {
      const { order: facts } = item;
      if (facts === undefined) return [];
      return [
        { item, facts, kind: String(facts['kind']), receivedOn: String(facts['receivedOn']) },
      ];
    })
    // The employer does not know of an order before it was received.
    .filter(({ receivedOn }) => receivedOn <= pay.payOn.toString())
    .sort(byDay);

  const taken = new Map<string, Fraction>();
  let left = larger(pay.takeHome, ZERO);
  let all = ZERO;
  const take = (payCode: string, amount: Fraction): Fraction => {
    const part = larger(smaller(amount, left), ZERO);
    taken.set(payCode, add(taken.get(payCode) ?? ZERO, part));
    left = minus(left, part);
    all = add(all, part);
    return part;
  };

  const shares = supportShares(orders.filter(isSupport), disposable);
  for (const group of inTurn(orders)) {
    const [first] = group;
    if (first === undefined) continue;
    if (isSupport(first)) {
      const wanted = group.map((order) => shares.get(order)?.support ?? ZERO);
      // If the take-home pay does not suffice, the orders share it as they share the limit.
      for (const part of shareOut(wanted, left, isEqual(orders))) take('CHILD_SUPPORT', part);
      for (const order of group) take('ORDER_FEE', shares.get(order)?.fee ?? ZERO);
      continue;
    }
    const payCode = new Map(kinds).get(first.kind) ?? '';
    const allowed = allowedFor(first, { ...pay, left, all, sameKind: taken.get(payCode) ?? ZERO });
    if (allowed === null) return null;
    const wanted = wantedBy(first, disposable, larger(minus(left, exemptIn(first, pay)), ZERO));
    take(payCode, smaller(wanted, allowed));
    if (first.kind === 'creditor') {
      take('ORDER_FEE', smaller(dollars(first.facts['feeMinor']), minus(allowed, wanted)));
    }
  }
  return taken;
}

function byDay(one: Order, other: Order): number {
  const dayOf = ({ facts, receivedOn }: Order) =>
    (facts['judgmentOn'] as string | null) ?? receivedOn;
  const key = (order: Order) =>
    [
      dayOf(order),
      kinds.findIndex(([kind]) => kind === order.kind),
      String(order.facts['reference']),
    ].join(' ');
  return key(one) < key(other) ? -1 : 1;
}

/**
 * Support comes before every other process (42 U.S.C. 666(b)(7)), except before a federal levy that was made earlier
 * (26 U.S.C. 6334(a)(8)). The others are served by their day. Support orders in a row share.
 */
function inTurn(orders: readonly Order[]): readonly (readonly Order[])[] {
  const turns: Order[][] = [];
  const lastSupport = orders.findLastIndex(isSupport);
  const late: Order[] = [];
  let isInRow = false;
  for (const [place, order] of orders.entries()) {
    if (isSupport(order)) {
      if (isInRow) turns.at(-1)?.push(order);
      else turns.push([order]);
      isInRow = true;
    } else if (order.kind === 'tax_levy' && place < lastSupport) {
      turns.push([order]);
      isInRow = false;
    } else late.push(order);
  }
  return [...turns, ...late.map((order) => [order])];
}

interface Share {
  readonly support: Fraction;
  readonly fee: Fraction;
}

/** 15 U.S.C. 1673(b)(2), and the allocation of 45 CFR 303.100(a)(5): current support, then arrears, then fees. */
function supportShares(orders: readonly Order[], disposable: Fraction): ReadonlyMap<Order, Share> {
  const hasOther = orders.some(({ facts }) => facts['hasSecondFamily'] !== false);
  const lawful = fraction(hasOther ? 50n : 60n, 100n);
  const own = orders.flatMap(({ facts }) =>
    facts['limitPercentMicro'] === null ? [] : [percent(facts['limitPercentMicro'])],
  );
  const usual = roundedDown(times(disposable, own.reduce(smaller, lawful)));
  const withOld = roundedDown(
    times(disposable, own.reduce(smaller, add(lawful, fraction(5n, 100n)))),
  );
  const equal = isEqual(orders);
  const currents = orders.map(({ item }) =>
    item.percentMicro === null
      ? dollars(item.amountMinor)
      : rounded(times(disposable, percent(item.percentMicro))),
  );
  const arrears = orders.map((order) => {
    const asked = dollars(order.facts['arrearsMinor']);
    return smaller(asked, owedOf(order) ?? asked);
  });
  const current = shareOut(currents, usual, equal);
  const afterCurrent = minus(usual, sumOf(current));
  const late = shareOut(arrears, afterCurrent, equal);
  // "To the extent" that the orders are for a time before the last twelve weeks.
  const unpaidOld = orders.map(({ facts }, nth) =>
    facts['isOldArrears'] === true ? minus(arrears[nth] ?? ZERO, late[nth] ?? ZERO) : ZERO,
  );
  const more = shareOut(unpaidOld, minus(withOld, usual), equal);
  let forFees = minus(afterCurrent, sumOf(late));
  return new Map(
    orders.map((order, nth) => {
      const fee = smaller(dollars(order.facts['feeMinor']), forFees);
      forFees = minus(forFees, fee);
      const support = sumOf([current[nth] ?? ZERO, late[nth] ?? ZERO, more[nth] ?? ZERO]);
      return [order, { support, fee }];
    }),
  );
}

/** The first order that states the rule of the state of work. Unsaid: in proportion. */
function isEqual(orders: readonly Order[]): boolean {
  const said = orders.find(
    ({ facts }) => facts['allocation'] !== null && facts['kind'] === 'support',
  );
  return said?.facts['allocation'] === 'equal';
}

/** Everything if it fits; else in proportion, or each the same until it has what it wants. */
function shareOut(
  wanted: readonly Fraction[],
  available: Fraction,
  equal: boolean,
): readonly Fraction[] {
  const total = sumOf(wanted);
  if (!less(available, total)) return wanted;
  if (!less(ZERO, available)) return wanted.map(() => ZERO);
  if (!equal) return wanted.map((one) => roundedDown(over(times(available, one), total)));
  let given = wanted.map(() => ZERO);
  for (;;) {
    const isOpen = (nth: number) => less(given[nth] ?? ZERO, wanted[nth] ?? ZERO);
    const open = wanted.filter((_, nth) => isOpen(nth)).length;
    const rest = minus(available, sumOf(given));
    const each = open === 0 ? ZERO : roundedDown(over(rest, fraction(BigInt(open))));
    if (!less(ZERO, each)) return given;
    given = given.map((one, nth) =>
      isOpen(nth) ? smaller(add(one, each), wanted[nth] ?? ZERO) : one,
    );
  }
}

function wantedBy(order: Order, disposable: Fraction, ofLevy: Fraction): Fraction {
  const { kind, item } = order;
  const byAmount =
    item.percentMicro === null
      ? dollars(item.amountMinor)
      : rounded(times(disposable, percent(item.percentMicro)));
  const wanted = kind === 'tax_levy' ? ofLevy : byAmount;
  return smaller(wanted, owedOf(order) ?? wanted);
}

interface SoFar extends ReferencePay {
  readonly left: Fraction;
  /** What earlier orders took, with fees. */
  readonly all: Fraction;
  readonly sameKind: Fraction;
}

/** The most that the law lets an order take, whatever it asks for. Null: it is not known. */
function allowedFor(order: Order, soFar: SoFar): Fraction | null {
  const { kind, facts } = order;
  const { disposable, left, all } = soFar;
  const state = facts['limitPercentMicro'];
  if (kind === 'tax_levy') {
    return knownExempt(order, soFar) === null ? null : left;
  }
  // 15 U.S.C. 1673(b)(1)(B) and (C): no federal limit.
  if (kind === 'bankruptcy') return left;
  if (kind === 'state_tax_levy') {
    return state === null ? left : roundedDown(times(disposable, percent(state)));
  }
  const federal = ordinary(soFar, fraction(1n, 4n), decimal('217.50'));
  if (kind === 'creditor') {
    const weekly = facts['protectedPerWeekMinor'];
    const own = ordinary(
      soFar,
      state === null ? fraction(1n, 4n) : percent(state),
      weekly === null ? decimal('217.50') : dollars(weekly),
    );
    return larger(minus(smaller(federal, own), all), ZERO);
  }
  // 20 U.S.C. 1095a(a)(1), (7), (8); 31 U.S.C. 3720D(b)(1), (6)
  const reemployed = facts['reemployedOn'];
  if (typeof reemployed === 'string') {
    const oneYear = Temporal.PlainDate.from(reemployed).add({ months: 12 });
    if (soFar.payOn.toString() < oneYear.toString()) return ZERO;
  }
  const rest = larger(minus(federal, all), ZERO);
  if (facts['hasConsent'] === true) return rest;
  const fifteen = roundedDown(times(disposable, fraction(15n, 100n)));
  return larger(smaller(minus(fifteen, soFar.sameKind), rest), ZERO);
}

/** 15 U.S.C. 1673(a): the lesser of a share, and of what is above the protected weeks. 29 CFR 870.10(c)(2). */
function ordinary({ disposable, periodsPerYear }: SoFar, share: Fraction, weekly: Fraction) {
  const weeks = over(fraction(52n), fraction(BigInt(periodsPerYear)));
  const protectedPay = roundedUp(times(weekly, weeks));
  const above = larger(minus(disposable, protectedPay), ZERO);
  return smaller(roundedDown(times(disposable, share)), above);
}

/** IRS Publication 1494: yearly dollars of single, joint, head of household and each dependent, by year. */
const exemptYears: Readonly<Record<number, readonly (bigint | null)[]>> = {
  2024: [14_600n, 29_200n, 21_900n, 5_000n],
  2026: [16_100n, 32_200n, 24_150n, null],
};

function exemptIn(order: Order, pay: ReferencePay): Fraction {
  return knownExempt(order, pay) ?? ZERO;
}

function knownExempt({ facts, receivedOn }: Order, { periodsPerYear }: ReferencePay) {
  if (typeof facts['exemptMinor'] === 'bigint') return cents(facts['exemptMinor']);
  const year = (facts['levyYear'] as number | null) ?? Number(receivedOn.slice(0, 4));
  const [single, joint, head, dependent] = exemptYears[year] ?? [];
  const status = facts['levyStatus'];
  const base = status === 'mfj' || status === 'qss' ? joint : status === 'hoh' ? head : single;
  const count = BigInt(Number(facts['levyDependents']));
  if (typeof base !== 'bigint' || (count > 0n && typeof dependent !== 'bigint')) return null;
  const inPeriod = (amount: bigint) =>
    rounded(over(fraction(amount), fraction(BigInt(periodsPerYear))));
  return add(inPeriod(base), times(inPeriod(dependent ?? 0n), fraction(count)));
}
