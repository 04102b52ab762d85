/**
 * What a coming run reads anew: each change of pay, hours, items and dates of its people since the run that
 * paid them last. One set of SQL for a whole company; people see it in pages, largest first.
 *
 * A person whom the last run held, and whom nobody has paid since, is compared with the run before it that
 * paid them. A change that was taken back is no change.
 *
 * Elsewhere: which text names a change (src/judgement/change-identity.ts).
 */
import type { ChangeKind } from '#judgement/change-identity.ts';
import { type Sql, sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import {
  type AskedChanges,
  changeColumns,
  changeParts,
  type PaidBefore,
  people,
} from './change-parts.ts';
import { isEffective } from './reversals.ts';

type ChangeUnit = 'hourly' | 'salary' | 'quantity' | 'amount' | 'percent' | 'employed';

/**
 * A value of an input. Salaries and amounts are minor units; rates, quantities and percentages are millionths.
 * Of `employed` only the days count.
 */
export interface ChangedValue {
  readonly unit: ChangeUnit;
  readonly value: bigint | null;
  readonly fromOn: Temporal.PlainDate | null;
  readonly untilOn: Temporal.PlainDate | null;
}

export interface ChangeRow {
  readonly employeeId: number;
  readonly number: string;
  readonly name: string;
  /** The period whose run reads the change. */
  readonly readBy: number;
  readonly what: ChangeKind;
  readonly subject: string;
  readonly revision: number;
  /** Those that made what stands now: of the hours of a period there may be several. */
  readonly revisions: readonly number[];
  /** Empty for the main job. */
  readonly job: string;
  readonly payCodeId: number | null;
  /** For hours and items of one period. */
  readonly periodId: number | null;
  /** Null: there was, or is, nothing. */
  readonly before: ChangedValue | null;
  readonly after: ChangedValue | null;
  /** After ÷ before; null where one of them is nothing. */
  readonly factor: number | null;
  /** As in the audit chain; null: nobody has confirmed it. */
  readonly confirmedBy: string | null;
  readonly confirmedAt: Temporal.Instant | null;
  readonly confirmedWhy: string | null;
}

interface StoredChange extends Omit<ChangeRow, 'before' | 'after'> {
  readonly beforeUnit: ChangeUnit | null;
  readonly beforeValue: bigint | null;
  readonly beforeFrom: Temporal.PlainDate | null;
  readonly beforeUntil: Temporal.PlainDate | null;
  readonly afterUnit: ChangeUnit | null;
  readonly afterValue: bigint | null;
  readonly afterFrom: Temporal.PlainDate | null;
  readonly afterUntil: Temporal.PlainDate | null;
}

/** The largest worth first. */
export async function changesOf(
  at: Reading,
  ask: AskedChanges & { readonly limit: number | null; readonly offset: number },
): Promise<readonly ChangeRow[]> {
  const rows = await rowsOf<StoredChange>(
    at,
    sql`${listedChanges(ask)}
        select employee_id as "employeeId", number, name, read_by as "readBy", what, subject, revision,
          revisions, job, pay_code_id as "payCodeId", period_id as "periodId",
          before_unit as "beforeUnit", before_value as "beforeValue", before_from as "beforeFrom",
          before_until as "beforeUntil", after_unit as "afterUnit", after_value as "afterValue",
          after_from as "afterFrom", after_until as "afterUntil", factor::float8 as factor,
          confirmed_by as "confirmedBy", confirmed_at as "confirmedAt", confirmed_why as "confirmedWhy"
        from listed
        order by weight desc, number, what, subject, revision
        limit ${ask.limit}::int offset ${ask.offset}::int`,
  );
  return rows.map((row) => {
    const { beforeUnit, beforeValue, beforeFrom, beforeUntil, ...rest } = row;
    const { afterUnit, afterValue, afterFrom, afterUntil, ...change } = rest;
    return {
      ...change,
      before: valueOf(beforeUnit, { value: beforeValue, fromOn: beforeFrom, untilOn: beforeUntil }),
      after: valueOf(afterUnit, { value: afterValue, fromOn: afterFrom, untilOn: afterUntil }),
    };
  });
}

function valueOf(unit: ChangeUnit | null, of: Omit<ChangedValue, 'unit'>): ChangedValue | null {
  return unit === null ? null : { unit, ...of };
}

export interface ChangeCount {
  readonly what: ChangeKind;
  readonly count: number;
  readonly unconfirmed: number;
}

export function countChanges(at: Reading, ask: AskedChanges): Promise<readonly ChangeCount[]> {
  return rowsOf(
    at,
    sql`${listedChanges(ask)}
        select what, count(*)::int as count,
          (count(*) filter (where confirmed_by is null))::int as unconfirmed
        from listed group by what order by what`,
  );
}

/** For each person whom one of these runs held, or whose payslip was reversed: the committed run that paid them last. */
export function paidBefore(
  at: Reading,
  ask: { readonly companyId: number; readonly runIds: readonly number[] },
): Promise<readonly PaidBefore[]> {
  return rowsOf(
    at,
    sql`select x.employee_id as "employeeId", coalesce(l.run_id, 0) as "runId",
          coalesce(l.period_id, 0) as "periodId", coalesce(l.snapshot_revision, 0) as "snapshotRevision",
          x.run_id as "heldBy", coalesce(l.period_id = h.period_id, false) as "isPaid"
        from (select run_id, employee_id from run_exception
              where run_id = any(${ask.runIds}::int[]) and disposition = 'held'
            union all select u.reversed_run_id, u.employee_id
              from run_reversal u join pay_run w on w.run_id = u.run_id
              where u.reversed_run_id = any(${ask.runIds}::int[]) and w.state = 'committed') x
          join pay_run h on h.run_id = x.run_id left join lateral (
          select r.run_id, r.period_id, r.snapshot_revision
          from pay_run r join pay_period p using (period_id)
            join payslip s on s.run_id = r.run_id and s.employee_id = x.employee_id
          where r.company_id = ${ask.companyId} and r.state = 'committed' and r.covers_days
            and ${isEffective({ run: sql`r.run_id`, employee: sql`x.employee_id` })}
          order by p.end_on desc, r.run_id desc limit 1) l on true`,
  );
}

/** `with … listed as (…)`: every change that was asked for, with its worth and its confirmation. */
function listedChanges(ask: AskedChanges): Sql {
  const { beyond } = ask;
  const asked = changeParts.filter(({ what }) => ask.what === null || ask.what === what);
  const conditions: Sql<unknown>[] = [sql`true`];
  if (ask.isUnconfirmed) conditions.push(sql`c.employee_id is null`);
  if (beyond !== null) {
    conditions.push(sql`weight >= ${beyond.worth}::numeric and (factor is null
      or factor >= ${beyond.factor}::numeric or factor * ${beyond.factor}::numeric <= 1)`);
  }
  return sql`with ${people(ask)}, change(${changeColumns}) as (${sql.join(
    asked.map(({ changes }) => changes),
    sql` union all `,
  )}), weighed as (
      select *, abs(coalesce(after_worth, 0) - coalesce(before_worth, 0)) as weight,
        after_worth / nullif(before_worth, 0) as factor
      from change
    ), listed as (
      select w.*, e.number, c.confirmed_by, c.confirmed_at, c.why as confirmed_why
      from weighed w join employee e on e.employee_id = w.employee_id
        left join confirmed_change c on c.employee_id = w.employee_id and c.what = w.what
          and c.subject = w.subject and c.revision = w.revision and c.from_revision <= w.known
      where ${sql.join(conditions, sql` and `)}
    )`;
}
