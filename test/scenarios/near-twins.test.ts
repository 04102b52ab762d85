/**
 * A number that is nearly a known one is refused, unless a person says that it is meant. New people who have the name,
 * the first day and the pay of somebody on the roster are told, and several of them are refused.
 */

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Answer } from '#errors.ts';
import { addCompany } from '#operations/companies/add-company.ts';
import { importHours } from '#operations/people/import-hours.ts';
import { importItems } from '#operations/people/import-items.ts';
import { importRoster } from '#operations/people/import-roster.ts';
import { importTerms } from '#operations/people/import-terms.ts';
import { addSchedule } from '#operations/schedules/add-schedule.ts';
import { nearKeySql } from '#store/near-key.ts';
import { sql } from '#store/sql.ts';
import { rowsOf } from '#store/store.ts';
import { nearKey } from '#text/key-text.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { companyRow, period, run } from '../support/paid-periods.ts';
import { must, type SmallCompany, smallCompany } from '../support/small-company.ts';

const header = 'employee_id,name,pay_type,annual_salary,filing_status,hire_date\n';
const zoe = (number: string) => `${number},Zoe Lacroix,salary,58500.00,single,2021-03-01\n`;
const jose = (number: string) => `${number},Jose Nunez,salary,62400.00,mfj,2019-07-15\n`;

let database: TestDatabase;
let small: SmallCompany;
beforeEach(async () => {
  database = await freshDatabase();
  small = await smallCompany({
    ...{ url: database.url, now: '2026-11-01T12:00:00Z' },
    roster: header + zoe('00417') + jose('00418'),
  });
});
afterEach(async () => {
  await small.close();
  await database.drop();
});

interface How {
  readonly allowCaseTwins?: boolean;
  readonly allowNearTwins?: boolean;
  readonly allowDoubles?: boolean;
  readonly dryRun?: boolean;
}

const roster = async (rows: string, how: How = {}) =>
  importRoster(small.world, {
    ...{ company: await companyRow(small), scheduleCode: null, dryRun: false, ...how },
    bytes: Buffer.from(header + rows),
  });

const places = (answered: Answer<unknown>): readonly string[] =>
  answered.ok
    ? ['taken in']
    : (answered.refusal.issues ?? []).map((one) => `${one.pointer}: ${one.code}`);

async function count(): Promise<number> {
  const [row] = await small.world.store.read(small, (at) =>
    rowsOf<{ count: number }>(at, sql`select count(*)::int as count from employee`),
  );
  return row?.count ?? 0;
}

describe('a roster that a spreadsheet has saved', () => {
  it('is refused, in the dry run too: two people stay two, and gross is 4,650.00', async () => {
    for (const dryRun of [true, false]) {
      const answered = await roster(zoe('417') + jose('418'), { dryRun });
      expect(places(answered)).toEqual([
        'row 2, column employee_id: near_twin',
        'row 3, column employee_id: near_twin',
      ]);
      expect(answered).toMatchObject({
        refusal: { actions: [{ action: 'ask_again', with: 'allow_near_twins' }] },
      });
    }
    expect(places(await roster(zoe('4.17E+02')))).toEqual([
      'row 2, column employee_id: spreadsheet_notation',
    ]);
    const periodId = await period(small, { from: '2026-11-02' });
    expect((await run(small, periodId)).grossMinor).toBe(465_000n);
  });

  it('is not let through by the switch for capitals, and is by the switch for near numbers', async () => {
    expect(places(await roster(zoe('417'), { allowCaseTwins: true }))).toEqual([
      'row 2, column employee_id: near_twin',
    ]);
    expect(
      must(await roster(zoe('417'), { allowNearTwins: true, allowDoubles: true })),
    ).toMatchObject({
      added: 1,
      notes: [{ code: 'looks_doubled' }],
    });
    // It is known from now on, so the next file is not asked again.
    expect(must(await roster(zoe('417') + zoe('00417')))).toMatchObject({ unchanged: 2 });
  });

  it.each(['0417', '000417', '00417.0', '417.0', '004 17'])(
    'may write 00417 in many ways: %s',
    async (number) => {
      expect(places(await roster(zoe(number)))).toEqual(['row 2, column employee_id: near_twin']);
    },
  );

  it('may be refused for numbers of its own file, at the second', async () => {
    expect(places(await roster(zoe('77') + jose('077')))).toEqual([
      'row 3, column employee_id: near_twin',
    ]);
    expect(await count()).toBe(2);
  });

  it('has other numbers that only look alike: 4170, 41 and 0x417', async () => {
    expect(
      must(await roster(zoe('4170') + jose('41') + jose('0x417'), { allowDoubles: true })),
    ).toMatchObject({ added: 3 });
  });
});

