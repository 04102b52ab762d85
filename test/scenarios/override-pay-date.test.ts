/** A pay date set by hand: what the answer says of its neighbours, and which periods it shows. */
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addSchedule } from '#operations/schedules/add-schedule.ts';
import { type OverridePayDate, overridePayDate } from '#operations/schedules/override-pay-date.ts';
import { type PeriodRow, periods } from '#store/reads/periods.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { as, must, type SmallCompany, smallCompany } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

const by = 'person:ada';
const day = (text: string) => Temporal.PlainDate.from(text);

/** Monday to Sunday twice, paid on the Friday after. */
const biweekly = {
  code: 'office',
  frequency: 'biweekly',
  anchor: '2026-01-02',
  pay_date: { days_after_end: 5 },
  rule: { days_before_pay_date: 3, business_days: true },
};

let database: TestDatabase;
let company: SmallCompany;
beforeEach(async () => {
  database = await freshDatabase();
  company = await smallCompany({ url: database.url, now: '2026-06-10T12:00:00Z' });
  const { world, companyId } = company;
  must(await addSchedule(as(world, by), { companyId, definition: biweekly }));
});
afterEach(async () => {
  await expectSound(company.world);
  await company.close();
  await database.drop();
});

async function stored(): Promise<readonly PeriodRow[]> {
  const { world, companyId } = company;
  return world.store.read({ companyId }, (at) => periods(at, { companyId, limit: 100 }));
}

const override = (more: Partial<OverridePayDate> = {}) =>
  overridePayDate(as(company.world, by), {
    ...{ company: null, code: 'office', nominalOn: day('2026-07-03'), dryRun: false },
    set: { payOn: day('2026-07-01'), inputCutoffOn: null, reason: 'long weekend' },
    ...more,
  });

describe('a pay date set by hand', () => {
  it.each([true, false])(
    'before the period ahead of it is told, dry run or not: %s',
    async (dryRun) => {
      const set = { payOn: day('2026-06-17'), inputCutoffOn: null, reason: 'early' };
      const done = must(await override({ set, dryRun }));
      expect(done.marks).toContainEqual(
        expect.stringContaining('before the period ahead of it, which is paid on Thu 2026-06-18'),
      );
    },
  );

  it('shows no period whose pay date only has other words, and keeps the new ones', async () => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(
      `update paybeat.pay_period set pay_on_reason = 'as an older version said it'`,
    );
    await client.end();
    const done = must(await override());
    expect(done.periods.moved.map(({ after }) => `${after.payOn}`)).toEqual(['2026-07-01']);
    expect((await stored()).map(({ payOnReason }) => payOnReason)).not.toContain(
      'as an older version said it',
    );
  });
});
