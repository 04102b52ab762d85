/**
 * A court order or a levy of the United States: its kinds, and the facts that the law asks for.
 *
 * The amount, the percentage and the balance are those of the item. The facts are stored with it.
 *
 * Elsewhere: reading and checking an order (read-us-order.ts), the law (take-us-orders.ts and the files
 * that it names).
 */
import type { Minor } from '#money/minor.ts';
import type { OrderFacts } from '#payslip/payslip-input.ts';
import type { AskedOrder } from '#payslip/taxes/court-orders.ts';

/** In the order in which two orders received on one day are taken. */
export const usOrderKinds = [
  'support',
  'tax_levy',
  'bankruptcy',
  'student_loan',
  'federal_agency',
  'state_tax_levy',
  'creditor',
] as const;

export type UsOrderKind = (typeof usOrderKinds)[number];

export const payCodeOfKind: Readonly<Record<UsOrderKind, string>> = {
  support: 'CHILD_SUPPORT',
  tax_levy: 'TAX_LEVY',
  bankruptcy: 'BANKRUPTCY',
  student_loan: 'STUDENT_LOAN',
  federal_agency: 'FEDERAL_DEBT',
  state_tax_levy: 'STATE_TAX_LEVY',
  creditor: 'GARNISHMENT',
};

export const orderFeeCode = 'ORDER_FEE';

const kindTitle: Readonly<Record<UsOrderKind, string>> = {
  support: 'Support order',
  tax_levy: 'Federal tax levy',
  bankruptcy: 'Bankruptcy order',
  student_loan: 'Student loan order',
  federal_agency: 'Federal agency order',
  state_tax_levy: 'State tax levy',
  creditor: 'Creditor garnishment',
};

export const levyStatuses = ['single', 'mfs', 'mfj', 'qss', 'hoh'] as const;
type LevyStatus = (typeof levyStatuses)[number];

export const allocations = ['proportional', 'equal'] as const;
type Allocation = (typeof allocations)[number];

// A type, not an interface, so that it is assignable to OrderFacts. Dates are text: `2026-01-05`.
export type UsOrderFacts = {
  readonly kind: UsOrderKind;
  readonly receivedOn: string;
  /** Support: the day of the judgment, if it was before the order was received. */
  readonly judgmentOn: string | null;
  /** The postal code of the issuing state. Null: a federal order. */
  readonly state: string | null;
  readonly reference: string | null;
  /** Who gets the money. Null: not named. */
  readonly payee: string | null;
  /** The employer's fee for each payment. */
  readonly feeMinor: Minor;
  /** Support: for past periods, for each pay period, in addition to the amount. */
  readonly arrearsMinor: Minor;
  /** Support: the arrears are for a time before the last twelve weeks. */
  readonly isOldArrears: boolean;
  /** Support: the employee supports another spouse or child. Null: not known. */
  readonly hasSecondFamily: boolean | null;
  /** Support: how the law of the state of work divides what does not suffice. Null: not known. */
  readonly allocation: Allocation | null;
  /** The state's own limit, in millionths of a percent of disposable earnings. */
  readonly limitPercentMicro: number | null;
  /** The state's own protected amount for each week. */
  readonly protectedPerWeekMinor: Minor | null;
  /** Tax levy: the exempt amount for each pay period, from the table that came with the levy. */
  readonly exemptMinor: Minor | null;
  /** Tax levy: from the employee's statement. Null: no statement was returned. */
  readonly levyStatus: LevyStatus | null;
  readonly levyDependents: number;
  /** Tax levy: the year of the statement. Null: the year in which the levy was received. */
  readonly levyYear: number | null;
  /** Student loan, federal agency: the employee agreed in writing to more than 15 %. */
  readonly hasConsent: boolean;
  /** Student loan, federal agency: hired on this day, within 12 months after an involuntary separation. */
  readonly reemployedOn: string | null;
};

/** An order while it is calculated. */
export interface UsOrder {
  readonly facts: UsOrderFacts;
  readonly amountMinor: Minor | null;
  readonly percentMicro: bigint | null;
  readonly balanceMinor: Minor | null;
  readonly codeLimit: AskedOrder['codeLimit'];
}

/** The facts of an order under this pack. Null: they are not those of one of its kinds. */
export function usFactsOf(facts: OrderFacts): UsOrderFacts | null {
  const known = facts as UsOrderFacts;
  return payCodeOfKind[known.kind] === undefined ? null : known;
}

/** What people call the order: `Support order TX-17, received 2026-01-05`. */
export function nameOfOrder({ facts }: UsOrder): string {
  const { kind, reference, receivedOn } = facts;
  return `${kindTitle[kind]}${reference === null ? '' : ` ${reference}`}, received ${receivedOn}`;
}

/**
 * The order in which orders are taken does not depend on the order in which they were entered: by date, then
 * by kind, then by what they say.
 */
export function byDateReceived(left: UsOrder, right: UsOrder): number {
  return (
    compared(rankDayOf(left), rankDayOf(right)) ||
    usOrderKinds.indexOf(left.facts.kind) - usOrderKinds.indexOf(right.facts.kind) ||
    compared(contentOf(left), contentOf(right))
  );
}

/** A judgment of support that was entered before a levy comes before it: 26 U.S.C. 6334(a)(8). */
function rankDayOf({ facts }: UsOrder): string {
  return facts.judgmentOn ?? facts.receivedOn;
}

function compared(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function contentOf({ facts, amountMinor, percentMicro, balanceMinor }: UsOrder): string {
  const members = Object.keys(facts)
    .sort()
    .map((name) => String((facts as OrderFacts)[name]));
  return [facts.reference ?? '', amountMinor, percentMicro, balanceMinor, ...members].join('\n');
}
