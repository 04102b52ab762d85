/**
 * In companies with every kind of input, what is owed adds up to the payslips to the cent: each tax, deduction and
 * contribution of a committed run is owed to somebody once, or stays with the company.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listLiabilities } from '#operations/liabilities/list-liabilities.ts';
import { quarterLiabilities } from '#operations/liabilities/quarter-liabilities.ts';
import { openYear } from '#operations/liabilities/year-liabilities.ts';
import { openRegister } from '#operations/registers/register-pages.ts';
import { autoRunPayroll } from '#operations/runs/auto-run-payroll.ts';
import type { World } from '#operations/world.ts';
import { usPayCodes } from '#payslip/taxes/us/us-pay-codes.ts';
import { type CompanyRow, companies } from '#store/reads/companies.ts';
import { sql } from '#store/sql.ts';
import { createStore, rowsOf, type Store } from '#store/store.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { type DatabaseClock, databaseClock } from '../support/database-clock.ts';
import { layRichCompanies, richDueMoment } from '../support/rich-companies.ts';
import { drivenBy, must, worldOn } from '../support/small-company.ts';

let database: TestDatabase;
let store: Store;
let clock: DatabaseClock;
let world: World;

beforeAll(async () => {
  database = await freshDatabase();
  await layRichCompanies(database.url);
  store = createStore({ url: database.url });
  clock = await databaseClock(database.url, richDueMoment);
  world = worldOn(store);
  await autoRunPayroll(world, drivenBy(clock));
}, 120_000);
afterAll(async () => {
  await store.close();
  await clock.close();
  await database.drop();
});

const day = Temporal.PlainDate.from;
const keptByCompany = ['LOAN', 'PAY_TAKEN_BACK'];
const sum = (rows: readonly { readonly amountMinor: bigint }[]) =>
  rows.reduce((all, { amountMinor }) => all + amountMinor, 0n);

it('what is owed by pay date is what the payslips took and what the company pays in addition', async () => {
  const all = await store.read('every company', (at) => companies(at));
  let checked = 0;
  for (const company of all) {
    const time = { company, fromOn: day('2026-01-01'), toOn: day('2026-12-31') };
    const { totals } = must(await openRegister(world, { ...time, by: 'run' }));
    const list = must(await listLiabilities(world, time));
    const kept = totals.codes
      .filter(({ code }) => keptByCompany.includes(code))
      .reduce((all, { payCodeId }) => all + (totals.all.lines.get(payCodeId) ?? 0n), 0n);
    const { taxesMinor, deductionsMinor, employerMinor } = totals.all;
    const owed = sum(list.taxes) + sum(list.others) + sum(list.adjustments);
    expect([company.code, owed + kept]).toEqual([
      ...[company.code, taxesMinor + deductionsMinor + employerMinor],
    ]);
    // Every tax is in a deposit, or waits.
    const waiting = list.taxes.filter(({ rule }) => rule === 'waits');
    expect([company.code, sum(list.deposits) + sum(waiting)]).toEqual([
      ...[company.code, sum(list.taxes)],
    ]);
    checked += list.taxes.length;
  }
  expect(checked).toBeGreaterThan(50);
}, 60_000);

it('the boxes of people and their opening balances are the lines of the quarters', async () => {
  const all = await store.read('every company', (at) => companies(at));
  let people = 0;
  let someoneIsAbove = false;
  for (const company of all) {
    const { head, pages } = must(await openYear(world, { company, year: 2026 }));
    const time = { company, fromOn: day('2026-01-01'), toOn: day('2026-12-31') };
    const { totals } = must(await openRegister(world, { ...time, by: 'run' }));
    const payslips = totals.all.paid;
    const lineOf = (line: string) => head.lines.find((one) => one.line === line)?.wagesMinor;
    const above = await aboveBase(company);
    expect([company.code, lineOf('5')]).toEqual([company.code, above]);
    someoneIsAbove ||= above > 0n;
    const sums = new Map<string, bigint>();
    for await (const page of pages(3)) {
      for (const { amounts } of must(page)) {
        people += 1;
        head.boxes.forEach(({ box }, place) => {
          sums.set(box, (sums.get(box) ?? 0n) + (amounts[place] ?? 0n));
        });
      }
    }
    const lines = new Map<string, bigint>();
    for (const quarter of [1, 2, 3, 4]) {
      const made = must(
        await quarterLiabilities(world, { company, quarter: { year: 2026, quarter } }),
      );
      for (const { line, wagesMinor, amountMinor } of made.lines) {
        lines.set(line, (lines.get(line) ?? 0n) + (wagesMinor ?? amountMinor ?? 0n));
      }
      // Each payslip rounds the employer's two taxes by at most half a cent.
      const cents = made.statedMinor - made.paidMinor;
      expect(cents < 0n ? -cents : cents).toBeLessThanOrEqual(BigInt(payslips));
    }
    const brought = await broughtByCode(company.companyId);
    const of = (...boxes: readonly string[]) =>
      boxes.reduce((all, box) => all + (sums.get(box) ?? 0n), 0n);
    const withBrought = (code: string, ...names: readonly string[]) =>
      names.reduce((all, line) => all + (lines.get(line) ?? 0n), brought.get(code) ?? 0n);
    expect([company.code, of('1'), of('2'), of('3', '7'), of('5')]).toEqual([
      ...[company.code, withBrought('FIT_WAGES', '2'), withBrought('FIT', '3')],
      ...[withBrought('SS_WAGES', '5a', '5b'), withBrought('MEDICARE_WAGES', '5c')],
    ]);
  }
  expect(people).toBeGreaterThan(20);
  expect(someoneIsAbove).toBe(true);
}, 60_000);

/** Opening balances of 2026 of everybody whom a committed run of the year pays. */
async function broughtByCode(companyId: number): Promise<ReadonlyMap<string, bigint>> {
  const rows = await store.read({ companyId }, (at) =>
    rowsOf<{ id: number; amount: bigint }>(
      at,
      sql`select b.pay_code_id as id, sum(b.amount_minor)::int8 as amount from opening_balance b
          where b.company_id = ${companyId} and b.tax_year = 2026 and b.until_revision is null
            and exists (select from payslip s join pay_run r using (run_id)
              where s.employee_id = b.employee_id and r.state = 'committed')
          group by b.pay_code_id`,
    ),
  );
  return new Map(rows.map(({ id, amount }) => [codeNames.get(id) ?? '', amount]));
}

