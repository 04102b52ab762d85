/** A plan in formats for other programs: CSV for a spreadsheet, .ics for a calendar. */

import { planToCsv } from '#schedule/plan/plan-csv.ts';
import { planToIcs } from '#schedule/plan/plan-ics.ts';
import type { Plan } from '#schedule/plan/planned.ts';

/** One heading, followed by the pay dates of each plan. */
export function plansAsCsv(plans: readonly Plan[]): string {
  return plans
    .map((plan, index) => {
      const csv = planToCsv(plan);
      return index === 0 ? csv : csv.slice(csv.indexOf('\r\n') + 2);
    })
    .join('');
}

/**
 * `company` keeps the events of two schedules with the same code apart; null for a schedule that is not
 * saved.
 */
export function planAsIcs(
  plan: Plan,
  ask: { readonly company: string | null; readonly stampAt: Temporal.Instant },
): string {
  const domain = ask.company === null ? {} : { uidDomain: `${ask.company}.paybeat` };
  return planToIcs(plan, { stampAt: ask.stampAt, ...domain });
}
