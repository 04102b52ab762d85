/**
 * Lays many companies that are alike with a few statements: the first is laid by the operations, the others are
 * copies of its rows under their own numbers.
 *
 * Each copy has its own audit chain, hashed link by link, so `verify` accepts all of them. The database's guards
 * are off while the rows are copied.
 */
import pg from 'pg';

/** What a copy has in place of the first company's values: SQL over `n`, the number of the copy, from 2. */
const ownValues: Readonly<Record<string, string>> = {
  company_id: 'n',
  period_id: 'n',
  employee_id: 't.employee_id + (n - 1) * people',
  code: `'c' || lpad(n::text, 5, '0')`,
};

const cloned: Readonly<Record<string, readonly string[]>> = {
  company: ['company_id', 'code'],
  employee: ['company_id', 'employee_id'],
  employee_version: ['company_id', 'employee_id'],
  pay_period: ['company_id', 'period_id'],
  due_instant: ['company_id', 'period_id'],
};

/** The database has one company, laid by the operations, with one period; all its ids begin at 1. */
export async function cloneCompanies(
  url: string,
  { companies }: { readonly companies: number },
): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(
      `set search_path = paybeat, public; set session_replication_role = replica; begin`,
    );
    for (const [table, own] of Object.entries(cloned)) {
      const { rows } = await client.query<{ name: string }>(
        `select column_name as name from information_schema.columns
         where table_schema = 'paybeat' and table_name = $1 and is_generated = 'NEVER'`,
        [table],
      );
      const columns = rows.map(({ name }) => name);
      const values = columns.map((name) => (own.includes(name) ? ownValues[name] : `t.${name}`));
      await client.query(
        `insert into ${table} (${columns.join(', ')}) overriding system value
         select ${values.join(', ')} from ${table} t, (select count(*)::int as people from employee
           where company_id = 1) p, generate_series(2, ${companies}) n where t.company_id = 1 order by n`,
      );
    }
    await cloneAuditChain(client, companies);
    await client.query(
      `select setval(pg_get_serial_sequence(t.name, t.id), t.last) from (values
         ('company', 'company_id', (select max(company_id) from company)),
         ('employee', 'employee_id', (select max(employee_id) from employee)),
         ('pay_period', 'period_id', (select max(period_id) from pay_period))) t(name, id, last);
       commit; analyze`,
    );
  } finally {
    await client.end();
  }
}

/** One statement a link: the hash of a link contains the one before. */
async function cloneAuditChain(client: pg.Client, companies: number): Promise<void> {
  const { rows } = await client.query<{ links: number }>(
    'select count(*)::int as links from audit_event',
  );
  for (let link = 1; link <= (rows[0]?.links ?? 0); link += 1) {
    await client.query(
      `insert into audit_event (company_id, seq, at, actor, action, subject, facts, hash)
       select n, seq, at, actor, action, own.subject, own.facts,
         paybeat_audit_hash(previous, n, seq, at, actor, action, own.subject, own.facts)
       from audit_event t cross join generate_series(2, $1::int) n
         cross join lateral (select regexp_replace(t.subject, ':1$', ':' || n) as subject,
           case when t.facts ? 'code' then t.facts || jsonb_build_object('code', ${ownValues['code']})
             else t.facts end as facts) own
         cross join lateral (select coalesce((select e.hash from audit_event e
           where e.company_id = n and e.seq = t.seq - 1), ''::bytea) as previous) before
       where t.company_id = 1 and t.seq = $2`,
      [companies, link],
    );
  }
  await client.query(
    `insert into audit_head (company_id, seq, hash)
     select distinct on (company_id) company_id, seq, hash from audit_event where company_id > 1
     order by company_id, seq desc`,
  );
}
