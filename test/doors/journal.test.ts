/** On the command line: a journal as a table, CSV, JSON and text, on standard output and in a file. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { command } from '../support/command.ts';
import { testDatabase } from '../support/database.ts';

const database = await testDatabase();
const paybeat = command({ DATABASE_URL: database.url });
const roster = `employee_id,name,pay_type,annual_salary,filing_status,hire_date,Dept,Cost Center
E1,Ada Byrne,salary,52000,single,2020-01-06,Kitchen,4100
E2,"Hale, Zoë",salary,78000,mfj,2021-06-01,"Sales, East",4200
`;
type Sides = Readonly<Record<'debit' | 'credit', string | null>>;
interface JournalJson {
  readonly currency: string;
  readonly is_preview: boolean;
  readonly totals: Sides;
  readonly postings: readonly Sides[];
  readonly by_default: readonly object[];
}

/** The code of a refusal. */
async function refused(args: readonly string[]): Promise<string | undefined> {
  const { code, err } = await paybeat.run(args);
  expect(code).toBeGreaterThan(1);
  return /^error (\w+):/m.exec(err)?.[1];
}
const journal = (...more: readonly string[]) => paybeat.run(['runs', 'journal', '1', ...more]);

beforeAll(async () => {
  const zone = ['--zone', 'America/New_York'];
  await paybeat.json(['company', 'add', 'acme', '--name', 'Acme Ltd', ...zone]);
  await paybeat.json(['company', 'settings', '--second-eyes', 'none']);
  await paybeat.json(['roster', 'import', paybeat.file('roster.csv', roster)]);
  const dates = ['--start', '2026-11-02', '--end', '2026-11-15', '--type', 'biweekly'];
  const period = String((await paybeat.json(['periods', 'add', ...dates]))['period_id']);
  await paybeat.json(['periods', 'activate', period]);
  await paybeat.json(['run', '--period-id', period, '--force', '--reason', 'the test says so']);
});

describe('paybeat runs journal', () => {
  it('prints each form, the same bytes each time', async () => {
    for (const form of ['table', 'csv', 'json', 'beancount', 'hledger']) {
      const { code, out, err } = await journal('--form', form);
      expect([form, code, err]).toEqual([form, 0, '']);
      expect(out).toContain('4200');
      expect((await journal('--form', form)).out).toBe(out);
    }
  });

  it('has equal sides in JSON, each posting on one of them', async () => {
    const { currency, totals, postings, by_default, is_preview } = (await paybeat.json([
      ...['runs', 'journal', '1'],
    ])) as unknown as JournalJson;
    const cents = (text: string | null) => Math.round(Number(text ?? 0) * 100);
    const sum = (side: keyof Sides) => postings.reduce((all, one) => all + cents(one[side]), 0);
    expect([currency, is_preview]).toEqual(['USD', false]);
    expect(sum('debit')).toBe(cents(totals.debit));
    expect(sum('credit')).toBe(cents(totals.credit));
    expect(totals.debit).toBe(totals.credit);
    expect(by_default).not.toHaveLength(0);
  });

  it('writes a file in the form of its ending, whole, and never over another one unasked', async () => {
    const name = 'run-1.beancount';
    const { code } = await journal('--output', name);
    expect(code).toBe(0);
    const text = readFileSync(join(paybeat.folder, name), 'utf8');
    expect(text).toBe((await journal('--form', 'beancount')).out);
    expect(await refused(['runs', 'journal', '1', '--output', name])).toBe('output_exists');
    expect((await journal('--output', name, '--overwrite')).code).toBe(0);
    expect(readdirSync(paybeat.folder).filter((file) => file.endsWith('.part'))).toEqual([]);
  });

  it.each([
    [['runs', 'journal', '1', '--form', 'ledger'], 'invalid_argument'],
    [['runs', 'journal', '1', '--output', 'x.txt'], 'format_unclear'],
    [['runs', 'journal', '1', '--overwrite'], 'conflicting_options'],
    [['runs', 'journal', '99'], 'run_not_found'],
    [['accounts', 'set', 'earnings'], 'invalid_argument'],
    [['accounts', 'set', 'earning=6000'], 'accounts_invalid'],
  ])('%j is refused', async (args, code) => {
    expect(await refused(args)).toBe(code);
  });

  it('is refused for an account that a form cannot have, and takes the accounts of now', async () => {
    await paybeat.json(['accounts', 'set', 'earnings=6000 Wages']);
    const now = ['runs', 'journal', '1', '--accounts', 'now', '--form'];
    const { code: exit, err } = await paybeat.run([...now, 'beancount']);
    expect([exit, err.split(':')[0]]).toEqual([3, 'error account_unfit']);
    const { code, out } = await paybeat.run([...now, 'hledger']);
    expect(code).toBe(0);
    expect(out).toContain('    6000 Wages  ');
    expect((await journal('--form', 'hledger')).out).not.toContain('6000 Wages');
  });
});
