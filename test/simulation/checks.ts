/**
 * What must hold after every storm: safety, and everybody who should be paid is paid.
 *
 * `verify` checks the stored invariants. These checks also know the history: who changed inputs,
 * the order of the audit chain, and the result of a new calculation from the frozen inputs.
 */
import { calculateClaim } from '#operations/runs/calculate-chunk.ts';
import { verify } from '#operations/verify.ts';
import { orderRules } from './order-rules.ts';
import type { Stage } from './stage.ts';
import { undoRules } from './undo-rules.ts';

export interface Problem {
  /** The number of the invariant, or a word in snake_case. */
  readonly code: string;
  readonly detail: string;
}

interface Checked {
  readonly problems: readonly Problem[];
  readonly netByPeriod: ReadonlyMap<string, bigint>;
  readonly isComparable: boolean;
}

export interface Rule {
  readonly code: string;
  /** A query. Each row is a problem with its `detail`. */
  readonly sql: string;
}

const rules: readonly Rule[] = [
  {
    code: 'not_paid',
    sql: `select 'period ' || p.period_id || ' is ' || p.status || ', its due instant '
        || coalesce(d.state, 'missing') || ', its run ' || coalesce(r.state, 'missing') as detail
      from pay_period p left join due_instant d using (period_id)
        left join pay_run r on r.period_id = p.period_id and r.kind = 'regular' and r.state <> 'voided'
      where d.due_at <= paybeat_now() and p.status = 'active'
        and d.held_why is null and r.state is distinct from 'failed'
        and not coalesce(r.state = 'review' and r.blockers -> 0 ->> 'code' in ('no_hours', 'many_held'), false)`,
  },
  {
    code: 'failed_without_cause',
    sql: `select 'run ' || run_id || ': ' || closed_why as detail from pay_run
      where state = 'failed' and closed_why not like '%(simulated)%'`,
  },
  {
    // The trigger of the quay names the company of the row that it refuses.
    code: 'failed_with_another',
    sql: `select 'run ' || run_id || ' of company ' || company_id || ': ' || closed_why as detail from pay_run
      where state = 'failed' and closed_why ~ 'company \\d+ breaks'
        and closed_why !~ ('company ' || company_id || ' breaks')`,
  },
  {
    code: 'blocked',
    // Missing hours and a likely duplicate wait for a person, who never comes here.
    sql: `select 'run ' || run_id || ': ' || blockers as detail from pay_run where blockers <> '[]'
      and blockers -> 0 ->> 'code' not in ('no_hours', 'many_held')
      and (kind = 'regular' or blockers -> 0 ->> 'code' not in ('nobody_to_pay', 'likely_duplicate',
        'reversal_to_confirm', 'correction_to_confirm'))`,
  },
  {
    code: 'expenses_twice',
    sql: `select 'employee ' || s.employee_id || ' by runs ' || string_agg(r.run_id::text, ', ') as detail
      from payslip s join pay_run r using (run_id)
      where r.state = 'committed' and r.off_cycle_key is not null and s.reimbursements_minor > 0
      group by s.employee_id having count(*) > 1`,
  },
  {
    code: 'task_failed_without_cause',
    sql: `select task_id || ': ' || failure as detail from task where state = 'failure'
      and failure ->> 'code' in ('bug', 'unexpected_error')
      and failure ->> 'message' not like '%(simulated)%'`,
  },
  {
    code: 'opened_early',
    sql: `select 'run ' || run_id as detail from pay_run
      where kind = 'regular' and forced_reason is null and (due_at is null or opened_at < due_at)`,
  },
  {
    code: 'opened_too_late',
    sql: `select 'run ' || run_id as detail from pay_run r join due_instant d using (period_id)
        join pay_period p using (period_id)
      where r.kind = 'regular' and forced_reason is null
        and opened_at > r.due_at + make_interval(days => p.catch_up_days)
        and d.released_at is null`,
  },
  {
    code: 'paid_twice',
    sql: `select 'period ' || r.period_id || ', employee ' || s.employee_id as detail
      from payslip s join pay_run r using (run_id) where r.state = 'committed'
        and not exists (select from run_reversal v join pay_run w on w.run_id = v.run_id
          where v.reversed_run_id = r.run_id and v.employee_id = s.employee_id and w.state = 'committed')
      group by r.period_id, s.employee_id having count(*) > 1`,
  },
  {
    // Follows the audit chain, which has the order of the commits. If hours are imported while a
    // run waits for a person, that run must next be recalculated or voided. After the run has
    // ended, hours of the people it held may be imported.
    code: 'hours_under_a_run',
    sql: `select 'period ' || p.period_id || ': hours were taken between ' || was.action || ' and '
        || coalesce(next.action, 'nothing') || ' of run ' || r.run_id as detail
      from audit_event h join pay_period p on h.subject = 'period:' || p.period_id
        join pay_run r using (period_id)
        cross join lateral (select action from audit_event e where e.subject = 'run:' || r.run_id
          and e.seq < h.seq order by e.seq desc limit 1) was
        left join lateral (select action from audit_event e where e.subject = 'run:' || r.run_id
          and e.seq > h.seq order by e.seq limit 1) next on true
      where h.action = 'hours.import' and was.action not in ('run.void', 'run.commit')
        and (was.action not in ('run.review', 'run.fail')
          or next.action not in ('run.recalculate', 'run.void'))`,
  },
  {
    code: 'year_to_date',
    sql: `with lines as (
        select r.tax_year, s.employee_id, r.committed_revision, l.code, l.amount
        from payslip s join pay_run r using (run_id),
          lateral unnest(s.line_codes, s.line_amounts) as l(code, amount)
        where r.state = 'committed'
      ), carried as (
        select r.tax_year, s.employee_id, r.committed_revision, y.code, y.amount
        from payslip s join pay_run r using (run_id),
          lateral unnest(s.ytd_codes, s.ytd_amounts) as y(code, amount)
        where r.state = 'committed'
      )
      select 'employee ' || c.employee_id || ', pay code ' || c.code || ': ' || c.amount
        || ' instead of ' || coalesce(sum(l.amount), 0) as detail
      from carried c left join lines l on l.employee_id = c.employee_id and l.tax_year = c.tax_year
        and l.code = c.code and l.committed_revision <= c.committed_revision
      group by c.tax_year, c.employee_id, c.committed_revision, c.code, c.amount
      having c.amount <> coalesce(sum(l.amount), 0)`,
  },
];

