/**
 * The invariants: facts about the rows that must always be true. Each is a query that returns no row when it
 * holds.
 *
 * Their numbers are those of ARCHITECTURE.md. Invariants about the audit chain are in evidence.ts. `verify`,
 * the simulation and every fault test run them all; `verify --all` also runs those of further-invariants.ts. A
 * returned row says what is wrong, and never contains a person's amounts.
 */
import { type Sql, sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import { brokenChains } from './audit-events.ts';
import {
  approvalsAsMoved,
  committedAsApproved,
  type Violation,
  versionsAsTold,
} from './evidence.ts';
import { type LineKinds, linesAddUp } from './lines-add-up.ts';
import { movesByItself } from './moves-by-itself.ts';
import { reversalsAreExact } from './reversal-evidence.ts';
import { isEffective } from './reversals.ts';

export interface Invariant {
  readonly id: string;
  readonly sentence: string;
}

export interface Checked extends Invariant {
  readonly query: (kinds: LineKinds) => Sql<Violation>;
}

/** What to look at is only known from the catalog of the database. */
export interface Searched extends Invariant {
  readonly search: (at: Reading) => Promise<Sql<Violation>>;
}

const running = sql`exists (select from worker where stopped_at is null and kind = 'worker'
  and seen_at > paybeat_now() - interval '1 minute')`;
/** A period that only a tick opens must have had its tick: a paused beat is not a fault. */
const hadItsTick = sql`(d.opens = 'due_instant' or exists (select from task k
  where k.task = 'auto_run_payroll' and k.state = 'success' and k.started_at > d.due_at
    and k.finished_at < paybeat_now() - interval '10 minutes'))`;

/** An earlier run or period of the company is about to open, continues by itself, or has just ended. */
const waitsInTurn = sql`(exists (select from pay_run r join pay_period q using (period_id)
    where r.company_id = p.company_id and (r.pay_on, q.start_on, q.period_id) < (p.pay_on, p.start_on, p.period_id)
      and (${movesByItself}
        or greatest(r.reviewed_at, r.committed_at, r.failed_at, r.voided_at) > paybeat_now() - interval '10 minutes'))
  or exists (select from pay_period q join due_instant e using (period_id)
    where q.company_id = p.company_id and coalesce(q.schedule_id, 0) = coalesce(p.schedule_id, 0)
      and q.status = 'active' and q.automation_enabled and q.shadow_id is null and e.state = 'waiting' and e.stage = 'open' and e.opens = 'due_instant'
      and e.due_at <= paybeat_now() and (q.pay_on, q.start_on, q.period_id) < (p.pay_on, p.start_on, p.period_id)))`;

export const invariants: readonly Checked[] = [
  {
    id: 'I1',
    sentence: 'a period has at most one active regular run',
    query: () => sql`select 'period:' || period_id as subject, count(*) || ' live runs' as detail
      from pay_run where kind = 'regular' and state <> 'voided' group by period_id having count(*) > 1`,
  },
  {
    id: 'I2',
    sentence: 'an employee has one payslip in a period that is not reversed',
    query: () => sql`select 'period:' || r.period_id as subject,
        'employee ' || s.employee_id || ' has ' || count(*) || ' payslips' as detail
      from payslip s join pay_run r using (run_id)
      where r.state <> 'voided' and r.period_id in (
        select period_id from pay_run where state <> 'voided' group by period_id having count(*) > 1)
        and ${isEffective({ run: sql`s.run_id`, employee: sql`s.employee_id` })}
      group by r.period_id, s.employee_id having count(*) > 1`,
  },
  {
    id: 'I3',
    sentence: 'payslip lines add up to gross, deductions, taxes and net',
    query: linesAddUp,
  },
  {
    id: 'I4',
    sentence: 'payslips add up to the totals of their run, and no payslip is missing',
    query:
      () => sql`select 'run:' || r.run_id as subject, 'totals differ from the payslips' as detail
      from pay_run r left join lateral (
        select count(*)::int as paid, coalesce(sum(gross_minor), 0) as gross,
          coalesce(sum(deductions_minor), 0) as deductions, coalesce(sum(taxes_minor), 0) as taxes,
          coalesce(sum(employer_minor), 0) as employer, coalesce(sum(net_minor), 0) as net
        from payslip s where s.run_id = r.run_id) t on true
      where r.state in ('review', 'approved', 'committed')
        and (r.paid_count, r.gross_minor, r.deductions_minor, r.taxes_minor, r.employer_minor, r.net_minor)
          is distinct from (t.paid, t.gross, t.deductions, t.taxes, t.employer, t.net)`,
  },
  {
    id: 'I7',
    sentence: 'each completed period was paid by exactly one committed run',
    query: () => sql`select 'period:' || p.period_id as subject,
        p.status || ' with ' || count(r.run_id) || ' committed runs' as detail
      from pay_period p left join pay_run r
        on r.period_id = p.period_id and r.pays_held_of is null and r.state = 'committed'
      group by p.period_id, p.status
      having (p.status = 'completed') <> (count(r.run_id) = 1) or count(r.run_id) > 1`,
  },
  {
    id: 'I9',
    sentence: 'a due period starts within ten minutes while a worker is running',
    query: () => sql`select 'period:' || p.period_id as subject, 'due since ' || d.due_at as detail
      from due_instant d join pay_period p using (period_id)
        left join pay_schedule s on s.schedule_id = p.schedule_id
      where d.state = 'waiting' and d.stage = 'open' and d.due_at < paybeat_now() - interval '10 minutes'
        and p.status = 'active' and p.automation_enabled and p.shadow_id is null and s.paused_at is null and ${running} and ${hadItsTick}
        and not ${waitsInTurn}
        and exists (select from employee_version v where v.company_id = p.company_id
          and coalesce(v.schedule_id, 0) = coalesce(p.schedule_id, 0) and v.until_revision is null)`,
  },
  {
    id: 'I10',
    sentence: 'no run is stuck for more than ten minutes while a worker is running',
    query: () => sql`select 'run:' || r.run_id as subject, r.state || ' without progress' as detail
      from pay_run r
      where ${movesByItself}
        and greatest(coalesce(r.approved_at, r.reviewed_at, r.opened_at), r.step_retry_at, r.review_until,
          (select max(accepted_at) from restored_backup))
          < paybeat_now() - interval '10 minutes'
        and ${running}
        and not exists (select from run_chunk c where c.run_id = r.run_id
          and (c.lease_until > paybeat_now() or c.done_at > paybeat_now() - interval '10 minutes'
               or c.retry_at > paybeat_now() - interval '10 minutes'))`,
  },
  {
    id: 'I11',
    sentence: 'the audit log is complete and was not changed',
    query: () => brokenChains,
  },
  {
    id: 'I12',
    sentence: 'every change to a run is in the audit log',
    query: () => sql`select 'run:' || r.run_id as subject,
        r.move_count || ' moves and ' || count(e.seq) || ' audit rows' as detail
      from pay_run r left join audit_event e
        on e.company_id = r.company_id and e.subject = 'run:' || r.run_id and e.action like 'run.%'
      group by r.run_id, r.move_count having count(e.seq) <> r.move_count`,
  },
  {
    id: 'I13',
    sentence:
      'every committed run was approved with exactly its totals, and with a reason if it had blockers',
    query: () => approvalsAsMoved,
  },
  {
    id: 'I14',
    sentence: 'no run changed after it was approved',
    query: () => committedAsApproved,
  },
  {
    id: 'I15',
    sentence: 'a worker whose work was taken over did not change the run afterwards',
    // `except` sorts or hashes both sides. A join of tables without statistics could take hours.
    query: () => sql`select 'run:' || s.run_id as subject,
        'payslip of employee ' || s.employee_id || ' is of another epoch' as detail
      from (select run_id, ordinal, epoch, employee_id from payslip
        except
        select c.run_id, c.ordinal, c.epoch, p.employee_id
        from run_chunk c cross join lateral unnest(c.employee_ids) as p(employee_id)
        where c.state = 'done') s
      union all
      select 'run:' || x.run_id, 'held employee ' || x.employee_id || ' is of another epoch'
      from run_exception x left join run_chunk c
        on c.run_id = x.run_id and c.ordinal = x.ordinal and c.state = 'done'
      where x.disposition = 'held' and c.epoch is distinct from x.epoch
      union all
      select 'run:' || t.run_id, 'difference for run ' || t.past_run_id || ' is of another epoch, or on no payslip'
      from run_retro t left join payslip s
        on s.run_id = t.run_id and s.employee_id = t.employee_id and s.epoch = t.epoch
      where s.run_id is null
      union all
      select 'run:' || o.run_id, 'a court order of another epoch, or on no payslip'
      from run_court_order o left join payslip s
        on s.run_id = o.run_id and s.employee_id = o.employee_id and s.epoch = o.epoch
      where s.run_id is null`,
  },
  {
    id: 'I16',
    sentence:
      'a reversal is the exact negative of a payslip, once, and a correction belongs to one',
    query: () => reversalsAreExact,
  },
  {
    id: 'I17',
    sentence: 'no off-cycle payment was made twice',
    query: () => sql`select 'company:' || company_id as subject,
        'runs ' || string_agg(run_id::text, ', ' order by run_id) || ' have one key' as detail
      from pay_run where off_cycle_key is not null and state <> 'voided'
      group by company_id, lower(off_cycle_key) having count(*) > 1`,
  },
  {
    id: 'I19',
    sentence: 'every row belongs to the company of its run, and every payslip to an employee',
    query: () => sql`select 'run:' || r.run_id as subject, 'payslip of another company' as detail
      from payslip s join pay_run r using (run_id) left join employee e using (employee_id)
      where s.company_id <> r.company_id or e.company_id is distinct from r.company_id`,
  },
  {
    id: 'I20',
    sentence: 'paid, excluded and held people add up to the roster',
    query: () => sql`select 'run:' || r.run_id as subject, 'somebody is not accounted for' as detail
      from pay_run r
      where r.state in ('review', 'approved', 'committed') and r.roster_count <>
        (select count(*) from payslip s where s.run_id = r.run_id) +
        (select count(*) from run_exception x where x.run_id = r.run_id
          and not exists (select from payslip s where s.run_id = x.run_id and s.employee_id = x.employee_id))`,
  },
  {
    id: 'I21',
    sentence: 'every change to inputs is in the audit log',
    query: () => versionsAsTold,
  },
  {
    id: 'I22',
    sentence: 'every active automatic period has a due time',
    query:
      () => sql`select 'period:' || p.period_id as subject, 'nothing says when it is due' as detail
      from pay_period p where p.kind = 'regular' and p.status = 'active' and p.automation_enabled
        and not exists (select from due_instant d where d.period_id = p.period_id and d.stage = 'open')`,
  },
];

export interface InvariantResult extends Invariant {
  /** The first hundred. */
  readonly violations: readonly Violation[];
}

/** The longest first: two readings that share the list then end at about the same time. */
export function invariantsToCheck(): Checked[] {
  const isLong = ({ id }: Invariant) => ['I3', 'I14', 'I15'].includes(id);
  return [...invariants.filter(isLong), ...invariants.filter((one) => !isLong(one))];
}

/**
 * Checks one after another until the list is empty, so that several readings may share one list. Needs the
 * scope of every company.
 */
export async function checkInvariants(
  at: Reading,
  ask: { readonly kinds: LineKinds; readonly waiting: (Checked | Searched)[] },
): Promise<readonly InvariantResult[]> {
  const results: InvariantResult[] = [];
  for (let next = ask.waiting.shift(); next; next = ask.waiting.shift()) {
    const { id, sentence } = next;
    const query = 'search' in next ? await next.search(at) : next.query(ask.kinds);
    const violations = await rowsOf<Violation>(at, sql`select * from (${query}) v limit 100`);
    results.push({ id, sentence, violations });
  }
  return results;
}
