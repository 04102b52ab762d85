/**
 * Overrides the pay date, the input cut-off or the approval deadline of one period, with a reason, or removes
 * an override. What was set before for the same period stays (override-entry.ts).
 *
 * Refusals: those of `scheduleNamed`, `parseSchedule` (its overrides: an invalid nominal date, a pay date too
 * far away) and `syncPeriods`; pay_date_past, pay_date_closed, calendar_year_unknown (as for every pay date
 * that a person gives), period_has_run (for a pay date), deadline_past, override_missing.
 *
 * A pay date before that of the previous period, or after that of the next, is accepted with a warning in
 * `marks`.
 */

import { actorOf } from '#caller.ts';
import { type Answer, answer, assert, type Refused, refuse } from '#errors.ts';
import { allOrNothing } from '#operations/all-or-nothing.ts';
import type { World } from '#operations/world.ts';
import type { Deadline } from '#schedule/deadlines.ts';
import { parseSchedule } from '#schedule/definition/parse-schedule.ts';
import { type PaySchedule } from '#schedule/pay-schedule.ts';
import { type PlanRow } from '#schedule/plan/planned.ts';
import { planSchedule } from '#schedule/plan.ts';
import { periodPaidOn } from '#store/reads/open-periods.ts';
import { databaseNow } from '#store/reads/server.ts';
import type { Writing } from '#store/store.ts';
import { type AuditRow, audit } from '#store/writes/audit.ts';
import { lockSchedule } from '#store/writes/periods.ts';
import { toEpochDay } from '#time/plain-date.ts';
import { type MovedReview, moveReview } from './move-review.ts';
import { findScheduleNamed, type NamedSchedule, scheduleNamed } from './name-schedules.ts';
import { overrideEntry } from './override-entry.ts';
import { againstPayDate } from './pay-date-given.ts';
import { redateSchedule } from './redate-schedule.ts';
import { type SavedSchedule, saveParts } from './saved-schedule.ts';
import type { SyncedPeriods } from './sync-periods.ts';

export interface OverridePayDate {
  readonly company: string | null;
  readonly code: string;
  /** The nominal pay date of the period. */
  readonly nominalOn: Temporal.PlainDate;
  /** Null: removes the override of this period. */
  readonly set: {
    readonly payOn: Temporal.PlainDate | null;
    readonly inputCutoffOn: Temporal.PlainDate | null;
    /** Null: the time of day of the schedule's own cut-off. */
    readonly inputCutoffAt?: Temporal.PlainTime | null;
    readonly approvalDeadlineOn?: Temporal.PlainDate | null;
    readonly approvalDeadlineAt?: Temporal.PlainTime | null;
    readonly reason: string;
  } | null;
  readonly dryRun: boolean;
}

export interface OverriddenPayDate {
  readonly company: string;
  readonly code: string;
  readonly nominalOn: Temporal.PlainDate;
  readonly payOn: Temporal.PlainDate | null;
  readonly inputCutoff: Deadline | null;
  readonly approvalDeadline: Deadline | null;
  /** Warnings about the new pay date, one sentence each. */
  readonly marks: readonly string[];
  readonly periods: SyncedPeriods;
  /** What moves for the period that has a run already. Null: nothing. */
  readonly review: MovedReview | null;
  readonly written: boolean;
}

export async function overridePayDate(
  world: World,
  ask: OverridePayDate,
): Promise<Answer<OverriddenPayDate>> {
  const named = await findScheduleNamed(world, ask);
  if (!named.ok) return named;
  const { companyId, scheduleId } = named.value.saved.row;
  const how = { scope: { companyId }, dryRun: ask.dryRun };
  return allOrNothing(world, how, async (tx) => {
    await lockSchedule(tx, scheduleId);
    const found = await scheduleNamed(tx, { company: named.value.company.code, code: ask.code });
    return found.ok ? override(tx, { ask, actor: actorOf(world.caller), ...found.value }) : found;
  });
}

type Overriding = NamedSchedule & { readonly ask: OverridePayDate; readonly actor: string };

async function override(tx: Writing, of: Overriding): Promise<Answer<OverriddenPayDate>> {
  const { ask, saved, company, actor } = of;
  const { companyId, scheduleId, code } = saved.row;
  const { nominalOn, set } = ask;
  const period = await periodPaidOn(tx, { scheduleId, nominalOn });
  // A deadline may still move while a run waits for its approval.
  const isPayDate = set === null || set.payOn !== null;
  if (isPayDate && period !== null && period.runId !== null) {
    return hasRun(period.periodId, period.runId);
  }
  const changed = withOverride(saved, ask);
  if (!changed.ok) return changed;
  const parts = changed.value;
  const now = await databaseNow(tx);
  const against = againstSet(parts, { ask, now });
  if (against !== null) return against;
  const row = plannedRow(parts, nominalOn);
  const tooLate = againstDeadlines(row, { ask, now });
  if (tooLate !== null) return tooLate;
  const why =
    set === null
      ? `what was set by hand for ${nominalOn} was taken back`
      : `set by hand for ${nominalOn}: ${set.reason}`;
  const current = await saveParts(tx, { saved, parts, reason: why, actor });
  const told: AuditRow[] = [];
  const synced = await redateSchedule(tx, {
    saved: { ...saved, parts, current },
    ...{ now, actor, why },
    tell: (row) => told.push(row),
  });
  if (!synced.ok) return synced;
  let review: MovedReview | null = null;
  if (period !== null && period.runId !== null) {
    const { periodId, runId } = period;
    const at = { companyId, scheduleId, periodId, runId };
    const moved = await moveReview(tx, { ...at, parts, actor, why });
    if (!moved.ok) return moved;
    told.push(...moved.value.told);
    review = moved.value.moved;
  }
  for (const row of told) await audit(tx, row);
  await audit(tx, {
    companyId,
    actor,
    action: set === null ? 'schedule.override_removed' : 'schedule.override',
    subject: `schedule:${scheduleId}`,
    facts: {
      nominalOn: nominalOn.toString(),
      payOn: set?.payOn?.toString() ?? null,
      inputCutoff: row?.inputCutoff?.local.toString() ?? null,
      approvalDeadline: row?.approvalDeadline?.local.toString() ?? null,
      set: set === null ? null : overrideEntry(nominalOn.toString(), { set, known: undefined }),
      reason: set?.reason ?? null,
    },
  });
  return answer({
    ...{ company: company.code, code, nominalOn },
    payOn: row?.payOn ?? null,
    inputCutoff: row?.inputCutoff ?? null,
    approvalDeadline: row?.approvalDeadline ?? null,
    marks: row?.marks.map(({ message }) => message) ?? [],
    periods: synced.value,
    review,
    written: !ask.dryRun,
  });
}

