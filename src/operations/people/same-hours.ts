/**
 * Recognizes the hours file that a company imported last, so that its rows need not be compared again.
 *
 * The answer is the one of a comparison: every row exists already. It holds while no input of the company has
 * changed. Everything else that the answer depends on is in the digest. A period with a run is never recognized,
 * because its run decides what may be entered.
 */
import { createHash } from 'node:crypto';
import type { FileNote } from '#files/typed-file.ts';
import type { World } from '#operations/world.ts';
import type { PeriodRow } from '#store/reads/periods.ts';
import { sameHoursFile } from '#store/writes/imported-files.ts';
import { type MayAdd, replacingOf } from './input-changes.ts';
import { changeCounts } from './weigh-changes.ts';

/** Raise it when the same file would be read to other items or notes. */
const hoursReading = 1;

/** Null: the file is not recognized for this period. */
export function hoursDigest(
  period: PeriodRow,
  ask: MayAdd & { readonly bytes: Uint8Array; readonly form?: object | undefined },
): Buffer | null {
  const { periodId, scheduleId, kind, startOn, endOn, liveRunId } = period;
  if (liveRunId !== null) return null;
  const how = replacingOf(ask);
  if (how === 'add') return null;
  const dependsOn = {
    hoursReading,
    periodId,
    scheduleId,
    kind,
    startOn,
    endOn,
    how,
    form: ask.form,
  };
  const hash = createHash('sha256').update(JSON.stringify(dependsOn)).update('\0');
  return hash.update(ask.bytes).digest();
}

/** The answer about a file whose rows all exist already; null when it has to be compared. */
export async function sameHours(
  world: World,
  ask: { readonly companyId: number; readonly digest: Buffer },
) {
  const said = await world.store.read(ask, (at) => sameHoursFile(at, ask));
  if (said === null) return null;
  const { rows, items } = said;
  const nothing = { added: 0, replaced: 0, removed: 0, unchanged: items, changes: [], sums: [] };
  return {
    rows,
    items,
    ...nothing,
    changeCounts: changeCounts([]),
    unusual: [],
    notes: said.notes as readonly FileNote[],
    written: false,
  };
}
