/**
 * Whether a run would pay otherwise if it were calculated now: what changed after it had read its inputs.
 *
 * Read are the rows that changed since, by the indexes on company and revision, however many people the company
 * has. The selects inside a condition are never joined, because a join could read whole tables. A change counts
 * when it differs from what the run read, in a column that pay depends on, for a person or for days of the run.
 *
 * A reversal reads no pay data, so nothing changes it.
 *
 * Elsewhere: hours and one-off amounts of the run's own period (`inputsTakenSince` in held.ts).
 */
import { type Sql, sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';

interface ReadRun {
  readonly runId: number;
  readonly companyId: number;
  readonly snapshotRevision: number;
}

/** Which rows of a table of versions `v` a run `w` reads, and what of them. */
interface Read {
  /** Which rows are versions of the same thing. */
  readonly keys: readonly string[];
  readonly isRead: Sql;
  /** Columns that no payslip depends on. */
  readonly without?: readonly string[];
  /** A last day after this day changes nothing. */
  readonly last?: { readonly column: string; readonly after: Sql };
}

/** Where a person's cost belongs changes no amount. A journal reads it when the run commits. */
const assignment = [
  ...['department', 'cost_centre', 'job_title', 'assigned_on', 'earlier_assignments'],
] as const;

const tablesOfPeople = {
  employee_version: {
    keys: ['employee_id'],
    isRead: sql`(v.hired_on <= w.end_on or v.earlier is not null)`,
    without: ['name', 'schedule_id', ...assignment],
    last: { column: 'ended_on', after: sql`w.end_on` },
  },
  employee_terms: {
    keys: ['employee_id', 'job', 'from_on'],
    isRead: sql`v.from_on <= w.end_on`,
    last: { column: 'until_on', after: sql`w.end_on` },
  },
  employee_item: {
    keys: ['employee_id', 'pay_code_id', 'part'],
    // A limit also counts in a run that pays only its own amounts.
    isRead: sql`(w.covers_days or w.kind = 'correction' or num_nonnulls(v.limit_minor, v.limit_for) > 0)
      and (v.from_on is null or v.from_on <= w.end_on)`,
    last: { column: 'until_on', after: sql`w.end_on` },
  },
  opening_balance: {
    keys: ['employee_id', 'tax_year', 'pay_code_id'],
    // Wages of the year before decide about some limits.
    isRead: sql`v.tax_year between w.tax_year - 1 and w.tax_year`,
  },
  // Of periods that are paid, and hours that share a workweek with the period.
  period_item: {
    keys: ['period_id', 'employee_id', 'pay_code_id', 'part'],
    isRead: sql`case w.kind when 'regular' then v.period_id <> w.period_id and (
        select q.kind = 'regular' and q.start_on <= w.end_on
          and (q.status = 'completed' or coalesce(v.worked_on >= w.start_on - 7, false))
          -- What an off-cycle run should have paid is entered for a correction.
          or q.kind = 'off_cycle' and q.end_on < w.start_on and exists (select from input_file f
            where f.company_id = v.company_id and f.period_id = v.period_id and f.content is not null
              and f.revision in (v.from_revision, v.until_revision))
        from pay_period q where q.period_id = v.period_id)
      -- A correction reads the inputs of the period that it corrects.
      when 'correction' then v.period_id = (select o.period_id from pay_run o where o.run_id = w.corrects_run_id)
      else false end`,
  },
  owed_decision: {
    keys: ['employee_id', 'kind', 'past_run_id'],
    isRead: sql`w.kind = 'regular'`,
    without: ['why'],
  },
} satisfies Readonly<Record<string, Read>>;

/** What of a run changed: its people, their pay, what people decided, or how the company pays. */
export type ChangedKind = (typeof changedKinds)[number];

const changedKinds = [
  'roster',
  'pay',
  'items',
  'balances',
  'earlier_inputs',
  'owed',
  'people',
  'moves',
  'pay_codes',
  'settings',
  'confirmations',
] as const;

/** Empty: the run would pay the same. */
export async function changedSinceRead(at: Reading, run: ReadRun): Promise<readonly ChangedKind[]> {
  const { runId, companyId, snapshotRevision: read } = run;
  const conditions: Readonly<Record<ChangedKind, Sql>> = {
    roster: changedOf(run, 'employee_version'),
    pay: changedOf(run, 'employee_terms'),
    items: changedOf(run, 'employee_item'),
    balances: changedOf(run, 'opening_balance'),
    earlier_inputs: changedOf(run, 'period_item'),
    owed: changedOf(run, 'owed_decision'),
    people: joined(run),
    moves: movedHere(run),
    pay_codes: payCodes(run),
    settings: changed(run, { keys: ['company_id'], isRead: sql`true` }, 'pay_settings'),
    confirmations: confirmed(run),
  };
  const [row] = await rowsOf<{ readonly kinds: readonly ChangedKind[] }>(
    at,
    sql`select array_remove(array[${sql.join(
      changedKinds.map((kind) => sql`case when ${conditions[kind]} then ${kind}::text end`),
    )}], null) as kinds
        from (select r.run_id, r.kind, r.corrects_run_id, r.covers_days, r.tax_year, r.pay_on, p.period_id, p.start_on, p.end_on,
            coalesce(p.schedule_id, 0) as schedule_id,
            least(p.start_on, (select min(q.start_on) from pay_run o join pay_period q using (period_id)
              where o.company_id = r.company_id and o.tax_year = r.tax_year and o.state = 'committed'
                and o.covers_days)) as paid_from
          from pay_run r join pay_period p using (period_id) where r.run_id = ${runId}) w
        where w.kind <> 'reversal'
          and (select c.input_revision from company c where c.company_id = ${companyId}) > ${read}`,
  );
  return row?.kinds ?? [];
}

/** `v` changed after the run read it, and is known now or was known then. */
function isSince({ companyId, snapshotRevision: read }: ReadRun): Sql {
  return sql`v.company_id = ${companyId} and greatest(v.from_revision, v.until_revision) > ${read}
    and (v.from_revision <= ${read} or v.until_revision is null)`;
}

/** A row differs from what the run read, and the run pays or holds its person. */
function changedOf(run: ReadRun, table: keyof typeof tablesOfPeople): Sql {
  const read: Read = tablesOfPeople[table];
  return changed(run, { ...read, isRead: sql`${read.isRead} and ${isPaid}` }, table);
}

function changed(run: ReadRun, one: Read, name: string): Sql {
  const { snapshotRevision: read } = run;
  const table = sql.ref(name);
  const same = one.keys.map((key) => sql`${sql.ref(`o.${key}`)} = ${sql.ref(`v.${key}`)}`);
  return sql`exists (select from ${table} v where ${isSince(run)} and ${one.isRead}
    and ${valueOf('v', one)} is distinct from (select ${valueOf('o', one)} from ${table} o
      where o.company_id = v.company_id and ${sql.join(same, sql` and `)}
        and case when v.from_revision <= ${read} then o.from_revision > ${read} and o.until_revision is null
          else o.from_revision <= ${read} and o.until_revision > ${read} end limit 1))`;
}

const neverPaid = ['from_revision', 'until_revision', 'recorded_at'];

/** What pay depends on. A column that a later version adds counts. */
function valueOf(alias: string, { without = [], last }: Read): Sql {
  const value = sql`(to_jsonb(${sql.ref(alias)}) - ${[...neverPaid, ...without]}::text[])`;
  if (last === undefined) return value;
  const day = sql.ref(`${alias}.${last.column}`);
  return sql`(${value} || jsonb_build_object(${last.column}::text,
    case when ${day} <= ${last.after} then ${day} end))`;
}

/** The run pays or holds the person of `v`, or has left them out because they are gone. */
const isPaid = sql`coalesce((select true from payslip s
    where s.run_id = w.run_id and s.employee_id = v.employee_id),
  (select x.disposition = 'held' or x.code = 'left_before_period' from run_exception x
    where x.run_id = w.run_id and x.employee_id = v.employee_id), false)`;

/** A new code counts when it is calculated without an item. Otherwise it is read with its items. */
function payCodes(run: ReadRun): Sql {
  const { snapshotRevision: read } = run;
  const isOld = sql`v.pay_code_id < 1000 or (select true from pay_code k where k.company_id = v.company_id
    and k.pay_code_id = v.pay_code_id and k.from_revision <= ${read} limit 1)`;
  const isFelt = sql`v.definition ->> 'applies_to_all' = 'true'
    or v.definition -> 'amount' ->> 'by' = 'match'`;
  const isRead = sql`v.valid_from <= w.pay_on and (${isOld} or ${isFelt})`;
  return changed(run, { keys: ['pay_code_id', 'valid_from'], isRead }, 'pay_code');
}

/** A move from or to the schedule, by the end of the period. */
function movedHere(run: ReadRun): Sql {
  const isRead = sql`w.kind = 'regular' and v.effective_on <= w.end_on
    and w.schedule_id in (coalesce(v.from_schedule_id, 0), v.to_schedule_id)`;
  const move = { keys: ['employee_id', 'effective_on'], isRead, without: ['reason'] };
  return changed(run, move, 'employee_move');
}

/**
 * Whose dates or schedule changed: a person belongs to the run now and did not, or the other way round. Days of
 * this year's paid periods count, because the run pays what is owed for them.
 */
function joined(run: ReadRun): Sql {
  const { snapshotRevision: read } = run;
  const isHere = sql`w.schedule_id in (${scheduleOn(sql`w.start_on`)}, ${scheduleOn(sql`w.end_on`)})
    and paybeat_employed_between(v.earlier, v.hired_on, v.ended_on, w.paid_from, w.end_on)`;
  const wasHere = sql`coalesce((select true from payslip s
      where s.run_id = w.run_id and s.employee_id = v.employee_id),
    (select x.disposition = 'held' or x.code = 'covered_by_other_period' from run_exception x
      where x.run_id = w.run_id and x.employee_id = v.employee_id), false)`;
  const place = (alias: string) =>
    sql`jsonb_build_array(${sql.join(placing.map((column) => sql.ref(`${alias}.${column}`)))})`;
  return sql`w.kind = 'regular' and exists (select from employee_version v
    where ${isSince(run)} and v.until_revision is null and (${isHere}) <> ${wasHere}
      and ${place('v')} is distinct from (select ${place('o')} from employee_version o
        where o.employee_id = v.employee_id and o.from_revision <= ${read} and o.until_revision > ${read}
        limit 1))`;
}

const placing = ['schedule_id', 'hired_on', 'ended_on', 'earlier'];

/** The schedule of a person `v` on a day; 0 for none. Moves decide, and without any the current version. */
function scheduleOn(day: Sql): Sql {
  const known = sql`m.employee_id = v.employee_id and m.until_revision is null`;
  return sql`coalesce(
    (select m.to_schedule_id from employee_move m where ${known} and m.effective_on <= ${day}
      order by m.effective_on desc limit 1),
    (select coalesce(m.from_schedule_id, 0) from employee_move m where ${known} and m.effective_on > ${day}
      order by m.effective_on limit 1),
    v.schedule_id, 0)`;
}

/** Somebody has confirmed a person whom the run holds. */
function confirmed({ snapshotRevision: read }: ReadRun): Sql {
  return sql`exists (select from run_exception x where x.run_id = w.run_id and x.disposition = 'held'
    and coalesce((select true from confirmed_change v where v.employee_id = x.employee_id
        and v.from_revision > ${read} limit 1),
      (select true from lifted_limit v where v.period_id = w.period_id
        and v.employee_id = x.employee_id and v.from_revision > ${read} limit 1), false))`;
}
