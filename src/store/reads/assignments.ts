/**
 * Where a person's cost belongs: the department and the cost centre of a day, as known at a revision. No run reads
 * them; registers and journals do, when they are asked for.
 */
import { type Sql, sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import { knownAt } from './known-at.ts';
import { type AskHours, hoursRead, type Span } from './register.ts';

export interface AssignedAt {
  readonly onDay: Temporal.PlainDate;
  readonly revision: number;
}

/**
 * Run id → the last day of its period, and the revision of its commit; before the commit, the newest one. A reversal
 * has those of the run that it reverses.
 */
export async function assignedAtOfRuns(
  at: Reading,
  runIds: readonly number[],
): Promise<ReadonlyMap<number, AssignedAt>> {
  if (runIds.length === 0) return new Map();
  const rows = await rowsOf<AssignedAt & { readonly runId: number }>(
    at,
    sql`select r.run_id as "runId", p.end_on as "onDay",
          coalesce(o.committed_revision, c.input_revision) as revision
        from pay_run r join pay_run o on o.run_id = coalesce(r.reverses_run_id, r.run_id)
          join pay_period p on p.period_id = o.period_id
          join company c on c.company_id = r.company_id
        where r.run_id = any(${runIds}::int[])`,
  );
  return new Map(rows.map(({ runId, ...assigned }) => [runId, assigned]));
}

/** `d`: the department, the cost centre and the job of the person of `s`. */
function withAssignment({ onDay, revision }: AssignedAt): Sql {
  const then = (column: string) => sql`case
    when v.earlier_assignments is null or v.assigned_on <= ${onDay} then ${sql.ref(`v.${column}`)}
    else paybeat_earlier_assignment(v.earlier_assignments, ${onDay}) ->> ${column}::text end`;
  return sql`left join (
    select v.employee_id, ${then('department')} as department, ${then('cost_centre')} as cost_centre,
      ${then('job_title')} as job
    from employee_version v where ${knownAt(revision)}) d on d.employee_id = s.employee_id`;
}

/**
 * The rows of a question about everybody in a run. Its join reads each table once: before the server has analyzed
 * a large first roster, it could read the whole roster for each payslip instead.
 */
async function readOnce<Row extends object>(
  at: Reading,
  question: Sql<Row>,
): Promise<readonly Row[]> {
  const nestedLoops = (to: 'on' | 'off') =>
    rowsOf(at, sql`select set_config('enable_nestloop', ${to}, true)`);
  await nestedLoops('off');
  const rows = await rowsOf<Row>(at, question);
  await nestedLoops('on');
  return rows;
}

interface AssignedPerson {
  readonly department: string | null;
  readonly costCentre: string | null;
}

export async function assignmentsOfPeople(
  at: Reading,
  ask: AssignedAt & Span & { readonly runId: number },
): Promise<ReadonlyMap<number, AssignedPerson>> {
  const rows = await readOnce<AssignedPerson & { readonly employeeId: number }>(
    at,
    sql`select s.employee_id as "employeeId", d.department, d.cost_centre as "costCentre"
        from payslip s ${withAssignment(ask)}
        where s.run_id = ${ask.runId} and s.employee_id between ${ask.first} and ${ask.last}
          and d.employee_id between ${ask.first} and ${ask.last}
          and num_nonnulls(d.department, d.cost_centre) > 0`,
  );
  return new Map(rows.map(({ employeeId, ...one }) => [employeeId, one]));
}

/** Employee id → department, of these people who have one, whether a run pays them or not. */
export async function departmentsOfPeople(
  at: Reading,
  ask: AssignedAt & { readonly employeeIds: readonly number[] },
): Promise<ReadonlyMap<number, string>> {
  const { employeeIds, ...assigned } = ask;
  const rows = await rowsOf<{ readonly employeeId: number; readonly department: string | null }>(
    at,
    sql`select s.employee_id as "employeeId", d.department
        from unnest(${employeeIds}::int[]) as s(employee_id) ${withAssignment(assigned)}`,
  );
  return new Map(
    rows.flatMap(({ employeeId, department }) =>
      department === null ? [] : [[employeeId, department] as const],
    ),
  );
}

/** Whom a run pays, counted by department. */
export function payslipsByDepartment(
  at: Reading,
  ask: AssignedAt & { readonly runId: number },
): Promise<readonly { readonly department: string | null; readonly payslips: number }[]> {
  return readOnce(
    at,
    sql`select d.department, count(*)::int as payslips
        from payslip s ${withAssignment(ask)}
        where s.run_id = ${ask.runId} group by d.department`,
  );
}

interface PlacedSum extends AssignedPerson {
  /** Null, too, if jobs were not asked for. */
  readonly job: string | null;
  readonly payCodeId: number;
  readonly amountMinor: bigint;
}

/** The sum of each pay code on the payslips of a run, by cost centre and department, and by job if asked. */
export function sumsByAssignment(
  at: Reading,
  ask: AssignedAt & { readonly runId: number; readonly limit: number; readonly hasJobs?: boolean },
): Promise<readonly PlacedSum[]> {
  const job = ask.hasJobs === true ? sql`d.job` : sql`null::text`;
  return readOnce(
    at,
    sql`select d.department, d.cost_centre as "costCentre", ${job} as job, l.code as "payCodeId",
          sum(l.amount)::int8 as "amountMinor"
        from payslip s ${withAssignment(ask)}
          cross join lateral unnest(s.line_codes, s.line_amounts) as l(code, amount)
        where s.run_id = ${ask.runId} group by 1, 2, 3, 4 limit ${ask.limit}`,
  );
}

/** Hours in millionths that were entered for the people whom a run pays, by department. */
export function hoursByDepartment(
  at: Reading,
  ask: AssignedAt & { readonly runId: number; readonly hours: AskHours },
): Promise<readonly { readonly department: string | null; readonly hoursMicro: bigint }[]> {
  return readOnce(
    at,
    sql`select d.department, sum(v.quantity_micro)::int8 as "hoursMicro"
        from ${hoursRead(ask.hours)} v
          join payslip s on s.run_id = ${ask.runId} and s.employee_id = v.employee_id
          ${withAssignment(ask)}
        group by d.department`,
  );
}
