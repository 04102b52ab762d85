/**
 * Takes the support orders of one payslip.
 *
 * The limit of all support together is 50 % of disposable earnings if the employee supports another spouse or child, and
 * 60 % if not: 15 U.S.C. 1673(b)(2). Arrears for a time before the last twelve weeks may take 5 % more. Arrears and fees
 * are inside the limit.
 */
import type { Minor } from '#money/minor.ts';
import type { ExplanationInput } from '#payslip/explanation/explanation.ts';
import { percentText } from '#payslip/text.ts';
import { least, percentMicro, percentOfDisposable, shareOf } from './disposable-earnings.ts';
import { type OrdersSoFar, positive } from './orders-so-far.ts';
import { divideSupport, type SupportAsked, type SupportGiven, shared } from './support-shares.ts';
import { nameOfOrder, type UsOrder } from './us-order.ts';

const otherFamily = percentMicro(50n);
const noOtherFamily = percentMicro(60n);
const oldArrears = percentMicro(5n);

interface SupportShares {
  readonly given: ReadonlyMap<UsOrder, SupportGiven>;
  readonly method: 'proportional' | 'equal';
  readonly inputs: readonly ExplanationInput[];
}

/** What each support order may take, as if all of the disposable earnings could be paid out. */
export function shareSupport(soFar: OrdersSoFar, orders: readonly UsOrder[]): SupportShares {
  const { disposableMinor } = soFar;
  const asked = orders.map((order) => askedBy(order, disposableMinor));
  const { limitMicro, oldMicro } = limitOf(orders);
  const limitMinor = shareOf(disposableMinor, limitMicro);
  const oldArrearsMinor = shareOf(disposableMinor, oldMicro) - limitMinor;
  const method = orders.find(({ facts }) => facts.allocation !== null)?.facts.allocation ?? null;
  const limit = { limitMinor, oldArrearsMinor, method: method ?? ('proportional' as const) };
  const given = divideSupport(asked, limit);
  const isShort = orders.some(
    (_, nth) => totalOf(given[nth] ?? nothing) < totalOf(asked[nth] ?? nothing),
  );
  if (isShort) warnOfFacts(soFar, { orders, given, method });
  return {
    given: new Map(orders.map((order, nth) => [order, given[nth] ?? nothing])),
    method: limit.method,
    inputs: [
      { name: 'disposable earnings', value: soFar.pay.text(disposableMinor) },
      { name: 'limit of all support', value: percentText(limitMicro) },
      ...(oldMicro > limitMicro
        ? [{ name: 'limit with arrears of more than 12 weeks', value: percentText(oldMicro) }]
        : []),
    ],
  };
}

const nothing: SupportGiven = { currentMinor: 0n, arrearsMinor: 0n, feeMinor: 0n };

/** Takes a group of support orders between which no levy comes. They share what is left of the pay. */
export function takeSupport(
  soFar: OrdersSoFar,
  { group, shares }: { readonly group: readonly UsOrder[]; readonly shares: SupportShares },
): void {
  const { method, inputs } = shares;
  const given = group.map((order) => shares.given.get(order) ?? nothing);
  const wanted = given.map(totalOf);
  const paid = shared(wanted, soFar.roomMinor, method);
  const words = method === 'equal' ? 'in equal shares' : 'in proportion';
  for (const [nth, order] of group.entries()) {
    const asked = askedBy(order, soFar.disposableMinor);
    const paidMinor = paid[nth] ?? 0n;
    const current = least(given[nth]?.currentMinor ?? 0n, paidMinor);
    soFar.take(order, {
      wantedMinor: totalOf(asked),
      allowedMinor: wanted[nth] ?? 0n,
      roomMinor: paidMinor,
      rule: `support comes first, up to the limit of all support; several orders share ${words}, current support before arrears`,
      paragraph: '42 U.S.C. 666(b)(7); 15 U.S.C. 1673(b)(2); 45 CFR 303.100(a)(5)',
      inputs: [
        ...inputs,
        { name: 'current support', value: soFar.pay.text(current) },
        { name: 'arrears', value: soFar.pay.text(paidMinor - current) },
      ],
    });
  }
  for (const [nth, order] of group.entries()) soFar.takeFee(order, given[nth]?.feeMinor ?? 0n);
}

function askedBy(order: UsOrder, disposableMinor: Minor): SupportAsked {
  const { amountMinor, percentMicro: percent, balanceMinor, facts } = order;
  const currentMinor = positive(
    percent === null ? (amountMinor ?? 0n) : percentOfDisposable(disposableMinor, percent),
  );
  const arrearsMinor =
    balanceMinor === null ? facts.arrearsMinor : least(facts.arrearsMinor, positive(balanceMinor));
  return { currentMinor, arrearsMinor, isOldArrears: facts.isOldArrears, feeMinor: facts.feeMinor };
}

/** The strictest of the federal limit, a limit on an order, and that of the company's own pay code. */
function limitOf(orders: readonly UsOrder[]): { limitMicro: bigint; oldMicro: bigint } {
  const hasNoOther =
    orders.length > 0 && orders.every(({ facts }) => facts.hasSecondFamily === false);
  const federal = hasNoOther ? noOtherFamily : otherFamily;
  const own = orders.flatMap(({ facts, codeLimit }) => [
    ...(facts.limitPercentMicro === null ? [] : [BigInt(facts.limitPercentMicro)]),
    // The built-in pay code has 50 %, the lowest limit of the law. Only a lower one is the company's own.
    ...(codeLimit === null || codeLimit.percentMicro >= otherFamily
      ? []
      : [codeLimit.percentMicro]),
  ]);
  return {
    limitMicro: own.reduce(least, federal),
    oldMicro: own.reduce(least, federal + oldArrears),
  };
}

function warnOfFacts(
  soFar: OrdersSoFar,
  of: {
    readonly orders: readonly UsOrder[];
    readonly given: readonly SupportGiven[];
    readonly method: string | null;
  },
): void {
  const { orders, given, method } = of;
  if (orders.some(({ facts }) => facts.hasSecondFamily === null)) {
    const message =
      'whether the employee supports another spouse or child is not known, so the limit of support is 50 %, not 60 % (15 U.S.C. 1673(b)(2))';
    soFar.warn('second_family_not_known', message);
  }
  if (orders.length < 2) return;
  if (method === null) {
    const message =
      'several support orders share what the law allows in proportion; some states ask for equal shares, so check the rule of the state of work';
    soFar.warn('allocation_not_known', message);
  }
  for (const [nth, order] of orders.entries()) {
    if (totalOf(given[nth] ?? nothing) > 0n) continue;
    const message = `${nameOfOrder(order)}, gets nothing, but each support order has to get a part (45 CFR 303.100(a)(5)); ask the agency that sent it`;
    soFar.warn('support_order_got_nothing', message);
  }
}

function totalOf(of: Pick<SupportGiven, 'currentMinor' | 'arrearsMinor'>): Minor {
  return of.currentMinor + of.arrearsMinor;
}
