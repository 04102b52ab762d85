/**
 * What only `verify --all` checks, because it reads much of the database again: the journals, days that several runs
 * pay, epochs of whole runs, and the company of every row that another one names.
 *
 * A number that invariants.ts has, too, is checked further here. Invariants of planned parts have a number and no query:
 * they are listed as not there yet, so that nobody takes them for checked.
 */
import { sql } from '#store/sql.ts';
import { rowsOfOtherCompanies } from './company-references.ts';
import type { Checked, Invariant, Searched } from './invariants.ts';
import { journalsBalance } from './journals-balance.ts';
import { isEffective } from './reversals.ts';

export const furtherInvariants: readonly (Checked | Searched)[] = [
  {
    id: 'I6',
    sentence:
      'every journal balances and is the totals of its run, exactly when the run is committed',
    query: journalsBalance,
  },
  {
    id: 'I7',
    sentence: 'no committed run pays a person for days that another one pays',
    query: () => sql`select 'run:' || r.run_id as subject,
        'employee ' || s.employee_id || ' is paid for days that run ' || o.run_id || ' pays' as detail
      from pay_run r cross join lateral paybeat_overlapping_runs(r.period_id) o
        join payslip s on s.run_id = r.run_id
        join payslip x on x.run_id = o.run_id and x.employee_id = s.employee_id
      where r.state = 'committed' and r.covers_days and o.state = 'committed' and o.run_id < r.run_id
        and not paybeat_moved_between(s.employee_id, r.period_id, o.period_id)
        and ${isEffective({ run: sql`r.run_id`, employee: sql`s.employee_id` })}
        and ${isEffective({ run: sql`o.run_id`, employee: sql`s.employee_id` })}`,
  },
  {
    id: 'I15',
    sentence: 'the epoch of a run counts its recalculations, and no objection is of a later epoch',
    query: () => sql`select 'run:' || r.run_id as subject,
        'its epoch is ' || r.epoch || '; recalculations in the audit log: ' || count(e.seq) as detail
      from pay_run r left join audit_event e on e.company_id = r.company_id
        and e.subject = 'run:' || r.run_id and e.action = 'run.recalculate'
      group by r.run_id, r.epoch having r.epoch <> 1 + count(e.seq)
      union all
      select 'run:' || o.run_id, 'objection ' || o.objection_id || ' is of epoch ' || o.run_epoch
      from run_objection o join pay_run r using (run_id) where o.run_epoch > r.epoch`,
  },
  {
    id: 'I19',
    sentence: 'no row of any table names a row of another company',
    search: rowsOfOtherCompanies,
  },
];

/** Of parts that do not exist yet, with what is missing. */
export const plannedInvariants: readonly (Invariant & { readonly missing: string })[] = [
  {
    id: 'I5',
    sentence: 'the payments of a run are its net pay',
    missing: 'Paybeat makes no payments yet',
  },
  {
    id: 'I8',
    sentence: 'a payment file always has the same bytes',
    missing: 'Paybeat makes no payment files yet',
  },
  {
    id: 'I18',
    sentence: 'each event is sent to other programs once',
    missing: 'Paybeat sends no events to other programs yet',
  },
];
