/**
 * Checks at the end that runs of the same people followed one another (decision 0060).
 *
 * Two exceptions are allowed: one run reports that it passed the other, or a person acted on one of
 * the runs or on its period.
 */
import type { Rule } from './checks.ts';

const explained = `
  with act as (
    select distinct e.subject from audit_event e where e.actor like 'person:%'
      and e.action not in ('run.approve', 'period.activate', 'hours.import')
  ), run as (
    select r.*, p.start_on, p.schedule_id from pay_run r join pay_period p using (period_id)
  ), pair as (
    select r.run_id as one, o.run_id as other
    from run r join run o on o.company_id = r.company_id and o.run_id <> r.run_id
    where o.kind <> 'regular' or r.kind <> 'regular'
      or r.opened_by like 'person:%' or o.opened_by like 'person:%'
      or r.warnings @? format('$[*] ? (@.code == "passed_earlier").facts[*] ? (@.periodId == %s)',
        o.period_id)::jsonpath
      or o.warnings @? format('$[*] ? (@.code == "passed_earlier").facts[*] ? (@.periodId == %s)',
        r.period_id)::jsonpath
      or exists (select from act where subject in ('run:' || r.run_id, 'run:' || o.run_id,
        'period:' || r.period_id, 'period:' || o.period_id))
  )`;

export const orderRules: readonly Rule[] = [
  {
    // It was calculated in parallel with a run that it should have waited for.
    code: 'calculated_again',
    sql: `${explained}
      select r.run_id || ' was calculated again because of ' || other.id as detail
      from audit_event e join run r on e.subject = 'run:' || r.run_id
        cross join lateral regexp_split_to_table(
          substring(e.facts ->> 'why' from '^run ([0-9, ]+) paid the same people'), ', ') as other(id)
      where e.action = 'run.recalculate' and not exists (select from pair
        where pair.one = r.run_id and pair.other = other.id::int)`,
  },
  {
    code: 'out_of_order',
    sql: `${explained}
      select 'run ' || late.run_id || ' was committed after run ' || early.run_id as detail
      from run late join run early on early.company_id = late.company_id
        and early.schedule_id is not distinct from late.schedule_id
        and (late.pay_on, late.start_on, late.period_id) < (early.pay_on, early.start_on, early.period_id)
        and early.committed_revision < late.committed_revision
      where late.kind = 'regular' and early.kind = 'regular'
        and late.state = 'committed' and early.state = 'committed'
        and not exists (select from pair
          where pair.one = early.run_id and pair.other = late.run_id)`,
  },
];
