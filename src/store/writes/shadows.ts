/** Puts schedules into shadow, keeps comparisons, and turns periods in shadow into paid days. */

import { assert } from '#errors.ts';
import type { ShadowPersonRow } from '#store/reads/shadows.ts';
import { sql } from '#store/sql.ts';
import { changedOne, rowsOf, type Writing } from '#store/store.ts';

/** Returns the id. Null: the schedule is in shadow already. */
export async function insertShadow(
  tx: Writing,
  shadow: {
    readonly companyId: number;
    readonly scheduleId: number;
    readonly fromOn: Temporal.PlainDate;
    readonly why: string;
    readonly by: string;
  },
): Promise<number | null> {
  const { companyId, scheduleId, fromOn, why, by } = shadow;
  const [row] = await rowsOf<{ shadow_id: number }>(
    tx,
    sql`insert into shadow (company_id, schedule_id, from_on, why, started_by)
        values (${companyId}, ${scheduleId}, ${fromOn}, ${why}, ${by})
        on conflict (schedule_id) where ended_at is null do nothing returning shadow_id`,
  );
  return row?.shadow_id ?? null;
}

/** Open periods of the schedule from a day on. Those that come later join by themselves. */
export async function putPeriodsInShadow(
  tx: Writing,
  ask: {
    readonly shadowId: number;
    readonly scheduleId: number;
    readonly fromOn: Temporal.PlainDate;
  },
): Promise<readonly number[]> {
  const rows = await rowsOf<{ period_id: number }>(
    tx,
    sql`update pay_period set shadow_id = ${ask.shadowId}
        where schedule_id = ${ask.scheduleId} and start_on >= ${ask.fromOn} and kind = 'regular'
          and status <> 'completed' and not replaced and paid_before is null
        returning period_id`,
  );
  return rows.map((row) => row.period_id);
}

interface NewComparison {
  readonly companyId: number;
  readonly periodId: number;
  readonly shadowId: number;
  readonly revision: number;
  readonly fileDigest: string;
  readonly ownDigest: string;
  readonly fileName: string | null;
  readonly notes: readonly object[];
  readonly by: string;
  readonly earlierDigest: string;
}

export type NewShadowPerson = Omit<ShadowPersonRow, 'ordinal'>;

const peopleOfAnInsert = 1_000;

/** Replaces the comparison of the period. */
export async function replaceComparison(
  tx: Writing,
  of: NewComparison,
  people: readonly NewShadowPerson[],
): Promise<void> {
  await tx.run(sql`delete from shadow_comparison where period_id = ${of.periodId}`);
  await tx.run(sql`
    insert into shadow_comparison (company_id, period_id, shadow_id, revision, file_digest, own_digest, file_name,
      notes, compared_by, earlier_digest)
    values (${of.companyId}, ${of.periodId}, ${of.shadowId}, ${of.revision}, ${of.fileDigest}, ${of.ownDigest},
      ${of.fileName}, ${JSON.stringify(of.notes)}::jsonb, ${of.by}, ${of.earlierDigest})`);
  for (let from = 0; from < people.length; from += peopleOfAnInsert) {
    const slice = people
      .slice(from, from + peopleOfAnInsert)
      .map((one, nth) => ({ ...asRow(one), ordinal: from + nth + 1 }));
    const { rowCount } = await tx.run(sql`
      insert into shadow_person (company_id, period_id, ordinal, employee_id, number, name, outcome,
        net_difference_minor, own_totals, line_codes, line_amounts, own_reason, theirs, causes)
      select ${of.companyId}, ${of.periodId}, x.ordinal, x.employee_id, x.number, x.name, x.outcome,
        x.net_difference_minor, x.own_totals::bigint[], x.line_codes::int[], x.line_amounts::bigint[], x.own_reason,
        x.theirs, x.causes
      from jsonb_to_recordset(${JSON.stringify(slice)}::jsonb) as x(ordinal int, employee_id int, number text,
        name text, outcome text, net_difference_minor bigint, own_totals text, line_codes text, line_amounts text,
        own_reason text, theirs jsonb, causes jsonb)`);
    assert(rowCount === slice.length, 'every person of a comparison is written');
  }
}

function asRow(one: NewShadowPerson): Readonly<Record<string, unknown>> {
  return {
    employee_id: one.employeeId,
    number: one.number,
    name: one.name,
    outcome: one.outcome,
    net_difference_minor: String(one.netDifferenceMinor),
    own_totals: one.ownTotals === null ? null : `{${one.ownTotals.join()}}`,
    line_codes: `{${one.lineCodes.join()}}`,
    line_amounts: `{${one.lineAmounts.join()}}`,
    own_reason: one.ownReason,
    theirs: one.theirs,
    causes: one.causes,
  };
}

export async function endShadow(
  tx: Writing,
  ask: {
    readonly shadowId: number;
    readonly liveOn: Temporal.PlainDate;
    readonly yearToDate: 'kept' | 'file' | 'none';
    readonly by: string;
  },
): Promise<boolean> {
  return changedOne(
    tx,
    sql`update shadow set live_on = ${ask.liveOn}, year_to_date = ${ask.yearToDate}, ended_by = ${ask.by},
          ended_at = paybeat_now()
        where shadow_id = ${ask.shadowId} and ended_at is null`,
  );
}

/** Periods in shadow before a day: skipped, and their days are paid. Their due instants never come. */
export async function markPaidInShadow(
  tx: Writing,
  ask: { readonly shadowId: number; readonly liveOn: Temporal.PlainDate; readonly why: string },
): Promise<readonly number[]> {
  const rows = await rowsOf<{ period_id: number }>(
    tx,
    sql`update pay_period set status = 'skipped', status_why = ${ask.why}, replaced = true,
          paid_before = 'shadow:' || shadow_id || ':' || period_id
        where shadow_id = ${ask.shadowId} and start_on < ${ask.liveOn} and paid_before is null
          and (status <> 'skipped' or not replaced)
        returning period_id`,
  );
  const periodIds = rows.map((row) => row.period_id);
  await tx.run(
    sql`update due_instant set state = 'held', held_why = ${`the period is skipped: ${ask.why}`},
          held_late = false, decided_at = paybeat_now(), fulfilled_by = null
        where period_id = any(${periodIds}::int[]) and stage = 'open' and state = 'waiting'`,
  );
  return periodIds;
}

/** Periods from a day on are paid here. Those that are due already are held for a person. */
export async function releaseFromShadow(
  tx: Writing,
  ask: { readonly shadowId: number; readonly liveOn: Temporal.PlainDate; readonly heldWhy: string },
): Promise<{ readonly live: readonly number[]; readonly held: readonly number[] }> {
  const rows = await rowsOf<{ period_id: number }>(
    tx,
    sql`update pay_period set shadow_id = null
        where shadow_id = ${ask.shadowId} and start_on >= ${ask.liveOn} returning period_id`,
  );
  const live = rows.map((row) => row.period_id);
  const held = await rowsOf<{ period_id: number }>(
    tx,
    sql`update due_instant set state = 'held', held_why = ${ask.heldWhy}, held_late = false,
          decided_at = paybeat_now(), fulfilled_by = null
        where period_id = any(${live}::int[]) and stage = 'open' and state = 'waiting'
          and due_at <= paybeat_now()
        returning period_id`,
  );
  return { live, held: held.map((row) => row.period_id) };
}
