/**
 * The moments of a period besides its due instant: when its inputs close, and when its review ends. They are
 * rows of `due_instant` with another stage. Each change needs an audit row in its transaction.
 */

import { sql } from '#store/sql.ts';
import { changedOne, rowsOf, type Writing } from '#store/store.ts';
import type { NewStage } from './periods.ts';

/** Sets the moments of a period without a run, and removes those that its schedule no longer has. */
export async function putStages(
  tx: Writing,
  ask: {
    readonly companyId: number;
    readonly periodId: number;
    readonly stages: readonly NewStage[];
  },
): Promise<void> {
  const { companyId, periodId, stages } = ask;
  const kept = stages.map(({ stage }) => stage);
  await rowsOf(
    tx,
    sql`delete from due_instant where period_id = ${periodId} and stage <> 'open'
          and state <> 'fulfilled' and stage <> all(${kept}::text[])`,
  );
  for (const stage of stages) {
    await rowsOf(
      tx,
      sql`insert into due_instant (company_id, period_id, stage, due_at, local_time, time_zone, rule, why,
            steps, state)
          values (${companyId}, ${periodId}, ${stage.stage}, ${stage.at}, ${stage.local}, ${stage.zone},
            ${JSON.stringify(stage.rule)}::jsonb, ${stage.why}, ${stage.steps}, 'waiting')
          on conflict (period_id, stage) do update set due_at = excluded.due_at,
            local_time = excluded.local_time, time_zone = excluded.time_zone, rule = excluded.rule,
            why = excluded.why, steps = excluded.steps, state = 'waiting', decided_at = null,
            fulfilled_by = null
          where (due_instant.due_at, due_instant.rule, due_instant.why)
            is distinct from (excluded.due_at, excluded.rule, excluded.why)`,
    );
  }
}

/** The inputs of a period have closed. False: somebody else has said so, or its run has opened. */
export function markInputsClosed(tx: Writing, periodId: number): Promise<boolean> {
  return changedOne(
    tx,
    sql`update due_instant set state = 'fulfilled', decided_at = paybeat_now()
        where period_id = ${periodId} and stage = 'prepare' and state = 'waiting'
          and due_at <= paybeat_now()`,
  );
}

/** The review of a run has ended. Call it before the period is completed: then its moments are final. */
export async function markReviewEnded(
  tx: Writing,
  ask: { readonly periodId: number; readonly runId: number },
): Promise<void> {
  await rowsOf(
    tx,
    sql`update due_instant set state = 'fulfilled', decided_at = paybeat_now(),
          fulfilled_by = ${ask.runId}
        where period_id = ${ask.periodId} and stage = 'approve' and state = 'waiting'`,
  );
}
