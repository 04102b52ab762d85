/**
 * Reads a court order or a levy from a row of an items file. The pay code says which kind it is.
 *
 * A garnishment or support without any of these columns is an item without facts: its pay code has the limit.
 */
import type { OrderCells, OrderItem } from '#payslip/taxes/court-orders.ts';
import { readUsOrder, type UsOrderJson } from './read-us-order.ts';
import {
  allocations,
  levyStatuses,
  payCodeOfKind,
  type UsOrderFacts,
  usOrderKinds,
} from './us-order.ts';

export const usOrderColumns: readonly string[] = [
  ...['received', 'state', 'payee', 'arrears', 'arrears_over_12_weeks', 'second_family'],
  ...['allocation', 'judgment', 'fee', 'limit_percent', 'protected_per_week', 'exempt'],
  ...['levy_status', 'levy_dependents', 'statement_year', 'consent', 'reemployed'],
];

/** Columns with another name than the key of a case. */
const columnOf: Readonly<Record<string, string>> = {
  filing_status: 'levy_status',
  dependents: 'levy_dependents',
};

export function usOrderFromCells(cells: OrderCells, item: OrderItem): UsOrderFacts | null {
  const { payCode } = item;
  const kind = usOrderKinds.find((one) => payCodeOfKind[one] === payCode);
  const given = usOrderColumns.filter((column) => !cells.isEmpty(column));
  const needsFacts = kind !== undefined && kind !== 'support' && kind !== 'creditor';
  if (given.length === 0 && !needsFacts) return null;
  if (kind === undefined) {
    for (const column of given) {
      const message = `${payCode} is not a court order or a levy.`;
      cells.report({ column, code: 'not_for_pay_code', message });
    }
    return null;
  }
  const received = cells.date('received');
  if (received === null) {
    if (!cells.isEmpty('received')) return null;
    const message = 'An order needs the day on which the employer received it.';
    cells.report({ column: 'received', code: 'missing_value', message });
    return null;
  }
  if (kind === 'support' && item.balanceMinor !== null) {
    const message = 'Support has no balance here: end it with a last day, in the column until.';
    cells.report({ column: 'balance', code: 'not_for_kind', message });
  }
  const read = { ...jsonOf(cells, item), kind, received };
  return readUsOrder(read, {
    amount: (text, key) => {
      if (text === undefined) return null;
      return key === 'amount' ? item.amountMinor : cells.amount(key);
    },
    percent: (text, key) => {
      if (text === undefined) return null;
      return key === 'percent' ? item.percentMicro : cells.percent(key);
    },
    report: (key, { code, message }) =>
      cells.report({ column: columnOf[key] ?? key, code, message }),
  }).facts as UsOrderFacts;
}

/** Amounts are read by the caller: here their text only says that they are given. */
function jsonOf(cells: OrderCells, item: OrderItem): Omit<UsOrderJson, 'kind' | 'received'> {
  const given = (key: string) => (cells.isEmpty(key) ? undefined : key);
  const flag = (key: string) => (cells.isEmpty(key) ? undefined : cells.flag(key));
  const day = (key: string) => cells.date(key) ?? undefined;
  const isByPercent = item.percentMicro !== null && item.amountMinor === null;
  return {
    reference: item.reference === '' ? undefined : item.reference,
    amount: item.amountMinor === null ? undefined : 'amount',
    percent: isByPercent ? 'percent' : undefined,
    state: cells.text('state', { lengthMax: 32 }) ?? undefined,
    payee: cells.text('payee', { lengthMax: 200 }) ?? undefined,
    arrears: given('arrears'),
    arrears_over_12_weeks: flag('arrears_over_12_weeks'),
    second_family: flag('second_family'),
    allocation:
      cells.choice('allocation', { words: allocations, code: 'unknown_value' }) ?? undefined,
    judgment: day('judgment'),
    fee: given('fee'),
    limit_percent: given('limit_percent'),
    protected_per_week: given('protected_per_week'),
    exempt: given('exempt'),
    filing_status:
      cells.choice('levy_status', { words: levyStatuses, code: 'unknown_value' }) ?? undefined,
    dependents: cells.wholeNumber('levy_dependents', { from: 0, to: 99 }) ?? undefined,
    statement_year: cells.wholeNumber('statement_year', { from: 1954, to: 2099 }) ?? undefined,
    consent: flag('consent'),
    reemployed: day('reemployed'),
  };
}
