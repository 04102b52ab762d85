/** Two pay schedules in one company: each pays its own people at its own times. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { autoRunPayroll } from '#operations/runs/auto-run-payroll.ts';
import { addSchedule } from '#operations/schedules/add-schedule.ts';
import { exceptionsOf, payslipOf } from '#store/reads/runs.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import {
  drivenBy,
  must,
  type SmallCompany,
  smallCompany,
  takeRoster,
} from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

const header =
  'employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,hire_date,schedule\n';
/** A person without a schedule. No run of these schedules pays her. */
const elsewhere = `${header}dot,Dot,salary,91000.00,,single,2020-01-01,\n`;
const roster = `${header}amy,Amy,salary,52000.00,,single,2020-01-01,office
bob,Bob,salary,65000.00,,single,2020-01-01,office
cas,Cas,salary,78000.00,,single,2020-01-01,shop
`;
/** Periods end on Sunday, are paid on the Friday after, and run two days before that. */
const shop = {
  code: 'shop',
  frequency: 'weekly',
  anchor: '2026-03-13',
  pay_date: { days_after_end: 5 },
  starts_on: '2026-03-02',
  ends_on: '2026-03-15',
  rule: { days_before_pay_date: 2 },
};
const office = {
  code: 'office',
  frequency: 'monthly',
  starts_on: '2026-03-01',
  ends_on: '2026-03-31',
  rule: { days_before_end: 3 },
};

let database: TestDatabase;
let company: SmallCompany;

beforeAll(async () => {
  database = await freshDatabase();
  const now = '2026-03-01T12:00:00Z';
  company = await smallCompany({ url: database.url, now, roster: elsewhere });
  const { world, companyId } = company;
  const fromOn = Temporal.PlainDate.from('2026-03-01');
  for (const definition of [office, shop]) {
    must(await addSchedule(world, { companyId, definition, fromOn }));
  }
  await takeRoster(world, { companyId, text: roster });
});

afterAll(async () => {
  await company.close();
  await database.drop();
});

/** The people with a payslip at this time, with schedule and first day. */
async function paidAt(moment: string): Promise<readonly string[]> {
  const { world, companyId, clock } = company;
  await clock.set(moment);
  const lines: string[] = [];
  for (const result of await autoRunPayroll(world, drivenBy(clock))) {
    if (result.kind !== 'ran') throw new Error(`it did not run: ${JSON.stringify(result)}`);
    const { runId, scheduleCode, startOn } = result.run;
    const people: string[] = [];
    await world.store.read({ companyId }, async (at) => {
      expect(await exceptionsOf(at, runId)).toEqual([]);
      for (const number of ['amy', 'bob', 'cas', 'dot']) {
        if (await payslipOf(at, { runId, number })) people.push(number);
      }
    });
    lines.push(`${scheduleCode} from ${startOn}: ${people.join(' ')}`);
  }
  return lines;
}

describe('a company with a monthly office and a weekly shop', () => {
  it.each([
    ['2026-03-11T05:59:59Z', []],
    ['2026-03-11T06:00:00Z', ['shop from 2026-03-02: cas']],
    ['2026-03-18T06:00:00Z', ['shop from 2026-03-09: cas']],
    ['2026-03-28T05:59:59Z', []],
    ['2026-03-28T06:00:00Z', ['office from 2026-03-01: amy bob']],
    ['2026-06-30T06:00:00Z', []],
  ])('at %s pays %j', async (moment, paid) => {
    expect(await paidAt(moment)).toEqual(paid);
  });

  it('breaks no invariant', async () => {
    await expectSound(company.world);
  });
});
