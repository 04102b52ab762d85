/** The facts of an order as a list shows them: by the names of the columns of an items file, without empty ones. */
import type { OrderFacts } from '#payslip/payslip-input.ts';
import { microText } from '#payslip/text.ts';
import { usFactsOf } from './us-order.ts';

export function shownUsOrder(facts: OrderFacts): Readonly<Record<string, unknown>> {
  const order = usFactsOf(facts);
  if (order === null) return {};
  const { limitPercentMicro, levyDependents, levyYear } = order;
  const shown = {
    kind: order.kind,
    received: order.receivedOn,
    state: order.state,
    payee: order.payee,
    arrearsMinor: order.arrearsMinor === 0n ? null : order.arrearsMinor,
    arrears_over_12_weeks: order.isOldArrears ? true : null,
    second_family: order.hasSecondFamily,
    allocation: order.allocation,
    judgment: order.judgmentOn,
    feeMinor: order.feeMinor === 0n ? null : order.feeMinor,
    limit_percent: limitPercentMicro === null ? null : microText(BigInt(limitPercentMicro)),
    protectedPerWeekMinor: order.protectedPerWeekMinor,
    exemptMinor: order.exemptMinor,
    levy_status: order.levyStatus,
    levy_dependents: levyDependents === 0 ? null : levyDependents,
    statement_year: levyYear,
    consent: order.hasConsent ? true : null,
    reemployed: order.reemployedOn,
  };
  return Object.fromEntries(Object.entries(shown).filter(([, value]) => value !== null));
}
