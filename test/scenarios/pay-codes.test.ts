/** Runs with a company's own pay codes keep their results, whatever is changed later. */
import { describe, expect, it } from 'vitest';
import { importPayCodes } from '#operations/companies/import-pay-codes.ts';
import { freshDatabase } from '../support/database.ts';
import { companyRow, hours, payCodes, payslip, period, run } from '../support/paid-periods.ts';
import { type SmallCompany, smallCompany } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

async function company(): Promise<SmallCompany> {
  const database = await freshDatabase();
  return smallCompany({ url: database.url, now: '2026-01-02T12:00:00Z' });
}

const match = {
  id: 1000,
  code: 'MATCH_401K',
  kind: 'employer_contribution',
  title: '401(k) match',
  amount: {
    by: 'match',
    matches: '401K',
    of: ['gross'],
    tiers: [
      { up_to_percent: '3', match_percent: '100' },
      { up_to_percent: '5', match_percent: '50' },
    ],
  },
  applies_to_all: true,
  journal_account: 'benefits_expense',
};
const stateTax = {
  id: 1001,
  code: 'STATE_TAX',
  kind: 'tax',
  title: 'State income tax',
  valid_from: '2026-02-01',
  amount: { by: 'bands', of: ['FIT_WAGES'], bands: [{ above: '0', percent: '4.95' }] },
  applies_to_all: true,
  journal_account: 'taxes_payable',
};

describe('a company with its own pay codes', () => {
  it('pays with them from their date on, and explains a past run with the codes that it used', async () => {
    const small = await company();
    await payCodes(small, [match, stateTax]);
    const january = await period(small, { from: '2026-01-01' });
    await hours(small, january, 'employee_id,regular_hours\nben,80\n');
    const first = await run(small, january);
    const cleo = { runId: first.runId, number: 'cleo' };
    // 130,000 ÷ 26 = 5,000.00; 5 % is 250.00; 3 % at 100 and 2 % at 50 make 4 %.
    const before = await payslip(small, cleo);
    expect(before.lines).toMatchObject({
      SALARY: '5000.00',
      '401K': '250.00',
      MATCH_401K: '200.00',
    });
    expect(before.lines['STATE_TAX']).toBeUndefined();
    await expectSound(small.world);

    await payCodes(small, [
      {
        ...match,
        amount: { ...match.amount, tiers: [{ up_to_percent: '5', match_percent: '100' }] },
      },
    ]);
    const february = await period(small, { from: '2026-01-29', payOn: '2026-02-13' });
    const second = await run(small, february);
    const after = await payslip(small, { runId: second.runId, number: 'cleo' });
    // 4.95 % of 5,000.00 less the 401(k).
    expect(after.lines).toMatchObject({ MATCH_401K: '250.00', STATE_TAX: '235.13' });
    expect(await payslip(small, cleo)).toEqual(before);
    await expectSound(small.world);
    await small.close();
  });

  it('cannot change the meaning of an id after a run, but can before', async () => {
    const small = await company();
    const renamed = { ...match, code: 'MATCH' };
    await payCodes(small, [match]);
    await payCodes(small, [renamed]);
    await run(small, await period(small, { from: '2026-01-01' }));
    const refused = await importPayCodes(small.world, {
      company: await companyRow(small),
      bytes: Buffer.from(JSON.stringify({ pay_codes: [match] })),
      dryRun: false,
    });
    expect(refused).toMatchObject({
      ok: false,
      refusal: { issues: [{ pointer: '/pay_codes/0/code', code: 'code_in_use' }] },
    });
    await expectSound(small.world);
    await small.close();
  });
});
