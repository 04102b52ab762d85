/** Keys, names and capitals that look alike are not taken for the same thing. */

import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Answer } from '#errors.ts';
import { addCompany } from '#operations/companies/add-company.ts';
import { importHours } from '#operations/people/import-hours.ts';
import { importItems } from '#operations/people/import-items.ts';
import { importRoster } from '#operations/people/import-roster.ts';
import { importTerms } from '#operations/people/import-terms.ts';
import { addSchedule } from '#operations/schedules/add-schedule.ts';
import { importCalendar } from '#operations/schedules/import-calendar.ts';
import { sql } from '#store/sql.ts';
import { rowsOf } from '#store/store.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { companyRow, period } from '../support/paid-periods.ts';
import { must, type SmallCompany, smallCompany } from '../support/small-company.ts';

const header = 'employee_id,name,pay_type,hourly_rate,filing_status,hire_date\n';
const row = (number: string, name = 'Ann Lee', rate = 20) =>
  `${number},${name},hourly,${rate},single,2020-01-01\n`;
const hidden = '\u200b';

let database: TestDatabase;
let small: SmallCompany;
beforeEach(async () => {
  database = await freshDatabase();
  small = await smallCompany({
    ...{ url: database.url, now: '2026-01-02T12:00:00Z', roster: header + row('HB01') },
  });
});
afterEach(async () => {
  await small.close();
  await database.drop();
});

async function roster(rows: string, how: { readonly allowCaseTwins?: boolean } = {}) {
  const company = await companyRow(small);
  const bytes = Buffer.from(header + rows);
  return importRoster(small.world, {
    company,
    bytes,
    scheduleCode: null,
    dryRun: false,
    ...how,
  });
}

const places = (answered: Answer<unknown>): readonly string[] =>
  answered.ok
    ? ['taken in']
    : (answered.refusal.issues ?? []).map((one) => `${one.pointer}: ${one.code}`);

async function numbers(): Promise<readonly string[]> {
  const { world, companyId } = small;
  const rows = await world.store.read({ companyId }, (at) =>
    rowsOf<{ number: string }>(at, sql`select number from employee order by employee_id`),
  );
  return rows.map(({ number }) => number);
}

describe('a roster', () => {
  it('with an invisible character in a number is refused', async () => {
    expect(places(await roster(row(`HB01${hidden}`) + row('HB02', `An${hidden}n`)))).toEqual([
      'row 2, column employee_id: invisible_character',
      'row 3, column name: invisible_character',
    ]);
    expect(await numbers()).toEqual(['HB01']);
  });

  it('with a number that differs from a known one only in capitals is refused with a question', async () => {
    const answered = await roster(row('hb01'));
    expect(places(answered)).toEqual(['row 2, column employee_id: case_twin']);
    expect(answered).toMatchObject({
      refusal: { issues: [{ message: expect.stringContaining('HB01') }] },
    });
    expect(await numbers()).toEqual(['HB01']);
  });

  it('with two such numbers is refused at the second', async () => {
    expect(places(await roster(row('x1') + row('y') + row('X1')))).toEqual([
      'row 4, column employee_id: case_twin',
    ]);
  });

  it('accepts them if the caller says that they are two people', async () => {
    expect(must(await roster(row('hb01'), { allowCaseTwins: true }))).toMatchObject({ added: 1 });
    expect(await numbers()).toEqual(['HB01', 'hb01']);
    // Both are known from now on, so the next import does not ask again.
    expect(must(await roster(row('hb01', 'Ann Lee', 21) + row('HB01')))).toMatchObject({
      changed: 1,
    });
  });

  it('can still change a person whose number an earlier version accepted, and their hours can be imported', async () => {
    const odd = `HB01${hidden}`;
    await asOwner(
      'alter table paybeat.employee drop constraint employee_number_is_key',
      `insert into paybeat.employee (company_id, number) values (${small.companyId}, '${odd}')`,
    );
    expect(must(await roster(row(odd)))).toMatchObject({ rows: 1 });
    const periodId = await period(small, { from: '2026-01-05' });
    const bytes = Buffer.from(`employee_id,regular_hours\n${odd},8\n`);
    const ask = { periodId, bytes, dryRun: false };
    expect(must(await importHours(small.world, ask))).toMatchObject({ added: 1 });
  });
});

describe('the database', () => {
  it.each([
    ['a number', `insert into paybeat.employee (company_id, number) values (1, 'HB01${hidden}')`],
    [
      'a number that is not in NFC',
      `insert into paybeat.employee (company_id, number) values (1, 'Zoe\u0308')`,
    ],
    [
      'a number of two spaces',
      `insert into paybeat.employee (company_id, number) values (1, 'a  b')`,
    ],
    ['the name of a company', `update paybeat.company set name = E'Acme\\x1b[2J'`],
  ])('refuses %s that the code should have refused', async (_, statement) => {
    await expect(asOwner(statement)).rejects.toMatchObject({ code: '23514' });
  });

  it('accepts what the code accepts', async () => {
    await asOwner(
      `insert into paybeat.employee (company_id, number) values (1, 'Ångström 7'), (1, '従業員1'), (1, 'पाठ1')`,
      `update paybeat.company set name = 'علی\u200cرضا و شرکا'`,
    );
    expect(await numbers()).toHaveLength(4);
  });
});

