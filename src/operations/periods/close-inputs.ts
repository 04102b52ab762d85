/**
 * Closes the inputs of periods at their cut-off: the stage prepare. Says once who is still missing, as an audit
 * row and as an event.
 *
 * Any number of workers may call it. The first one marks the moment, and the others find nothing to say. A run
 * that opens earlier freezes its inputs anyway.
 */

import type { World } from '#operations/world.ts';
import { type ClosingPeriod, closingPeriods, missingInputs } from '#store/reads/stages.ts';
import { audit } from '#store/writes/audit.ts';
import { lockPeriod } from '#store/writes/runs.ts';
import { markInputsClosed } from '#store/writes/stages.ts';

const atATime = 100;

export async function closeInputs(world: World): Promise<void> {
  for (;;) {
    const closing = await world.store.read('every company', (at) =>
      closingPeriods(at, { limit: atATime }),
    );
    for (const one of closing) await closeOne(world, one);
    if (closing.length < atATime) return;
  }
}

async function closeOne(world: World, { companyId, periodId }: ClosingPeriod): Promise<void> {
  const missing = await world.store.write({ companyId }, async (tx) => {
    await lockPeriod(tx, periodId);
    if (!(await markInputsClosed(tx, periodId))) return null;
    const found = await missingInputs(tx, periodId);
    await audit(tx, {
      companyId,
      actor: world.worker,
      action: 'period.inputs_closed',
      subject: `period:${periodId}`,
      facts: {
        withoutHours: found.hoursCount,
        withoutPay: found.payCount,
        employeesWithoutHours: found.hours,
        employeesWithoutPay: found.pay,
      },
    });
    return found;
  });
  if (missing === null) return;
  world.telemetry.emit({
    kind: 'inputs_closed',
    periodId,
    withoutHours: missing.hoursCount,
    withoutPay: missing.payCount,
  });
}
