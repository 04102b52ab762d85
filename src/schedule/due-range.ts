/**
 * The days on which a pay period can be meant to fall due: from 62 days before its first day to 62 days
 * after its pay date, or after its last day where that is later.
 *
 * A pay date lies at most 62 days from its period, so every rule that somebody means stays inside. A
 * slip in the year, a 9999 that stands for never and a year of days counted back lie outside: such a
 * period would fall due when nobody looks any more. Inside, a due instant before the first day or after
 * the pay date is a warning (check-rule.ts).
 */

import { type Refused, refuse } from '#errors.ts';
import { dayInWords, toEpochDay } from '#time/plain-date.ts';
import type { AutomationRule } from './automation-rule.ts';
import type { PayPeriod } from './pay-period.ts';

const daysAround = 62;

/** Null where the day can be meant; else `due_out_of_range`, its pointer at the key of the rule. */
export function refuseOutOfRange(
  rule: AutomationRule,
  of: { readonly period: PayPeriod; readonly dueOn: Temporal.PlainDate },
): Refused | null {
  const { startOn, endOn, payOn } = of.period;
  const { compare } = Temporal.PlainDate;
  const earliestOn = startOn.subtract({ days: daysAround });
  const lastOn = compare(payOn, endOn) > 0 ? payOn : endOn;
  const latestOn = lastOn.add({ days: daysAround });
  if (compare(of.dueOn, earliestOn) >= 0 && compare(of.dueOn, latestOn) <= 0) return null;
  const code = 'due_out_of_range';
  const due = dayInWords(toEpochDay(of.dueOn));
  const message = `The period ${startOn} to ${endOn} would fall due on ${due}; it can from ${earliestOn} to ${latestOn}.`;
  return refuse({
    family: 'invalid',
    code,
    message,
    hint: 'Correct the date or the number of days; without a rule a period runs only by hand.',
    issues: [{ pointer: `/${rule.when.kind}`, code, message }],
    facts: { earliestOn: earliestOn.toString(), latestOn: latestOn.toString() },
  });
}
