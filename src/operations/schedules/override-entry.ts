/** The entry of an override in the JSON of a schedule, merged with what was set before for the same pay date. */

import type { OverridePayDate } from './override-pay-date.ts';

/** What was set before for the same pay date stays, unless the same thing is set again. */
export function overrideEntry(
  nominal: string,
  of: {
    readonly set: NonNullable<OverridePayDate['set']>;
    readonly known: Readonly<Record<string, unknown>> | undefined;
  },
): Readonly<Record<string, unknown>> {
  const { set, known = {} } = of;
  const cutoff = deadlineEntry('input_cutoff', { on: set.inputCutoffOn, at: set.inputCutoffAt });
  const approval = deadlineEntry('approval_deadline', {
    on: set.approvalDeadlineOn,
    at: set.approvalDeadlineAt,
  });
  const { reason } = set;
  const deadlines = { ...cutoff, ...approval };
  const hasDeadlines = Object.keys(deadlines).length > 0;
  const earlier = without(known, hasDeadlines ? deadlineKeysOf(deadlines) : []);
  const isPaid = set.payOn !== null || earlier['pay_on'] === undefined;
  const whyDeadlines = hasDeadlines ? reason : (known['deadlines_reason'] ?? known['reason']);
  const dates = {
    ...earlier,
    ...deadlines,
    ...(set.payOn === null ? {} : { pay_on: set.payOn.toString() }),
  };
  const all = { ...dates, nominal, reason: isPaid ? reason : known['reason'] };
  return whyDeadlines === undefined || whyDeadlines === all.reason
    ? without(all, ['deadlines_reason'])
    : { ...all, deadlines_reason: whyDeadlines };
}

function deadlineEntry(
  name: 'input_cutoff' | 'approval_deadline',
  of: {
    readonly on: Temporal.PlainDate | null | undefined;
    readonly at: Temporal.PlainTime | null | undefined;
  },
): Readonly<Record<string, string>> {
  if (of.on === null || of.on === undefined) return {};
  const at = of.at?.toString({ smallestUnit: 'minute' });
  return { [`${name}_on`]: of.on.toString(), ...(at === undefined ? {} : { [`${name}_at`]: at }) };
}

/** The day and the time of each deadline that is set. */
function deadlineKeysOf(deadlines: Readonly<Record<string, string>>): readonly string[] {
  return ['input_cutoff', 'approval_deadline'].flatMap((name) =>
    `${name}_on` in deadlines ? [`${name}_on`, `${name}_at`] : [],
  );
}

function without(
  entry: Readonly<Record<string, unknown>>,
  keys: readonly string[],
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(entry).filter(([key]) => !keys.includes(key)));
}
