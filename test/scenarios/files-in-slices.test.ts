/**
 * A file that is imported in slices, here of two rows, gives the same result as in one slice. A
 * refusal at the end of the file leaves nothing behind.
 */

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importHours } from '#operations/people/import-hours.ts';
import { importItems } from '#operations/people/import-items.ts';
import { importRoster } from '#operations/people/import-roster.ts';
import { importTerms } from '#operations/people/import-terms.ts';
import { moveEmployee } from '#operations/people/move-employee.ts';
import { addSchedule } from '#operations/schedules/add-schedule.ts';
import type { Connection, Connections } from '#store/connections.ts';
import { connectionsOf } from '#store/connections.ts';
import { oneByOne } from '#store/one-by-one.fixture.ts';
import { periods } from '#store/reads/periods.ts';
import { currentTerms } from '#store/reads/terms-and-items.ts';
import { sql } from '#store/sql.ts';
import { rowsOf, storeOver } from '#store/store.ts';
import type { PaybeatEvent } from '#telemetry.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { companyRow, hours, period } from '../support/paid-periods.ts';
import { must, type SmallCompany, smallCompany, takeRoster } from '../support/small-company.ts';

const header = 'employee_id,name,pay_type,annual_salary,filing_status,hire_date,k401_pct\n';
const row = (number: string, salary = 52_000, k401 = 0) =>
  `${number},Nobody In Particular,salary,${salary},single,2020-01-01,${k401}\n`;
const people = ['a', 'b', 'c', 'd', 'e'];
const five = header + people.map((number, at) => row(number, 52_000, at)).join('');

let database: TestDatabase;
let company: SmallCompany;
beforeEach(async () => {
  database = await freshDatabase();
  const now = '2026-06-01T12:00:00Z';
  const settings = { importSliceRows: 2 };
  company = await smallCompany({ url: database.url, now, settings, roster: five });
});
afterEach(async () => {
  await company.close();
  await database.drop();
});

async function roster(text: string, scheduleCode: string | null = null) {
  const ask = { company: await companyRow(company), bytes: Buffer.from(text), dryRun: false };
  return importRoster(company.world, { ...ask, scheduleCode });
}

async function dated(text: string) {
  const ask = { company: await companyRow(company), bytes: Buffer.from(text), dryRun: false };
  return { ...ask, replaceAll: true };
}

/** Everything that an import writes, as one text. */
async function everything(): Promise<unknown> {
  const { world, companyId } = company;
  const rows = await world.store.read({ companyId }, (at) =>
    rowsOf(
      at,
      sql`select (select input_revision from company where company_id = ${companyId}) as revision,
            (select count(*)::int from audit_event) as audit,
            (select jsonb_agg(e order by employee_id) from employee e) as employees,
            (select jsonb_agg(v order by employee_id, from_revision) from employee_version v) as versions,
            (select jsonb_agg(i order by employee_id, pay_code_id, from_revision) from employee_item i)
              as items,
            (select jsonb_agg(t order by employee_id, job, from_on) from employee_terms t) as terms`,
    ),
  );
  return rows;
}

const placesOf = (refused: Awaited<ReturnType<typeof roster>>) =>
  refused.ok ? [] : refused.refusal.issues?.map(({ pointer, code }) => `${pointer}: ${code}`);

