/**
 * Changes a saved pay schedule. A dry run shows what the change does to its periods.
 *
 * There are two kinds of change:
 *   - The first and last days stay the same (another rule, calendar, convention, deadline). The new definition
 *     replaces the old one at once, including for the current period.
 *   - The periods change, or the change starts on a given day. The old definition ends with its last whole
 *     period, the new one starts later, and the days between are one transition period.
 *
 * Promises: every day is covered exactly once, and the answer contains the proof. Only periods without a run
 * change, each with an audit row. A change never opens a run by itself.
 *
 * Refusals: those of `scheduleNamed`, `parseSchedule`, `checkRule`, `changeSchedule` (schedule/) and
 * `syncPeriods`; schedule_code_differs, schedule_unchanged.
 */

import { isDeepStrictEqual } from 'node:util';
import { actorOf } from '#caller.ts';
import { type Answer, answer, assert, refuse } from '#errors.ts';
import { allOrNothing } from '#operations/all-or-nothing.ts';
import { checkReviewPeople } from '#operations/reviews/people-for-policy.ts';
import type { World } from '#operations/world.ts';
import { changeSchedule, type ScheduleChange } from '#schedule/change-schedule.ts';
import { withoutMoves } from '#schedule/dated-periods.ts';
import { parseSchedule } from '#schedule/definition/parse-schedule.ts';
import type { DatedPeriod } from '#schedule/pay-schedule.ts';
import { type PaySchedule } from '#schedule/pay-schedule.ts';
import type { TilingProof } from '#schedule/tiling.ts';
import { firstOpenPeriodOn } from '#store/reads/open-periods.ts';
import { databaseNow } from '#store/reads/server.ts';
import type { Writing } from '#store/store.ts';
import { type AuditRow, audit } from '#store/writes/audit.ts';
import { lockSchedule } from '#store/writes/periods.ts';
import { fromEpochDay } from '#time/plain-date.ts';
import { checkForSaving } from './check-for-saving.ts';
import { aheadUntil } from './generate-periods.ts';
import { findScheduleNamed, type NamedSchedule, scheduleNamed } from './name-schedules.ts';
import { periodsOfParts, type SavedSchedule, saveParts } from './saved-schedule.ts';
import { type SyncedPeriods, syncPeriods } from './sync-periods.ts';

export interface ChangeSavedSchedule {
  readonly company: string | null;
  readonly code: string;
  readonly definition: unknown;
  /** The first whole period of the new definition starts on or after this day. */
  readonly fromOn: Temporal.PlainDate | null;
  /** Nominal pay date of the transition period. Default: that of the new schedule's period. */
  readonly transitionPayOn: Temporal.PlainDate | null;
  readonly reason: string;
  readonly dryRun: boolean;
}

export interface ChangedSchedule {
  readonly company: string;
  readonly code: string;
  /** Null: the periods stay the same, and the new definition applies at once. */
  readonly change: {
    readonly lastOfOld: DayPeriod;
    readonly transition: DayPeriod | null;
    readonly firstOfNew: DayPeriod;
    readonly proof: TilingProof;
  } | null;
  readonly warnings: readonly string[];
  /** What the change does to the existing periods. */
  readonly periods: SyncedPeriods;
  readonly written: boolean;
}

export interface DayPeriod {
  readonly startOn: Temporal.PlainDate;
  readonly endOn: Temporal.PlainDate;
  readonly nominalPayOn: Temporal.PlainDate;
}

export async function changeSavedSchedule(
  world: World,
  ask: ChangeSavedSchedule,
): Promise<Answer<ChangedSchedule>> {
  const named = await findScheduleNamed(world, ask);
  if (!named.ok) return named;
  const { companyId } = named.value.saved.row;
  const how = { scope: { companyId }, dryRun: ask.dryRun };
  return allOrNothing(world, how, async (tx) => {
    await lockSchedule(tx, named.value.saved.row.scheduleId);
    // Reads the schedule again under the lock, because another person may have changed it.
    const found = await scheduleNamed(tx, { company: named.value.company.code, code: ask.code });
    return found.ok ? change(tx, { ask, world, ...found.value }) : found;
  });
}

interface Changing extends NamedSchedule {
  readonly ask: ChangeSavedSchedule;
  readonly world: World;
}

