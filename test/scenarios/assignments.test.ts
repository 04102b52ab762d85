/** Departments, cost centres and jobs: how a roster gives them, and how they change from a day on. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importRoster } from '#operations/people/import-roster.ts';
import { listRoster } from '#operations/people/list-stored.ts';
import { changedSinceRead } from '#store/reads/changed-since-read.ts';
import { earlierAssignmentsOf } from '../support/assignments.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { companyRow, period, run } from '../support/paid-periods.ts';
import { must, type SmallCompany, smallCompany } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

const header = 'employee_id,name,pay_type,annual_salary,filing_status,hire_date';
const ida = 'T1,Ida Fenn,salary,52000,single,2025-01-06';
const raj = 'T2,Raj Patel,salary,62400,mfj,2025-01-06';

let database: TestDatabase;
let small: SmallCompany;
beforeEach(async () => {
  database = await freshDatabase();
  const roster = `${header},Dept,Cost Center,Job\n${ida},Bakery,4100,Baker\n${raj},Shop,4200,\n`;
  small = await smallCompany({ url: database.url, now: '2026-11-01T12:00:00Z', roster });
});
afterEach(async () => {
  await expectSound(small.world);
  await small.close();
  await database.drop();
});

async function take(text: string, columns?: object) {
  const form = columns === undefined ? {} : { form: { columns: { columns } } };
  return must(
    await importRoster(small.world, {
      ...{ company: await companyRow(small), bytes: Buffer.from(text), scheduleCode: null },
      ...{ dryRun: false, ...form },
    }),
  );
}

async function listed() {
  const ask = { company: await companyRow(small), employee: null, after: null, limit: 10 };
  return must(await listRoster(small.world, ask)).people.map(
    ({ department, costCentre, jobTitle, assignedOn }) =>
      [department, costCentre, jobTitle, assignedOn?.toString() ?? null].join(' '),
  );
}

const earlier = () => earlierAssignmentsOf(small.world, { companyId: small.companyId });

describe('a roster with departments', () => {
  it('is taken by the names that exports use, and listed', async () => {
    expect(await listed()).toEqual(['Bakery 4100 Baker ', 'Shop 4200  ']);
  });

  it('is taken by a column map', async () => {
    const columns = { department: 'Team', cost_centre: { from: 'Kst', values: { B: '4100' } } };
    await take(`${header},Team,Kst\n${ida},Ovens,B\n`, columns);
    expect(await listed()).toEqual(['Ovens 4100 Baker ', 'Shop 4200  ']);
  });

  it('tells the old and the new value of what changes', async () => {
    const done = await take(`${header},department,cost_centre\n${ida},Shop,4200\n`);
    expect(done.changes).toMatchObject([
      {
        employee: 'T1',
        before: { department: 'Bakery', cost_centre: '4100' },
        after: { department: 'Shop', cost_centre: '4200' },
      },
    ]);
  });

  it('keeps what it leaves out', async () => {
    expect((await take(`${header}\n${ida}\n${raj}\n`)).changed).toBe(0);
    expect((await take(`${header},department\n${ida},\n${raj},\n`)).changed).toBe(0);
    expect(await listed()).toEqual(['Bakery 4100 Baker ', 'Shop 4200  ']);
  });

  it('changes nothing when it is imported again', async () => {
    const text = `${header},department,cost_centre,assigned_from\n${ida},Shop,4200,2026-11-09\n`;
    expect((await take(text)).changed).toBe(1);
    expect((await take(`${text}\n`)).changed).toBe(0);
    const before = await earlier();
    expect((await take(text.replaceAll('\n', '\r\n'))).changed).toBe(0);
    expect(await earlier()).toEqual(before);
  });
});

describe('a department from a day on', () => {
  const dated = (department: string, from: string) =>
    take(`${header},department,assigned_from\n${ida},${department},${from}\n`);

  it('keeps the one before for the days before', async () => {
    await dated('Shop', '2026-11-09');
    await dated('Office', '2026-12-01');
    expect(await earlier()).toEqual([
      ['T1', 'always', 'Bakery'],
      ['T1', '2026-11-09', 'Shop'],
    ]);
    expect((await listed())[0]).toBe('Office 4100 Baker 2026-12-01');
  });

  it('corrects the known one when its day is not later, or when it has no day', async () => {
    await dated('Shop', '2026-11-09');
    await dated('Office', '2026-11-09');
    await dated('Van', '');
    expect((await listed())[0]).toBe('Van 4100 Baker 2026-11-09');
    expect(await earlier()).toEqual([['T1', 'always', 'Bakery']]);
  });

  it('can be moved to another day', async () => {
    await dated('Shop', '2026-11-09');
    await dated('Shop', '2026-11-16');
    expect((await listed())[0]).toBe('Shop 4100 Baker 2026-11-16');
    expect(await earlier()).toEqual([['T1', 'always', 'Bakery']]);
  });

  it('drops what began on later days', async () => {
    await dated('Shop', '2026-11-09');
    await dated('Office', '2026-12-01');
    await dated('Van', '2026-11-02');
    expect(await earlier()).toEqual([['T1', 'always', 'Bakery']]);
    expect((await listed())[0]).toBe('Van 4100 Baker 2026-11-02');
  });
});

it('a change of department stops no run that waits, and a change of pay does', async () => {
  const ran = await run(small, await period(small, { from: '2026-11-02' }));
  const { runId, companyId, snapshotRevision } = ran;
  const changed = () =>
    small.world.store.read({ companyId }, (at) =>
      changedSinceRead(at, { runId, companyId, snapshotRevision }),
    );
  await take(`${header},department,assigned_from\n${ida},Shop,2026-11-09\n`);
  expect(await changed()).toEqual([]);
  await take(`${header}\n${ida.replace('52000', '53000')}\n`);
  expect(await changed()).toEqual(['roster']);
});
