/** If payslips are not under row-level security, `doctor` says how to fix it, and the fix works. */
import pg from 'pg';
import { expect, it } from 'vitest';
import { doctor } from '#operations/doctor.ts';
import { autoRunPayroll } from '#operations/runs/auto-run-payroll.ts';
import { createStore } from '#store/store.ts';
import { freshDatabase } from '../support/database.ts';
import { dueCompany } from '../support/due-company.ts';
import { worldOn } from '../support/small-company.ts';

it('a server without BYPASSRLS pays, doctor warns, and its advice isolates payslips again', async () => {
  await using database = await freshDatabase();
  const store = createStore({ url: database.url });
  const world = worldOn(store);
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  // The state after the first migration on a server that refuses BYPASSRLS.
  await client.query(`alter table paybeat.payslip disable row level security;
    drop policy one_company on paybeat.payslip; drop policy every_company on paybeat.payslip`);
  const isolation = async () =>
    (await doctor(world, { embeddedIn: null })).find((one) => one.check.startsWith('isolation'));
  await dueCompany(world);
  const results = await autoRunPayroll(world, { concurrency: 1, pause: async () => undefined });
  expect(results).toMatchObject([{ kind: 'ran', run: { state: 'committed', paidCount: 52 } }]);
  const found = await isolation();
  expect(found).toMatchObject({ level: 'warning', seen: expect.stringContaining('runs work') });
  await client.query(found?.todo?.replace(/^.*run: /, '') ?? '');
  expect(await isolation()).toMatchObject({ level: 'ok' });
  const { rows } = await client.query(
    `select count(*)::int as policies from pg_policies where tablename = 'payslip'`,
  );
  expect(rows).toEqual([{ policies: 2 }]);
  await client.end();
  await store.close();
});
