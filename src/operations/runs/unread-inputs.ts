/**
 * Detects inputs that arrived after a run read them. The run does not contain them and must be recalculated.
 *
 * Refusal: inputs_changed.
 */
import { type Refused, refuse } from '#errors.ts';
import { heldChangedSince, inputsTakenSince, type ReadAt } from '#store/reads/held.ts';
import type { Reading } from '#store/store.ts';

/** Refuses to continue a run when its period has newer inputs. */
export async function unreadInputs(at: Reading, run: ReadAt): Promise<Refused | null> {
  return (await inputsTakenSince(at, run)) ? unread(run) : null;
}

/**
 * Refuses to repeat a request for a waiting run when its period, or any person it holds, has newer inputs.
 */
export async function unreadOfHeld(at: Reading, run: ReadAt): Promise<Refused | null> {
  return (await hasNotRead(at, run)) ? unread(run) : null;
}

export async function hasNotRead(at: Reading, run: ReadAt): Promise<boolean> {
  return (await inputsTakenSince(at, run)) || (await heldChangedSince(at, run));
}

function unread({ runId, periodId }: ReadAt): Refused {
  return refuse({
    family: 'conflict',
    code: 'inputs_changed',
    message: `inputs of period ${periodId} were imported after run ${runId} was calculated, so it does not include them`,
    hint: 'recalculate the run',
    actions: [{ action: 'recalculate_run', run: runId }],
    facts: { runId, periodId },
  });
}
