/**
 * Takes the court orders and levies of one payslip, in the order of the law and up to its limits.
 *
 *   1. Support comes before every other process under state law: 42 U.S.C. 666(b)(7). A federal tax levy received before
 *      the support order comes before it, and a support judgment entered before the levy is left out of the levied pay:
 *      26 U.S.C. 6334(a)(8).
 *   2. All other orders follow by the day on which they were received.
 *
 * No federal text ranks bankruptcy, federal agency and student loan orders; they also follow by date.
 *
 * Elsewhere: support (take-support.ts), the other kinds (take-other-order.ts), the explanation (tell-orders.ts).
 */
import { type Held, held } from '#payslip/payslip.ts';
import { closerRulesSinceEdition } from '#payslip/rules-editions.ts';
import type { AskedOrder, OrdersTaken, PayBeforeOrders } from '#payslip/taxes/court-orders.ts';
import { tipsOf } from './disposable-earnings.ts';
import { type LevyYears, levyYears } from './levy-exempt.ts';
import { OrdersSoFar } from './orders-so-far.ts';
import { takeOther } from './take-other-order.ts';
import { shareSupport, takeSupport } from './take-support.ts';
import { linesOfOrders } from './tell-orders.ts';
import {
  byDateReceived,
  nameOfOrder,
  payCodeOfKind,
  type UsOrder,
  type UsOrderKind,
  usFactsOf,
} from './us-order.ts';

export function takeUsOrders(
  asked: readonly AskedOrder[],
  pay: PayBeforeOrders,
  years: LevyYears = levyYears,
): OrdersTaken | Held {
  const soFar = new OrdersSoFar(pay, years);
  const all: UsOrder[] = [];
  for (const { item, facts, payCode, codeLimit } of asked) {
    const known = usFactsOf(facts);
    if (known === null) return unknownOrder(payCode);
    const { amountMinor, percentMicro, balanceMinor = null } = item;
    // Arrears are for a pay period: its regular run takes them.
    const taken = pay.isOffCycle ? { ...known, arrearsMinor: 0n } : known;
    all.push({ facts: taken, amountMinor, percentMicro, balanceMinor, codeLimit });
  }
  // Warnings come in the same order, whichever order was entered first.
  if (pay.rulesEdition >= closerRulesSinceEdition) all.sort(byDateReceived);
  const orders = all.filter((order) => {
    const isNew = order.facts.receivedOn > pay.payOn.toString();
    const isForPeriod = pay.isOffCycle && order.percentMicro === null;
    if (isNew) notYet(soFar, order);
    else if (isForPeriod) notOffCycle(soFar, order);
    return !isNew && !isForPeriod;
  });
  const groups = inLegalOrder(orders);
  const shares = shareSupport(soFar, orders.filter(isSupport).sort(byDateReceived));
  for (const group of groups) {
    const [first] = group;
    if (first === undefined) continue;
    if (isSupport(first)) {
      takeSupport(soFar, { group, shares });
      continue;
    }
    const trouble = takeOther(soFar, first);
    if (trouble !== null) return trouble;
  }
  warnOfFacts(soFar, orders);
  const each = soFar.taken.flatMap(({ order: { facts }, takenMinor: amountMinor }) =>
    amountMinor === 0n ? [] : [{ payCode: payCodeOfKind[facts.kind], facts, amountMinor }],
  );
  return { lines: linesOfOrders(soFar), warnings: soFar.warnings, each };
}

function isSupport({ facts }: UsOrder): boolean {
  return facts.kind === 'support';
}

/** Each group is several support orders, which share, or one other order. */
function inLegalOrder(orders: readonly UsOrder[]): readonly (readonly UsOrder[])[] {
  const sorted = [...orders].sort(byDateReceived);
  const lastSupport = sorted.findLastIndex(isSupport);
  const isBefore = (order: UsOrder, place: number) =>
    isSupport(order) || (order.facts.kind === 'tax_levy' && place < lastSupport);
  const groups: UsOrder[][] = [];
  for (const order of sorted.filter(isBefore)) {
    const last = groups.at(-1);
    if (isSupport(order) && last?.every(isSupport) === true) last.push(order);
    else groups.push([order]);
  }
  return [...groups, ...sorted.filter((one, place) => !isBefore(one, place)).map((one) => [one])];
}

/** Kinds under the law of a state, which may protect more than the federal law does. */
const stateKinds: readonly UsOrderKind[] = ['support', 'creditor', 'state_tax_levy'];

function warnOfFacts(soFar: OrdersSoFar, orders: readonly UsOrder[]): void {
  const { pay } = soFar;
  const ofStates = orders.filter(({ facts }) => stateKinds.includes(facts.kind));
  const states = [
    ...new Set(ofStates.map(({ facts }) => facts.state ?? 'an unnamed state')),
  ].sort();
  const work = pay.workState?.trim().toUpperCase() ?? '';
  if (states.length > 1) {
    const decides = work === '' ? 'the state of work, which is not entered,' : work;
    const message = `the orders come from ${states.join(' and ')}; for support, the law of ${decides} decides about limits, fees and allocation (42 U.S.C. 666(b))`;
    soFar.warn('orders_of_several_states', message);
  }
  for (const order of ofStates) {
    const { kind, state: issuing, limitPercentMicro } = order.facts;
    if (limitPercentMicro !== null) continue;
    const state = kind === 'support' && work !== '' ? work : (issuing ?? 'the state');
    const message = `${nameOfOrder(order)}: Paybeat does not know the limits of ${state} and used the federal limit; enter the state's own limit if it is lower`;
    soFar.warn('state_limit_not_known', message);
  }
  const tips = tipsOf(pay);
  if (tips !== 0n && orders.length > 0) {
    const message = `tips of ${pay.text(tips)} were left out of disposable earnings; the part that the employer counts as wages (tip credit) is not known`;
    soFar.warn('tips_not_disposable', message);
  }
}

function notYet(soFar: OrdersSoFar, order: UsOrder): void {
  const message = `${nameOfOrder(order)}, was not taken: it was received after the pay date`;
  soFar.warn('order_not_yet_received', message);
}

/** Amounts, arrears and exempt amounts are for a pay period, whose regular run uses them. */
function notOffCycle(soFar: OrdersSoFar, order: UsOrder): void {
  const message = `${nameOfOrder(order)}, was not taken: its amount is for a pay period, and this payment is off-cycle; if it covers such payments, pay them in a regular run`;
  soFar.warn('order_not_off_cycle', message);
}

function unknownOrder(payCode: string): Held {
  return held('unknown_order', `the facts of the order under ${payCode} are not known`, {
    hint: 'enter the order again, with its kind and the day on which it was received',
  });
}
