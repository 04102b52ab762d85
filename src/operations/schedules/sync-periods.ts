/**
 * Updates the periods of a schedule after a change of the schedule, an override or a calendar. It runs in the
 * transaction of the change and writes an audit row for each period.
 *
 * Promises
 *   - a period with a live run, a completed one and one that was added by hand stay unchanged;
 *   - a due instant that the change moves into the past is held: a change never opens a run by itself;
 *   - a period that a person skipped stays skipped; a period with hours is never replaced.
 *
 * Refusals: period_has_run, period_has_inputs, period_by_hand_overlaps (with every period), those of
 * `dueInstant` and of the bank calendar for an existing period.
 */
import { type Answer, answer, type Issue, refuse } from '#errors.ts';
import type { PayPeriod } from '#schedule/pay-period.ts';
import type { PaySchedule } from '#schedule/pay-schedule.ts';
import { lockPeriodsOf, type StoredPeriod } from '#store/reads/open-periods.ts';
import type { Writing } from '#store/store.ts';
import type { AuditRow } from '#store/writes/audit.ts';
import {
  markPeriodSkipped,
  putDueInstant,
  removeDueInstant,
  setPeriodDates,
} from '#store/writes/period-dates.ts';
import { insertPeriod, type NewPeriod, setGeneratedTo } from '#store/writes/periods.ts';
import { putStages } from '#store/writes/stages.ts';
import { paidDaysFrom, withoutPaidDays } from './days-paid-before.ts';
import { newPeriod } from './generate-periods.ts';
import { type MovedStage, movedStages } from './moved-stages.ts';
import { periodsOfParts } from './saved-schedule.ts';

interface SyncPeriods {
  readonly companyId: number;
  readonly scheduleId: number;
  readonly parts: readonly PaySchedule[];
  /** Changes periods that end from `fromOn` to `toOn`, both included. */
  readonly fromOn: Temporal.PlainDate;
  readonly toOn: Temporal.PlainDate;
  readonly now: Temporal.Instant;
  readonly actor: string;
  /** Recorded with every period that changes. */
  readonly why: string;
  /**
   * Collects the audit rows. The caller writes them last, because the lock on the chain must be the last
   * lock.
   */
  readonly tell: (row: AuditRow) => void;
}

/** What the change does to existing and missing periods. */
export interface SyncedPeriods {
  readonly moved: readonly MovedPeriod[];
  readonly added: readonly PeriodDays[];
  /** Periods that other periods have replaced. */
  readonly replaced: readonly PeriodDays[];
}

export interface PeriodDays {
  readonly startOn: Temporal.PlainDate;
  readonly endOn: Temporal.PlainDate;
  readonly payOn: Temporal.PlainDate;
  readonly dueAt: Temporal.Instant | null;
}

export interface MovedPeriod {
  readonly periodId: number;
  readonly before: PeriodDays;
  readonly after: PeriodDays;
  /** The cut-off and the deadline, if they move. */
  readonly stages: readonly MovedStage[];
  /** Set when the new due instant has already passed, so that the period waits for a person. */
  readonly heldWhy: string | null;
}

/** The caller has locked the schedule's row. */
export async function syncPeriods(tx: Writing, ask: SyncPeriods): Promise<Answer<SyncedPeriods>> {
  const known = periodsOfParts(ask.parts, ask);
  if (!known.ok) return known;
  const wanted = new Map<string, NewPeriod>();
  const unpaid = withoutPaidDays(known.value.periods, await paidDaysFrom(tx, ask));
  let beyond = unpaid.beyond ?? known.value.beyond;
  let lastOn = ask.fromOn.subtract({ days: 1 });
  for (const one of unpaid.periods) {
    const period = newPeriod(one, ask);
    if (!period.ok) {
      // As when periods are generated: the schedule waits here for its calendar or rule.
      beyond = period;
      break;
    }
    wanted.set(keyOf(one.period), period.value);
    lastOn = one.period.endOn;
  }
  const stored = await lockPeriodsOf(tx, ask);
  const isLost = (one: StoredPeriod) => Temporal.PlainDate.compare(one.startOn, lastOn) > 0;
  if (beyond !== null && stored.some((one) => isOpen(one) && isLost(one))) return beyond;
  const refusal = conflictsOf(stored, wanted);
  if (refusal !== null) return refusal;
  const replaced = await replaceUnwanted(tx, { ...ask, stored, wanted });
  const byKey = new Map(stored.map((one) => [keyOf(one), one]));
  const moved: MovedPeriod[] = [];
  const added: PeriodDays[] = [];
  for (const [key, period] of wanted) {
    const before = byKey.get(key);
    if (before === undefined) {
      await addOne(tx, { ...ask, period });
      added.push(daysOf(period));
    } else if (isOpen(before)) {
      const move = await moveOne(tx, { ...ask, before, period });
      if (move !== null) moved.push(move);
    }
  }
  const to = beyond === null ? ask.toOn : lastOn;
  await setGeneratedTo(tx, { scheduleId: ask.scheduleId, to });
  return answer({ moved, added, replaced });
}

