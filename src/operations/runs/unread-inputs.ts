/**
 * What has come since a run read its inputs: it is not in the run, which is to be calculated again.
 *
 * Refusal: inputs_changed.
 */
import { type Refused, refuse } from '#errors.ts';
import { heldChangedSince, inputsTakenSince, type ReadAt } from '#store/reads/held.ts';
import type { Reading } from '#store/store.ts';

/** Of going on with a run whose period has inputs that it has not read. */
export async function unreadInputs(at: Reading, run: ReadAt): Promise<Refused | null> {
  return (await inputsTakenSince(at, run)) ? unread(run) : null;
}

/** Of asking again for a run that waits: its period's inputs, or anything of the people whom it holds. */
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
