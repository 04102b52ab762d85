/** The lines of the orders that were taken, each with its explanation: one child for each order of the pay code. */
import type { Minor } from '#money/minor.ts';
import type { Explanation } from '#payslip/explanation/explanation.ts';
import type { OrdersTaken } from '#payslip/taxes/court-orders.ts';
import { tipsOf } from './disposable-earnings.ts';
import type { OrdersSoFar, TakenOrder } from './orders-so-far.ts';
import { sumOf } from './support-shares.ts';
import { nameOfOrder, orderFeeCode, payCodeOfKind } from './us-order.ts';

type OrderLines = OrdersTaken['lines'];

export function linesOfOrders(soFar: OrdersSoFar): OrderLines {
  const codes = new Set(soFar.taken.map(({ order }) => payCodeOfKind[order.facts.kind]));
  const lines = [...codes].map((payCode) => {
    const own = soFar.taken.filter(({ order }) => payCodeOfKind[order.facts.kind] === payCode);
    const children = own.map((one) => tellOrder(soFar, one));
    return lineOf(soFar, { payCode, children });
  });
  if (soFar.fees.length === 0) return lines;
  const told = soFar.fees.map((one) => tellFee(soFar, one));
  return [...lines, lineOf(soFar, { payCode: orderFeeCode, children: told })];
}

function lineOf(
  { pay }: OrdersSoFar,
  of: { payCode: string; children: readonly Explanation[] },
): OrderLines[number] {
  const amounts = of.children.map(({ amountMinor }) => amountMinor ?? 0n);
  const amountMinor = sumOf(amounts);
  const told = {
    title: of.payCode,
    amountMinor,
    rule: 'what the law lets each order take, in the order of the law',
    inputs: [],
    table: null,
    arithmetic: `${amounts.map((one) => pay.text(one)).join(' + ')} = ${pay.text(amountMinor)}`,
    rounding: null,
    children: of.children,
  };
  return { payCode: of.payCode, amountMinor, told };
}

function tellOrder(soFar: OrdersSoFar, taken: TakenOrder): Explanation {
  const { order, wantedMinor, takenMinor, rule, inputs } = taken;
  const { payee, state } = order.facts;
  const text = (amount: Minor) => soFar.pay.text(amount);
  const reached = takenMinor < wantedMinor ? `, limited to ${text(takenMinor)}` : '';
  return {
    title: nameOfOrder(order),
    amountMinor: takenMinor,
    rule,
    inputs: [
      ...inputs,
      ...(state === null ? [] : [{ name: 'issued in', value: state }]),
      ...(payee === null ? [] : [{ name: 'paid to', value: payee }]),
    ],
    table: null,
    arithmetic: `${text(wantedMinor)}${reached}`,
    rounding: null,
    children: [tellDisposable(soFar)],
  };
}

function tellDisposable(soFar: OrdersSoFar): Explanation {
  const { pay, disposableMinor } = soFar;
  const tips = tipsOf(pay);
  const left = tips === 0n ? '' : ` − ${pay.text(tips)}`;
  return {
    title: 'Disposable earnings',
    amountMinor: disposableMinor,
    rule: `earnings, with bonuses and retroactive pay, less what law requires to withhold${tips === 0n ? '' : '; tips are left out'}`,
    inputs: [{ name: 'paragraph', value: '15 U.S.C. 1672(b)' }],
    table: null,
    arithmetic: `${pay.text(pay.grossMinor)}${left} − ${pay.text(pay.taxesMinor)} = ${pay.text(disposableMinor)}`,
    rounding: null,
    children: [],
  };
}

function tellFee(
  { pay }: OrdersSoFar,
  { order, feeMinor }: OrdersSoFar['fees'][number],
): Explanation {
  return {
    title: nameOfOrder(order),
    amountMinor: feeMinor,
    rule: 'the fee that the state lets the employer keep, inside the limit of the order',
    inputs: [
      { name: 'fee', value: pay.text(order.facts.feeMinor) },
      { name: 'paragraph', value: '42 U.S.C. 666(b)' },
    ],
    table: null,
    arithmetic: pay.text(feeMinor),
    rounding: null,
    children: [],
  };
}
