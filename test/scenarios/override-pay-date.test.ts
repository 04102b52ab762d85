/**
 * A pay date set by hand: the warnings about neighbouring periods, and the periods in the answer.
 */
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OverridePayDate, overridePayDate } from '#operations/schedules/override-pay-date.ts';
import { factsIn } from '#text/facts.fixture.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { byAda, officeCompany, storedPeriods } from '../support/office-schedule.ts';
import { as, must, type SmallCompany } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

const day = (text: string) => Temporal.PlainDate.from(text);

let database: TestDatabase;
let company: SmallCompany;
beforeEach(async () => {
  database = await freshDatabase();
  company = await officeCompany(database.url);
});
afterEach(async () => {
  await expectSound(company.world);
  await company.close();
  await database.drop();
});

const stored = () => storedPeriods(company);

const override = (more: Partial<OverridePayDate> = {}) =>
  overridePayDate(as(company.world, byAda), {
    ...{ company: null, code: 'office', nominalOn: day('2026-07-03'), dryRun: false },
    set: { payOn: day('2026-07-01'), inputCutoffOn: null, reason: 'long weekend' },
    ...more,
  });

describe('a pay date set by hand', () => {
  it.each([true, false])(
    'before the pay date of the earlier period gives a warning, in a dry run or not: %s',
    async (dryRun) => {
      const set = { payOn: day('2026-06-17'), inputCutoffOn: null, reason: 'early' };
      const done = must(await override({ set, dryRun }));
      expect(done.marks.map(factsIn)).toContainEqual(expect.arrayContaining(['2026-06-18']));
    },
  );

  it('does not list a period of which only the reason changes, and stores the new reason', async () => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(
      `set session_replication_role = replica;
       update paybeat.pay_period set pay_on_reason = 'as an older version said it'`,
    );
    await client.end();
    const done = must(await override());
    expect(done.periods.moved.map(({ after }) => `${after.payOn}`)).toEqual(['2026-07-01']);
    expect((await stored()).map(({ payOnReason }) => payOnReason)).not.toContain(
      'as an older version said it',
    );
  });
});
