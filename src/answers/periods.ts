/**
 * The JSON form of a pay period: its dates, its rule, its due instant and its run. Also lists the periods
 * that are due, that are held, and that fall due next.
 */
import { conditionOf, mayLookInto, scopeOf } from '#caller.ts';
import { assert } from '#errors.ts';
import type { AddedPeriod } from '#operations/periods/add-period.ts';
import type { World } from '#operations/world.ts';
import { type ComingRow, comingDueInstants, duePeriods } from '#store/reads/due.ts';
import { type Pause, pauseOfAll } from '#store/reads/pauses.ts';
import { heldPeriods, type PeriodRow, periodById, periods } from '#store/reads/periods.ts';
import { type Unattended, unattendedRuns } from '#store/reads/run-work.ts';
import { databaseNow } from '#store/reads/server.ts';
import { type IncompletePeriod, incompletePeriods } from '#store/reads/stages.ts';
import {
  type RunToApprove,
  runsToApprove,
  type StoppedRun,
  stoppedRuns,
} from '#store/reads/stopped-runs.ts';
import { type WaitingPeriod, waitingPeriods } from '#store/reads/waiting-periods.ts';
import { eachShownAs, shownAs, verbatim } from './json-form.ts';

type Asked = Pick<World, 'store' | 'caller'>;

export type ListedPeriod = PeriodRow;
export type ComingPeriod = ComingRow;

/** Null: the period does not exist, or belongs to a company that the caller may not see. */
export async function periodSeen(
  { store, caller }: Asked,
  ask: { readonly periodId: number },
): Promise<ListedPeriod | null> {
  const period = await store.read(scopeOf(caller), (at) => periodById(at, ask.periodId));
  return period === null || !mayLookInto(caller, period.companyId)
    ? null
    : shownAs(period, periodShape);
}

export interface PeriodsListed {
  readonly periods: readonly ListedPeriod[];
  readonly hasMore: boolean;
  /** `after` of the following page. Null: this is the last one. */
  readonly next: number | null;
  readonly now: Temporal.Instant;
}

/** Lists periods, the oldest first. */
export async function periodsListed(
  { store, caller }: Asked,
  ask: Omit<Parameters<typeof periods>[1], 'companyIds'>,
): Promise<PeriodsListed> {
  const { limit, companyId, ...which } = ask;
  const scope = companyId === undefined ? scopeOf(caller) : { companyId };
  const { found, now } = await store.read(scope, async (at) => ({
    // One more row than asked for shows whether there are more.
    found: await periods(at, { ...which, ...conditionOf(caller), limit: limit + 1 }),
    now: await databaseNow(at),
  }));
  const shown = eachShownAs(found.slice(0, limit), periodShape);
  const hasMore = found.length > limit;
  const next = hasMore ? (shown.at(-1)?.periodId ?? null) : null;
  return shownAs({ periods: shown, hasMore, next, now }, ({ now: _, ...of }) => of);
}

export type PeriodAdded = AddedPeriod & {
  /** The period as it is now. */
  readonly row: ListedPeriod;
};

/** The JSON form of a period that was added by hand. */
export async function periodAdded(
  { store, caller }: Asked,
  added: AddedPeriod,
): Promise<PeriodAdded> {
  const row = await store.read(scopeOf(caller), (at) => periodById(at, added.periodId));
  assert(row, 'a period that was added is there');
  const { warnings } = added;
  return shownAs({ ...added, row }, () => ({ ...periodShape(row), warnings }));
}

/** Each of them is looked at person by person. */
const incompleteMax = 20;

export interface DueSeen {
  readonly due: readonly ListedPeriod[];
  readonly held: readonly ListedPeriod[];
  readonly coming: readonly ComingPeriod[];
  readonly now: Temporal.Instant;
  /** The pause of all workers, or null. Only workers that were resumed by name still open runs. */
  readonly pause: Pause | null;
  /** Due periods that wait for earlier runs of the same people. */
  readonly waiting: readonly WaitingPeriod[];
  /** Failed runs. Each of them waits for a person. */
  readonly stopped: readonly StoppedRun[];
  /** Runs in review that a person has to approve. */
  readonly toApprove: readonly RunToApprove[];
  /** Periods whose inputs close soon or have closed, while somebody has no hours or no pay yet. */
  readonly incomplete: readonly IncompletePeriod[];
  /** Runs that wait for a worker while none is running. */
  readonly needWorker: readonly Unattended[];
}

