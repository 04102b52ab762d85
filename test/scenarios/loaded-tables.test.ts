/** Next year's tables are loaded as data: January is paid by them, and nothing that was paid changes afterwards. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { confinedTo, operator } from '#caller.ts';
import { findRun } from '#operations/look-up.ts';
import { certifiedNow } from '#operations/proof/certificate.ts';
import { runPayrollForPeriod } from '#operations/runs/auto-run-payroll.ts';
import { explainPayslip } from '#operations/runs/explain-payslip.ts';
import { listTables, showTables } from '#operations/tables/list-tables.ts';
import { loadTables } from '#operations/tables/load-tables.ts';
import { removeTables } from '#operations/tables/remove-tables.ts';
import { madeUp2027 } from '#payslip/taxes/us/tables/made-up-year.fixture.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { payslip, period, run } from '../support/paid-periods.ts';
import { drivenBy, must, type SmallCompany, smallCompany } from '../support/small-company.ts';

const roster = `employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,hire_date
una,Una Vale,salary,78000.00,,single,2019-01-01
`;

let database: TestDatabase;
let company: SmallCompany;

beforeAll(async () => {
  database = await freshDatabase();
  company = await smallCompany({ url: database.url, now: '2027-01-04T12:00:00Z', roster });
});

afterAll(async () => {
  await company.close();
  await database.drop();
});

const load = (file = madeUp2027(), of: { acceptDoubts?: boolean; dryRun?: boolean } = {}) =>
  loadTables(company.world, { json: file, acceptDoubts: true, ...of });

const corrected = () => madeUp2027((file) => void (file.social_security.percent = '6.3'));

async function certified(runId: number): Promise<string> {
  const found = must(await findRun(company.world, runId));
  return JSON.stringify(must(await certifiedNow(company.world, found, 3)).facts['sha256']);
}

describe('the tables of 2027', () => {
  it('are refused where doubts are not accepted, and saved by no dry run', async () => {
    expect(await load(madeUp2027(), { acceptDoubts: false })).toMatchObject({
      refusal: { code: 'tables_doubted', issues: [{}, { pointer: '/levy_exempt/dependent' }] },
    });
    expect(must(await load(madeUp2027(), { dryRun: true }))).toMatchObject({ written: false });
    expect((await listTables(company.world)).at(-1)).toMatchObject({ year: 2026, loaded: null });
  });

  it('are loaded by operators only', async () => {
    const caller = confinedTo(operator({ who: 'person:bob', door: 'library' }), [
      company.companyId,
    ]);
    expect(
      await loadTables({ ...company.world, caller }, { json: madeUp2027(), acceptDoubts: true }),
    ).toMatchObject({ refusal: { code: 'not_an_operator' } });
  });

  it('pay January as soon as they are loaded, and runs keep what they were opened with', async () => {
    const first = await period(company, { from: '2026-12-21', payOn: '2027-01-08' });
    const refused = await runPayrollForPeriod(
      company.world,
      { periodId: first, force: { reason: 'test' } },
      drivenBy(company.clock),
    );
    expect(JSON.stringify(refused)).toContain('tax_table_missing');

    const loaded = must(await load());
    expect(loaded).toMatchObject({ version: 1, change: 'added', written: true });
    expect(must(await load())).toMatchObject({ version: 1, change: 'unchanged', written: false });

    const { runId } = await run(company, first);
    const paid = await payslip(company, { runId, number: 'una' });
    // 6.2 % of 3,000.00
    expect(paid.lines).toMatchObject({ SS: '186.00' });
    const before = await certified(runId);

    expect(must(await load(corrected()))).toMatchObject({
      ...{ version: 2, change: 'corrected' },
      corrected: [{ pointer: '/social_security/percent', before: '6.2', after: '6.3' }],
    });
    const second = await run(
      company,
      await period(company, { from: '2027-01-04', payOn: '2027-01-22' }),
    );
    const later = await payslip(company, { runId: second.runId, number: 'una' });
    expect(later.lines).toMatchObject({ SS: '189.00' });
    expect(await payslip(company, { runId, number: 'una' })).toEqual(paid);
    const told = await explainPayslip(company.world, { runId, number: 'una', line: 'SS' });
    expect(JSON.stringify(must(told).json)).toContain('us-federal-2027-loaded-1');
    expect(await certified(runId)).toBe(before);
    expect(await certified(second.runId)).not.toBe(before);
  });

  it('are listed and shown with who loaded them, and stay because runs have read them', async () => {
    const [one, two] = (await listTables(company.world)).filter(({ year }) => year === 2027);
    expect(one).toMatchObject({ isInForce: false, loaded: { version: 1, runs: 1 } });
    expect(two).toMatchObject({
      ...{ isInForce: true, id: 'us-federal-2027-loaded-2' },
      loaded: { version: 2, runs: 1, loadedBy: 'person:test' },
    });
    const shown = must(await showTables(company.world, { year: 2027, version: 1 }));
    expect(shown.file).toEqual(JSON.parse(JSON.stringify(madeUp2027())));
    expect(await removeTables(company.world, { year: 2027 })).toMatchObject({
      refusal: { code: 'tables_used', facts: { runs: 2 } },
    });
    expect(await removeTables(company.world, { year: 2028 })).toMatchObject({
      refusal: { code: 'tables_not_loaded' },
    });
  });

  it('of a year that no run has read are removed, the last year first', async () => {
    const of2028 = () => {
      const file = madeUp2027();
      return { ...file, year: 2028 };
    };
    must(await load(of2028()));
    expect((await listTables(company.world)).at(-1)).toMatchObject({ year: 2028, isInForce: true });
    expect(must(await removeTables(company.world, { year: 2028 }))).toMatchObject({
      ...{ versions: 1, replacedBy: null },
    });
    expect((await listTables(company.world)).at(-1)).toMatchObject({
      ...{ year: 2028, isInForce: false },
      loaded: { removedBy: 'person:test' },
    });
  });
});