interface Planned {
  /** The definitions in order of time, as they will be after the change. */
  readonly parts: readonly PaySchedule[];
  readonly change: ScheduleChange | null;
  /** The first day that the change affects. */
  readonly beginsOn: Temporal.PlainDate;
}

async function change(tx: Writing, of: Changing): Promise<Answer<ChangedSchedule>> {
  const { ask, company, saved } = of;
  const { reason } = ask;
  const actor = actorOf(of.world.caller);
  const { row, calendars } = saved;
  const { companyId, scheduleId } = row;
  const parsed = parseSchedule(ask.definition, { ...company, calendars });
  if (!parsed.ok) return parsed;
  const to = parsed.value;
  if (to.code !== row.code) {
    return codeDiffers({ code: row.code, given: to.code, company: company.code });
  }
  if (ask.fromOn === null && isDeepStrictEqual(to.definition, row.definition))
    return unchanged(row.code);
  const now = await databaseNow(tx);
  const todayOn = now.toZonedDateTimeISO(to.timeZone).toPlainDate();
  const planned = await planChange(tx, { ...of, to, todayOn });
  if (!planned.ok) return planned;
  const { parts, beginsOn } = planned.value;
  const last = parts.at(-1);
  assert(last, 'a changed schedule has a definition');
  const warnings = checkForSaving(last, { fromOn: beginsOn, todayOn });
  if (!warnings.ok) return warnings;
  const reviewed = await checkReviewPeople(tx, { companyId, policy: last.review });
  if (!reviewed.ok) return reviewed;
  await saveParts(tx, { saved, parts, reason, actor });
  const told: AuditRow[] = [];
  const { daysAheadMin } = of.world.settings;
  const aheadOn = aheadUntil({ frequency: last.frequency, todayOn, daysAheadMin });
  const synced = await syncPeriods(tx, {
    ...{ companyId, scheduleId, parts, now, actor, why: reason },
    ...spanOf(saved, { beginsOn, aheadOn }),
    tell: (one) => told.push(one),
  });
  if (!synced.ok) return synced;
  const { change: scheduleChange } = planned.value;
  for (const one of told) await audit(tx, one);
  await audit(tx, {
    companyId,
    actor,
    action: 'schedule.change',
    subject: `schedule:${scheduleId}`,
    facts: {
      reason,
      beginsOn: beginsOn.toString(),
      before: saved.parts.map(({ definition }) => definition),
      after: parts.map(({ definition }) => definition),
    },
  });
  return answer({
    company: company.code,
    code: row.code,
    change: scheduleChange === null ? null : shownChange(scheduleChange),
    warnings: [...(scheduleChange?.warnings ?? []), ...warnings.value, ...reviewed.value],
    periods: synced.value,
    written: !ask.dryRun,
  });
}

/** The new definition either replaces the old one, or follows its last period. */
async function planChange(
  tx: Writing,
  of: Changing & { readonly to: PaySchedule; readonly todayOn: Temporal.PlainDate },
): Promise<Answer<Planned>> {
  const { ask, saved, todayOn } = of;
  const { calendars } = saved;
  const openOn = (await firstOpenPeriodOn(tx, saved.row.scheduleId)) ?? todayOn;
  const bounded = parseSchedule(withBounds(of.to, saved.current), { calendars });
  if (ask.fromOn === null && bounded.ok) {
    const parts = [...saved.parts.slice(0, -1), bounded.value];
    const isSame = samePeriods(saved.parts, { parts, fromOn: openOn });
    if (!isSame.ok) return isSame;
    if (isSame.value) return answer({ parts, change: null, beginsOn: openOn });
  }
  const to = parseSchedule(withoutBounds(of.to), { calendars });
  if (!to.ok) return to;
  const { reason, transitionPayOn } = ask;
  const options = {
    ...{ to: to.value, on: ask.fromOn ?? todayOn, reason, calendars },
    ...(transitionPayOn === null ? {} : { transitionPayOn }),
  };
  let refused: Answer<never> | null = null;
  // A change that starts before a planned change replaces it.
  for (const [index, from] of [...saved.parts.entries()].reverse()) {
    const found = changeSchedule({ ...options, from });
    if (!found.ok) {
      refused ??= found;
      if (found.refusal.code === 'change_outside_schedule') continue;
      return found;
    }
    const { value } = found;
    assert(value.proof.holds, 'a change of schedule leaves no day out and covers none twice');
    const beginsOn = fromEpochDay((value.transition ?? value.firstOfNew).startDay);
    return answer({
      parts: [...saved.parts.slice(0, index), value.from, value.to],
      change: value,
      beginsOn,
    });
  }
  assert(refused, 'a schedule has a definition');
  return refused;
}

