/** Committed runs that are laid into the database as copies of a real one, with taxes of their own. */

import { sql } from './reviewed-company.ts';
import { type SmallCompany } from './small-company.ts';
import { paid } from './two-salaries.ts';

export interface LaidRun {
  /** `2026-07-03` */
  readonly payOn: string;
  /** In cents, of each payslip: income tax, and the employer's federal unemployment tax. */
  readonly fit: number;
  readonly futa: number;
  /** Default: regular. */
  readonly kind?: 'regular' | 'reversal' | 'correction';
}

/** Each run pays so many made-up people. Those of earlier calls are gone. */
export async function layRuns(
  { small, url }: { readonly small: SmallCompany; readonly url: string },
  runs: readonly LaidRun[],
  people = 1,
): Promise<void> {
  const { runId } = await templateOf(small, url);
  const rows = runs.map(({ payOn, fit, futa, kind = 'regular' }, place) => ({
    ...{ run_id: 1_000 + place, pay_on: payOn, tax_year: Number(payOn.slice(0, 4)), kind },
    ...{
      period_id: 1_000 + place,
      paid_count: people,
      roster_count: people,
      fit,
      futa,
    },
    reverses_run_id: kind === 'reversal' ? runId : null,
    corrects_run_id: kind === 'correction' ? runId : null,
  }));
  const [columns] = await sql(
    url,
    `select string_agg(column_name, ', ') as names from information_schema.columns
      where table_schema = 'paybeat' and table_name = 'pay_run' and is_generated = 'NEVER'`,
  );
  const names = String(columns?.['names']);
  const laid = `json_to_recordset('${JSON.stringify(rows)}') as l(run_id int, fit bigint, futa bigint)`;
  await sql(
    url,
    `begin; set local session_replication_role = replica;
    delete from payslip where run_id >= 1000; delete from pay_run where run_id >= 1000;
    insert into pay_run (${names}) overriding system value select ${names} from json_array_elements('${JSON.stringify(rows)}') l,
      jsonb_populate_record((select r from pay_run r where run_id = ${runId}), l::jsonb) filled;
    insert into payslip (company_id, run_id, employee_id, ordinal, epoch, gross_minor, reimbursements_minor,
        deductions_minor, taxes_minor, employer_minor, net_minor, line_codes, line_amounts, ytd_codes, ytd_amounts,
        warnings)
      select ${small.companyId}, run_id, 100000 + i, 0, 1, fit, 0, 0, fit, futa, 0,
        '{1, 120, 142, 160}', array[fit, fit, futa, 0], '{}', '{}', '{}'
      from ${laid}, generate_series(1, ${people}) i order by run_id, i;
    commit; analyze payslip; analyze pay_run`,
  );
}

const templates = new Map<string, { readonly runId: number }>();

/** A reversal and a correction name it. */
async function templateOf(small: SmallCompany, url: string): Promise<{ readonly runId: number }> {
  const found = templates.get(url) ?? (await paid(small, '2024-12-02', '2024-12-20'));
  templates.set(url, found);
  return found;
}
