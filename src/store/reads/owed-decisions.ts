/** What people decided about pay that is owed for paid periods, or was too much. */
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import { idsOf, ofEachPerson, type Placed } from './asked.ts';
import { knownAt } from './known-at.ts';

interface DecidedAsk extends Placed {
  readonly runId: number;
  readonly employeeIds: readonly number[];
  readonly revision: number;
}

interface Decided extends Placed {
  readonly employeeId: number;
  /** Owed, and declared not owed: zero or above. */
  readonly notOwedMinor: bigint;
  /** Overpaid, and declared not to be paid back: zero or above. */
  readonly keptMinor: bigint;
  /** The next regular run pays it, however old it is. */
  readonly isToBePaid: boolean;
}

/** The decisions about past runs and people, as known at the revision. Most of them have none. */
export function decisionsOf(
  at: Reading,
  asked: readonly DecidedAsk[],
): Promise<readonly Decided[]> {
  const of = <T>(value: (one: DecidedAsk) => T) => ofEachPerson(asked, value);
  return rowsOf(
    at,
    sql`select a.place, a.employee_id as "employeeId",
          coalesce(sum(v.amount_minor) filter (where v.amount_minor > 0), 0)::int8 as "notOwedMinor",
          coalesce(-sum(v.amount_minor) filter (where v.amount_minor < 0), 0)::int8 as "keptMinor",
          bool_or(v.kind = 'pay') as "isToBePaid"
        from unnest(${of(({ place }) => place)}::int[], ${of(({ runId }) => runId)}::int[],
            ${idsOf(asked)}::int[], ${of(({ revision }) => revision)}::int[])
            as a(place, run_id, employee_id, revision)
          cross join lateral (select * from owed_decision v where v.employee_id = a.employee_id
            and v.past_run_id = a.run_id and ${knownAt(sql`a.revision`)} offset 0) v
        group by a.place, a.employee_id`,
  );
}

/** How an overpayment is taken back. */
export interface TakeBackPlan extends Placed {
  readonly employeeId: number;
  /** An instalment; null where it is a percentage of gross pay. */
  readonly amountMinor: bigint | null;
  readonly percentMicro: bigint | null;
  readonly why: string;
}

/** The plans of these people, as known at the revision. */
export function takeBackPlans(
  at: Reading,
  asked: readonly Omit<DecidedAsk, 'runId'>[],
): Promise<readonly TakeBackPlan[]> {
  const of = <T>(value: (one: Omit<DecidedAsk, 'runId'>) => T) => ofEachPerson(asked, value);
  return rowsOf(
    at,
    sql`select a.place, a.employee_id as "employeeId", v.amount_minor as "amountMinor",
          v.percent_micro as "percentMicro", v.why
        from unnest(${of(({ place }) => place)}::int[], ${idsOf(asked)}::int[],
            ${of(({ revision }) => revision)}::int[]) as a(place, employee_id, revision)
          cross join lateral (select * from owed_decision v where v.employee_id = a.employee_id
            and v.kind = 'take_back' and ${knownAt(sql`a.revision`)} offset 0) v`,
  );
}
