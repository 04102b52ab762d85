/**
 * The real command `simulate`, ended from outside: by Ctrl-C it removes its scratch database, and what a kill leaves is
 * removed by the next simulation.
 */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addCompany } from '#operations/companies/add-company.ts';
import { addSchedule } from '#operations/schedules/add-schedule.ts';
import { createStore } from '#store/store.ts';
import { testDatabase } from '../support/database.ts';
import { programs, type Staying } from '../support/processes.ts';
import { must, takeRoster, worldOn } from '../support/small-company.ts';
import { until } from '../support/until.ts';

const database = await testDatabase();
const { start, json } = programs({ databaseUrl: database.url });
const client = new pg.Client({ connectionString: database.url });

async function scratchDatabases(): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select datname as name from pg_database d where datname like 'paybeat_rehearsal_%'
       and split_part(datname, '_', 3) = (select oid::text from pg_database where datname = current_database())`,
  );
  return rows.map(({ name }) => name);
}

/** It has begun to live through the months: its clock is there. */
async function inTheMiddle(): Promise<Staying> {
  const simulation = start(['simulate', '--months', '120']);
  await until(() => simulation.said().includes('Months: '), 40_000);
  return simulation;
}

beforeAll(async () => {
  await client.connect();
  const store = createStore({ url: database.url });
  const world = worldOn(store);
  const { companyId } = must(
    await addCompany(world, {
      ...{ code: 'acme', name: 'Acme', currency: 'USD', timeZone: 'UTC', calendar: 'weekends' },
      stateTax: 'none_calculated',
    }),
  );
  const definition = { code: 'monthly', frequency: 'monthly', rule: { days_before_pay_date: 1 } };
  must(await addSchedule(world, { companyId, definition }));
  const text =
    'employee_id,name,pay_type,annual_salary,filing_status,hire_date\na,Ada Lovelace,salary,91000,single,2019-03-01\n';
  await takeRoster(world, { companyId, text, scheduleCode: 'monthly' });
  await store.close();
});
afterAll(() => client.end());

describe('a simulation in a process of its own', () => {
  it('removes its scratch database when it is stopped', async () => {
    const simulation = await inTheMiddle();
    expect(await scratchDatabases()).toHaveLength(1);
    simulation.child.kill('SIGINT');
    const { code, err } = await simulation.ended;
    expect(code, err).toBe(4);
    expect(err).toContain('rehearsal_stopped');
    expect(await scratchDatabases()).toEqual([]);
  });

  it('leaves alone what another one uses, and removes what a killed one left', async () => {
    const first = await inTheMiddle();
    const used = await scratchDatabases();
    await json(['simulate', '--months', '1']);
    expect(await scratchDatabases()).toEqual(used);
    first.child.kill('SIGKILL');
    await first.ended;
    expect(await scratchDatabases()).toEqual(used);
    const { runs } = await json(['simulate', '--months', '2']);
    expect(runs).toContainEqual(expect.objectContaining({ state: 'committed', paid: 1 }));
    expect(await scratchDatabases()).toEqual([]);
  });
});
