/** A dry run uses no ids: the next person, period and run get the ids that they would have had. */
import pg from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Answer } from '#errors.ts';
import { importBalances } from '#operations/people/import-balances.ts';
import { importHours } from '#operations/people/import-hours.ts';
import { importRoster } from '#operations/people/import-roster.ts';
import { moveEmployee } from '#operations/people/move-employee.ts';
import { runOffCycle } from '#operations/runs/run-off-cycle.ts';
import { rehearseSchedule } from '#operations/schedules/add-schedule.ts';
import { changeSavedSchedule } from '#operations/schedules/change-saved-schedule.ts';
import { importCalendar } from '#operations/schedules/import-calendar.ts';
import { overridePayDate } from '#operations/schedules/override-pay-date.ts';
import type { CompanyRow } from '#store/reads/companies.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { officeBiweekly, officeCompany } from '../support/office-schedule.ts';
import { companyRow, period } from '../support/paid-periods.ts';
import { drivenBy, must, type SmallCompany, smallRoster } from '../support/small-company.ts';

const day = (text: string) => Temporal.PlainDate.from(text);
const dryRun = true;

let database: TestDatabase;
let company: SmallCompany;
let row: CompanyRow;
let byHand: number;
beforeEach(async () => {
  database = await freshDatabase();
  company = await officeCompany(database.url);
  row = await companyRow(company);
  byHand = await period(company, { from: '2026-06-01' });
});
afterEach(async () => {
  await company.close();
  await database.drop();
});

/** The last id of each table, read by a user who may. */
async function given(): Promise<readonly object[]> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query(
    "select sequencename, last_value from pg_sequences where schemaname = 'paybeat' order by 1",
  );
  await client.end();
  return rows;
}

const dryRuns: Readonly<Record<string, () => Promise<Answer<unknown>>>> = {
  'a roster of new people': () => {
    const text = smallRoster.replaceAll(/^(\w+),/gm, (all, number) =>
      number === 'employee_id' ? all : `new-${number},`,
    );
    const ask = { company: row, bytes: Buffer.from(text), scheduleCode: 'office', dryRun };
    return importRoster(company.world, { ...ask, allowDoubles: true });
  },
  hours: async () => {
    const bytes = Buffer.from('employee_id,regular_hours\nben,8\n');
    return importHours(company.world, { periodId: byHand, bytes, replaceAll: false, dryRun });
  },
  'opening balances': () => {
    const bytes = Buffer.from('employee_id,year,tax,taxable_wages,withheld\nada,2026,SS,10,1\n');
    return importBalances(company.world, { company: row, bytes, dryRun });
  },
  'an off-cycle run': () => {
    const ask = {
      ...{ company: row, payOn: day('2026-06-12'), key: null, startOn: null, endOn: null },
      ...{ bytes: Buffer.from('employee_id,code,amount\nada,BONUS,5\n'), frequency: 'biweekly' },
    };
    return runOffCycle(company.world, { ...ask, dryRun }, drivenBy(company.clock));
  },
  'a schedule': () =>
    rehearseSchedule(company.world, {
      companyId: company.companyId,
      definition: { ...officeBiweekly, code: 'shop' },
    }),
  'a change of a schedule': () =>
    changeSavedSchedule(company.world, {
      ...{ company: null, code: 'office', fromOn: null, dryRun },
      ...{ transitionPayOn: null, reason: 'new agreement' },
      definition: { code: 'office', frequency: 'monthly', pay_date: { last_banking_day: 'this' } },
    }),
  'a pay date by hand': () =>
    overridePayDate(company.world, {
      ...{ company: null, code: 'office', nominalOn: day('2026-07-03'), dryRun },
      set: { payOn: day('2026-07-01'), inputCutoffOn: null, reason: 'long weekend' },
    }),
  'a calendar': () => {
    const calendar = {
      id: 'winter',
      years: { from: 2026, to: 2027 },
      closed: [{ on: '2026-12-24', name: 'Winter' }],
    };
    const bytes = Buffer.from(JSON.stringify(calendar));
    return importCalendar(company.world, { company: row, bytes, source: 'winter.json', dryRun });
  },
  'somebody who moves': () =>
    moveEmployee(company.world, {
      ...{ company: row, number: 'ada', toCode: 'office', reason: 'moves', dryRun },
      from: { on: day('2026-08-01') },
    }),
};

it.each(Object.entries(dryRuns))('a dry run uses no id: %s', async (_, act) => {
  const before = await given();
  must(await act());
  expect(await given()).toEqual(before);
});

it('a dry run of a roster reports the same as its import', async () => {
  const { world } = company;
  const text = `${smallRoster.replace('dan,Dan', 'Dan2,Danny')}zoe,Zoe,salary,52000,,single,,2020-01-01\n`;
  const ask = { company: row, bytes: Buffer.from(text), scheduleCode: null };
  const { written: tried, ...dry } = must(await importRoster(world, { ...ask, dryRun }));
  const { written, ...done } = must(await importRoster(world, { ...ask, dryRun: false }));
  expect([tried, written]).toEqual([false, true]);
  expect(dry).toEqual(done);
});
