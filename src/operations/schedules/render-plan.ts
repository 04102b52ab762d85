/** A plan in the forms that other programs read: CSV for a spreadsheet, .ics for a calendar. */

import { planToCsv } from '#schedule/plan/plan-csv.ts';
import { planToIcs } from '#schedule/plan/plan-ics.ts';
import type { Plan } from '#schedule/plan/planned.ts';

/** One heading, then the pay dates of each plan. */
export function plansAsCsv(plans: readonly Plan[]): string {
  return plans
    .map((plan, index) => {
      const csv = planToCsv(plan);
      return index === 0 ? csv : csv.slice(csv.indexOf('\r\n') + 2);
    })
    .join('');
}

/** `company` tells events of equal schedule codes apart; null for a schedule that nobody saved. */
export function planAsIcs(
  plan: Plan,
  ask: { readonly company: string | null; readonly stampAt: Temporal.Instant },
): string {
  const domain = ask.company === null ? {} : { uidDomain: `${ask.company}.paybeat` };
  return planToIcs(plan, { stampAt: ask.stampAt, ...domain });
}
