/** What only `verify --all` checks: it holds in companies with every kind of input, and finds what somebody plants. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { autoRunPayroll } from '#operations/runs/auto-run-payroll.ts';
import { verifyAll } from '#operations/verify.ts';
import { companyReferences, rowsOfOtherCompanies } from '#store/reads/company-references.ts';
import type { Violation } from '#store/reads/evidence.ts';
import { furtherInvariants, plannedInvariants } from '#store/reads/further-invariants.ts';
import { sql } from '#store/sql.ts';
import { createStore, type Reading, type Store } from '#store/store.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { type DatabaseClock, databaseClock } from '../support/database-clock.ts';
import { foundAfter } from '../support/found-after.ts';
import { oneRowOfEach } from '../support/one-row-of-each.ts';
import { layRichCompanies, richDueMoment } from '../support/rich-companies.ts';
import { drivenBy, worldOn } from '../support/small-company.ts';

let database: TestDatabase;
let store: Store;
let clock: DatabaseClock;
let client: pg.Client;

beforeAll(async () => {
  database = await freshDatabase();
  await layRichCompanies(database.url);
  store = createStore({ url: database.url });
  clock = await databaseClock(database.url, richDueMoment);
  await autoRunPayroll(worldOn(store), drivenBy(clock));
  client = await clientOf(database.url);
}, 120_000);
afterAll(async () => {
  await client.end();
  await store.close();
  await clock.close();
  await database.drop();
});

async function clientOf(url: string): Promise<pg.Client> {
  const made = new pg.Client({ connectionString: url });
  await made.connect();
  await made.query('set search_path = paybeat, public');
  return made;
}

describe('verify --all', () => {
  it('names every invariant once, and says which are about something that does not exist', async () => {
    const results = await verifyAll({ store });
    expect(results.map(({ id, state }) => [id, state])).toEqual(
      Array.from({ length: 22 }, (_, place) => `I${place + 1}`).map((id) => [
        id,
        plannedInvariants.some((one) => one.id === id) ? 'absent' : 'holds',
      ]),
    );
    expect(results.filter(({ missing }) => missing !== null).map(({ id }) => id)).toEqual([
      'I5',
      'I8',
      'I18',
    ]);
    // What they are about has no table yet. With its first table, its invariant gets a query.
    const { rows } = await client.query(
      `select table_name from information_schema.tables
       where table_schema = 'paybeat' and table_name ~ 'payment|outbox|webhook'`,
    );
    expect(rows).toEqual([]);
  });

  const aCommit =
    "(select min(run_id) from pay_run where state = 'committed' and kind = 'regular')";
  it.each([
    [
      'a second row of the roster',
      `drop index employee_version_current;
       insert into employee_version select (v2).* from (select jsonb_populate_record(v, jsonb_build_object(
         'from_revision', v.from_revision - 1)) as v2 from employee_version v where v.employee_id =
         (select min(employee_id) from payslip where run_id = ${aCommit}) and v.until_revision is null limit 1) v`,
      'I6',
    ],
    [
      'a net amount of a run',
      `alter table pay_run drop constraint pay_run_approved;
       update pay_run set net_minor = net_minor + 1 where run_id = ${aCommit}`,
      'I6',
    ],
    [
      'an amount between two totals of a run',
      `alter table pay_run drop constraint pay_run_approved;
       update pay_run set gross_minor = gross_minor + 1, taxes_minor = taxes_minor + 1 where run_id = ${aCommit}`,
      'I6',
    ],
    [
      'a run that is not committed any more',
      `alter table pay_run drop constraint pay_run_check3;
       update pay_run set state = 'approved', committed_at = null where run_id = ${aCommit}`,
      'I6',
    ],
    [
      'the days of a period',
      `alter table pay_period drop constraint pay_period_no_overlap;
       update pay_period p set start_on = q.start_on from pay_period q join pay_run r on r.period_id = q.period_id
         where r.run_id = ${aCommit} and p.company_id = q.company_id and p.period_id <> q.period_id
           and exists (select from pay_run o where o.period_id = p.period_id and o.covers_days
             and o.state = 'committed')`,
      'I7',
    ],
    ['the epoch of a run', `update pay_run set epoch = epoch + 1 where run_id = ${aCommit}`, 'I15'],
    [
      'an objection of a later epoch',
      `insert into run_objection (company_id, run_id, run_epoch, person, why)
         select company_id, run_id, epoch + 1, 'person:late', 'x' from pay_run where run_id = ${aCommit}`,
      'I15',
    ],
    [
      'the employee of a payslip',
      `update payslip set employee_id = (select max(employee_id) from employee) where run_id = ${aCommit}
         and employee_id = (select min(employee_id) from payslip where run_id = ${aCommit})`,
      'I19',
    ],
  ])('finds it if somebody tampers with %s', async (_what, tampering, id) => {
    expect(await foundAfter(client, tampering, [...furtherInvariants])).toContain(id);
  });
});

describe('every column that names a row', () => {
  let own: TestDatabase;
  let reader: pg.Client;
  let references: Awaited<ReturnType<typeof companyReferences>>;
  beforeAll(async () => {
    own = await freshDatabase();
    await oneRowOfEach(own.url);
    reader = await clientOf(own.url);
    const sees = createStore({ url: own.url });
    references = await sees.read('every company', companyReferences);
    await sees.close();
  });
  afterAll(async () => {
    await reader.end();
    await own.drop();
  });
  const referenceAlone = (of: { readonly child: string; readonly column: string }) => ({
    id: 'I19',
    sentence: '',
    search: async (
      at: Reading,
    ) => sql<Violation>`select * from (${await rowsOfOtherCompanies(at)}) v
      where starts_with(v.detail, ${`${of.child}.${of.column} `}) and v.subject = 'company:9'`,
  });
  const search = furtherInvariants.filter(({ id }) => id === 'I19');

  it('is known, also where no foreign key says so', () => {
    const names = references.map(({ child, column, parent }) => `${child}.${column} ${parent}`);
    expect(names).toEqual(
      expect.arrayContaining([
        'payslip.employee_id employee',
        'payslip.run_id pay_run',
        'employee_item.employee_id employee',
        'pay_run.reverses_run_id pay_run',
        'due_instant.fulfilled_by pay_run',
      ]),
    );
    expect(new Set(names).size).toBe(names.length);
  });

  it('names no row of another company before somebody tampers with it', async () => {
    expect(await foundAfter(reader, 'select 1', [...search])).toEqual([]);
  });

  it('is found if it names a row of another company', async () => {
    const unseen: string[] = [];
    for (const { child, column, parent, key } of references) {
      // There is no company 9, so no key of it is in the way.
      const tampering = `alter table pay_run drop constraint pay_run_corrects,
          drop constraint pay_run_reverses, drop constraint pay_run_pays_held;
        update ${child} set company_id = 9, ${column} = coalesce(${column},
          (select ${key} from ${parent} where company_id = 2 limit 1))
        where ctid = (select ctid from ${child} limit 1)`;
      const found = await foundAfter(reader, tampering, [referenceAlone({ child, column })]);
      if (found.length === 0) unseen.push(`${child}.${column}`);
    }
    expect(unseen).toEqual([]);
  });
});
