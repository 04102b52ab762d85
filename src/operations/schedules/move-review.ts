/**
 * Moves the end of a review while its run waits: a deadline was set by hand. Periods without a run are updated
 * by sync-periods.ts.
 */

import { type Answer, answer } from '#errors.ts';
import type { PaySchedule } from '#schedule/pay-schedule.ts';
import { periodById } from '#store/reads/periods.ts';
import type { Writing } from '#store/store.ts';
import type { AuditRow } from '#store/writes/audit.ts';
import { putStages } from '#store/writes/stages.ts';
import { newStages } from './generate-periods.ts';
import { periodsOfParts } from './saved-schedule.ts';

/** Returns the audit rows to write. Refusals: those of `periodsOfParts` and `newStages`. */
export async function moveReview(
  tx: Writing,
  ask: {
    readonly companyId: number;
    readonly scheduleId: number;
    readonly periodId: number;
    readonly parts: readonly PaySchedule[];
    readonly actor: string;
    readonly why: string;
  },
): Promise<Answer<readonly AuditRow[]>> {
  const { companyId, periodId, parts, actor, why } = ask;
  const stored = await periodById(tx, periodId);
  if (stored === null || stored.status !== 'active') return answer([]);
  const known = periodsOfParts(parts, { fromOn: stored.endOn, toOn: stored.endOn });
  if (!known.ok) return known;
  const [one] = known.value.periods;
  if (one === undefined) return answer([]);
  const stages = newStages(one.part, one.period);
  if (!stages.ok) return stages;
  if (stages.value.length === 0) return answer([]);
  await putStages(tx, { companyId, periodId, stages: stages.value });
  const told = stages.value.map(({ stage, local, zone }) => ({ stage, local, zone }));
  const facts = { why, stages: told };
  const subject = `period:${periodId}`;
  return answer([{ companyId, actor, action: 'period.redate', subject, facts }]);
}
