/**
 * An off-cycle run from opening to commit, or calculated with nothing written.
 *
 * A repeated request continues the existing run from its current state, and the answer says so.
 *
 * Refusals: those of open-off-cycle.ts, open-held.ts and open-owed.ts, and restored_unchecked.
 */

import { type Answer, answer } from '#errors.ts';
import { allOrNothing } from '#operations/all-or-nothing.ts';
import { unlessUnchecked } from '#operations/backup/unchecked-restore.ts';
import { findRun } from '#operations/look-up.ts';
import type { World } from '#operations/world.ts';
import { type PersonPaid, peoplePaid } from '#store/reads/off-cycle.ts';
import { violatedConstraint, type Writing } from '#store/store.ts';
import { drive, type PeriodResult } from './auto-run-payroll.ts';
import type { DriveOptions } from './drive-run.ts';
import { nothingTold, type Opening, type ToldOfFile } from './insert-off-cycle.ts';
import { type OpenHeldRun, openHeldRun } from './open-held.ts';
import { type OpenOffCycleRun, openOffCycleRun } from './open-off-cycle.ts';
import { type OpenOwedRun, openOwedRun } from './open-owed.ts';
import { peopleShown, type Rehearsed, rehearse } from './rehearse-off-cycle.ts';

/** The outcome, and what each person is paid. */
export type OffCycleRan = PeriodResult &
  ToldOfFile & {
    /** True when the same request was made before and this call opened no new run. */
    readonly wasThere: boolean;
    /** The first people who are paid, by number. */
    readonly people: readonly PersonPaid[];
  };

export type OffCycleResult = OffCycleRan | Rehearsed;

export interface HowOffCycle {
  readonly dryRun: boolean;
  /** Called before the run is opened, with who would be paid how much. This costs one more calculation. */
  readonly announce?: (rehearsed: Rehearsed) => void;
}

export type Opens = (tx: Writing) => Promise<Answer<Opening>>;
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

/** Pays a person now what is owed for paid periods. */
export async function payOwedNow(
  world: World,
  ask: OpenOwedRun & HowOffCycle,
  options: DriveOptions,
): Promise<Answer<OffCycleResult>> {
  const opens: Opens = (tx) => openOwedRun(tx, { ...ask, world });
  return carryOut(world, { ...ask, companyId: ask.company.companyId, opens }, options);
}

/** Opens once, by whichever operation, and works the run to its end. */
export async function carryOut(
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
  const { file } = opened.value;
  const run = { runId, periodId, companyId, file, wasThere: kind === 'was_there' };
  return answer(await worked(world, run, options));
}

interface Found {
  readonly runId: number;
  readonly periodId: number;
  readonly companyId: number;
  readonly wasThere: boolean;
  readonly file?: ToldOfFile | undefined;
}

export async function worked(
  world: World,
  run: Found,
  options: DriveOptions,
): Promise<OffCycleRan> {
  const { runId, wasThere, file = nothingTold } = run;
  const result = await drive(world, run, options);
  const people = await world.store.read(run, (at) => peoplePaid(at, { runId, limit: peopleShown }));
  return { ...result, ...file, wasThere, people };
}

/** Rolls everything back. An existing run is reported and left unchanged. */
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

/** The unique keys that let one of two simultaneous requests open the run. */
export const openedOnce: ReadonlySet<string | null> = new Set([
  ...['pay_run_one_open_held', 'pay_run_one_off_cycle_key', 'run_reversal_once'],
  'pay_run_one_open_correction',
]);

/** After losing to a simultaneous request, looks again and finds the other's run. */
async function openOnce(world: World, ask: Carry): Promise<Answer<Opening>> {
  const { companyId } = ask;
  const opens = unlessUnchecked(ask.opens);
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
