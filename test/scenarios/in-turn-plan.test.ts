/** An index finds what each due period waits for, however many companies are due at once. */
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aheadOfAll } from '#store/reads/earlier-work.ts';
import { type Sql, sql } from '#store/sql.ts';
import { createStore, type Reading, rowsOf, type Store } from '#store/store.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';

const companies = 1_000;
/** For each company: a year and a half of paid periods, five due ones, and a year to come. */
const periods = { paid: 39, due: 5, coming: 26 };

let database: TestDatabase;
let store: Store;
let client: pg.Client;

beforeAll(async () => {
  database = await freshDatabase();
  store = createStore({ url: database.url });
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(`set search_path = paybeat, public; set session_replication_role = replica;
    insert into company (code, name, currency, time_zone, calendar, state_tax)
      select 'c' || i, 'C', 'USD', 'UTC', 'fed', 'none_calculated' from generate_series(1, ${companies}) i;
    insert into pay_schedule (company_id, code, frequency, time_zone, definition)
      select company_id, 'office', 'biweekly', 'UTC', '{}' from company;
    insert into pay_period (company_id, schedule_id, frequency, start_on, end_on, nominal_pay_on, pay_on,
        pay_on_reason, status, automation_enabled, completed_at)
      select company_id, schedule_id, 'biweekly', d, d + 13, d + 13, d + 13, '',
        case when n < ${periods.paid} then 'completed' else 'active' end, true,
        case when n < ${periods.paid} then now() end
      from pay_schedule, generate_series(0, ${periods.paid + periods.due + periods.coming - 1}) n,
        lateral (select current_date - 14 * (${periods.paid + periods.due} - n) as d) days;
    insert into pay_run (company_id, period_id, kind, state, opened_by, snapshot_revision, tax_year, state_tax,
        roster_count, chunk_count, pay_on, paid_count, held_count, excluded_count, gross_minor,
        reimbursements_minor, deductions_minor, taxes_minor, employer_minor, net_minor, totals_hash,
        reviewed_at, approved_at, committed_at, committed_revision)
      select company_id, period_id, 'regular', 'committed', 'test', 0, 2026, 'none_calculated', 0, 0, pay_on,
        0, 0, 0, 0, 0, 0, 0, 0, 0, '', now(), now(), now(), period_id
      from pay_period where status = 'completed';
    insert into due_instant (company_id, period_id, due_at, local_time, time_zone, rule, why, state,
        fulfilled_by, decided_at)
      select p.company_id, p.period_id, end_on + time '02:00', '', 'UTC', '{}', '',
        case when r.run_id is null then 'waiting' else 'fulfilled' end, r.run_id,
        case when r.run_id is not null then now() end
      from pay_period p left join pay_run r using (period_id);
    insert into employee (company_id, number) select company_id, 'e' from company;
    insert into employee_move (company_id, employee_id, effective_on, to_schedule_id, from_revision, reason)
      select company_id, employee_id, '2020-01-01', company_id, 1, '' from employee;
    analyze`);
}, 120_000);

afterAll(async () => {
  await client.end();
  await store.close();
  await database.drop();
});

const dueBefore = { opens: 'due_instant', except: new Set<number>() } as const;

async function dueIdsOf(companyMax: number): Promise<readonly number[]> {
  const { rows } = await client.query(
    `select period_id from due_instant
     where state = 'waiting' and due_at <= paybeat_now() and company_id <= $1`,
    [companyMax],
  );
  return rows.map(({ period_id }) => period_id);
}

interface Node {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly Plans?: readonly Node[];
}

const withAll = (node: Node): readonly Node[] => [node, ...(node.Plans ?? []).flatMap(withAll)];

/**
 * Counts the rows that the query reads, and lists the tables that it reads completely more than
 * once.
 */
async function reads(companyMax: number) {
  const periodIds = await dueIdsOf(companyMax);
  const explained = await store.read('every company', async (at) => {
    const asked: Sql[] = [];
    const run: Reading['run'] = (query) => {
      asked.push(query);
      return at.run(query);
    };
    await aheadOfAll({ ...at, run }, { periodIds, dueBefore });
    expect(asked).toHaveLength(1);
    return rowsOf<{ 'QUERY PLAN': readonly { readonly Plan: Node }[] }>(
      at,
      sql`explain (analyze, format json) ${asked[0]}`,
    );
  });
  const root = explained[0]?.['QUERY PLAN'][0]?.Plan;
  if (!root) throw new Error('PostgreSQL explains');
  const scans = withAll(root).filter((node) => node['Relation Name'] !== undefined);
  const rows = scans.reduce((sum, node) => {
    const removed =
      (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0);
    return sum + (node['Actual Rows'] + removed) * node['Actual Loops'];
  }, 0);
  const whole = scans.filter(
    (node) => node['Node Type'] === 'Seq Scan' && node['Actual Loops'] > 1,
  );
  return { asked: periodIds.length, rows, whole: whole.map((node) => node['Relation Name']) };
}

it('the query reads no table again for each of five thousand periods, and as few rows per period as for few', async () => {
  const few = await reads(companies / 10);
  const all = await reads(companies);
  expect([few.asked, all.asked]).toEqual([500, 5_000]);
  expect(all.whole).toEqual([]);
  // Each period is compared with the four others of its company.
  expect(all.rows / all.asked).toBeLessThan(40);
  expect(all.rows).toBeLessThan(15 * few.rows);
});
