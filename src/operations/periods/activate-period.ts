/**
 * Draft → active: from now on the period may fall due and run.
 *
 * Refusals: period_not_found, period_not_draft.
 */

import { actorOf } from '#caller.ts';
import { type Answer, answer, refuse } from '#errors.ts';
import { findPeriod } from '#operations/look-up.ts';
import { handOver } from '#operations/tasks/hand-over.ts';
import type { HandingWorld } from '#operations/world.ts';
import { audit } from '#store/writes/audit.ts';
import { markPeriodActive } from '#store/writes/periods.ts';

export async function activatePeriod(
  world: HandingWorld,
  ask: { readonly periodId: number },
): Promise<Answer<{ readonly periodId: number }>> {
  const { periodId } = ask;
  const found = await findPeriod(world, periodId);
  if (!found.ok) return found;
  const period = found.value;
  const { companyId } = period;
  const activated = await world.store.write({ companyId }, async (tx) => {
    if (!(await markPeriodActive(tx, periodId))) return false;
    const subject = `period:${periodId}`;
    await audit(tx, {
      companyId,
      actor: actorOf(world.caller),
      action: 'period.activate',
      subject,
    });
    return true;
  });
  if (activated) {
    await handOver(world, { companyId, after: `period-${periodId}` });
    return answer({ periodId });
  }
  return refuse({
    family: 'conflict',
    code: 'period_not_draft',
    message: `period ${periodId} is ${period.status}; only a draft can be activated`,
    facts: { periodId, status: period.status },
  });
}