interface PaidPeriod {
  readonly start: string;
  readonly net: bigint;
  readonly company: number;
  readonly revision: number;
}

export async function checkEverything(stage: Stage): Promise<Checked> {
  const { backends, world } = stage.database;
  await backends.query('set search_path = paybeat, public');
  for (const { id, violations } of await verify(world)) {
    for (const { subject, detail } of violations) stage.problem(id, `${subject}: ${detail}`);
  }
  const { hasUndo } = stage.database.company;
  for (const { code, sql } of [...rules, ...orderRules, ...(hasUndo === true ? undoRules : [])]) {
    for (const { detail } of await backends.query<{ detail: string }>(sql)) {
      stage.problem(code, detail);
    }
  }
  await recalculate(stage);
  const heads = await backends.query<{ head: string }>(
    "select company_id || ' ' || encode(hash, 'hex') as head from audit_head order by 1",
  );
  for (const { head } of heads) stage.trace.note('audit', head);
  const committed = await backends.query<PaidPeriod>(
    `select p.start_on || ' of company ' || r.company_id as start, r.net_minor as net,
       r.company_id as company, r.committed_revision as revision
     from pay_run r join pay_period p using (period_id)
     where r.state = 'committed' and r.kind = 'regular' order by r.company_id, p.start_on`,
  );
  const isPaidInOrder = committed.every(({ company, revision }, at) => {
    const before = committed[at - 1];
    return before?.company !== company || revision > before.revision;
  });
  return {
    problems: stage.problems,
    netByPeriod: new Map(committed.map((row) => [row.start, BigInt(row.net)])),
    isComparable: !stage.cast.inputsChanged && isPaidInOrder,
  };
}

interface CommittedRun {
  readonly run: number;
  readonly company: number;
  readonly period: number;
  readonly ids: number[];
  readonly slips: string;
}

/** The frozen inputs of each committed run still give exactly its payslips. */
async function recalculate(stage: Stage): Promise<void> {
  const { backends, ...laid } = stage.database;
  // A store of its own: the database is laid again for each storm, and a store keeps what its runs froze.
  const world = { ...laid.world, store: { ...laid.world.store } };
  const runs = await backends.query<CommittedRun>(
    `select r.run_id as run, r.company_id as company, r.period_id as period,
       array(select unnest(employee_ids) from run_chunk c where c.run_id = r.run_id) as ids,
       coalesce((select string_agg(employee_id || ':' || line_codes::text || line_amounts::text ||
         ytd_codes::text || ytd_amounts::text, ' ' order by employee_id)
        from payslip s where s.run_id = r.run_id), '') as slips
     from pay_run r where r.state = 'committed' order by 1`,
  );
  for (const { run, company, period, ids, slips } of runs) {
    const name = { runId: run, companyId: company, periodId: period, ordinal: 0 };
    const claim = { ...name, epoch: 0, runEpoch: 0, claims: 0, employeeIds: ids };
    const { payslips } = await calculateClaim(world, claim);
    const fresh = [...payslips]
      .sort((a, b) => a.employeeId - b.employeeId)
      .map(({ employeeId, payslip, yearToDate }) => {
        const { lineCodes, lineAmounts } = payslip;
        const arrays = [lineCodes, lineAmounts, yearToDate.codes, yearToDate.amounts()];
        return `${employeeId}:${arrays.map((values) => `{${values.join(',')}}`).join('')}`;
      })
      .join(' ');
    if (fresh !== slips)
      stage.problem('not_as_frozen', `run ${run}: its inputs give other payslips`);
  }
}
