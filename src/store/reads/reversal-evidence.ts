/**
 * I16 as a query: each payslip of a committed reversal is the exact negative of one payslip of the run that it
 * reverses, with its differences for earlier runs, and no payslip is reversed twice. A reversal is not reversed.
 * A payslip of a correction belongs to one that counts, and is recorded as paid for it.
 */
import { type Sql, sql } from '#store/sql.ts';
import type { Violation } from './evidence.ts';
import { isEffective } from './reversals.ts';

/** Differences of an employee in a run for earlier runs, as one value; below zero for a reversal. */
function retroOf(run: Sql, sign: Sql): Sql {
  return sql`(select coalesce(jsonb_agg(jsonb_build_array(t.past_run_id, ${sign} * t.amount_minor, t.is_taken_back)
      order by t.past_run_id), '[]')
    from run_retro t where t.run_id = ${run} and t.employee_id = v.employee_id)`;
}

export const reversalsAreExact: Sql<Violation> = sql`
  select 'run:' || v.run_id as subject,
    'the payslip of employee ' || v.employee_id || ' is not the exact negative of run ' || v.reversed_run_id as detail
  from run_reversal v join pay_run r using (run_id)
    left join payslip s on s.run_id = v.run_id and s.employee_id = v.employee_id
    left join payslip o on o.run_id = v.reversed_run_id and o.employee_id = v.employee_id
  where r.state = 'committed'
    and (s.run_id is null or o.run_id is null or not paybeat_is_negative(s, o)
      or ${retroOf(sql`v.run_id`, sql`1`)} is distinct from ${retroOf(sql`v.reversed_run_id`, sql`-1`)})
  union all
  select 'run:' || r.run_id, 'the payslip of employee ' || s.employee_id || ' reverses none'
  from pay_run r join payslip s using (run_id)
  where r.kind = 'reversal' and r.state = 'committed' and not exists (select from run_reversal v
    where v.run_id = r.run_id and v.employee_id = s.employee_id and v.reversed_run_id = r.reverses_run_id)
  union all
  select 'run:' || r.run_id, 'it reverses run ' || o.run_id || ', which is ' || o.kind || ' and ' || o.state
  from pay_run r join pay_run o on o.run_id = r.reverses_run_id
  where o.state <> 'committed' or o.kind = 'reversal' or o.company_id <> r.company_id
  union all
  select 'run:' || v.reversed_run_id, 'the payslip of employee ' || v.employee_id || ' is reversed ' || count(*) || ' times'
  from run_reversal v group by v.reversed_run_id, v.employee_id having count(*) > 1
  union all
  select 'run:' || s.run_id, 'the payslip of employee ' || s.employee_id || ' is below zero, and the run is no reversal'
  from payslip s join pay_run r using (run_id) where s.net_minor < 0 and r.kind <> 'reversal'
  union all
  select 'run:' || r.run_id, 'the payslip of employee ' || s.employee_id || ' corrects none that counts'
  from pay_run r join payslip s using (run_id)
  where r.kind = 'correction' and r.state = 'committed'
    and ${isEffective({ run: sql`r.run_id`, employee: sql`s.employee_id` })}
    and not exists (select from pay_run o join payslip x on x.run_id = o.run_id
      where o.run_id = r.corrects_run_id and o.state = 'committed'
        and (o.covers_days or o.kind = 'off_cycle' and not o.pays_owed)
        and o.company_id = r.company_id and x.employee_id = s.employee_id
        and ${isEffective({ run: sql`o.run_id`, employee: sql`x.employee_id` })})
  union all
  select 'run:' || r.run_id, 'the payslip of employee ' || s.employee_id || ' is not settled for run ' || r.corrects_run_id
  from pay_run r join payslip s using (run_id)
  where r.kind = 'correction' and r.state = 'committed' and s.gross_minor is distinct from
    (select coalesce(sum(t.amount_minor), 0) from run_retro t
      where t.run_id = s.run_id and t.employee_id = s.employee_id and t.past_run_id = r.corrects_run_id)`;
