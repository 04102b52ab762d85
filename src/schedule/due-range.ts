/**
 * The plausible days for a due date: from 62 days before the period's first day to 62 days after
 * its pay date. If the period ends after its pay date, its last day counts instead.
 *
 * A pay date is at most 62 days from its period, so every sensible rule stays inside. A wrong year,
 * a 9999 meaning "never", or a year of days counted back lies outside. Such a period would fall due
 * when nobody looks at it any more. Inside the range, check-rule.ts warns about a due instant
 * before the first day or after the pay date.
 */

import { type Refused, refuse } from '#errors.ts';
import { dayInWords, toEpochDay } from '#time/plain-date.ts';
import type { AutomationRule } from './automation-rule.ts';
import type { PayPeriod } from './pay-period.ts';

const daysAround = 62;

/**
 * Null if the day is plausible. Otherwise `due_out_of_range`, with a pointer to the key of the
 * rule.
 */
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
  const message = `The period ${startOn} to ${endOn} would fall due on ${due}; it must fall due between ${earliestOn} and ${latestOn}.`;
  return refuse({
    family: 'invalid',
    code,
    message,
    hint: 'Correct the date or the number of days; without a rule a period runs only by hand.',
    issues: [{ pointer: `/${rule.when.kind}`, code, message }],
    facts: { earliestOn: earliestOn.toString(), latestOn: latestOn.toString() },
  });
}