function isOpen(period: StoredPeriod): boolean {
  const isWaiting = period.status === 'active' || period.status === 'draft';
  return isWaiting && period.runId === null && !period.byHand;
}

function isWanted(period: StoredPeriod, wanted: ReadonlyMap<string, NewPeriod>): boolean {
  return wanted.has(keyOf(period));
}

/** Refuses to remove a period that was paid, is being paid, has inputs or was added by a person. */
function conflictsOf(
  stored: readonly StoredPeriod[],
  wanted: ReadonlyMap<string, NewPeriod>,
): Answer<never> | null {
  const issues: Issue[] = [];
  const add = (code: string, of: { period: StoredPeriod; what: string }) => {
    const { periodId, startOn, endOn } = of.period;
    const message = `Period ${periodId}, ${startOn} to ${endOn}, ${of.what}.`;
    issues.push({ pointer: `period ${periodId}`, code, message });
  };
  for (const period of stored) {
    if (isWanted(period, wanted) || period.status === 'skipped') continue;
    if (period.runId !== null) add('period_has_run', { period, what: `has run ${period.runId}` });
    else if (period.byHand) add('period_by_hand_overlaps', { period, what: 'was added by hand' });
    else if (period.hasInputs) {
      add('period_has_inputs', { period, what: 'has hours or amounts that would be lost' });
    }
  }
  const [first] = issues;
  if (first === undefined) return null;
  return refuse({
    family: 'conflict',
    code: first.code,
    message: `The change would replace periods that must stay: ${first.message}`,
    hint: 'start the change later, after these periods',
    actions: [{ action: 'ask_again', with: 'from' }],
    issues,
  });
}

async function replaceUnwanted(
  tx: Writing,
  ask: SyncPeriods & {
    readonly stored: readonly StoredPeriod[];
    readonly wanted: ReadonlyMap<string, NewPeriod>;
  },
): Promise<readonly PeriodDays[]> {
  const replaced: PeriodDays[] = [];
  for (const period of ask.stored) {
    if (isWanted(period, ask.wanted) || !isOpen(period)) continue;
    const { periodId } = period;
    await markPeriodSkipped(tx, { periodId, why: ask.why, replaced: true });
    tell(ask, { periodId, action: 'period.replace', facts: {} });
    replaced.push(daysOf(period));
  }
  return replaced;
}

async function addOne(tx: Writing, ask: SyncPeriods & { readonly period: NewPeriod }) {
  const { due } = ask.period;
  const periodId = await insertPeriod(tx, ask.period);
  const heldWhy = due !== null && hasPassed(due.at, ask.now) ? pastWhy(ask.why) : null;
  if (due !== null && heldWhy !== null) {
    await putDueInstant(tx, { companyId: ask.companyId, periodId, due, heldWhy });
  }
  const facts = { ...factsOf(daysOf(ask.period)), heldWhy };
  tell(ask, { periodId, action: 'period.generate', facts });
}

