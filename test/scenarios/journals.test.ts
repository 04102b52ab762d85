/** A run has its journal exactly when it is committed, with the accounts and departments of that moment. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listAudit } from '#operations/audit/list-audit.ts';
import { setAccounts } from '#operations/companies/accounts.ts';
import { journalText } from '#operations/registers/journal-text.ts';
import { openJournal } from '#operations/registers/open-journal.ts';
import { voidRun } from '#operations/runs/control-run.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { companyRow, hours, payCodes, period, run, settings } from '../support/paid-periods.ts';
import { reversal, reversed } from '../support/reversed.ts';
import { must, type SmallCompany, smallCompany, takeRoster } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

const header = 'employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,hire_date';
const zed = 'zed,Zed Moss,hourly,,25.00,mfj,2021-06-14';
const ada = 'ada,Ada Lovelace,salary,91000.00,,single,2019-03-01';

let database: TestDatabase;
let small: SmallCompany;
beforeEach(async () => {
  database = await freshDatabase();
  const roster = `${header},department,cost_centre\n${zed},Bakery,4100\n${ada},Office,\n`;
  small = await smallCompany({ url: database.url, now: '2026-11-01T12:00:00Z', roster });
  await settings(small, { heldPercentMax: 100, secondEyes: 'none' });
});
afterEach(async () => {
  await expectSound(small.world);
  await small.close();
  await database.drop();
});

async function paid(from: string): Promise<number> {
  const periodId = await period(small, { from });
  await hours(small, periodId, 'employee_id,regular_hours\nzed,80\n');
  return (await run(small, periodId)).runId;
}

const asked = { preview: false, form: null, accounts: 'commit' } as const;
const journalOf = async (runId: number, more: Partial<Parameters<typeof openJournal>[1]> = {}) =>
  must(await openJournal(small.world, { ...asked, runId, ...more }));

async function postings(runId: number, more: Partial<Parameters<typeof openJournal>[1]> = {}) {
  const journal = await journalOf(runId, more);
  return journal.postings.map((one) => [
    ...[one.account, one.costCentre, one.department, one.amountMinor],
  ]);
}

async function accounts(given: Readonly<Record<string, string>>, dryRun = false) {
  const company = await companyRow(small);
  return setAccounts(small.world, { company, given, dryRun });
}

const take = (text: string) => takeRoster(small.world, { companyId: small.companyId, text });

describe('the journal of a run', () => {
  it('has the cost of each department, and what is owed to whom', async () => {
    const runId = await paid('2026-11-02');
    const journal = await journalOf(runId);
    const { netMinor, taxesMinor, employerMinor } = journal.run;
    const all = await postings(runId);
    expect(all.slice(0, 2)).toEqual([
      ['Expenses:Payroll:Wages', '4100', 'Bakery', 200_000n],
      ['Expenses:Payroll:Wages', null, 'Office', 350_000n],
    ]);
    expect(all.slice(-3)).toEqual([
      ['Liabilities:Payroll:Taxes', null, null, -(taxesMinor ?? 0n)],
      ['Liabilities:Payroll:Employer', null, null, -(employerMinor ?? 0n)],
      ['Liabilities:Payroll:NetPay', null, null, -(netMinor ?? 0n)],
    ]);
    expect(journal.byDefault.map(({ role }) => role)).toEqual([
      ...['earnings', 'employer_cost', 'taxes', 'employer_liability'],
    ]);
  });

  it('is refused before the commit, and a preview says that it is one', async () => {
    await settings(small, { heldPercentMax: 10 });
    const roster = `${header}\n${zed}\n${zed.replace('zed', 'zoe').replace('Zed', 'Zoe')}\n`;
    await take(roster);
    const { runId, state } = await run(small, await period(small, { from: '2026-11-02' }));
    expect(state).toBe('review');
    expect(await openJournal(small.world, { ...asked, runId })).toMatchObject({
      refusal: { code: 'not_committed', facts: { runId, state: 'review' } },
    });
    const preview = await journalOf(runId, { preview: true });
    expect(preview.isPreview).toBe(true);
    const csv = [...journalText(preview, 'csv')].join('').trimEnd().split('\r\n');
    expect(new Set(csv.slice(1).map((line) => line.split(',')[3]))).toEqual(new Set(['preview']));
    must(await voidRun(small.world, { runId, why: 'a test' }));
    expect(await openJournal(small.world, { ...asked, runId, preview: true })).toMatchObject({
      refusal: { code: 'run_voided' },
    });
    expect(await openJournal(small.world, { ...asked, runId: 99 })).toMatchObject({
      refusal: { code: 'run_not_found' },
    });
  });

  it('keeps the accounts and departments of the commit, and can show the accounts of now', async () => {
    must(await accounts({ earnings: '6000 Wages', 'MEDICARE_EMPLOYER/liability': '2210' }));
    const runId = await paid('2026-11-02');
    const before = await postings(runId);
    expect(before[0]).toEqual(['6000 Wages', '4100', 'Bakery', 200_000n]);
    expect(before.map(([account]) => account)).toContain('2210');
    must(await accounts({ earnings: '6001', REGULAR: '6010', net_pay: '2100' }));
    await take(`${header},department\n${zed},Shop\n`);
    expect(await postings(runId)).toEqual(before);
    const now = await journalOf(runId, { accounts: 'now' });
    expect(now.hasAccountsOfNow).toBe(true);
    const names = now.postings.map(({ account }) => account);
    expect(names).toEqual(expect.arrayContaining(['6001', '6010', '2100', '2210']));
    const second = await postings(await paid('2026-11-16'));
    expect(second[0]).toEqual(['6001', null, 'Office', 350_000n]);
    expect(second).toContainEqual(['6010', '4100', 'Shop', 200_000n]);
  });

  it('is divided by job on request only, also of a reversal', async () => {
    const jobs = `${header},department,job_title\n${zed},Bakery,Baker\n${ada},Office,\n`;
    await take(jobs);
    const runId = await paid('2026-11-02');
    const plain = await journalOf(runId);
    expect(plain.postings.every((one) => !('job' in one))).toBe(true);
    const byJob = await journalOf(runId, { by: 'job' });
    expect(byJob.postings.slice(0, 2)).toMatchObject([
      { costCentre: '4100', department: 'Bakery', job: 'Baker', amountMinor: 200_000n },
      { department: 'Office', job: null },
    ]);
    expect(byJob.totals).toEqual(plain.totals);
    const csv = (one: typeof plain) => [...journalText(one, 'csv')].join('').split('\r\n');
    const widths = new Set(
      csv(byJob)
        .filter(Boolean)
        .map((line) => line.split(',').length),
    );
    expect([...widths]).toEqual([(csv(plain)[0] ?? '').split(',').length + 1]);
    await take(jobs.replace('Baker\n', 'Driver\n'));
    const undone = await reversed({ small }, reversal(runId, ['zed']));
    const negative = await journalOf(undone.runId, { by: 'job' });
    expect(negative.postings[0]).toMatchObject({ job: 'Baker', amountMinor: -200_000n });
    for (const form of ['beancount', 'hledger'] as const) {
      expect([...journalText(negative, form)].join('')).toMatch(/job: ?"?Baker\b/);
      expect([...journalText(plain, form)].join('')).not.toMatch(/Baker\b/);
    }
  });

  it('of a reversal is the exact negative, whatever was renamed or moved since', async () => {
    must(await accounts({ earnings: '6000' }));
    const runId = await paid('2026-11-02');
    const before = await postings(runId);
    must(await accounts({ earnings: '7000' }));
    await take(`${header},department,cost_centre\n${zed},Shop,9\n${ada},Shop,9\n`);
    const undone = await reversed({ small }, reversal(runId));
    const negative = before.map(([account, centre, department, amount]) => [
      ...[account, centre, department, -(amount as bigint)],
    ]);
    expect(await postings(undone.runId)).toEqual(negative);
    expect(await postings(runId)).toEqual(before);
  });

  it('of the reversal of one person takes back the cost of that person', async () => {
    const runId = await paid('2026-11-02');
    const undone = await reversed({ small }, reversal(runId, ['zed']));
    const costs = (await postings(undone.runId)).filter(([, , department]) => department !== null);
    expect(costs[0]).toEqual(['Expenses:Payroll:Wages', '4100', 'Bakery', -200_000n]);
    expect(costs.map(([, , department]) => department)).not.toContain('Office');
  });

  it('is refused in a form that cannot have an account, with each of them', async () => {
    must(await accounts({ earnings: '6000 Wages', net_pay: 'Net;Pay' }));
    const runId = await paid('2026-11-02');
    const unfit = async (form: 'beancount' | 'hledger') => {
      const done = await openJournal(small.world, { ...asked, runId, form });
      return done.ok ? [] : done.refusal.issues?.map(({ pointer, code }) => [pointer, code]);
    };
    const fault = 'account_unfit';
    expect(await unfit('beancount')).toEqual([
      ['/6000 Wages', fault],
      ['/Net;Pay', fault],
    ]);
    expect(await unfit('hledger')).toEqual([['/Net;Pay', fault]]);
    must(await accounts({ earnings: 'Expenses:Wages', net_pay: 'default' }));
    expect(await journalOf(runId, { form: 'beancount', accounts: 'now' })).toMatchObject({
      hasAccountsOfNow: true,
    });
  });
});

describe('the accounts of a company', () => {
  it('are listed with where each comes from, and what it does not fit', async () => {
    await payCodes(small, [
      {
        ...{ id: 1000, code: 'GIFT', kind: 'earning', title: 'Gift', amount: { by: 'amount' } },
        journal_account: '6030 Gifts',
      },
    ]);
    const set = must(await accounts({ BONUS: 'Expenses:Bonus', taxes_payable: '2200' }));
    const of = (name: string) =>
      [...set.defaults, ...set.words, ...set.codes]
        .filter((one) => one.name === name)
        .map(({ account, from, unfit }) => [account, from, unfit.join()])[0];
    expect(set.changed).toBe(true);
    expect(of('BONUS')).toEqual(['Expenses:Bonus', 'company', '']);
    expect(of('GIFT')).toEqual(['6030 Gifts', 'pay_code', 'beancount']);
    expect(of('REGULAR')).toEqual(['Expenses:Payroll:Wages', 'default', '']);
    expect(of('earnings')).toEqual(['Expenses:Payroll:Wages', 'standard', '']);
    expect(of('taxes_payable')).toEqual(['2200', 'company', 'beancount']);
    expect(of('FIT')).toEqual(['2200', 'pay_code', 'beancount']);
    expect(of('FIT_WAGES')).toBeUndefined();
  });

  it('are saved once, in the audit log, and only when something is another', async () => {
    const { companyId } = small;
    const told = async () => {
      const ask = { subject: `company:${companyId}`, actor: null, fromOn: null, toOn: null };
      const listed = must(
        await listAudit(small.world, {
          ...{ company: await companyRow(small), ...ask, after: null, limit: 100 },
        }),
      );
      return listed.events.filter(({ action }) => action === 'company.accounts').length;
    };
    expect(must(await accounts({ earnings: '6000' }, true)).changed).toBe(true);
    expect(await told()).toBe(0);
    must(await accounts({ earnings: '6000' }));
    expect(must(await accounts({ earnings: '6000' })).changed).toBe(false);
    expect(await told()).toBe(1);
    expect(must(await accounts({ earnings: 'default' })).defaults[0]).toMatchObject({
      from: 'standard',
    });
  });

  it.each([
    [{ earnigs: '6000' }, '/earnigs', 'unknown_account_name'],
    [{ FIT_WAGES: '6000' }, '/FIT_WAGES', 'unknown_account_name'],
    [{ 'REGULAR/liability': '6000' }, '/REGULAR/liability', 'unknown_account_name'],
    [{ earnings: 'a\nb' }, '/earnings', 'impossible_account'],
    [{ earnings: ' 6000' }, '/earnings', 'impossible_account'],
    [{ constructor: '6000' }, '/constructor', 'unknown_account_name'],
  ])('%j is refused', async (given, pointer, code) => {
    const done = await accounts(given as unknown as Record<string, string>);
    expect(done).toMatchObject({
      refusal: { code: 'accounts_invalid', issues: [{ pointer, code }] },
    });
  });
});
