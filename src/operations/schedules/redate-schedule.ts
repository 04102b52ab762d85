/**
 * Updates the existing periods of a schedule after an override, or after a change of its calendar or rule.
 * Their first and last days stay the same.
 *
 * Refusals: those of `syncPeriods`.
 */
import { type Answer, answer } from '#errors.ts';
import { firstOpenPeriodOn } from '#store/reads/open-periods.ts';
import type { Writing } from '#store/store.ts';
import type { AuditRow } from '#store/writes/audit.ts';
import type { SavedSchedule } from './saved-schedule.ts';
import { type SyncedPeriods, syncPeriods } from './sync-periods.ts';

interface RedateSchedule {
  readonly saved: SavedSchedule;
  readonly now: Temporal.Instant;
  readonly actor: string;
  readonly why: string;
  readonly tell: (row: AuditRow) => void;
}

/** The caller has locked the schedule's row. */
export async function redateSchedule(
  tx: Writing,
  ask: RedateSchedule,
): Promise<Answer<SyncedPeriods>> {
  const { row, parts } = ask.saved;
  const { companyId, scheduleId, generatedTo } = row;
  const fromOn = await firstOpenPeriodOn(tx, scheduleId);
  // No open period exists: coming periods are generated from the new definition.
  if (fromOn === null || generatedTo === null)
    return answer({ moved: [], added: [], replaced: [] });
  return syncPeriods(tx, { ...ask, companyId, scheduleId, parts, fromOn, toOn: generatedTo });
}
