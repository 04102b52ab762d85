/** Court orders and levies of the United States, as the calculation uses them. */
import type { CourtOrders } from '#payslip/taxes/court-orders.ts';
import { dueAfter } from '#payslip/taxes/us/returns/due-days.ts';
import type { LevyYears } from './levy-exempt.ts';
import { readUsOrder, type UsOrderJson, usOrderShape } from './read-us-order.ts';
import { shownUsOrder } from './shown-us-order.ts';
import { takeUsOrders } from './take-us-orders.ts';
import { payCodeOfKind, type UsOrderKind, usOrderKinds } from './us-order.ts';
import { usOrderColumns, usOrderFromCells } from './us-order-cells.ts';

/** Support and garnishments may be entered without facts: then their pay codes have the limit. */
const withoutFacts: readonly UsOrderKind[] = ['support', 'creditor'];

/**
 * Support is sent to the state within seven business days after the date on which the employee is paid: 42 U.S.C.
 * 666(b)(6)(A)(i). Those are the days on which state offices are open, for which the legal holidays of the District of
 * Columbia stand here. A state may want it sooner.
 */
const supportDays = 7;

/** With the exempt amounts of levies of these years. */
export const usOrders = (levyYears: LevyYears): CourtOrders => ({
  needFacts: new Set(
    usOrderKinds.filter((kind) => !withoutFacts.includes(kind)).map((kind) => payCodeOfKind[kind]),
  ),
  payCodes: new Set(Object.values(payCodeOfKind)),
  columns: usOrderColumns,
  fromCells: usOrderFromCells,
  shown: shownUsOrder,
  shape: usOrderShape,
  fromJson: (json, values) => readUsOrder(json as UsOrderJson, values),
  remitBy: (payCode, payDay) =>
    payCode === payCodeOfKind.support ? dueAfter(payDay, supportDays) : null,
  take: (asked, pay) => takeUsOrders(asked, pay, levyYears),
});
