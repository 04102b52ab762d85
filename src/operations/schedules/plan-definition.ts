/**
 * The year ahead of a schedule that is written in JSON and not saved. Needs no database.
 *
 * The plan also reports errors that would prevent saving: the rule must fire exactly once for each coming
 * period.
 *
 * Refusals: those of `parseSchedule`, of `planSpan` and of `planSchedule`.
 */
import { type Answer, answer, type Issue, refuse } from '#errors.ts';
import { parseSchedule } from '#schedule/definition/parse-schedule.ts';
import { type PaySchedule, type ScheduleDefaults } from '#schedule/pay-schedule.ts';
import { type Plan } from '#schedule/plan/planned.ts';
import { planSchedule } from '#schedule/plan.ts';
import { parsePlainDate } from '#time/plain-date.ts';
import { ruleWarnings } from './check-for-saving.ts';

export interface SpanAsk {
  /** First and last pay date of the plan. Default: twelve months from today. */
  readonly fromOn?: Temporal.PlainDate;
  readonly toOn?: Temporal.PlainDate;
}

interface PlanDefinition extends SpanAsk {
  readonly definition: unknown;
  /** Values for what the schedule leaves out. */
  readonly defaults: ScheduleDefaults;
  readonly now: Temporal.Instant;
}

export interface PlannedDefinition extends Plan {
  /** Periods for which the rule fails, which would prevent saving. */
  readonly issues: readonly Issue[];
  readonly warnings: readonly string[];
}

export function planDefinition(ask: PlanDefinition): Answer<PlannedDefinition> {
  const parsed = parseSchedule(ask.definition, ask.defaults);
  return parsed.ok ? planned(parsed.value, ask) : parsed;
}

/** One line of JSON: the keys of a schedule, plus `from` and `to`. */
export function planLine(json: unknown, now: Temporal.Instant): Answer<PlannedDefinition> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return planDefinition({ definition: json, defaults: {}, now });
  }
  const { from, to, ...definition } = json as Record<string, unknown>;
  const dates = [
    { pointer: '/from', json: from },
    { pointer: '/to', json: to },
  ].map((one) => ({ ...one, read: one.json === undefined ? null : parsePlainDate(one.json) }));
  const parsed = parseSchedule(definition);
  const issues: Issue[] = parsed.ok ? [] : [...(parsed.refusal.issues ?? [])];
  for (const { pointer, read } of dates) {
    if (read === null || read.ok) continue;
    issues.push({ pointer, code: read.refusal.code, message: read.refusal.message });
  }
  if (!parsed.ok || issues.length > 0) {
    const [first] = issues;
    const message = parsed.ok ? (first?.message ?? '') : parsed.refusal.message;
    return refuse({ family: 'invalid', code: 'schedule_invalid', message, issues });
  }
  const [fromOn, toOn] = dates.map(({ read }) => (read?.ok ? read.value : undefined));
  return planned(parsed.value, {
    now,
    ...(fromOn === undefined ? {} : { fromOn }),
    ...(toOn === undefined ? {} : { toOn }),
  });
}

function planned(
  schedule: PaySchedule,
  ask: SpanAsk & { readonly now: Temporal.Instant },
): Answer<PlannedDefinition> {
  const todayOn = ask.now.toZonedDateTimeISO(schedule.timeZone).toPlainDate();
  const span = planSpan(ask, todayOn);
  if (!span.ok) return span;
  const plan = planSchedule(schedule, span.value);
  if (!plan.ok) return plan;
  return answer({ ...plan.value, ...ruleRemarks(schedule, span.value.fromOn) });
}

/** Refusal: span_backwards. */
export function planSpan(
  ask: SpanAsk,
  todayOn: Temporal.PlainDate,
): Answer<{ readonly fromOn: Temporal.PlainDate; readonly toOn: Temporal.PlainDate }> {
  const fromOn = ask.fromOn ?? todayOn;
  const toOn = ask.toOn ?? fromOn.add({ years: 1 }).subtract({ days: 1 });
  if (Temporal.PlainDate.compare(fromOn, toOn) <= 0) return answer({ fromOn, toOn });
  const message = `The plan would end on ${toOn}, before it begins on ${fromOn}.`;
  return refuse({
    family: 'invalid',
    code: 'span_backwards',
    message,
    hint: 'Put the earlier date first.',
    issues: [{ pointer: '/to', code: 'span_backwards', message }],
  });
}

/** The errors that would prevent saving the schedule, and the warnings. */
export function ruleRemarks(
  schedule: PaySchedule,
  fromOn: Temporal.PlainDate,
): Pick<PlannedDefinition, 'issues' | 'warnings'> {
  if (schedule.rule === null) return { issues: [], warnings: [] };
  const checked = ruleWarnings(schedule.rule, { kind: 'schedule', schedule, fromOn });
  return checked.ok
    ? { issues: [], warnings: checked.value }
    : { issues: checked.refusal.issues ?? [], warnings: [] };
}
