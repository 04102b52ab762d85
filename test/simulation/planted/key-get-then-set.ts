/**
 * Checks whether a run has a key and then opens one. Two callers that check at once both open a
 * run.
 */

import { answer } from '#errors.ts';
import { drive } from '#operations/runs/auto-run-payroll.ts';
import { nothingTold } from '#operations/runs/insert-off-cycle.ts';
import { openOffCycleRun } from '#operations/runs/open-off-cycle.ts';
import { runOffCycle } from '#operations/runs/run-off-cycle.ts';
import { keepWorker } from '#processes/worker/worker.ts';
import { runOfKey } from '#store/reads/off-cycle.ts';
import { sql } from '#store/sql.ts';
import { rowsOf } from '#store/store.ts';
import type { Conduct } from '../callers.ts';
import type { Hands } from '../hands.ts';

let opened = 0;

const openUnlessThere: Hands['runOffCycle'] = async (world, ask, options) => {
  const { key, company } = ask;
  if (key === null) return runOffCycle(world, ask, options);
  const { companyId } = company;
  const there = await world.store.read({ companyId }, (at) => runOfKey(at, { companyId, key }));
  if (there !== null) return runOffCycle(world, ask, options);
  opened += 1;
  const own = { ...ask, world, key: `own ${opened}` };
  const done = await world.store.write({ companyId }, async (tx) => {
    const opening = await openOffCycleRun(tx, own);
    if (opening.ok) {
      const { runId } = opening.value;
      await rowsOf(tx, sql`update pay_run set off_cycle_key = ${key} where run_id = ${runId}`);
    }
    return opening;
  });
  if (!done.ok) return done;
  const result = await drive(world, { ...done.value, companyId }, options);
  return answer({ ...result, wasThere: false, ...nothingTold, people: [] });
};

export const keyGetThenSet: Conduct = {
  name: 'key-get-then-set',
  serve: keepWorker,
  hands: { runOffCycle: openUnlessThere },
};

/** Drops the index that would refuse the second run. */
export const withoutKeyIndex = 'drop index paybeat.pay_run_one_off_cycle_key';
