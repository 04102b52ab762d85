/**
 * `auto_run_payroll` finds the active, automated periods that are due. It opens and runs each in its turn,
 * continues runs that a dead worker left behind, and returns a result for every period.
 * `run_payroll_for_period` does the same for one period.
 *
 * A failure in one period is that period's own result and never stops the others.
 */

import { actorOf } from '#caller.ts';
import { type Answer, answer, Outage, type Refusal } from '#errors.ts';
import { findPeriod, lookAcross } from '#operations/look-up.ts';
import { extendSchedules } from '#operations/schedules/generate-periods.ts';
import type { World } from '#operations/world.ts';
import { aheadOf } from '#store/reads/earlier-work.ts';
import { inOrderOfPayDates, type PeriodRow } from '#store/reads/periods.ts';
import { runsInMotion } from '#store/reads/run-work.ts';
import { type RunRow, runById } from '#store/reads/runs.ts';
import { type DriveOptions, driveRun } from './drive-run.ts';
import { inTurn } from './in-turn.ts';
import { type OpenResult, openDueRuns } from './open-due-runs.ts';
import { type OpenRun, openRun, waitsInTurn } from './open-run.ts';
import { payPlainly } from './sets/pay-plainly.ts';
import { runTogether } from './sets/run-together.ts';

export type PeriodResult =
  | {
      readonly kind: 'ran';
      readonly periodId: number;
      readonly run: RunRow;
      readonly seconds: number;
      /** The run was already open; this call only continued it. */
      readonly isContinued?: true;
      /** Earlier runs of the same people, as they are after this call has worked on them. */
      readonly earlierRuns?: readonly RunRow[];
    }
  | { readonly kind: 'refused'; readonly periodId: number; readonly refusal: Refusal }
  | { readonly kind: 'failed'; readonly periodId: number; readonly message: string };

interface RunOptions extends DriveOptions {
  /** Called once the runs are open, so that other workers may help with them. */
  readonly handOver?: () => Promise<unknown>;
}

/** Runs what is due in every company, or in one. */
export async function autoRunPayroll(
  world: World,
  { companyId, ...options }: RunOptions & { readonly companyId?: number },
): Promise<readonly PeriodResult[]> {
  const of = companyId === undefined ? {} : { companyId };
  await extendSchedules(world, of);
  const ran = new Map<number, PeriodResult>();
  const notOpened = new Map<number, OpenResult>();
  for (let moves = true; moves && options.signal?.aborted !== true; ) {
    for (const run of await runTogether(world, { opens: 'any', ...of, ...options })) {
      ran.set(run.runId, ranOf(run));
      notOpened.delete(run.periodId);
    }
    const round = await openDueRuns(world, { opens: 'any', ...of });
    await options.handOver?.();
    moves = false;
    // Includes runs that a worker left behind when it died.
    for (const run of await world.store.read('every company', (at) => runsInMotion(at, of))) {
      const result = await drive(world, run, options);
      ran.set(run.runId, result);
      moves ||= result.kind === 'ran';
    }
    for (const one of round) notOpened.set(one.periodId, one);
    moves &&= round.some(({ kind }) => kind === 'waits');
  }
  return [...ran.values(), ...[...notOpened.values()].flatMap(resultOf)];
}

function ranOf(run: RunRow): PeriodResult {
  const ended = run.committedAt ?? run.calculatedAt ?? run.openedAt;
  const seconds = run.openedAt.until(ended).total('seconds');
  return { kind: 'ran', periodId: run.periodId, run, seconds };
}

function resultOf(one: OpenResult): readonly PeriodResult[] {
  if (one.kind === 'opened') return [];
  if (one.kind !== 'waits') return [one];
  const { periodId } = one;
  return [{ kind: 'refused', periodId, refusal: waitsInTurn(periodId, one.ahead).refusal }];
}

interface RunPeriod {
  readonly periodId: number;
  readonly force?: { readonly reason: string };
  /** Accepts that the period is late, and overrides nothing else. */
  readonly late?: { readonly reason: string };
  /** Continues the period's run where one already exists, instead of refusing. */
  readonly mayGoOn?: boolean;
  /** When aborted, the run is only opened. */
  readonly signal?: AbortSignal | undefined;
}

/** A run of the period, whether this call opened it or an earlier one did. */
interface BegunPeriod {
  readonly periodId: number;
  readonly companyId: number;
  readonly runId: number;
  readonly isContinued: boolean;
  /** The run of a period that was paid at once; null: the run goes on by steps. */
  readonly paid: RunRow | null;
}

/**
 * Opens the run of a period once. A plain period is paid at once (decision 0084); of any other, nothing is
 * calculated yet.
 *
 * Refusals: those of `openRun`. A run that is already open is continued, unless this call gives a different
 * reason from the recorded one. A reason must not be lost because another person opened the run.
 */
export async function beginPeriod(world: World, ask: RunPeriod): Promise<Answer<BegunPeriod>> {
  const found = await findPeriod(world, ask.periodId);
  return found.ok ? beginFound(world, { ...ask, period: found.value }) : found;
}

