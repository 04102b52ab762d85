/**
 * In companies with every kind of input, what is owed adds up to the payslips to the cent: each tax, deduction and
 * contribution of a committed run is owed to somebody once, or stays with the company.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listLiabilities } from '#operations/liabilities/list-liabilities.ts';
import { openRegister } from '#operations/registers/register-pages.ts';
import { autoRunPayroll } from '#operations/runs/auto-run-payroll.ts';
import type { World } from '#operations/world.ts';
import { companies } from '#store/reads/companies.ts';
import { createStore, type Store } from '#store/store.ts';
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
