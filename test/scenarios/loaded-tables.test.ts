/** Next year's tables are loaded as data: January is paid by them, and nothing that was paid changes afterwards. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { confinedTo, operator } from '#caller.ts';
import { findRun } from '#operations/look-up.ts';
import { certifiedNow } from '#operations/proof/certificate.ts';
import { runPayrollForPeriod } from '#operations/runs/auto-run-payroll.ts';
import { recalculateRun } from '#operations/runs/control-run.ts';
import { driveRun } from '#operations/runs/drive-run.ts';
import { explainPayslip } from '#operations/runs/explain-payslip.ts';
import { listTables, showTables } from '#operations/tables/list-tables.ts';
import { loadTables } from '#operations/tables/load-tables.ts';
import { removeTables } from '#operations/tables/remove-tables.ts';
import type { World } from '#operations/world.ts';
import { madeUp2027 } from '#payslip/taxes/us/tables/made-up-year.fixture.ts';
import { createStore, type Store } from '#store/store.ts';
import { backupFolder } from '../support/backup-file.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { limits, payslip, period, run, terms } from '../support/paid-periods.ts';
import {
  drivenBy,
  must,
  type SmallCompany,
  smallCompany,
  worldOn,
} from '../support/small-company.ts';

const roster = `employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,hire_date
una,Una Vale,salary,78000.00,,single,2019-01-01
`;

let database: TestDatabase;
let company: SmallCompany;
/** Of another process than the one that runs payroll: it loads the tables. */
let elsewhere: Store;
const { put, taken, restored } = backupFolder();

beforeAll(async () => {
  database = await freshDatabase();
  elsewhere = createStore({ url: database.url });
  company = await smallCompany({ url: database.url, now: '2027-01-04T12:00:00Z', roster });
});

afterAll(async () => {
  await company.close();
  await elsewhere.close();
  await database.drop();
});

const load = (file = madeUp2027(), of: { acceptDoubts?: boolean; dryRun?: boolean } = {}) =>
  loadTables(worldOn(elsewhere), { json: file, acceptDoubts: true, ...of });

const corrected = () => madeUp2027((file) => void (file.social_security.percent = '6.3'));

async function certified(runId: number, world: World = company.world): Promise<string> {
  const found = must(await findRun(world, runId));
  return JSON.stringify(must(await certifiedNow(world, found, 3)).facts['sha256']);
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

  it('pay January as soon as another process has loaded them, and runs keep what they were opened with', async () => {
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
    const { source } = madeUp2027().income_tax;
    expect(one).toMatchObject({ isInForce: false, source, loaded: { version: 1, runs: 1 } });
    expect(two).toMatchObject({
      ...{ isInForce: true, id: 'us-federal-2027-loaded-2' },
      loaded: { version: 2, runs: 1, loadedBy: 'person:test' },
    });
    const caller = confinedTo(operator({ who: 'person:bob', door: 'library' }), []);
    const ofNone = (await listTables({ ...company.world, caller })).filter(({ loaded }) => loaded);
    expect(ofNone.map(({ loaded }) => loaded?.runs)).toEqual([0, 0]);
    const shown = must(await showTables(company.world, { year: 2027, version: 1 }));
    expect(shown.file).toEqual(JSON.parse(JSON.stringify(madeUp2027())));
    expect(await removeTables(company.world, { year: 2027 })).toMatchObject({
      refusal: { code: 'tables_used', facts: { runs: 2 } },
    });
    expect(await removeTables(company.world, { year: 2028 })).toMatchObject({
      refusal: { code: 'tables_not_loaded' },
    });
  });

  it('are read by a run in review only after somebody recalculates it', async () => {
    const raise = 'employee_id,from,pay_type,annual_salary\nuna,2027-01-18,salary,81900\n';
    await terms(company, raise);
    await limits(company, { total: '1', least_people: '1' });
    const waiting = await run(
      company,
      await period(company, { from: '2027-01-18', payOn: '2027-02-05' }),
    );
    const { runId } = waiting;
    expect(waiting.state).toBe('review');
    const ss = async () => (await payslip(company, { runId, number: 'una' })).lines['SS'];
    const higher = madeUp2027((file) => void (file.social_security.percent = '6.4'));
    expect(must(await load(higher))).toMatchObject({ version: 3, openRuns: [{ runId }] });
    // 6.3 and 6.4 % of 3,150.00
    expect(await ss()).toBe('198.45');
    must(await recalculateRun(company.world, { runId, why: 'the tables were corrected' }));
    const { companyId, clock, world } = company;
    await driveRun(world, { companyId, runId }, drivenBy(clock));
    expect(await ss()).toBe('201.60');
    expect(must(await load(higher))).toMatchObject({ change: 'unchanged', openRuns: [] });
  });

  it('are in a backup, and a restored database proves its runs by them', async () => {
    const path = put('tables.backup', await taken(database.url));
    await using target = await freshDatabase();
    must(await restored(path, target.url));
    await using opened = new AsyncDisposableStack();
    const store = createStore({ url: target.url });
    opened.defer(() => store.close());
    const there = worldOn(store);
    expect(await listTables(there)).toEqual(await listTables(company.world));
    const [first] = (await listTables(there)).filter(({ loaded }) => loaded !== null);
    expect(first?.loaded?.runs).toBe(1);
    for (const runId of [1, 2]) {
      expect(await certified(runId, there)).toBe(await certified(runId));
    }
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
      ...{ year: 2028, isInForce: false, source: of2028().income_tax.source },
      loaded: { removedBy: 'person:test' },
    });
  });
});