describe('a roster in slices', () => {
  it('adds people in the order of the file, with their inputs', async () => {
    const { world, companyId } = company;
    const found = await world.store.read({ companyId }, (at) =>
      rowsOf(
        at,
        sql`select e.number, i.percent_micro as percent from employee e
              left join employee_item i using (employee_id) order by employee_id`,
      ),
    );
    expect(found).toEqual(
      people.map((number, at) => ({ number, percent: at === 0 ? null : BigInt(at) * 1_000_000n })),
    );
  });

  it('that repeats what is stored writes nothing', async () => {
    const before = await everything();
    const again = must(await roster(five));
    expect(again).toMatchObject({ rows: 5, added: 0, changed: 0, unchanged: 5, written: false });
    expect(await everything()).toEqual(before);
  });

  it('changes only the people who differ: a salary, a percentage, a removed person, a new one', async () => {
    const changed =
      header +
      row('a', 60_000) +
      row('b', 52_000, 7) +
      row('c') +
      row('d', 52_000, 3) +
      row('f', 53_000);
    expect(must(await roster(changed))).toMatchObject({ added: 1, changed: 3, unchanged: 1 });
  });

  it.each([
    [
      'the same person in two slices',
      `${five}${row('a')}`,
      ['row 7, column employee_id: employee_twice'],
    ],
    [
      'a wrong cell in the last slice',
      `${header}${row('x')}${row('y')}${row('z').replace('2020-01-01', '2020-02-30')}`,
      ['row 4, column hire_date: date_impossible'],
    ],
  ])('with %s leaves nothing behind', async (_, text, places) => {
    const before = await everything();
    expect(placesOf(await roster(text))).toEqual(places);
    expect(await everything()).toEqual(before);
  });

  it('reports unknown schedules together with all other faults', async () => {
    const text = `employee_id,name,pay_type,annual_salary,filing_status,hire_date,schedule
x,Xenia Moss,salary,1,maried,2020-01-01,ofice
y,Yves Cole,salary,1,single,2020-01-01,office
`;
    const { world, companyId } = company;
    must(await addSchedule(world, { companyId, definition: office }));
    expect(placesOf(await roster(text))).toEqual([
      'row 2, column schedule: schedule_unknown',
      'row 2, column filing_status: unknown_filing_status',
    ]);
  });

  it('holds no lock that others wait for until all rows have been sent', async () => {
    const statements: string[] = [];
    const store = storeOver(recording(connectionsOf({ url: database.url }), statements));
    const events: PaybeatEvent[] = [];
    const world = {
      ...company.world,
      store,
      telemetry: { emit: (event: PaybeatEvent) => events.push(event) },
    };
    const ask = { company: await companyRow(company), scheduleCode: null, dryRun: false };
    const bytes = Buffer.from(five.replaceAll('52000', '53000'));
    must(await importRoster(world, { ...ask, bytes }));
    await store.close();
    const copies = statements.flatMap((text, at) => (text.startsWith('copy ') ? [at] : []));
    const lock = statements.findIndex((text) => text.includes('input_revision + 1'));
    expect(copies.length).toBe(6);
    expect(lock).toBeGreaterThan(copies.at(-1) ?? Infinity);
    expect(events).toMatchObject([
      { kind: 'import_progressed', step: 'sent', done: 2, of: 5 },
      { kind: 'import_progressed', step: 'sent', done: 4, of: 5 },
      { kind: 'import_progressed', step: 'written', done: 2, of: 5 },
      { kind: 'import_progressed', step: 'written', done: 4, of: 5 },
    ]);
  });
});

describe('dated files in slices', () => {
  it('replace all inputs of a person whose rows are in several slices', async () => {
    const terms = ['2026-01-01', '2026-02-01', '2026-03-01', '2026-04-01', '2026-05-01'];
    const text = (days: readonly string[]) =>
      `employee_id,from,pay_type,annual_salary\n${['a', ...days.map(() => 'b'), 'c']
        .map((number, at) => `${number},${days[at - 1] ?? '2026-01-01'},salary,${60_000 + at}\n`)
        .join('')}`;
    const { world, companyId } = company;
    const first = must(await importTerms(world, await dated(text(terms))));
    expect(first).toMatchObject({ rows: 7, employees: 3, begun: 7, closed: 0 });
    const before = await everything();
    const again = must(await importTerms(world, await dated(text(terms))));
    expect(again).toMatchObject({ begun: 0, closed: 0 });
    expect(await everything()).toEqual(before);
    must(await importTerms(world, await dated(text(terms.slice(0, 2)))));
    const left = await world.store.read({ companyId }, (at) =>
      currentTerms(at, { companyId, employeeIds: null }),
    );
    expect(left.map(({ number, fromOn }) => `${number} ${fromOn}`)).toEqual([
      'a 2026-01-01',
      'b 2026-01-01',
      'b 2026-02-01',
      'c 2026-01-01',
    ]);
  });

  it('leave nothing behind if the last row is refused after the others were written', async () => {
    const before = await everything();
    const text = `employee_id,code,amount,from,balance,reference
a,LOAN,10,2026-06-01,,
b,LOAN,10,2026-06-01,,
c,LOAN,10,2026-06-01,500,one
d,LOAN,10,2026-06-01,,
c,LOAN,10,2026-06-01,,two
`;
    expect(placesOf((await importItems(company.world, await dated(text))) as never)).toEqual([
      'row 4, column code: goal_shares_code',
      'row 6, column code: goal_shares_code',
    ]);
    expect(await everything()).toEqual(before);
  });
});

