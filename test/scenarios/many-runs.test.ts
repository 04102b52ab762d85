/** The search for overlapping runs uses an index, however many runs there are. */
import pg from 'pg';
import { expect, it } from 'vitest';
import { freshDatabase } from '../support/database.ts';

it('the search among ten thousand runs of forty schedules reads no complete table', async () => {
  await using database = await freshDatabase();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(`set search_path = paybeat, public; set session_replication_role = replica;
    insert into company (code, name, currency, time_zone, calendar, state_tax)
      values ('many', 'Many', 'USD', 'UTC', 'fed', 'none_calculated');
    insert into pay_schedule (company_id, code, frequency, time_zone, definition)
      select 1, 's' || i, 'weekly', 'UTC', '{}' from generate_series(1, 40) i;
    insert into pay_period (company_id, schedule_id, frequency, start_on, end_on, nominal_pay_on,
        pay_on, pay_on_reason, status, automation_enabled)
      select 1, s, 'weekly', d, d + 6, d + 6, d + 6, '', 'active', true
      from generate_series(1, 40) s, generate_series(0, 259) w,
        lateral (select date '2020-01-06' + 7 * w as d) days;
    insert into pay_run (company_id, period_id, kind, state, opened_by, snapshot_revision, tax_year,
        state_tax, roster_count, chunk_count, pay_on)
      select 1, period_id, 'regular', 'calculating', 'test', 0, 2020, 'none_calculated', 0, 0, pay_on
      from pay_period;
    analyze; set enable_hashjoin = off; set enable_mergejoin = off`);
  const { rows } = await client.query(
    'select count(*)::int as runs from paybeat_overlapping_runs(77)',
  );
  expect(rows).toEqual([{ runs: 39 }]);
  const explained = await client.query('explain select * from paybeat_overlapping_runs(77)');
  const plan = explained.rows.map((row) => row['QUERY PLAN']).join('\n');
  expect(plan).toContain('pay_period_no_overlap');
  expect(plan).toContain('pay_run_covering');
  expect(plan).not.toContain('Seq Scan');
  await client.end();
});
