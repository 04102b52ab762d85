/**
 * Whether rows refer to employees, companies and schedules that exist is checked once a statement.
 * The database refuses what foreign keys refused, with the same error code.
 */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addCompany } from '#operations/companies/add-company.ts';
import { addSchedule } from '#operations/schedules/add-schedule.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { period } from '../support/paid-periods.ts';
import { must, type SmallCompany, smallCompany, takeRoster } from '../support/small-company.ts';

const roster = (number: string) =>
  `employee_id,name,pay_type,annual_salary,filing_status,hire_date,k401_pct
${number},Nobody In Particular,salary,52000,single,2020-01-01,5\n`;

let database: TestDatabase;
let company: SmallCompany;
let client: pg.Client;

beforeAll(async () => {
  database = await freshDatabase();
  company = await smallCompany({
    ...{ url: database.url, now: '2026-06-01T12:00:00Z', roster: roster('a') },
  });
  const { world } = company;
  const other = must(
    await addCompany(world, {
      ...{ code: 'other', name: 'Other', currency: 'USD', timeZone: 'America/New_York' },
      ...{ calendar: 'fed', stateTax: 'none_calculated' },
    }),
  );
  const definition = { code: 'office', frequency: 'biweekly', anchor: '2026-06-19' };
  const pay = { pay_date: { days_after_end: 5 } };
  must(
    await addSchedule(world, {
      ...{ companyId: other.companyId, definition: { ...definition, ...pay } },
    }),
  );
  await takeRoster(world, { companyId: other.companyId, text: roster('b') });
  await period(company, { from: '2026-06-01' });
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query('set search_path = paybeat, public');
  await client.query("insert into employee (company_id, number) values (2, 'c')");
});

afterAll(async () => {
  await client.end();
  await company.close();
  await database.drop();
});

/** The error code of statements after which the company's revision is the next one. */
async function codeOf(statement: string): Promise<string> {
  await client.query('begin; update company set input_revision = input_revision + 1');
  try {
    await client.query(statement);
    return 'taken';
  } catch (error) {
    return String((error as { code?: unknown }).code);
  } finally {
    await client.query('rollback');
  }
}

const revision = '(select input_revision from company where company_id = 1)';
const schedule = '(select schedule_id from pay_schedule limit 1)';
const known = 'select min(employee_id) from employee where company_id = 1';
/** Somebody of the other company who has no version. */
const foreign = "select employee_id from employee where number = 'c'";

const version = (employee: string, scheduleId = 'null::int') => `
  update employee_version set until_revision = ${revision} where employee_id in (${employee}) and company_id = 1;
  insert into employee_version (company_id, from_revision, employee_id, schedule_id, name, hired_on, pay_type, tax_form)
  select 1, ${revision}, (${employee}), ${scheduleId}, 'Ada', '2020-01-01', 'salary', '{}'`;
const item = (employee: string) =>
  `insert into employee_item (company_id, from_revision, employee_id, pay_code_id, part, amount_minor, job, reference)
   select 1, ${revision}, (${employee}), 9999, '', 1, '', ''`;
const hours = (employee: string) =>
  `insert into period_item (company_id, from_revision, period_id, employee_id, pay_code_id, part, amount_minor, job)
   select 1, ${revision}, (select max(period_id) from pay_period where company_id = 1), (${employee}), 1, '', 1, ''`;

describe('a reference to a person, company or schedule', () => {
  it('of an import is not checked row by row', async () => {
    const { rows } = await client.query(
      `select tgrelid::regclass::text as table, c.confrelid::regclass::text as key
       from pg_trigger t left join pg_constraint c on c.oid = t.tgconstraint
       where tgrelid in ('employee'::regclass, 'employee_version'::regclass, 'employee_item'::regclass,
           'period_item'::regclass)
         and tgtype & 1 = 1 and tgtype & 4 = 4`,
    );
    expect(rows).toEqual([{ table: 'period_item', key: 'pay_period' }]);
  });

  it.each([
    ['a version', version(known)],
    ['an item', item(known)],
    ['hours', hours(known)],
  ])('is taken if it is right: %s', async (_, statement) => {
    expect(await codeOf(statement)).toBe('taken');
  });

  it.each([
    ['a version of nobody', version('select 77777')],
    ['a version of another company’s person', version(foreign)],
    ['a version on another company’s schedule', version(known, schedule)],
    ['a version on no such schedule', version(known, '77777')],
    ['an item of nobody', item('select 77777')],
    ['an item of another company’s person', item(foreign)],
    ['hours of nobody', hours('select 77777')],
    ['hours of another company’s person', hours(foreign)],
    ['a person of no company', "insert into employee (company_id, number) values (77777, 'x')"],
    [
      'one wrong row among right ones',
      "insert into employee (company_id, number) values (1, 'x'), (77777, 'x')",
    ],
  ])('is refused if it is wrong: %s', async (_, statement) => {
    expect(await codeOf(statement)).toBe('23503');
  });

  it.each([
    'delete from employee',
    'delete from company',
    'delete from pay_schedule',
    'update employee set employee_id = default',
    'update employee set company_id = 2',
    'update company set company_id = default',
    'update employee_version set employee_id = 77777',
    'update employee_version set schedule_id = 77777',
    'update employee_item set employee_id = 77777',
    'update period_item set employee_id = 77777',
    'truncate employee cascade',
    'truncate company cascade',
    'truncate pay_schedule cascade',
  ])('cannot become wrong later: %s', async (statement) => {
    expect(await codeOf(statement)).not.toBe('taken');
  });
});
