/**
 * Whether a schedule or a rule may be saved, and which warnings it deserves.
 *
 * Refusals: an invalid title; those of `checkRule`, with pointers from the schedule on (`/rule/…`).
 */
import { type Answer, answer, type Issue, type Refused, refuse } from '#errors.ts';
import type { AutomationRule } from '#schedule/automation-rule.ts';
import { checkRule, type RuleAgainst, type RuleCheck } from '#schedule/check-rule.ts';
import { celeryDifferences } from '#schedule/cron/celery-difference.ts';
import type { PaySchedule } from '#schedule/pay-schedule.ts';
import { nameProblem, type TextProblem } from '#text/key-text.ts';
import { calendarWarning } from '#time/bank-calendar.ts';
import { toEpochDay } from '#time/plain-date.ts';

/** Returns one sentence for each warning. */
export function checkForSaving(
  schedule: PaySchedule,
  dates: { readonly fromOn: Temporal.PlainDate; readonly todayOn: Temporal.PlainDate },
): Answer<readonly string[]> {
  const { fromOn, todayOn } = dates;
  // Checked only when saving: definitions saved by an earlier version must still be readable.
  const problem = nameProblem(schedule.title);
  if (problem !== null) return titleRefused(problem);
  const calendar = calendarWarning(schedule.calendar, { todayOn });
  const warnings = calendar === null ? [] : [calendar.message];
  if (schedule.rule === null) return answer(warnings);
  const checked = ruleWarnings(schedule.rule, { kind: 'schedule', schedule, fromOn });
  return checked.ok ? answer([...warnings, ...checked.value]) : checked;
}

function titleRefused(problem: TextProblem): Refused {
  return refuse({
    family: 'invalid',
    code: 'schedule_invalid',
    message: `the title of the schedule cannot be saved: ${problem.message}`,
    issues: [{ pointer: '/title', ...problem }],
  });
}

/** Warnings about a rule for a schedule or for one period. */
export function ruleWarnings(
  rule: AutomationRule,
  against: RuleAgainst,
): Answer<readonly string[]> {
  const checked = checkRule(rule, against);
  if (!checked.ok) {
    const { refusal } = checked;
    const issues = refusal.issues ?? [
      { pointer: '', code: refusal.code, message: refusal.message },
    ];
    return refuse({ ...refusal, issues: issues.map(underRule) });
  }
  const fromOn = against.kind === 'schedule' ? against.fromOn : against.period.startOn;
  const celery =
    rule.when.kind === 'cron'
      ? celeryDifferences(rule.when.cron, { day: toEpochDay(fromOn), minute: 0 })
      : [];
  return answer([
    ...grouped(checked.value.warnings),
    ...celery.map(({ message }) => message),
    ...(checked.value.calendarEndsEarly ? [triedOnly(checked.value)] : []),
  ]);
}

/** Reports the same warning for many periods once, with the number of the others. */
function grouped(warnings: RuleCheck['warnings']): readonly string[] {
  const byCode = Map.groupBy(warnings, ({ code }) => code);
  return [...byCode.values()].map((same) => {
    const [first] = same;
    const more = same.length - 1;
    return `${first?.message ?? ''}${more === 0 ? '' : ` So do ${more} more of the coming periods.`}`;
  });
}

function triedOnly(checked: RuleCheck): string {
  return `The rule was tried on ${checked.periodsChecked} coming periods only: the bank calendar ends after them.`;
}

function underRule(issue: Issue): Issue {
  return { ...issue, pointer: `/rule${issue.pointer}` };
}
