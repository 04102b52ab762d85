/**
 * Measures the due scan with nothing due, and with some periods due:
 * `npm run bench:due [-- 1000 100000 1000000]`.
 *
 * `--json` prints the scans with nothing due as JSON.
 *
 * For each number of active periods it prints the median of fifty scans, and PostgreSQL's plan.
 */
import { parseArgs } from 'node:util';
import pg from 'pg';
import { dueScan } from '#store/reads/due.ts';
import { sql } from '#store/sql.ts';
import { createStore, rowsOf } from '#store/store.ts';
import { benchDatabase, median } from './bench-database.ts';
import { cleanUp } from './clean-up.ts';

const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const sizes = positionals.map(Number);
const measured: { size: number; due: number; ms: number; plan: string }[] = [];
const dueCounts = [0, 10, 10_000];
const scans = 50;

for (const size of sizes.length > 0 ? sizes : [1_000, 100_000]) {
  const database = await benchDatabase();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const store = createStore({ url: database.url });
  await fill(client, size);
  for (const due of dueCounts.filter((count) => count < size && (count === 0 || !values.json))) {
    await makeDue(client, due);
    const times: number[] = [];
    let plan = '';
    await store.read('every company', async (at) => {
      const query = dueScan({ limit: 1_000 });
      for (let scan = 0; scan < scans; scan += 1) {
        const from = performance.now();
        await at.run(query);
        times.push(performance.now() - from);
      }
      const explained = await rowsOf<{ 'QUERY PLAN': string }>(
        at,
        sql`explain (analyze, buffers, costs off) ${query}`,
      );
      plan = explained.map((row) => `    ${row['QUERY PLAN']}`).join('\n');
    });
    measured.push({ size, due, ms: median(times), plan });
    if (values.json) continue;
    process.stdout.write(
      `${size.toLocaleString('en')} active periods, ${due.toLocaleString('en')} due: ` +
        `median ${median(times).toFixed(2)} ms of ${scans} scans (limit 1,000)\n${plan}\n\n`,
    );
  }
  await store.close();
  await client.end();
  await database.close();
}
if (values.json) process.stdout.write(`${JSON.stringify({ scans: measured })}\n`);
await cleanUp();

async function fill(client: pg.Client, size: number): Promise<void> {
  await client.query('set search_path = paybeat, public; set session_replication_role = replica');
  await client.query(`insert into company (code, name, currency, time_zone, calendar, state_tax)
    values ('bench', 'Bench', 'USD', 'UTC', 'fed', 'none_calculated')`);
  await client.query(
    `insert into pay_schedule (company_id, code, frequency, time_zone, definition)
     select 1, 's' || i, 'monthly', 'UTC', '{}' from generate_series(1, $1 / 100) i`,
    [size],
  );
  await client.query(
    `insert into pay_period (company_id, schedule_id, frequency, start_on, end_on, nominal_pay_on,
       pay_on, pay_on_reason, status, automation_enabled)
     select 1, 1 + i / 100, 'monthly', d, d + 27, d + 27, d + 27, '', 'active', true
     from generate_series(0, $1 - 1) i, lateral (select date '2030-01-01' + (i % 100) * 28 as d) x`,
    [size],
  );
  await client.query(`insert into due_instant (company_id, period_id, due_at, local_time, time_zone, rule, why, state)
    select company_id, period_id, start_on + time '02:00', '', 'UTC', '{}', '', 'waiting' from pay_period`);
  await client.query('analyze');
}

async function makeDue(client: pg.Client, due: number): Promise<void> {
  await client.query(
    `update due_instant set due_at = now() - interval '1 hour' where period_id <= $1`,
    [due],
  );
  await client.query('vacuum analyze due_instant');
}