async function moveOne(
  tx: Writing,
  ask: SyncPeriods & { readonly before: StoredPeriod; readonly period: NewPeriod },
): Promise<MovedPeriod | null> {
  const { before, period, companyId } = ask;
  if (isSame(before, period)) return null;
  const { periodId } = before;
  const { due } = period;
  await setPeriodDates(tx, { periodId, dates: period });
  const isNewlyPast = due !== null && hasPassed(due.at, ask.now) && before.dueHasCome !== true;
  const heldWhy = isNewlyPast && before.dueState !== 'held' ? pastWhy(ask.why) : null;
  if (due === null) await removeDueInstant(tx, periodId);
  else await putDueInstant(tx, { companyId, periodId, due, heldWhy });
  if (!hasSameStages(before, period)) {
    await putStages(tx, { companyId, periodId, stages: period.stages ?? [] });
  }
  const stages = stagesTold(before, period);
  const facts = {
    before: factsOf(daysOf(before)),
    after: factsOf(daysOf(period)),
    heldWhy,
    ...stages,
  };
  tell(ask, { periodId, action: 'period.redate', facts });
  // A new wording of the same pay date is stored, but does not count as a change.
  if (isSame({ ...before, payOnReason: period.payOnReason }, period)) return null;
  const movedTo = movedStages(before.stages, period.stages ?? []);
  const days = { before: daysOf(before), after: daysOf(period) };
  return { periodId, ...days, stages: movedTo, heldWhy };
}

/** What the audit row says about the stages. Empty if none of them moved. */
function stagesTold(before: StoredPeriod, period: NewPeriod): Readonly<Record<string, unknown>> {
  if (hasSameStages(before, period)) return {};
  return {
    stages: (period.stages ?? []).map(({ stage, local, zone }) => ({ stage, local, zone })),
  };
}

function hasSameStages(before: StoredPeriod, period: NewPeriod): boolean {
  const wanted = (period.stages ?? []).toSorted((a, b) => (a.stage < b.stage ? -1 : 1));
  return (
    wanted.length === before.stages.length &&
    wanted.every(({ stage, local, zone, rule }, index) => {
      const stored = before.stages[index];
      return (
        stored?.stage === stage &&
        stored.local === local &&
        stored.zone === zone &&
        canonical(stored.rule) === canonical(rule)
      );
    })
  );
}

function tell(
  ask: SyncPeriods,
  of: {
    readonly periodId: number;
    readonly action: string;
    readonly facts: Readonly<Record<string, unknown>>;
  },
): void {
  const { companyId, actor, why } = ask;
  const { action, facts } = of;
  ask.tell({
    companyId,
    actor,
    action,
    subject: `period:${of.periodId}`,
    facts: { why, ...facts },
  });
}

function isSame(before: StoredPeriod, after: NewPeriod): boolean {
  const { due } = after;
  const isSameDue =
    due === null
      ? before.dueAt === null
      : before.dueAt !== null &&
        before.dueAt.equals(due.at) &&
        before.dueLocal === due.local &&
        before.dueZone === due.zone &&
        canonical(before.dueRule) === canonical(due.rule);
  return (
    isSameDue &&
    hasSameStages(before, after) &&
    before.payOn.equals(after.payOn) &&
    before.nominalPayOn.equals(after.nominalPayOn) &&
    before.payOnReason === after.payOnReason &&
    before.catchUpDays === after.catchUpDays &&
    before.automationEnabled === after.automationEnabled
  );
}

/** The database returns JSON keys in its own order. */
function canonical(rule: Readonly<Record<string, unknown>> | null): string {
  return JSON.stringify(Object.entries(rule ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function hasPassed(at: Temporal.Instant, now: Temporal.Instant): boolean {
  return Temporal.Instant.compare(at, now) <= 0;
}

function pastWhy(why: string): string {
  return `${why}: its due time would already have passed`;
}

function daysOf(period: StoredPeriod | NewPeriod): PeriodDays {
  const { startOn, endOn, payOn } = period;
  const dueAt = 'due' in period ? (period.due?.at ?? null) : period.dueAt;
  return { startOn, endOn, payOn, dueAt };
}

function factsOf({ payOn, dueAt }: PeriodDays): Readonly<Record<string, unknown>> {
  return { payOn: payOn.toString(), dueAt: dueAt?.toString() ?? null };
}

function keyOf(period: Pick<PayPeriod, 'startOn' | 'endOn'>): string {
  return `${period.startOn}/${period.endOn}`;
}
