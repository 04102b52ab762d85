/** The flat rate on a bonus depends on tax that was withheld from regular pay, this year or last. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importBalances } from '#operations/people/import-balances.ts';
import { explainPayslip } from '#operations/runs/explain-payslip.ts';
import { runOffCycle } from '#operations/runs/run-off-cycle.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { companyRow, hours, payslip, period, run } from '../support/paid-periods.ts';
import { drivenBy, must, type SmallCompany, smallCompany } from '../support/small-company.ts';

const roster = `employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,hire_date
full,Una Vale,salary,78000.00,,single,2019-01-01
part,Pia Orr,hourly,,10.00,mfj,2019-01-01
new,Ned West,salary,78000.00,,single,2026-01-02
`;

let database: TestDatabase;
let company: SmallCompany;
let client: pg.Client;

beforeAll(async () => {
  database = await freshDatabase();
  company = await smallCompany({ url: database.url, now: '2025-12-02T12:00:00Z', roster });
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const last = await period(company, { from: '2025-12-01', payOn: '2025-12-16' });
  await hours(company, last, 'employee_id,regular_hours\npart,40\n');
  await run(company, last);
  await company.clock.set('2026-01-05T12:00:00Z');
});

afterAll(async () => {
  await client.end();
  await company.close();
  await database.drop();
});

/** Each gets 500.00 in a run of its own. */
async function bonus(payOn: string, people: readonly string[]): Promise<number> {
  const rows = people.map((number) => `${number},BONUS,500.00\n`).join('');
  const paid = must(
    await runOffCycle(
      company.world,
      {
        ...{ company: await companyRow(company), payOn: Temporal.PlainDate.from(payOn) },
        ...{ key: null, startOn: null, endOn: null, frequency: 'biweekly' },
        ...{ bytes: Buffer.from(`employee_id,code,amount\n${rows}`), dryRun: false },
      },
      drivenBy(company.clock),
    ),
  );
  if (paid.kind !== 'ran') throw new Error(JSON.stringify(paid));
  return paid.run.runId;
}

async function explained(runId: number, number: string): Promise<string> {
  const { json } = must(await explainPayslip(company.world, { runId, number, line: 'FIT' }));
  return JSON.stringify(json);
}

describe('a bonus paid alone', () => {
  it('has the flat rate after tax on the regular pay of last year, else is aggregated', async () => {
    const runId = await bonus('2026-01-09', ['full', 'part', 'new']);
    // 22 % of 500.00
    const full = await payslip(company, { runId, number: 'full' });
    expect(full.lines).toMatchObject({ FIT: '110.00', FIT_ON_SUPPLEMENTAL: '110.00' });
    // The tax on 3,000.00 in December 2025.
    expect(await explained(runId, 'full')).toContain('payslip of 2025-12-16');
    const part = await payslip(company, { runId, number: 'part' });
    expect(part.lines).toMatchObject({ FIT: '0.00', SUPPLEMENTAL_WAGES: '500.00' });
    expect(part.warnings).toEqual([]);
    // Nothing is known of the new person: 500.00 × 26 = 13,000 − 8,600 = 4,400, below 7,500.
    const fresh = await payslip(company, { runId, number: 'new' });
    expect(fresh.lines['FIT']).toBe('0.00');
    expect(fresh.warnings).toEqual([expect.stringContaining('regular_tax_unknown')]);
  });

  it('does not make the next one flat, but opening balances of last year do', async () => {
    // The bonus before had the flat rate, and no regular pay of this year is known.
    const second = await bonus('2026-01-12', ['full', 'part']);
    expect((await payslip(company, { runId: second, number: 'part' })).lines['FIT']).toBe('0.00');
    const text = 'employee_id,year,tax,taxable_wages,withheld\npart,2025,FIT,10400.00,12.00\n';
    const bytes = Buffer.from(text);
    const row = await companyRow(company);
    must(await importBalances(company.world, { company: row, bytes, dryRun: false }));
    const third = await bonus('2026-01-13', ['part']);
    expect((await payslip(company, { runId: third, number: 'part' })).lines['FIT']).toBe('110.00');
    expect(await explained(third, 'part')).toContain('12.00');
    // As it was known when the run was opened.
    expect(await explained(second, 'part')).not.toContain('12.00');
  });

  it('stays as it was paid in a run that was opened before the condition was looked at', async () => {
    const edition = (number: number) =>
      client.query(`alter table paybeat.pay_run alter column rules_edition set default ${number}`);
    await edition(1);
    const before = await bonus('2026-01-14', ['new']);
    await edition(2);
    const paid = await payslip(company, { runId: before, number: 'new' });
    expect(paid.lines).toMatchObject({ FIT: '110.00' });
    expect(paid.lines['FIT_ON_SUPPLEMENTAL']).toBeUndefined();
    // Explaining calculates the payslip again, and compares every line.
    expect(await explained(before, 'new')).toContain('110.00');
    // Its tax was all on a bonus, so it allows no flat rate.
    const after = await bonus('2026-01-15', ['new']);
    expect((await payslip(company, { runId: after, number: 'new' })).lines['FIT']).toBe('0.00');
  });
});
