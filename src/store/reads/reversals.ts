/**
 * Payslips that were reversed, and what a run needs to reverse some. A payslip counts unless a committed run has
 * reversed it.
 *
 * Sums over payslips need no such condition: the reversal has a payslip of its own, with the opposite amounts.
 * A condition is needed wherever somebody asks whether a person was paid, or by which payslip.
 */
import type { RunState } from '#run/run-state.ts';
import { type Sql, sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import type { PayslipLines } from './runs.ts';

/**
 * Whether the payslip of an employee in a run counts, as known at a revision; null: as known now. `offset 0` keeps
 * a look-up by key.
 */
export function isEffective(of: {
  readonly run: Sql;
  readonly employee: Sql;
  readonly revision?: Sql | number | null;
}): Sql {
  const { revision = null } = of;
  const isKnown =
    revision === null
      ? sql`undoing.committed_at is not null`
      : sql`undoing.committed_revision <= ${revision}`;
  return sql`not exists (select from run_reversal undone join pay_run undoing on undoing.run_id = undone.run_id
    where undone.reversed_run_id = ${of.run} and undone.employee_id = ${of.employee} and ${isKnown} offset 0)`;
}

/** The newest committed run that corrects a payslip and is not reversed, as one value, as known at a revision. */
function correctedBy(of: {
  readonly run: Sql;
  readonly employee: Sql;
  readonly revision?: Sql | number | null;
}): Sql {
  const { revision = null, employee } = of;
  const isKnown =
    revision === null
      ? sql`fixing.committed_at is not null`
      : sql`fixing.committed_revision <= ${revision}`;
  return sql`(select max(fixing.run_id) from pay_run fixing
    where fixing.corrects_run_id = ${of.run} and ${isKnown}
      and exists (select from payslip fixed where fixed.run_id = fixing.run_id
        and fixed.employee_id = ${employee} offset 0)
      and ${isEffective({ run: sql`fixing.run_id`, employee, revision })})`;
}

/** A payslip to reverse, the newest year-to-date of its tax year, and what it paid for earlier runs. */
export interface ReversedRow extends PayslipLines {
  readonly employeeId: number;
  /** A later committed run has paid a difference for this payslip, or has taken one back. */
  readonly settledBy: number | null;
}

interface ReversedAsk {
  readonly companyId: number;
  /** The run whose payslips are reversed. */
  readonly runId: number;
  readonly taxYear: number;
  readonly revision: number;
  readonly employeeIds: readonly number[];
}

/** A query of the newest year-to-date of the person `a` in a tax year, as known at a revision. */
export function newestYearToDate(
  ask: Pick<ReversedAsk, 'companyId' | 'taxYear' | 'revision'>,
): Sql<unknown> {
  return sql`select s.ytd_codes, s.ytd_amounts from pay_run r
      join payslip s on s.run_id = r.run_id and s.employee_id = a.employee_id
    where r.company_id = ${ask.companyId} and r.tax_year = ${ask.taxYear} and r.state = 'committed'
      and r.committed_revision <= ${ask.revision}
    order by r.committed_revision desc limit 1`;
}

/** In the order of the employees' ids. */
export function payslipsToReverse(at: Reading, ask: ReversedAsk): Promise<readonly ReversedRow[]> {
  return rowsOf(
    at,
    sql`select a.employee_id as "employeeId", o.gross_minor as "grossMinor",
          o.reimbursements_minor as "reimbursementsMinor", o.deductions_minor as "deductionsMinor",
          o.taxes_minor as "taxesMinor", o.employer_minor as "employerMinor", o.net_minor as "netMinor",
          o.line_codes as "lineCodes", o.line_amounts as "lineAmounts",
          n.ytd_codes as "ytdCodes", n.ytd_amounts as "ytdAmounts",
          coalesce((select max(t.run_id) from run_retro t join pay_run r using (run_id)
            where t.past_run_id = o.run_id and t.employee_id = a.employee_id
              and r.state = 'committed' and r.committed_revision <= ${ask.revision}
            having sum(t.amount_minor) <> 0),
            ${correctedBy({ run: sql`o.run_id`, employee: sql`a.employee_id`, revision: ask.revision })}) as "settledBy"
        from unnest(${ask.employeeIds}::int[]) as a(employee_id)
          cross join lateral (select * from payslip s
            where s.run_id = ${ask.runId} and s.employee_id = a.employee_id offset 0) o
          cross join lateral (${newestYearToDate(ask)}) n
        order by a.employee_id`,
  );
}

/** What a run paid these people for earlier runs, or took back. */
export function retroOfRun(
  at: Reading,
  ask: { readonly runId: number; readonly employeeIds: readonly number[] },
): Promise<
  readonly {
    readonly employeeId: number;
    readonly pastRunId: number;
    readonly amountMinor: bigint;
    readonly isTakenBack: boolean;
  }[]
> {
  return rowsOf(
    at,
    sql`select employee_id as "employeeId", past_run_id as "pastRunId", amount_minor as "amountMinor",
          is_taken_back as "isTakenBack"
        from run_retro where run_id = ${ask.runId} and employee_id = any(${ask.employeeIds}::int[])
        order by employee_id, past_run_id`,
  );
}

/** A person of a company, as a run that is to be reversed knows them. */
export interface Reversible {
  readonly employeeId: number;
  readonly number: string;
  /** The run paid them. */
  readonly isPaid: boolean;
  /** Why the run did not. */
  readonly disposition: 'held' | 'excluded' | null;
  /** The run that reverses the payslip already, committed or not. */
  readonly reversedBy: number | null;
  /** The newest committed run that settled a difference for the payslip. */
  readonly settledBy: number | null;
}

/** Everybody whom the run paid; or these employee numbers, as far as the company knows them. By number. */
export function reversibleIn(
  at: Reading,
  ask: {
    readonly companyId: number;
    readonly runId: number;
    readonly numbers: readonly string[] | null;
  },
): Promise<readonly Reversible[]> {
  const { companyId, runId, numbers } = ask;
  const people =
    numbers === null
      ? sql`payslip s join employee e on e.employee_id = s.employee_id`
      : sql`employee e left join payslip s on s.employee_id = e.employee_id and s.run_id = ${runId}`;
  const which =
    numbers === null
      ? sql`s.run_id = ${runId}`
      : sql`e.company_id = ${companyId} and e.number = any(${numbers}::text[])`;
  return rowsOf(
    at,
    sql`select e.employee_id as "employeeId", e.number, s.run_id is not null as "isPaid",
          (select x.disposition from run_exception x
            where x.run_id = ${runId} and x.employee_id = e.employee_id) as disposition,
          v.run_id as "reversedBy",
          coalesce((select max(t.run_id) from run_retro t join pay_run r using (run_id)
            where t.past_run_id = ${runId} and t.employee_id = e.employee_id and r.state = 'committed'
            having sum(t.amount_minor) <> 0),
            ${correctedBy({ run: sql`${runId}::int`, employee: sql`e.employee_id` })}) as "settledBy"
        from ${people}
          left join run_reversal v on v.reversed_run_id = ${runId} and v.employee_id = e.employee_id
        where ${which}
        order by e.number`,
  );
}

/** The people whose payslips a run reverses, by id. */
export async function peopleToReverse(at: Reading, runId: number): Promise<readonly number[]> {
  const rows = await rowsOf<{ readonly id: number }>(
    at,
    sql`select employee_id as id from run_reversal where run_id = ${runId} order by employee_id`,
  );
  return rows.map(({ id }) => id);
}

export interface ReversalOf {
  readonly runId: number;
  readonly state: RunState;
  readonly people: number;
  readonly why: string;
}

/** The runs that reverse payslips of a run, oldest first, without voided ones. */
export function reversalsOf(at: Reading, runId: number): Promise<readonly ReversalOf[]> {
  return rowsOf(
    at,
    sql`select r.run_id as "runId", r.state,
          (select e.facts ->> 'why' from audit_event e where e.company_id = r.company_id
            and e.subject = 'run:' || r.run_id and e.action = 'run.open' limit 1) as why,
          (select count(*)::int from run_reversal v where v.run_id = r.run_id) as people
        from pay_run r where r.reverses_run_id = ${runId} and r.state <> 'voided' order by r.run_id`,
  );
}

/** The run that reverses a payslip, with its state. Null: none does. */
export async function reversalOfPayslip(
  at: Reading,
  ask: { readonly runId: number; readonly employeeId: number },
): Promise<{ readonly runId: number; readonly state: RunState } | null> {
  const [row] = await rowsOf<{ readonly runId: number; readonly state: RunState }>(
    at,
    sql`select r.run_id as "runId", r.state from run_reversal v join pay_run r using (run_id)
        where v.reversed_run_id = ${ask.runId} and v.employee_id = ${ask.employeeId}`,
  );
  return row ?? null;
}

/** The committed run that reversed a payslip, as one value; null: none has. */
export function reversedBy(of: { readonly run: Sql; readonly employee: Sql }): Sql {
  return sql`(select undoing.run_id from run_reversal undone join pay_run undoing on undoing.run_id = undone.run_id
    where undone.reversed_run_id = ${of.run} and undone.employee_id = ${of.employee}
      and undoing.committed_at is not null)`;
}

/** Employee id → the committed run that reversed their payslip, as known at a revision; null: as known now. */
export async function reversedIn(
  at: Reading,
  ask: {
    readonly runId: number;
    readonly first: number;
    readonly last: number;
    readonly revision: number | null;
  },
): Promise<ReadonlyMap<number, number>> {
  const rows = await rowsOf<{ readonly employeeId: number; readonly runId: number }>(
    at,
    sql`select v.employee_id as "employeeId", v.run_id as "runId" from run_reversal v join pay_run r using (run_id)
        where v.reversed_run_id = ${ask.runId} and v.employee_id between ${ask.first} and ${ask.last}
          and r.committed_at is not null
          and (${ask.revision}::int is null or r.committed_revision <= ${ask.revision}::int)`,
  );
  return new Map(rows.map(({ employeeId, runId }) => [employeeId, runId]));
}

/** Reversals of the payslips of a period that are not committed, with how many people they have. */
export function openReversalsOf(
  at: Reading,
  periodId: number,
): Promise<readonly { readonly runId: number; readonly state: RunState }[]> {
  return rowsOf(
    at,
    sql`select r.run_id as "runId", r.state
        from pay_run o join pay_run r on r.reverses_run_id = o.run_id
        where o.period_id = ${periodId} and o.covers_days and r.state not in ('committed', 'voided')
        order by r.run_id`,
  );
}

/**
 * Payslips of the same tax year that were committed after those of a run, of these people. Reversals and reversed
 * payslips are left out.
 */
export function laterPayslips(
  at: Reading,
  ask: ReversedAsk & { readonly limit: number },
): Promise<readonly { readonly runId: number; readonly employeeId: number }[]> {
  return rowsOf(
    at,
    sql`select r.run_id as "runId", a.employee_id as "employeeId"
        from pay_run o join pay_run r on r.company_id = o.company_id and r.tax_year = ${ask.taxYear}
            and r.state = 'committed' and r.committed_revision > o.committed_revision
            and r.committed_revision <= ${ask.revision} and r.kind <> 'reversal'
          cross join unnest(${ask.employeeIds}::int[]) as a(employee_id)
          cross join lateral (select from payslip s
            where s.run_id = r.run_id and s.employee_id = a.employee_id offset 0) s
        where o.run_id = ${ask.runId} and o.company_id = ${ask.companyId}
          and ${isEffective({ run: sql`r.run_id`, employee: sql`a.employee_id`, revision: ask.revision })}
        order by r.committed_revision, a.employee_id limit ${ask.limit}`,
  );
}

/** Who asked for a reversal or a correction. Null: the run is neither. */
export async function askedForRun(
  at: Reading,
  runId: number,
): Promise<{
  readonly kind: 'reversal' | 'correction';
  readonly actor: string;
  readonly at: Temporal.Instant;
  readonly revision: number;
} | null> {
  type Asked = {
    kind: 'reversal' | 'correction';
    actor: string;
    at: Temporal.Instant;
    revision: number;
  };
  const [row] = await rowsOf<Asked>(
    at,
    sql`select kind, opened_by as actor, opened_at as at, snapshot_revision as revision from pay_run
        where run_id = ${runId} and kind in ('reversal', 'correction')`,
  );
  return row ?? null;
}
