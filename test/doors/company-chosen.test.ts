/** Verbs that need `--company` only where a code is not clear, or that show less with it. */
import { beforeAll, describe, expect, it } from 'vitest';
import { command } from '../support/command.ts';
import { testDatabase } from '../support/database.ts';

const database = await testDatabase();
const paybeat = command({ DATABASE_URL: database.url });
const roster = (number: string) =>
  paybeat.file(
    `${number}.csv`,
    `employee_id,name,pay_type,annual_salary,filing_status,hire_date\n${number},Ada,salary,52000,single,2020-01-06\n`,
  );
const periods: string[] = [];

beforeAll(async () => {
  for (const [company, own] of [
    ['acme', 'crew'],
    ['zenith', 'fleet'],
  ] as const) {
    const zone = ['--zone', 'America/New_York'];
    await paybeat.json(['company', 'add', company, '--name', company, ...zone]);
    for (const code of [own, 'office']) {
      const rule = ['--rule', '{"days_before_pay_date": 3}'];
      const dates = ['--frequency', 'biweekly', '--anchor', '2026-01-02', ...rule];
      await paybeat.json(['schedule', 'add', code, ...dates, '--company', company]);
    }
    const file = roster(own);
    await paybeat.json(['roster', 'import', file, '--company', company, '--schedule', own]);
    const { periods: all } = await paybeat.json(['schedule', 'show', own, '--company', company]);
    const [first] = all as readonly { readonly period_id: number }[];
    periods.push(String(first?.period_id));
  }
});

describe('a verb that takes the code of a schedule or the number of a period', () => {
  it('shows a schedule of one company by its code alone, as plan does', async () => {
    expect(await paybeat.json(['schedule', 'show', 'crew'])).toMatchObject({ company: 'acme' });
    expect(await paybeat.json(['schedule', 'show', 'fleet'])).toMatchObject({ company: 'zenith' });
    const unclear = await paybeat.run(['schedule', 'show', 'office']);
    expect([unclear.code, unclear.err]).toEqual([2, expect.stringContaining('schedule_unclear')]);
    const named = await paybeat.json(['schedule', 'show', 'office', '--company', 'zenith']);
    expect(named).toMatchObject({ company: 'zenith', code: 'office' });
  });

  it('previews a period of the company that is named, and of no other', async () => {
    const [acme = '', zenith = ''] = periods;
    expect((await paybeat.run(['preview', acme, '--company', 'acme'])).code).toBe(0);
    const other = await paybeat.run(['preview', zenith, '--company', 'acme']);
    expect([other.code, other.err]).toEqual([5, expect.stringContaining('period_not_found')]);
  });

  it('lists what is due in the company that is named', async () => {
    const companies = async (...of: readonly string[]) => {
      const { next } = await paybeat.json(['due', ...of]);
      return new Set((next as readonly { readonly company: string }[]).map((one) => one.company));
    };
    expect(await companies()).toEqual(new Set(['acme', 'zenith']));
    expect(await companies('--company', 'zenith')).toEqual(new Set(['zenith']));
    const none = await paybeat.run(['due', '--company', 'nobody']);
    expect([none.code, none.err]).toEqual([5, expect.stringContaining('company_not_found')]);
  });
});
