/** Orders and pay for the tests of court orders: an order is JSON, as in a case. */
import { formatAmount, parseAmount, USD } from '#money/minor.ts';
import { parseRate } from '#money/rate.ts';
import { newestEdition } from '#payslip/rules-editions.ts';
import type { AskedOrder, PayBeforeOrders } from '#payslip/taxes/court-orders.ts';
import { readUsOrder, usOrderShape } from './read-us-order.ts';
import { takeUsOrders } from './take-us-orders.ts';

export const cents = (text: string): bigint => {
  const parsed = parseAmount(text, USD);
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
};

export type OrderJson = Readonly<Record<string, unknown>>;

/** The order of a case, read as the case reader does. */
export function order(json: OrderJson): AskedOrder {
  const read = readUsOrder(usOrderShape.parse({ received: '2026-01-05', ...json }), {
    amount: (text) => (text === undefined ? null : cents(text)),
    percent(text) {
      if (text === undefined) return null;
      const rate = parseRate(text);
      if (!rate.ok) throw new Error(text);
      return (rate.value.numerator * 1_000_000n) / rate.value.denominator;
    },
    report(key, { code }) {
      throw new Error(`${key}: ${code}`);
    },
  });
  const { payCode, amountMinor, percentMicro, balanceMinor, facts } = read;
  const values = { payCodeId: 0, quantityMicro: null, rateMicro: null, amountMinor, percentMicro };
  return { item: { ...values, balanceMinor }, facts, payCode, codeLimit: null };
}

export const perYear = { daily: 260n, weekly: 52n, biweekly: 26n, semimonthly: 24n, monthly: 12n };
export type Period = keyof typeof perYear;

/** Pay with these disposable earnings, all of which can be paid out unless net is given. */
export function pay(
  disposable: string,
  period: Period = 'weekly',
  of: OrderJson = {},
): PayBeforeOrders {
  return {
    grossMinor: cents(disposable) + 100_00n,
    taxesMinor: 100_00n,
    reimbursementsMinor: 0n,
    netMinor: cents(disposable),
    payOn: Temporal.PlainDate.from('2026-06-15'),
    isOffCycle: false,
    periodsPerYear: perYear[period],
    workState: 'TX',
    rulesEdition: newestEdition,
    amountOf: () => 0n,
    text: (amount) => formatAmount(amount, USD),
    ...of,
  };
}

interface Taken {
  /** By pay code. */
  readonly lines: Readonly<Record<string, string>>;
  /** By the reference of the order: what it took. */
  readonly each: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
}

export function take(orders: readonly OrderJson[], from: PayBeforeOrders): Taken {
  const taken = takeUsOrders(orders.map(order), from);
  if ('kind' in taken) throw new Error(taken.code);
  const each = taken.lines.flatMap(({ told }) =>
    told.children.map(({ title, amountMinor }) => [
      title.replace(/^.* (\S+), received.*$/, '$1'),
      formatAmount(amountMinor ?? 0n, USD),
    ]),
  );
  return {
    lines: Object.fromEntries(
      taken.lines.map(({ payCode, amountMinor }) => [payCode, formatAmount(amountMinor, USD)]),
    ),
    each: Object.fromEntries(each),
    warnings: [...new Set(taken.warnings.map(({ code }) => code))].sort(),
  };
}

export const everything = '100000';
export const creditor = { kind: 'creditor', state: 'TX', amount: everything, limit_percent: '25' };
export const support = { kind: 'support', state: 'TX', limit_percent: '65' };
export const levy = { kind: 'tax_levy' };
