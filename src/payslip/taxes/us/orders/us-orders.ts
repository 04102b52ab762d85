/** Court orders and levies of the United States, as the calculation uses them. */
import type { CourtOrders } from '#payslip/taxes/court-orders.ts';
import { readUsOrder, type UsOrderJson, usOrderShape } from './read-us-order.ts';
import { shownUsOrder } from './shown-us-order.ts';
import { takeUsOrders } from './take-us-orders.ts';
import { payCodeOfKind, type UsOrderKind, usOrderKinds } from './us-order.ts';
import { usOrderColumns, usOrderFromCells } from './us-order-cells.ts';

/** Support and garnishments may be entered without facts: then their pay codes have the limit. */
const withoutFacts: readonly UsOrderKind[] = ['support', 'creditor'];

export const usOrders: CourtOrders = {
  needFacts: new Set(
    usOrderKinds.filter((kind) => !withoutFacts.includes(kind)).map((kind) => payCodeOfKind[kind]),
  ),
  payCodes: new Set(Object.values(payCodeOfKind)),
  columns: usOrderColumns,
  fromCells: usOrderFromCells,
  shown: shownUsOrder,
  shape: usOrderShape,
  fromJson: (json, values) => readUsOrder(json as UsOrderJson, values),
  take: takeUsOrders,
};
