/** The definitions of a schedule: the current one and the earlier ones. */

import { assert } from '#errors.ts';
import { sql } from '#store/sql.ts';
import { changedOne, rowsOf, type Writing } from '#store/store.ts';

export async function setDefinition(
  tx: Writing,
  ask: {
    readonly scheduleId: number;
    readonly frequency: string;
    readonly timeZone: string;
    readonly definition: Readonly<Record<string, unknown>>;
  },
): Promise<void> {
  const changed = await changedOne(
    tx,
    sql`update pay_schedule set definition = ${JSON.stringify(ask.definition)}::jsonb,
          frequency = ${ask.frequency}, time_zone = ${ask.timeZone}
        where schedule_id = ${ask.scheduleId}`,
  );
  assert(changed, `schedule ${ask.scheduleId} was locked`);
}

interface EarlierDefinition {
  readonly untilOn: Temporal.PlainDate;
  readonly definition: Readonly<Record<string, unknown>>;
}

/** Replaces the earlier definitions. The audit chain keeps the previous ones. */
export async function setEarlierDefinitions(
  tx: Writing,
  ask: {
    readonly companyId: number;
    readonly scheduleId: number;
    readonly earlier: readonly EarlierDefinition[];
    readonly reason: string;
    readonly by: string;
  },
): Promise<void> {
  const { companyId, scheduleId, earlier, reason, by } = ask;
  await rowsOf(
    tx,
    sql`delete from earlier_definition where schedule_id = ${scheduleId}
          and not until_on = any(${earlier.map(({ untilOn }) => untilOn)}::date[])`,
  );
  for (const { untilOn, definition } of earlier) {
    await rowsOf(
      tx,
      sql`insert into earlier_definition (company_id, schedule_id, until_on, definition, reason, replaced_by)
          values (${companyId}, ${scheduleId}, ${untilOn}, ${JSON.stringify(definition)}::jsonb,
            ${reason}, ${by})
          on conflict (schedule_id, until_on) do update set definition = excluded.definition`,
    );
  }
}