/** Returns the definitions, with the override in the one that has this nominal pay date. */
function withOverride(saved: SavedSchedule, ask: OverridePayDate): Answer<readonly PaySchedule[]> {
  const { parts, calendars } = saved;
  const nominal = ask.nominalOn.toString();
  let refused: Answer<never> | null = null;
  for (const [index, part] of [...parts.entries()].reverse()) {
    const known = overridesOf(part);
    const others = known.filter((one) => one['nominal'] !== nominal);
    if (ask.set === null && others.length === known.length) continue;
    const set = ask.set;
    const earlier = known.find((one) => one['nominal'] === nominal);
    const entry = set === null ? [] : [overrideEntry(nominal, { set, known: earlier })];
    const overrides = [...others, ...entry];
    const parsed = parseSchedule({ ...part.definition, overrides }, { calendars });
    if (parsed.ok) return answer(parts.with(index, parsed.value));
    refused ??= parsed;
    const isElsewhere = parsed.refusal.issues?.every(
      (issue) => issue.code === 'override_matches_no_period',
    );
    if (isElsewhere !== true) return parsed;
  }
  return refused ?? nothingSet(ask);
}

/** Refuses a pay date on which money cannot arrive. Null: the date is possible. */
function againstSet(
  parts: readonly PaySchedule[],
  of: { readonly ask: OverridePayDate; readonly now: Temporal.Instant },
): Refused | null {
  const { nominalOn, set } = of.ask;
  if (set === null || set.payOn === null) return null;
  const part = parts.findLast((one) => one.overrides.has(toEpochDay(nominalOn)));
  assert(part, 'the override is in one of the definitions');
  const today = of.now.toZonedDateTimeISO(part.timeZone).toPlainDate();
  return againstPayDate(set.payOn, { calendar: part.calendar, today });
}

function overridesOf({ definition }: PaySchedule): readonly Readonly<Record<string, unknown>>[] {
  const overrides = definition['overrides'];
  return Array.isArray(overrides) ? overrides : [];
}

/** Refuses a deadline that has passed already: nobody could meet it. */
function againstDeadlines(
  row: PlanRow | null,
  of: { readonly ask: OverridePayDate; readonly now: Temporal.Instant },
): Refused | null {
  const { set } = of.ask;
  if (row === null || set === null) return null;
  const given = [
    { name: 'input cut-off', isSet: set.inputCutoffOn !== null, found: row.inputCutoff },
    {
      name: 'approval deadline',
      isSet: (set.approvalDeadlineOn ?? null) !== null,
      found: row.approvalDeadline,
    },
  ];
  for (const { name, isSet, found } of given) {
    if (!isSet || found === null) continue;
    if (Temporal.Instant.compare(found.at, of.now) > 0) continue;
    const local = found.local.toString({ smallestUnit: 'minute' }).replace('T', ' ');
    return refuse({
      family: 'invalid',
      code: 'deadline_past',
      message: `the ${name} ${local} in ${found.zone} has passed`,
      hint: 'give a later one',
      facts: { at: found.at.toString() },
    });
  }
  return null;
}

function plannedRow(parts: readonly PaySchedule[], nominalOn: Temporal.PlainDate): PlanRow | null {
  const span = { fromOn: nominalOn.subtract({ days: 31 }), toOn: nominalOn.add({ days: 31 }) };
  for (const part of parts) {
    const plan = planSchedule(part, { ...span, by: 'pay' });
    assert(plan.ok, 'two months are a span');
    const row = plan.value.rows.find((one) => one.nominalPayOn.equals(nominalOn));
    if (row !== undefined) return row;
  }
  return null;
}

function hasRun(periodId: number, runId: number): Answer<never> {
  return refuse({
    family: 'conflict',
    code: 'period_has_run',
    message: `period ${periodId} has run ${runId}: its pay date is fixed`,
    hint: 'you can void a run that is not committed',
    actions: [{ action: 'void_run', run: runId }],
    facts: { periodId, runId },
  });
}

function nothingSet({ code, nominalOn }: OverridePayDate): Answer<never> {
  return refuse({
    family: 'not_found',
    code: 'override_missing',
    message: `nothing is set by hand for the nominal pay date ${nominalOn} of ${code}`,
  });
}