/** A definition that replaces another starts where that one starts. */
function withBounds(to: PaySchedule, current: PaySchedule): Readonly<Record<string, unknown>> {
  if (to.startsDay !== null || to.transition !== null) return to.definition;
  const { definition } = current;
  if (current.transition !== null) {
    return { ...to.definition, transition: definition['transition'] };
  }
  return current.startsDay === null
    ? to.definition
    : { ...to.definition, starts_on: definition['starts_on'] };
}

/** Removes the start, because the change computes it. */
function withoutBounds(to: PaySchedule): Readonly<Record<string, unknown>> {
  const own = Object.entries(to.definition);
  return Object.fromEntries(own.filter(([key]) => key !== 'transition' && key !== 'starts_on'));
}

/**
 * Compares the first and last days of three years to decide whether two definitions give the same periods.
 */
function samePeriods(
  before: readonly PaySchedule[],
  after: { readonly parts: readonly PaySchedule[]; readonly fromOn: Temporal.PlainDate },
): Answer<boolean> {
  const span = { fromOn: after.fromOn, toOn: after.fromOn.add({ years: 3 }) };
  const days = (parts: readonly PaySchedule[]) => {
    // Ignores bank calendars, because only first and last days are compared.
    const free = parts.map(withoutMoves);
    const known = periodsOfParts(free, span);
    if (!known.ok) return known;
    const { periods } = known.value;
    return answer(periods.map(({ period }) => `${period.startOn}/${period.endOn}`));
  };
  const one = days(before);
  if (!one.ok) return one;
  const two = days(after.parts);
  return two.ok ? answer(isDeepStrictEqual(one.value, two.value)) : two;
}

function spanOf(
  saved: SavedSchedule,
  of: { readonly beginsOn: Temporal.PlainDate; readonly aheadOn: Temporal.PlainDate },
): { readonly fromOn: Temporal.PlainDate; readonly toOn: Temporal.PlainDate } {
  const { compare } = Temporal.PlainDate;
  const { generatedTo } = saved.row;
  const next = generatedTo?.add({ days: 1 }) ?? of.beginsOn;
  const fromOn = compare(next, of.beginsOn) < 0 ? next : of.beginsOn;
  const toOn =
    generatedTo !== null && compare(generatedTo, of.aheadOn) > 0 ? generatedTo : of.aheadOn;
  return { fromOn, toOn: compare(toOn, fromOn) < 0 ? fromOn : toOn };
}

function shownChange(change: ScheduleChange): NonNullable<ChangedSchedule['change']> {
  const { lastOfOld, transition, firstOfNew, proof } = change;
  return {
    lastOfOld: dayPeriod(lastOfOld),
    transition: transition === null ? null : dayPeriod(transition),
    firstOfNew: dayPeriod(firstOfNew),
    proof,
  };
}

function dayPeriod({ startDay, endDay, nominalDay }: DatedPeriod): DayPeriod {
  return {
    startOn: fromEpochDay(startDay),
    endOn: fromEpochDay(endDay),
    nominalPayOn: fromEpochDay(nominalDay),
  };
}

function codeDiffers({
  code,
  given,
  company,
}: {
  readonly code: string;
  readonly given: string;
  readonly company: string;
}): Answer<never> {
  const message = `the definition is of ${given}, not of ${code}`;
  return refuse({
    family: 'invalid',
    code: 'schedule_code_differs',
    message,
    hint: 'a schedule keeps its code; add another one under its own',
    actions: [{ action: 'add_schedule', company }],
    issues: [{ pointer: '/code', code: 'schedule_code_differs', message: `Expected ${code}.` }],
  });
}

function unchanged(code: string): Answer<never> {
  return refuse({
    family: 'conflict',
    code: 'schedule_unchanged',
    message: `${code} already has exactly this definition`,
  });
}
