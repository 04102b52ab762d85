/** All that a database says of its runs but ids of runs, moments and hashes of the audit chain. */
import pg from 'pg';

const questions: Readonly<Record<string, string>> = {
  runs: `select to_jsonb(r) as row from pay_run r order by r.period_id`,
  chunks: `select to_jsonb(c) - 'digest' || jsonb_build_object('period', r.period_id,
      'digest', encode(c.digest, 'hex')) as row
    from run_chunk c join pay_run r using (run_id) order by r.period_id, c.ordinal`,
  payslips: `select to_jsonb(s) as row from payslip s order by s.employee_id, s.run_id`,
  exceptions: `select to_jsonb(x) as row from run_exception x order by x.employee_id, x.run_id`,
  retro: `select to_jsonb(t) as row from run_retro t order by t.employee_id`,
  approvals: `select to_jsonb(a) as row from approval a join pay_run r using (run_id) order by r.period_id`,
  due: `select to_jsonb(d) as row from due_instant d order by d.period_id`,
  periods: `select to_jsonb(p) as row from pay_period p order by p.period_id`,
  companies: `select to_jsonb(c) as row from company c order by c.company_id`,
  audit: `select to_jsonb(e) - 'hash' as row from audit_event e order by e.company_id, e.seq`,
};

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

export async function paidFacts(url: string): Promise<Readonly<Record<string, readonly Json[]>>> {
  const client = new pg.Client({ connectionString: url, options: '-c search_path=paybeat' });
  await client.connect();
  try {
    const { rows } = await client.query('select run_id, period_id from pay_run');
    const runs = new Map<Json, string>(
      rows.map((row) => [row.run_id, `run of period ${row.period_id}`]),
    );
    const facts: Record<string, readonly Json[]> = {};
    for (const [name, question] of Object.entries(questions)) {
      const found = await client.query(question);
      facts[name] = found.rows.map(({ row }) => cleaned(row, runs));
    }
    return facts;
  } finally {
    await client.end();
  }
}

const isRun = /^(run|run_id|past_run_id|fulfilled_by)$/;
const isMoment = /_at$|^at$/;

function cleaned(value: Json, runs: ReadonlyMap<Json, string>, name = ''): Json {
  if (isRun.test(name)) return runs.get(value) ?? value;
  if (isMoment.test(name) && name !== 'due_at') return value === null ? null : 'a moment';
  if (typeof value === 'string') {
    return value.replace(/^run:(\d+)$/, (_, id) => runs.get(Number(id)) ?? value);
  }
  if (Array.isArray(value)) return value.map((one) => cleaned(one, runs));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(entries.map(([key, one]) => [key, cleaned(one, runs, key)]));
}