async function asOwner(...statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    for (const one of statements) await client.query(one);
  } finally {
    await client.end();
  }
}

describe('hours', () => {
  const hours = async (number: string) => {
    const periodId = await period(small, { from: '2026-01-05' });
    const bytes = Buffer.from(`employee_id,regular_hours\n${number},8\n`);
    return importHours(small.world, { periodId, bytes, dryRun: false });
  };

  it('with a number in other capitals are refused with a question', async () => {
    const answered = await hours('hb01');
    expect(places(answered)).toEqual(['row 2, column employee_id: employee_unknown']);
    expect(answered).toMatchObject({
      refusal: { issues: [{ message: expect.stringMatching(/\bHB01\b/) }] },
    });
  });

  it('with an invisible character in a number are refused', async () => {
    expect(places(await hours(`HB01${hidden}`))).toEqual([
      'row 2, column employee_id: invisible_character',
    ]);
  });
});

describe('a job or a reference', () => {
  const file = async (text: string) => {
    const company = await companyRow(small);
    return { company, bytes: Buffer.from(text), dryRun: false };
  };
  const job = (name: string) =>
    file(`employee_id,job,from,pay_type,hourly_rate\nHB01,${name},2026-01-01,hourly,18\n`);
  const fee = (reference: string) =>
    file(`employee_id,code,amount,from,reference\nHB01,POST_TAX,10,2026-01-01,${reference}\n`);

  it('with an invisible character is refused', async () => {
    expect(places(await importTerms(small.world, await job(`guard${hidden}`)))).toEqual([
      'row 2, column job: invisible_character',
    ]);
    expect(places(await importItems(small.world, await fee(`L-7${hidden}`)))).toEqual([
      'row 2, column reference: invisible_character',
    ]);
  });

  it('that differs from one of the person only in capitals is refused with a question', async () => {
    must(await importTerms(small.world, await job('guard')));
    expect(places(await importTerms(small.world, await job('Guard')))).toEqual([
      'row 2, column job: case_twin',
    ]);
    must(await importItems(small.world, await fee('L-7')));
    expect(places(await importItems(small.world, await fee('l-7')))).toEqual([
      'row 2, column reference: case_twin',
    ]);
    const ask = { ...(await fee('l-7')), allowCaseTwins: true };
    expect(must(await importItems(small.world, ask))).toMatchObject({ added: 1 });
  });
});

describe('a company', () => {
  const add = (change: { readonly code?: string; readonly name?: string }) =>
    addCompany(small.world, {
      ...{ code: 'other', name: 'Other Ltd', currency: 'USD', timeZone: 'America/New_York' },
      ...{ calendar: 'fed', stateTax: 'none_calculated' },
      ...change,
    });

  it.each([
    ['an escape', 'Acme\u001b[31m'],
    ['a line end', 'Acme\nLtd'],
    ['a mark that turns the text around', 'Acme\u202e'],
    ['an invisible character', `Acme${hidden}`],
  ])('with %s in its name is refused', async (_, name) => {
    expect(places(await add({ name }))).toEqual(['/name: name_invalid']);
  });

  it('whose code differs from a known one only in capitals is refused', async () => {
    const { code } = await companyRow(small);
    expect(await add({ code: code.toUpperCase() })).toMatchObject({
      refusal: { code: 'company_exists', message: expect.stringContaining(code) },
    });
  });

  it('has the same rules for the titles, names and codes of its schedules and calendars', async () => {
    const { world, companyId } = small;
    const office = {
      ...{ code: 'office', frequency: 'biweekly', anchor: '2026-01-09' },
      ...{ pay_date: { days_after_end: 5 } },
    };
    const title = 'Office\u202e';
    expect(
      places(await addSchedule(world, { companyId, definition: { ...office, title } })),
    ).toEqual(['/title: control_character']);
    const calendar = {
      ...{ id: 'own', years: { from: 2026, to: 2026 } },
      closed: [{ on: '2026-07-03', name: 'Inventory\u001b[2J' }],
    };
    const imported = await importCalendar(world, {
      ...{ company: await companyRow(small), bytes: Buffer.from(JSON.stringify(calendar)) },
      ...{ source: 'own.json', dryRun: false },
    });
    expect(places(imported)).toEqual(['/closed: control_character']);
    must(await addSchedule(world, { companyId, definition: office }));
    const twin = { ...office, code: 'Office' };
    expect(await addSchedule(world, { companyId, definition: twin })).toMatchObject({
      refusal: { code: 'schedule_exists', message: expect.stringContaining('office') },
    });
  });
});