export async function dueSeen(
  { store, caller }: Asked,
  ask: { readonly limit: number; readonly comingLimit: number },
): Promise<DueSeen> {
  const { limit, comingLimit } = ask;
  const of = conditionOf(caller);
  const seen = await store.read(scopeOf(caller), async (at) => {
    const due = [];
    for (const { periodId } of await duePeriods(at, { limit, ...of })) {
      const period = await periodById(at, periodId);
      if (period) due.push(period);
    }
    return {
      due,
      held: await heldPeriods(at, { limit, ...of }),
      coming: await comingDueInstants(at, { limit: comingLimit, ...of }),
      now: await databaseNow(at),
      waiting: await waitingPeriods(at, { limit, ...of }),
      stopped: await stoppedRuns(at, { limit, ...of }),
      toApprove: await runsToApprove(at, { limit, ...of }),
      incomplete: await incompletePeriods(at, { limit: incompleteMax, ...of }),
      needWorker: await unattendedRuns(at, of),
    };
  });
  // Workers belong to no company.
  const pause = await store.read('every company', (at) => pauseOfAll(at));
  eachShownAs(seen.due, periodShape);
  eachShownAs(seen.held, periodShape);
  eachShownAs(seen.coming, comingShape);
  eachShownAs(seen.stopped, stoppedShape);
  return shownAs(
    { ...seen, pause },
    ({ due, held, coming, pause, waiting, stopped, toApprove, incomplete, needWorker }) => ({
      ...{
        due,
        waiting,
        held,
        stopped,
        toApprove,
        incomplete,
        needWorker,
        next: coming,
        pausedBy: pause?.orderedBy ?? null,
      },
    }),
  );
}

interface Coming {
  readonly coming: readonly ComingPeriod[];
  readonly now: Temporal.Instant;
}

/** Lists the periods that fall due next, in that order. */
export async function comingSeen(
  { store, caller }: Asked,
  ask: { readonly limit: number },
): Promise<Coming> {
  const seen = await store.read(scopeOf(caller), async (at) => ({
    coming: await comingDueInstants(at, { ...ask, ...conditionOf(caller) }),
    now: await databaseNow(at),
  }));
  eachShownAs(seen.coming, comingShape);
  return seen;
}

export function databaseTime({ store, caller }: Asked): Promise<Temporal.Instant> {
  return store.read(scopeOf(caller), (at) => databaseNow(at));
}

export function periodShape(period: ListedPeriod): object {
  return {
    periodId: period.periodId,
    company: period.companyCode,
    schedule: period.scheduleCode,
    frequency: period.frequency,
    startOn: period.startOn,
    endOn: period.endOn,
    nominalPayOn: period.nominalPayOn,
    payOn: period.payOn,
    payOnReason: period.payOnReason,
    status: period.status,
    statusWhy: period.statusWhy,
    automation: period.automationEnabled,
    inShadow: period.shadowId !== null && !period.isPaidBefore,
    paidBefore: period.isPaidBefore,
    paused: period.pausedAt === null ? null : { at: period.pausedAt, why: period.pausedWhy },
    rule: verbatim(period.automationRule),
    due:
      period.dueAt === null
        ? null
        : {
            at: period.dueAt,
            local: period.dueLocal,
            timeZone: period.dueZone,
            why: period.dueWhy,
            state: period.dueState,
            heldWhy: period.dueHeldWhy,
            ifMissed: period.ifMissed,
            opens: period.dueOpens,
            hasCome: period.dueHasCome,
          },
    runId: period.liveRunId,
    runState: period.liveRunState,
  };
}

function stoppedShape({ companyCode: company, ...run }: StoppedRun): object {
  return { ...run, company };
}

function comingShape(one: ComingPeriod): object {
  const { periodId, companyCode, scheduleCode, startOn, endOn, payOn, dueAt, timeZone, why } = one;
  const named = { periodId, company: companyCode, schedule: scheduleCode };
  return { ...named, startOn, endOn, payOn, at: dueAt, local: one.localTime, timeZone, why };
}