it('the first roster of a company may not have two such numbers either', async () => {
  const { world, clock, close } = small;
  const { companyId } = must(
    await addCompany(world, {
      ...{ code: 'new', name: 'New', currency: 'USD', timeZone: 'America/New_York' },
      ...{ calendar: 'fed', stateTax: 'none_calculated' },
    }),
  );
  const company = await companyRow({ world, clock, close, companyId });
  const ask = { company, scheduleCode: null, dryRun: false };
  const bytes = Buffer.from(header + zoe('12') + jose('13') + jose('012'));
  const refused = await importRoster(world, { ...ask, bytes });
  expect(places(refused)).toEqual(['row 4, column employee_id: near_twin']);
  must(await importRoster(world, { ...ask, bytes, allowNearTwins: true }));
});

describe('new people like somebody on the roster', () => {
  it('are refused if there are several, in the dry run too, unless they are meant', async () => {
    const rows = zoe('A1') + jose('A2');
    for (const dryRun of [true, false]) {
      const answered = await roster(rows, { dryRun });
      expect(places(answered)).toEqual([
        'row 2, column employee_id: double_person',
        'row 3, column employee_id: double_person',
      ]);
      expect(answered).toMatchObject({
        refusal: { actions: [{ action: 'ask_again', with: 'allow_doubles' }] },
      });
    }
    expect(await count()).toBe(2);
    expect(must(await roster(rows, { allowDoubles: true }))).toMatchObject({
      added: 2,
      notes: [{ code: 'looks_doubled' }],
    });
  });

  it('are refused if there is only one, with the row and both numbers', async () => {
    const answered = await roster(zoe('A1').replace('Zoe', 'ZOE'), { dryRun: true });
    expect(answered).toMatchObject({
      refusal: {
        issues: [{ code: 'double_person', message: expect.stringMatching(/A1 .* 00417/) }],
      },
    });
  });

  it('are other people with another first day, pay or name', async () => {
    const others = zoe('A1').replace('2021-03-01', '2021-03-08') + jose('A2').replace('624', '625');
    expect(must(await roster(others))).toMatchObject({ added: 2, notes: [] });
  });

  it('are told and taken in if they are few among many new people', async () => {
    const many = Array.from({ length: 60 }, (_, at) => zoe(`B${at}`).replace('Zoe', `Zoe ${at}`));
    const rows = many.join('') + zoe('A1') + jose('A2');
    expect(must(await roster(rows))).toMatchObject({
      added: 62,
      notes: [{ code: 'looks_doubled' }],
    });
  });
});

describe('other files and keys', () => {
  it('name the known number for one without its zeros', async () => {
    const periodId = await period(small, { from: '2026-11-02' });
    const bytes = Buffer.from('employee_id,bonus\n417,10\n');
    expect(await importHours(small.world, { periodId, bytes, dryRun: false })).toMatchObject({
      refusal: {
        issues: [{ code: 'employee_unknown', message: expect.stringContaining('00417') }],
      },
    });
  });

  it('jobs and references are near twins by zeros and blanks, too', async () => {
    const dated = async (text: string) => ({
      ...{ company: await companyRow(small), dryRun: false },
      bytes: Buffer.from(text),
    });
    const job = (name: string) =>
      dated(`employee_id,job,from,pay_type,hourly_rate\n00417,${name},2026-01-01,hourly,20\n`);
    must(await importTerms(small.world, await job('shift 1')));
    expect(places(await importTerms(small.world, await job('shift1')))).toEqual([
      'row 2, column job: near_twin',
    ]);
    const loan = (reference: string) =>
      dated(`employee_id,code,amount,from,reference\n00417,POST_TAX,10,2026-01-01,${reference}\n`);
    must(await importItems(small.world, await loan('007')));
    expect(places(await importItems(small.world, await loan('7')))).toEqual([
      'row 2, column reference: near_twin',
    ]);
    const meant = { ...(await loan('7')), allowNearTwins: true };
    must(await importItems(small.world, meant));
  });

  it('a schedule code that differs only in zeros or blanks is the same code', async () => {
    const add = (code: string) =>
      addSchedule(small.world, {
        companyId: small.companyId,
        definition: { code, frequency: 'biweekly', anchor: '2026-01-02' },
      });
    must(await add('w1'));
    must(await add('07'));
    expect(await add('7')).toMatchObject({ refusal: { code: 'schedule_exists' } });
  });
});

it('the database and the program have one near form of a key', async () => {
  const keys = ['00417', '417.0', '0', 'A 01', 'a01', '0.0', 'É1', 'x.0.0', '10.0', '100'];
  const rows = await small.world.store.read(small, (at) =>
    rowsOf<{ near: string }>(
      at,
      sql`select ${nearKeySql(sql`key`)} as near
          from unnest(${keys}::text[]) with ordinality as t(key, at) order by at`,
    ),
  );
  expect(rows.map(({ near }) => near)).toEqual(keys.map(nearKey));
});