const office = {
  code: 'office',
  frequency: 'biweekly',
  anchor: '2026-06-19',
  pay_date: { days_after_end: 5 },
};

describe('hours of people whom the period does not pay', () => {
  const onOffice = `employee_id,name,pay_type,hourly_rate,filing_status,hire_date,end_date,schedule
a,Ann Lee,hourly,20,single,2020-01-01,,office
b,Bo Ray,hourly,20,single,2020-01-01,,office
c,Cy Fox,hourly,20,single,2020-01-01,2026-01-31,office
`;

  it('are refused by row if they are on another schedule, or on none', async () => {
    const { world, companyId } = company;
    must(await addSchedule(world, { companyId, definition: office }));
    await takeRoster(world, { companyId, text: onOffice });
    const none = await period(company, { from: '2026-06-01' });
    const ofNone = await importHours(world, {
      ...{ periodId: none, dryRun: false },
      bytes: Buffer.from('employee_id,regular_hours\nd,8\na,8\nnobody,8:30\n'),
    });
    expect(placesOf(ofNone as never)).toEqual([
      'row 3, column employee_id: not_on_schedule',
      'row 4, column employee_id: employee_unknown',
      'row 4, column regular_hours: not_a_number',
    ]);
    const text = 'employee_id,regular_hours\na,8\nd,8\n';
    const ofOffice = await importHours(world, {
      ...{ periodId: await officePeriod('2026-06-01'), dryRun: false },
      bytes: Buffer.from(text),
    });
    expect(ofOffice).toMatchObject({
      refusal: {
        issues: [{ pointer: 'row 3, column employee_id', code: 'not_on_schedule' }],
      },
    });
  });

  it('are accepted for people who join or leave the schedule during the period', async () => {
    const { world, companyId } = company;
    must(await addSchedule(world, { companyId, definition: office }));
    must(await addSchedule(world, { companyId, definition: { ...office, code: 'plant' } }));
    await takeRoster(world, { companyId, text: onOffice });
    must(
      await moveEmployee(world, {
        ...{ company: await companyRow(company), number: 'a', toCode: 'plant' },
        ...{ from: { on: Temporal.PlainDate.from('2026-06-12') }, reason: 'a new job' },
        ...{ dryRun: false },
      }),
    );
    const text = 'employee_id,regular_hours\na,8\n';
    await hours(company, await officePeriod('2026-06-01'), text);
    await hours(company, await officePeriod('2026-06-01', 'plant'), text);
    const later = await importHours(world, {
      ...{ periodId: await officePeriod('2026-06-15'), dryRun: false },
      bytes: Buffer.from(text),
    });
    expect(placesOf(later as never)).toEqual(['row 2, column employee_id: not_on_schedule']);
  });

  it('are accepted with a note if they are not employed then, because last days are often corrected', async () => {
    const { world, companyId } = company;
    must(await addSchedule(world, { companyId, definition: office }));
    await takeRoster(world, { companyId, text: onOffice });
    const periodId = await officePeriod('2026-06-01');
    const bytes = Buffer.from('employee_id,regular_hours\nb,8\nc,8\n');
    const taken = must(await importHours(world, { periodId, bytes, dryRun: false }));
    expect(taken.notes.map(({ code }) => code)).toEqual(['not_employed']);
    expect(taken.notes[0]?.message).toMatch(/^c /);
  });

  async function officePeriod(startOn: string, code = 'office'): Promise<number> {
    const { world, companyId } = company;
    const all = await world.store.read({ companyId }, (at) =>
      periods(at, { companyId, limit: 100 }),
    );
    const found = all.find((one) => one.scheduleCode === code && one.startOn.equals(startOn));
    if (!found)
      throw new Error(`${code} has a period from ${startOn}: ${all.map((one) => one.startOn)}`);
    return found.periodId;
  }
});

/** Every statement and COPY, in order. */
function recording(connections: Connections, statements: string[]): Connections {
  return {
    end: () => connections.end(),
    connect: async () => {
      const connection = await connections.connect();
      const query: Connection['query'] = (text, parameters, how) => {
        statements.push(text);
        return connection.query(text, parameters, how);
      };
      return {
        query,
        together: oneByOne(query),
        copyOut: (text) => {
          statements.push(text);
          return connection.copyOut(text);
        },
        copyIn: (text, chunks) => {
          statements.push(text);
          return connection.copyIn(text, chunks);
        },
        release: (error) => connection.release(error),
      };
    },
  };
}
