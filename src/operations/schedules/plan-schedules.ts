/**
 * The year ahead of saved schedules, with its current state: existing periods, their runs, and what is held,
 * skipped or paused. Also shows what a changed definition would move.
 *
 * Refusals: those of `schedulesNamed`, of `planSpan` and `planSchedule`; for a changed definition those of
 * `parseSchedule`.
 */

import { type Answer, answer } from '#errors.ts';
import { lookAcross } from '#operations/look-up.ts';
import type { World } from '#operations/world.ts';
import { parseSchedule } from '#schedule/definition/parse-schedule.ts';
import { type PaySchedule } from '#schedule/pay-schedule.ts';
import { diffPlans, type PlanDiff } from '#schedule/plan/plan-diff.ts';
import { type Plan, type PlanRow } from '#schedule/plan/planned.ts';
import { planSchedule } from '#schedule/plan.ts';
import type { CompanyRow } from '#store/reads/companies.ts';
import { type PlannedPeriodRow, plannedPeriods } from '#store/reads/periods.ts';
import { databaseNow } from '#store/reads/server.ts';
import type { Reading } from '#store/store.ts';
import { calendarWarning } from '#time/bank-calendar.ts';
import { scheduleNamed, schedulesNamed, type WhichSchedules } from './name-schedules.ts';
import { type PlannedDefinition, planSpan, ruleRemarks, type SpanAsk } from './plan-definition.ts';
import type { SavedSchedule } from './saved-schedule.ts';

/** A planned period with the stored period, if it exists. */
export interface SavedRow extends PlanRow {
  /** Null when the period does not exist yet. */
  readonly period: PlannedPeriodRow | null;
}

export interface SavedPlan extends PlannedDefinition {
  readonly company: string;
  readonly rows: readonly SavedRow[];
  readonly paused: {
    readonly at: Temporal.Instant;
    readonly by: string;
    readonly why: string;
  } | null;
}

interface PlanSchedules extends WhichSchedules, SpanAsk {}

export interface SavedPlans {
  readonly plans: readonly SavedPlan[];
  readonly now: Temporal.Instant;
}

export async function planSchedules(world: World, ask: PlanSchedules): Promise<Answer<SavedPlans>> {
  return lookAcross(world, async (at, of): Promise<Answer<SavedPlans>> => {
    const found = await schedulesNamed(at, { ...ask, of });
    if (!found.ok) return found;
    const now = await databaseNow(at);
    const plans: SavedPlan[] = [];
    for (const { company, saved } of found.value) {
      const plan = await planOne(at, { company, saved, span: ask, now });
      if (!plan.ok) return plan;
      plans.push(plan.value);
    }
    return answer({ plans, now });
  });
}

export interface PlannedChange extends PlanDiff {
  readonly company: string;
  readonly code: string;
  readonly timeZone: string;
  readonly fromOn: Temporal.PlainDate;
  readonly toOn: Temporal.PlainDate;
  /** The errors that would prevent saving the changed schedule, and the warnings. */
  readonly issues: PlannedDefinition['issues'];
  readonly warnings: PlannedDefinition['warnings'];
}

/**
 * Shows what a changed definition would move, and saves nothing. Reads the definition with the company's
 * defaults.
 */
export async function planChange(
  world: World,
  ask: SpanAsk & {
    readonly company: string | null;
    readonly code: string;
    readonly definition: unknown;
  },
): Promise<Answer<PlannedChange>> {
  return lookAcross(world, async (at, of): Promise<Answer<PlannedChange>> => {
    const found = await scheduleNamed(at, { ...ask, of });
    if (!found.ok) return found;
    const { company, saved } = found.value;
    const { calendars } = saved;
    const changed = parseSchedule(ask.definition, { ...company, calendars });
    if (!changed.ok) return changed;
    const now = await databaseNow(at);
    const span = planSpan(ask, todayIn(saved.current, now));
    if (!span.ok) return span;
    const before = planOfParts(saved.parts, span.value);
    if (!before.ok) return before;
    const after = planSchedule(changed.value, span.value);
    if (!after.ok) return after;
    return answer({
      company: company.code,
      code: saved.row.code,
      timeZone: saved.row.timeZone,
      ...span.value,
      ...diffPlans(before.value, after.value),
      ...ruleRemarks(changed.value, span.value.fromOn),
    });
  });
}

async function planOne(
  at: Reading,
  ask: {
    readonly company: CompanyRow;
    readonly saved: SavedSchedule;
    readonly span: SpanAsk;
    readonly now: Temporal.Instant;
  },
): Promise<Answer<SavedPlan>> {
  const { company, saved, now } = ask;
  const { row, current } = saved;
  const todayOn = todayIn(current, now);
  const span = planSpan(ask.span, todayOn);
  if (!span.ok) return span;
  const plan = planOfParts(saved.parts, span.value);
  if (!plan.ok) return plan;
  const stored = await plannedPeriods(at, row.scheduleId);
  const byDates = new Map(stored.map((one) => [`${one.startOn}/${one.endOn}`, one]));
  const warning = calendarWarning(current.calendar, { todayOn });
  const { pausedAt, pausedBy, pausedWhy } = row;
  return answer({
    ...plan.value,
    company: company.code,
    rows: plan.value.rows.map((one) => ({
      ...one,
      period: byDates.get(`${one.startOn}/${one.endOn}`) ?? null,
    })),
    notes: [...plan.value.notes, ...(warning === null ? [] : [warning.message])],
    ...ruleRemarks(current, span.value.fromOn),
    paused: pausedAt === null ? null : { at: pausedAt, by: pausedBy ?? '', why: pausedWhy ?? '' },
  });
}

/** Joins the plans of the definitions in order. The result is named after the last definition. */
function planOfParts(
  parts: readonly PaySchedule[],
  span: { readonly fromOn: Temporal.PlainDate; readonly toOn: Temporal.PlainDate },
): Answer<Plan> {
  const rows: PlanRow[] = [];
  const notes = new Set<string>();
  let last: Plan | null = null;
  for (const part of parts) {
    const plan = planSchedule(part, span);
    if (!plan.ok) return plan;
    rows.push(...plan.value.rows);
    // Only the last definition's notes matter: an earlier definition ends before the last year that its calendar covers.
    if (part === parts.at(-1)) for (const note of plan.value.notes) notes.add(note);
    last = plan.value;
  }
  if (last === null) throw new RangeError('a schedule has a definition');
  return answer({ ...last, rows, notes: [...notes] });
}

function todayIn(schedule: PaySchedule, now: Temporal.Instant): Temporal.PlainDate {
  return now.toZonedDateTimeISO(schedule.timeZone).toPlainDate();
}