async function beginFound(
  world: World,
  ask: RunPeriod & { readonly period: PeriodRow },
): Promise<Answer<BegunPeriod>> {
  const { periodId, force, late, period } = ask;
  const { companyId } = period;
  const isToStop = ask.signal?.aborted === true;
  const paid = late || isToStop ? null : await payPlainly(world, { period, force });
  if (paid) return answer({ periodId, companyId, runId: paid.runId, isContinued: false, paid });
  const open: OpenRun = {
    ...{ periodId, companyId },
    ...(force ? { force } : {}),
    ...(late ? { late } : {}),
  };
  // A forced run also waits for the runs ahead of it. Otherwise its calculation would be thrown away.
  const mayWait = force && period.status === 'active' && period.liveRunId === null;
  const ahead = mayWait ? await world.store.read(period, (at) => aheadOf(at, { periodId })) : null;
  const opened = ahead === null ? await openRun(world, open) : waitsInTurn(periodId, ahead);
  const known = opened.ok ? opened.value.runId : await runToGoOnWith(world, ask);
  if (!opened.ok && known === null) return opened;
  return answer({
    ...{ periodId, companyId, runId: known ?? 0 },
    ...{ isContinued: !opened.ok, paid: null },
  });
}

/** Refusals: those of `beginPeriod`. */
export async function runPayrollForPeriod(
  world: World,
  ask: RunPeriod,
  options: RunOptions,
): Promise<Answer<PeriodResult>> {
  const found = await findPeriod(world, ask.periodId);
  if (!found.ok) return found;
  const { companyId } = found.value;
  const looks = [found.value];
  const turn = await inTurn(world, companyId, options, () => {
    const [period, how] = [looks.pop(), { ...ask, signal: options.signal }];
    return period ? beginFound(world, { ...how, period }) : beginPeriod(world, how);
  });
  const begun = turn.opened;
  if (!begun.ok) return begun;
  const { isContinued, paid, ...run } = begun.value;
  if (!paid) await options.handOver?.();
  const result = paid ? ranOf(paid) : await drive(world, run, options);
  if (result.kind !== 'ran') return answer(result);
  const earlierRuns = await runsAsTheyAre(world, { companyId, runIds: turn.first });
  return answer({
    ...result,
    ...(isContinued ? { isContinued } : {}),
    ...(earlierRuns.length === 0 ? {} : { earlierRuns }),
  });
}

async function runsAsTheyAre(
  { store }: World,
  { companyId, runIds }: { readonly companyId: number; readonly runIds: readonly number[] },
): Promise<readonly RunRow[]> {
  if (runIds.length === 0) return [];
  const rows = await store.read({ companyId }, async (at) =>
    Promise.all(runIds.map((runId) => runById(at, runId))),
  );
  return rows.filter((row) => row !== null);
}

/** Finds a run that was begun and has not ended, so that it is continued instead of refused. */
async function runToGoOnWith(
  world: World,
  ask: RunPeriod & { readonly period: PeriodRow },
): Promise<number | null> {
  const { period, force, late } = ask;
  const { liveRunId, liveRunState } = period;
  const isUnfinished = liveRunState === 'calculating' || liveRunState === 'approved';
  if (liveRunId === null || !(isUnfinished || ask.mayGoOn === true)) return null;
  if (force === undefined && late === undefined) return liveRunId;
  const run = await world.store.read(period, (at) => runById(at, liveRunId));
  const isOwn =
    run?.openedBy === actorOf(world.caller) &&
    run.forcedReason === (force?.reason ?? null) &&
    run.lateReason === (late?.reason ?? null);
  return isOwn ? liveRunId : null;
}

/** Runs several pay periods in the order of their pay dates. Returns one result for each. */
export async function runPayrollForPeriods(
  world: World,
  ask: Omit<RunPeriod, 'periodId'> & { readonly periodIds: readonly number[] },
  options: RunOptions,
): Promise<readonly PeriodResult[]> {
  const { periodIds, ...how } = ask;
  const ordered = await lookAcross(world, (at) => inOrderOfPayDates(at, [...new Set(periodIds)]));
  const results: PeriodResult[] = [];
  for (const periodId of ordered) {
    const one = await runPayrollForPeriod(world, { ...how, periodId }, options);
    results.push(one.ok ? one.value : { kind: 'refused', periodId, refusal: one.refusal });
  }
  return results;
}

/** Works one open run to its end and returns the outcome. */
export async function drive(
  world: World,
  run: { readonly periodId: number; readonly companyId: number; readonly runId: number },
  options: DriveOptions,
): Promise<PeriodResult> {
  const { periodId } = run;
  try {
    await driveRun(world, run, options);
    const row = await world.store.read(run, (at) => runById(at, run.runId));
    if (!row) return { kind: 'failed', periodId, message: `run ${run.runId} is gone` };
    return ranOf(row);
  } catch (error) {
    if (error instanceof Outage) throw error;
    return {
      kind: 'failed',
      periodId,
      message: error instanceof Error ? error.message : `${error}`,
    };
  }
}