/** Line 5 of Form 940, person by person: pay that FUTA taxes, above 7,000.00 with the opening balances. */
async function aboveBase(company: CompanyRow): Promise<bigint> {
  const time = { company, fromOn: day('2026-01-01'), toOn: day('2026-12-31') };
  const { frame, pages } = must(await openRegister(world, { ...time, by: 'person' }));
  const before = await store.read({ companyId: company.companyId }, (at) =>
    rowsOf<{ number: string; amount: bigint }>(
      at,
      sql`select e.number, b.amount_minor as amount from opening_balance b join employee e using (employee_id)
          where b.company_id = ${company.companyId} and b.tax_year = 2026 and b.until_revision is null
            and b.pay_code_id = 163`,
    ),
  );
  const brought = new Map(before.map(({ number, amount }) => [number, amount]));
  let above = 0n;
  for await (const page of pages(50)) {
    for (const { number, lines } of must(page).people) {
      let wages = brought.get(number) ?? 0n;
      for (const [id, amountMinor] of lines) {
        const code = frame.known.get(id);
        const isExempt = code?.exemptFrom?.includes('FUTA') === true;
        const isPay = code?.kind === 'earning' || code?.wages !== undefined;
        if (isPay && !isExempt) wages += amountMinor;
        if (code?.kind === 'deduction' && isExempt) wages -= amountMinor;
      }
      above += wages > 7_000_00n ? wages - 7_000_00n : 0n;
    }
  }
  return above;
}

const codeNames = new Map(usPayCodes.map(({ id, code }) => [id, code]));
