/**
 * Reverses payslips of a committed run, from opening the reversal to its commit, or shows what it would do.
 *
 * A repeated request continues the existing run from its current state, and the answer says so. Where the company has
 * a second pair of eyes, the run waits for somebody else than the person who asked for it.
 *
 * Refusals: those of open-reversal.ts.
 */
import { type Answer, answer } from '#errors.ts';
import { findRun } from '#operations/look-up.ts';
import type { World } from '#operations/world.ts';
import type { RunRow } from '#store/reads/runs.ts';
import type { DriveOptions } from './drive-run.ts';
import { type OpenReversal, openReversal } from './open-reversal.ts';
import { carryOut, type HowOffCycle, type OffCycleResult, type Opens } from './run-off-cycle.ts';

/** What was done or would be, and the run whose payslips it is about. */
export type Reversed = OffCycleResult & { readonly reversed: RunRow };

export async function reverseRun(
  world: World,
  ask: OpenReversal & HowOffCycle,
  options: DriveOptions,
): Promise<Answer<Reversed>> {
  const found = await findRun(world, ask.runId);
  if (!found.ok) return found;
  const reversed = found.value;
  const { companyId } = reversed;
  const opens: Opens = (tx) => openReversal(tx, { ...ask, world });
  const done = await carryOut(world, { ...ask, companyId, opens }, options);
  return done.ok ? answer({ ...done.value, reversed }) : done;
}
