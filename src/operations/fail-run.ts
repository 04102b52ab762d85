/**
 * A run that cannot go on by itself: it stops where it is, nobody is paid, and it says why.
 * A person retries it (`paybeat runs retry`) or voids it.
 */
import { canMove } from '#run/run-state.ts';
import * as moves from '#store/writes/run-moves.ts';
import { lockRun } from '#store/writes/runs.ts';
import type { World } from './world.ts';

/** True when this call moved the run; a run that moved on meanwhile is left alone. */
export async function failRun(
  world: World,
  ask: { readonly companyId: number; readonly runId: number; readonly why: string },
): Promise<boolean> {
  const moved = await world.store.write({ companyId: ask.companyId }, async (tx) => {
    const run = await lockRun(tx, ask.runId);
    if (!run || !canMove(run.state, 'fail').can) return false;
    await moves.failRun(tx, { run, actor: world.worker, why: ask.why });
    return true;
  });
  if (moved) {
    world.telemetry.emit({
      kind: 'run_moved',
      runId: ask.runId,
      move: 'fail',
      actor: world.worker,
    });
  }
  return moved;
}
