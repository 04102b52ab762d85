/**
 * A run outside the schedule from opening to commit, or calculated with nothing written.
 *
 * Asked for again, it is gone on with where it stands, and the answer says that it was there already.
 *
 * Refusals: those of open-off-cycle.ts and open-held.ts.
 */

import { type Answer, answer } from '#errors.ts';
import { allOrNothing } from '#operations/all-or-nothing.ts';
import { findRun } from '#operations/look-up.ts';
import type { World } from '#operations/world.ts';
import { type PersonPaid, peoplePaid } from '#store/reads/off-cycle.ts';
import { violatedConstraint, type Writing } from '#store/store.ts';
import { drive, type PeriodResult } from './auto-run-payroll.ts';
import type { DriveOptions } from './drive-run.ts';
import type { Opening } from './insert-off-cycle.ts';
import { type OpenHeldRun, openHeldRun } from './open-held.ts';
import { type OpenOffCycleRun, openOffCycleRun } from './open-off-cycle.ts';
import { peopleShown, type Rehearsed, rehearse } from './rehearse-off-cycle.ts';

/** What became of it, and who gets how much. */
export type OffCycleRan = PeriodResult & {
  /** Somebody has asked for the same before: nothing was opened now. */
  readonly wasThere: boolean;
  /** The first of those who are paid, by number. */
  readonly people: readonly PersonPaid[];
};

export type OffCycleResult = OffCycleRan | Rehearsed;

export interface HowOffCycle {
  readonly dryRun: boolean;
  /** Told who would be paid how much before the run is opened; it is calculated once more for that. */
  readonly announce?: (rehearsed: Rehearsed) => void;
}

type Opens = (tx: Writing) => Promise<Answer<Opening>>;
type Carry = HowOffCycle & { readonly companyId: number; readonly opens: Opens };

export async function payHeld(
  world: World,
  ask: OpenHeldRun & HowOffCycle,
  options: DriveOptions,
): Promise<Answer<OffCycleResult>> {
  const found = await findRun(world, ask.runId);
  if (!found.ok) return found;
  const run = found.value;
  const opens: Opens = (tx) => openHeldRun(tx, { ...ask, world });
  return carryOut(world, { ...ask, companyId: run.companyId, opens }, options);
}

export async function runOffCycle(
  world: World,
  ask: OpenOffCycleRun & HowOffCycle,
  options: DriveOptions,
): Promise<Answer<OffCycleResult>> {
  const opens: Opens = (tx) => openOffCycleRun(tx, { ...ask, world });
  return carryOut(world, { ...ask, companyId: ask.company.companyId, opens }, options);
}

async function carryOut(
  world: World,
  ask: Carry,
  options: DriveOptions,
): Promise<Answer<OffCycleResult>> {
  const { companyId, announce } = ask;
  if (ask.dryRun || announce !== undefined) {
    const rehearsed = await rehearsal(world, ask, options);
    if (!rehearsed.ok || ask.dryRun) return rehearsed;
    if (rehearsed.value.kind === 'rehearsed') announce?.(rehearsed.value);
  }
  const opened = await openOnce(world, ask);
  if (!opened.ok) return opened;
  const { runId, periodId, kind } = opened.value;
  if (kind === 'opened') {
    const { rosterCount: roster, chunkCount: chunks } = opened.value;
    world.telemetry.emit({ kind: 'run_opened', runId, periodId, roster, chunks });
  }
  const run = { runId, periodId, companyId, wasThere: kind === 'was_there' };
  return answer(await worked(world, run, options));
}

interface Found {
  readonly runId: number;
  readonly periodId: number;
  readonly companyId: number;
  readonly wasThere: boolean;
}

async function worked(world: World, run: Found, options: DriveOptions): Promise<OffCycleRan> {
  const { runId, wasThere } = run;
  const result = await drive(world, run, options);
  const people = await world.store.read(run, (at) => peoplePaid(at, { runId, limit: peopleShown }));
  return { ...result, wasThere, people };
}

/** Everything is taken back; a run that is there already is told of, and left as it is. */
async function rehearsal(
  world: World,
  { companyId, opens }: Carry,
  options: DriveOptions,
): Promise<Answer<OffCycleResult>> {
  type Done = Answer<Rehearsed | (Opening & { readonly kind: 'was_there' })>;
  const done = await world.store.rehearse({ companyId }, async (tx): Promise<Done> => {
    const opened = await opens(tx);
    if (!opened.ok) return opened;
    const opening = opened.value;
    if (opening.kind === 'was_there') return answer(opening);
    return answer(await rehearse(tx, { world, opened: opening }));
  });
  if (!done.ok) return done;
  if (done.value.kind === 'rehearsed') return answer(done.value);
  const run = { ...done.value, companyId, wasThere: true };
  return answer(await worked(world, run, { ...options, signal: AbortSignal.abort() }));
}

/** Keys that let only one of two who ask at once open it. */
const openedOnce: ReadonlySet<string | null> = new Set([
  ...['pay_run_one_open_held', 'pay_run_one_off_cycle_key'],
]);

/** Whoever was beaten looks again, and finds the run of the other. */
async function openOnce(world: World, { companyId, opens }: Carry): Promise<Answer<Opening>> {
  const how = {
    scope: { companyId },
    hasChanged: ({ kind }: Opening) => kind === 'opened',
  };
  try {
    return await allOrNothing(world, how, opens);
  } catch (error) {
    if (!openedOnce.has(violatedConstraint(error))) throw error;
    return allOrNothing(world, how, opens);
  }
}
