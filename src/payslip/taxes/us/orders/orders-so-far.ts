/**
 * The orders of one payslip while they are taken, one after the other: what is left of the pay, and what was decided
 * for each.
 */
import type { Minor } from '#money/minor.ts';
import type { ExplanationInput } from '#payslip/explanation/explanation.ts';
import type { Warning } from '#payslip/payslip.ts';
import type { PayBeforeOrders } from '#payslip/taxes/court-orders.ts';
import { disposableOf, least } from './disposable-earnings.ts';
import type { LevyYears } from './levy-exempt.ts';
import { nameOfOrder, type UsOrder, type UsOrderKind } from './us-order.ts';

/** What was decided for one order. */
export interface TakenOrder {
  readonly order: UsOrder;
  readonly wantedMinor: Minor;
  readonly takenMinor: Minor;
  /** The rule in words. */
  readonly rule: string;
  readonly inputs: readonly ExplanationInput[];
}

interface Decision {
  readonly wantedMinor: Minor;
  /** What the law lets the order take, before looking at what is left of the pay. */
  readonly allowedMinor: Minor;
  /** Its part of what is left of the pay. Absent: all of it. */
  readonly roomMinor?: Minor;
  readonly rule: string;
  readonly paragraph: string;
  readonly inputs: readonly ExplanationInput[];
}

/** A fee that the employer keeps. */
interface TakenFee {
  readonly order: UsOrder;
  readonly feeMinor: Minor;
}

export class OrdersSoFar {
  readonly pay: PayBeforeOrders;
  readonly levyYears: LevyYears;
  readonly disposableMinor: Minor;
  /** In the order in which they were taken. */
  readonly taken: TakenOrder[] = [];
  readonly fees: TakenFee[] = [];
  readonly warnings: Warning[] = [];
  /** All orders and fees so far. */
  totalMinor: Minor = 0n;
  /** What an order can still be paid from. Reimbursements are not pay. */
  roomMinor: Minor;

  constructor(pay: PayBeforeOrders, levyYears: LevyYears) {
    this.pay = pay;
    this.levyYears = levyYears;
    this.disposableMinor = disposableOf(pay);
    const room = pay.netMinor - pay.reimbursementsMinor;
    this.roomMinor = room < 0n ? 0n : room;
  }

  /** Taken so far by orders of a kind. */
  ofKind(kind: UsOrderKind): Minor {
    return this.taken.reduce(
      (sum, { order, takenMinor }) => (order.facts.kind === kind ? sum + takenMinor : sum),
      0n,
    );
  }

  /** Takes what is wanted, up to what is allowed and to what is left of the pay. */
  take(order: UsOrder, decision: Decision): void {
    const { wantedMinor, allowedMinor, rule, paragraph, inputs } = decision;
    const legal = positive(least(wantedMinor, allowedMinor));
    const takenMinor = least(legal, least(decision.roomMinor ?? this.roomMinor, this.roomMinor));
    this.roomMinor -= takenMinor;
    this.totalMinor += takenMinor;
    const text = (amount: Minor) => this.pay.text(amount);
    const left = wantedMinor - takenMinor;
    this.taken.push({
      order,
      wantedMinor,
      takenMinor,
      rule,
      inputs: [
        { name: 'place', value: String(this.taken.length + 1) },
        { name: 'asked', value: text(wantedMinor) },
        ...inputs,
        ...(left > 0n ? [{ name: 'not taken', value: text(left) }] : []),
        { name: 'paragraph', value: paragraph },
      ],
    });
    this.#warn(order, { wantedMinor, legal, takenMinor });
  }

  /** Takes a fee that the law allows, after the order itself. */
  takeFee(order: UsOrder, wantedMinor: Minor): void {
    const feeMinor = least(positive(wantedMinor), this.roomMinor);
    if (feeMinor === 0n) return;
    this.roomMinor -= feeMinor;
    this.totalMinor += feeMinor;
    this.fees.push({ order, feeMinor });
  }

  warn(code: string, message: string): void {
    if (this.warnings.some((one) => one.code === code && one.message === message)) return;
    this.warnings.push({ code, message });
  }

  #warn(order: UsOrder, of: { wantedMinor: Minor; legal: Minor; takenMinor: Minor }): void {
    const { wantedMinor, legal, takenMinor } = of;
    const { balanceMinor, percentMicro, facts } = order;
    const name = nameOfOrder(order);
    const text = (amount: Minor) => this.pay.text(amount);
    if (facts.kind !== 'support' && takenMinor > 0n && takenMinor === balanceMinor) {
      this.warn('goal_reached', `${name}, ends with this payslip`);
    }
    // An order for exactly the legal share can exceed it by a rounded cent.
    const isOnlyRounded = percentMicro !== null && legal > 0n && wantedMinor - legal <= 1n;
    if (legal < wantedMinor && !isOnlyRounded) {
      this.warn(
        'garnishment_limited',
        `${name}, would be ${text(wantedMinor)}; the law allows ${text(legal)} from disposable earnings of ${text(this.disposableMinor)}`,
      );
    }
    if (takenMinor < legal) {
      this.warn(
        'deduction_reduced',
        `${name}, would be ${text(legal)}; only ${text(takenMinor)} of net pay was available`,
      );
    }
  }
}

export function positive(amount: Minor): Minor {
  return amount < 0n ? 0n : amount;
}
