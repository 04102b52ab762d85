/**
 * What must hold after people reversed, corrected and paid again. These rules know the people of the loft and every
 * version of their hours. They do not ask the code under test who was paid.
 */
import type { Rule } from './checks.ts';

const rates = "(values ('ben', 2450), ('dan', 1975)) as rate(number, cents)";

/** A payslip counts unless a committed reversal has a payslip of the same person for its run. */
const counts = `not exists (select from pay_run w join payslip n on n.run_id = w.run_id
  where w.kind = 'reversal' and w.state = 'committed' and w.reverses_run_id = r.run_id
    and n.employee_id = s.employee_id)`;

/** What was settled for a payslip by other runs: corrections, retroactive pay, and reversals of these. */
const settled = `(select coalesce(sum(t.amount_minor), 0) from run_retro t join pay_run x using (run_id)
  where x.state = 'committed' and t.past_run_id = r.run_id and t.employee_id = s.employee_id)`;

/** What the payslip itself pays for earlier ones. */
const forOthers = `(select coalesce(sum(t.amount_minor), 0) from run_retro t
  where t.run_id = r.run_id and t.employee_id = s.employee_id and not t.is_taken_back)`;

/** Each payslip for days of work that counts, with all that was paid for these days. */
const paid = `
  select r.company_id, r.run_id, r.period_id, e.employee_id, e.number, rate.cents,
    s.gross_minor + ${settled} - ${forOthers} as gross
  from payslip s join pay_run r using (run_id) join employee e using (employee_id)
    join ${rates} using (number)
  where r.state = 'committed' and r.covers_days and ${counts}`;

export const undoRules: readonly Rule[] = [
  {
    code: 'not_negative',
    sql: `select 'employee ' || n.employee_id || ' in run ' || w.run_id as detail
      from pay_run w join payslip n using (run_id)
        left join payslip s on s.run_id = w.reverses_run_id and s.employee_id = n.employee_id
      where w.kind = 'reversal' and w.state = 'committed'
        and (n.gross_minor, n.taxes_minor, n.deductions_minor, n.employer_minor, n.net_minor, n.line_codes)
          is distinct from (-s.gross_minor, -s.taxes_minor, -s.deductions_minor, -s.employer_minor, -s.net_minor,
            s.line_codes)`,
  },
  {
    code: 'reversed_twice',
    sql: `select 'employee ' || n.employee_id || ' of run ' || w.reverses_run_id || ' by runs '
        || string_agg(w.run_id::text, ', ' order by w.run_id) as detail
      from pay_run w join payslip n using (run_id) where w.kind = 'reversal' and w.state = 'committed'
      group by w.reverses_run_id, n.employee_id having count(*) > 1`,
  },
  {
    code: 'days_paid_twice',
    sql: `select 'employee ' || s.employee_id || ' for period ' || r.period_id || ' by runs '
        || string_agg(r.run_id::text, ', ' order by r.run_id) as detail
      from payslip s join pay_run r using (run_id)
      where r.state = 'committed' and r.covers_days and ${counts}
      group by r.period_id, s.employee_id having count(*) > 1`,
  },
  {
    // Whatever happened, the sum is what some version of the hours was worth: never one difference twice.
    code: 'settled_twice',
    sql: `select p.number || ' of run ' || p.run_id || ' was paid ' || p.gross || ' in all' as detail
      from (${paid}) p
      where not exists (select from period_item i where i.period_id = p.period_id
        and i.employee_id = p.employee_id and i.quantity_micro * p.cents = p.gross * 1000000)`,
  },
  {
    code: 'settled_for_nothing',
    sql: `select 'employee ' || s.employee_id || ' of run ' || r.run_id || ', which is reversed: ' || ${settled} as detail
      from payslip s join pay_run r using (run_id)
      where r.state = 'committed' and not ${counts} and ${settled} <> 0`,
  },
];
