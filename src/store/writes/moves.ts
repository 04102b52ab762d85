/** Moves of employees between schedules. A move is an input with revisions, like every other input. */
import { sql } from '#store/sql.ts';
import { changedOne, rowsOf, type Writing } from '#store/store.ts';

interface Owned {
  readonly companyId: number;
  readonly employeeId: number;
  readonly revision: number;
}

export async function insertMove(
  tx: Writing,
  ask: Owned & {
    readonly effectiveOn: Temporal.PlainDate;
    readonly fromScheduleId: number | null;
    readonly toScheduleId: number;
    readonly reason: string;
  },
): Promise<void> {
  await rowsOf(
    tx,
    sql`insert into employee_move (company_id, employee_id, effective_on, from_schedule_id,
          to_schedule_id, from_revision, reason)
        values (${ask.companyId}, ${ask.employeeId}, ${ask.effectiveOn}, ${ask.fromScheduleId},
          ${ask.toScheduleId}, ${ask.revision}, ${ask.reason})`,
  );
}

/** Ends the move that starts on that day. False when there is none. */
export function closeMove(
  tx: Writing,
  ask: Owned & { readonly effectiveOn: Temporal.PlainDate },
): Promise<boolean> {
  return changedOne(
    tx,
    sql`update employee_move set until_revision = ${ask.revision}
        where employee_id = ${ask.employeeId} and effective_on = ${ask.effectiveOn}
          and until_revision is null`,
  );
}

/** Copies the employee's current version, on another schedule. */
export async function putOnSchedule(
  tx: Writing,
  ask: Owned & { readonly scheduleId: number | null },
): Promise<void> {
  const { companyId, employeeId, revision, scheduleId } = ask;
  await rowsOf(
    tx,
    sql`with closed as (
          update employee_version set until_revision = ${revision}
          where employee_id = ${employeeId} and until_revision is null
            and schedule_id is distinct from ${scheduleId}::int
          returning *
        )
        insert into employee_version
        select (jsonb_populate_record(null::employee_version, to_jsonb(closed) || jsonb_build_object(
          'company_id', ${companyId}::int, 'from_revision', ${revision}::int, 'until_revision', null,
          'recorded_at', paybeat_now(), 'schedule_id', ${scheduleId}::int))).*
        from closed`,
  );
}

/**
 * A roster import overrides planned moves. When it puts a person on a different schedule from their last
 * move, their moves are closed. Returns the number of employees.
 */
export async function closeOverruledMoves(
  tx: Writing,
  ask: { readonly companyId: number; readonly revision: number },
): Promise<number> {
  const rows = await rowsOf<{ employee_id: number }>(
    tx,
    sql`with last as (
          select distinct on (employee_id) employee_id, to_schedule_id from employee_move
          where company_id = ${ask.companyId} and until_revision is null
          order by employee_id, effective_on desc
        ), closed as (
          update employee_move m set until_revision = ${ask.revision}
          from last join employee_version v on v.employee_id = last.employee_id
            and v.until_revision is null
          where m.employee_id = last.employee_id and m.until_revision is null
            and v.schedule_id is distinct from last.to_schedule_id
          returning m.employee_id
        )
        select distinct employee_id from closed`,
  );
  return rows.length;
}
