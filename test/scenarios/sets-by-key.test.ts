/**
 * What a set of small companies reads depends on the companies of the set, and on nothing else: neither on how
 * many others are due, nor on how many have been paid.
 *
 * The server counts the rows. One connection pays all sets, so its plans are as old as the first.
 */
import { expect, it } from 'vitest';
import { runSets } from '#operations/runs/sets/run-sets.ts';
import { sql } from '#store/sql.ts';
import { createStore } from '#store/store.ts';
import { cloneCompanies } from '../../bench/clone-companies.ts';
import { layCompany, layMonth, letAllBeDue } from '../../bench/due-companies.ts';
import { ask } from '../../bench/worker-processes.ts';
import { testDatabase } from '../support/database.ts';
import { worldOn } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

const database = await testDatabase();
const companies = 400;
const setCompanies = 5;
const people = 2;

/** Rows of each table that the server has handed out so far, from its indexes or from whole tables. */
async function rowsRead(): Promise<ReadonlyMap<string, number>> {
  const rows = await ask<{ name: string; rows: number }>(
    database.url,
    `select relname as name, (coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)
        + (select coalesce(sum(idx_tup_read), 0) from pg_stat_all_indexes i where i.relid = t.relid))::int as rows
     from pg_stat_all_tables t where schemaname = 'paybeat'`,
  );
  return new Map(rows.map(({ name, rows: read }) => [name, read]));
}

const keepStatistics = `do $$ declare name text; begin
  for name in select relname from pg_class where relnamespace = 'paybeat'::regnamespace and relkind = 'r' loop
    execute format('alter table paybeat.%I set (autovacuum_enabled = false)', name);
  end loop; end $$`;

it('a set reads no more rows when hundreds of others are due, or have been paid', async () => {
  const store = createStore({ url: database.url, connections: 1 });
  const world = worldOn(store, { chunkSize: 100, setCompanies });
  const month = Temporal.Now.plainDateISO('UTC').toPlainYearMonth().add({ months: 1 });
  const first = await layCompany(world, { code: 'c00001', people, first: 1 });
  await layMonth(world, { companyId: first, month });
  await cloneCompanies(database.url, { companies });
  // After the statistics were made, as on every pay day. Nobody makes new ones meanwhile.
  await letAllBeDue(database.url, 0);
  await ask(database.url, keepStatistics);

  const flushed = async () => {
    const flush = sql`select pg_stat_force_next_flush()`;
    await store.read('every company', (at) => at.run(flush));
    return await rowsRead();
  };
  const most = new Map<string, number>();
  for (let from = 1; from <= companies; from += setCompanies) {
    const before = await flushed();
    const companyIds = Array.from({ length: setCompanies }, (_, place) => from + place);
    const { paid } = await runSets(world, { companyIds, opens: 'due_instant' });
    expect(paid).toHaveLength(setCompanies);
    const after = await flushed();
    // The connections that laid the companies may report what they read a moment after they ended.
    if (from === 1) continue;
    for (const [table, rows] of after) {
      most.set(table, Math.max(most.get(table) ?? 0, rows - (before.get(table) ?? 0)));
    }
  }
  // Whoever reads what all companies have reads several hundred.
  const tooMany = [...most].filter(([, rows]) => rows >= companies);
  expect(tooMany).toEqual([]);
  expect(most.get('pay_run')).toBeGreaterThan(setCompanies);
  await expectSound(world);
  await store.close();
});
