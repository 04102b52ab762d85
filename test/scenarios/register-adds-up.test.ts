/**
 * In every run of companies with every kind of input, the register's rows are the payslips, and its sums are the
 * stored totals: for gross, each kind of pay code, taxes and net, whatever the size of its pages. Its journal
 * balances, and has the same sums by account, cost centre and department.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { journalText } from '#operations/registers/journal-text.ts';
import { openJournal } from '#operations/registers/open-journal.ts';
import { openRegister } from '#operations/registers/register-pages.ts';
import type { RegisterPerson } from '#operations/registers/register-people.ts';
import { autoRunPayroll } from '#operations/runs/auto-run-payroll.ts';
import { showPayslip } from '#operations/runs/show-payslip.ts';
import type { World } from '#operations/world.ts';
import { companies } from '#store/reads/companies.ts';
import { type RunRow, runs } from '#store/reads/runs.ts';
import { createStore, type Store } from '#store/store.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { type DatabaseClock, databaseClock } from '../support/database-clock.ts';
import { layRichCompanies, richDueMoment } from '../support/rich-companies.ts';
import { giveDepartments } from '../support/rich-departments.ts';
import { drivenBy, must, worldOn } from '../support/small-company.ts';

let database: TestDatabase;
let store: Store;
let clock: DatabaseClock;
let world: World;
let committed: readonly RunRow[];

beforeAll(async () => {
  database = await freshDatabase();
  await layRichCompanies(database.url);
  await giveDepartments(database.url);
  store = createStore({ url: database.url });
  clock = await databaseClock(database.url, richDueMoment);
  world = worldOn(store);
  await autoRunPayroll(world, drivenBy(clock));
  const all = await store.read('every company', (at) => runs(at, { limit: 1_000 }));
  committed = all.filter(({ state }) => state === 'committed');
}, 120_000);
afterAll(async () => {
  await store.close();
  await clock.close();
  await database.drop();
});

const totals = [
  ...(['grossMinor', 'reimbursementsMinor', 'deductionsMinor', 'taxesMinor'] as const),
  ...(['netMinor', 'employerMinor'] as const),
];
type Amounts = Pick<RegisterPerson, (typeof totals)[number]>;

function sumOf(people: readonly Amounts[]) {
  return Object.fromEntries(
    totals.map((name) => [name, people.reduce((all, one) => all + one[name], 0n)]),
  );
}

const totalsOf = (run: RunRow) => Object.fromEntries(totals.map((name) => [name, run[name]]));

async function read(ask: Parameters<typeof openRegister>[1], limit: number) {
  const register = must(await openRegister(world, ask));
  const people: RegisterPerson[] = [];
  for await (const page of register.pages(limit)) people.push(...must(page).people);
  return { ...register, people };
}

it('the register of every run has its payslips and its totals', async () => {
  expect(committed.length).toBeGreaterThan(10);
  for (const [nth, run] of committed.entries()) {
    const { runId } = run;
    const { people, totals: sums } = await read({ runId }, 1 + (nth % 7));
    expect(people).toHaveLength(run.paidCount ?? 0);
    expect(sumOf(people)).toEqual(totalsOf(run));
    const { departments } = await read({ runId, by: 'department' }, 1);
    expect(sumOf(departments ?? [])).toEqual(totalsOf(run));
    const ofPeople = Map.groupBy(people, ({ department }) => department);
    expect(new Set(departments?.map(({ department }) => department))).toEqual(
      new Set(ofPeople.keys()),
    );
    for (const { department, paid, ...of } of departments ?? []) {
      const own = ofPeople.get(department) ?? [];
      expect([department, paid, sumOf([of])]).toEqual([department, own.length, sumOf(own)]);
    }
    for (const { payCodeId, code } of sums.codes) {
      const sum = people.reduce((all, one) => all + (one.lines.get(payCodeId) ?? 0n), 0n);
      expect([code, sums.all.lines.get(payCodeId)]).toEqual([code, sum]);
    }
    const nameOf = new Map(sums.codes.map((one) => [one.payCodeId, one.code]));
    for (const one of people) {
      const shown = must(await showPayslip(world, { runId, number: one.number }));
      const lines = [...one.lines].map(([id, amount]) => [nameOf.get(id), amount]);
      expect(lines).toEqual(shown.lines.map(({ code, amountMinor }) => [code, amountMinor]));
      const { grossMinor, netMinor } = shown.yearToDate;
      expect([run.runId, one.number, one.yearToDate]).toMatchObject([
        ...[run.runId, one.number, { grossMinor, netMinor }],
      ]);
    }
  }
}, 60_000);

it('the journal of every run balances and has its totals, by cost centre and department', async () => {
  for (const run of committed) {
    const { runId } = run;
    const ask = { runId, preview: false, form: null, accounts: 'commit' } as const;
    const { postings, totals: sides } = must(await openJournal(world, ask));
    const cost = (run.grossMinor ?? 0n) + (run.reimbursementsMinor ?? 0n);
    expect([runId, sides]).toEqual([
      runId,
      { debitMinor: sides.creditMinor, creditMinor: sides.debitMinor },
    ]);
    const sumOn = (account: string) =>
      postings
        .filter((one) => one.account.startsWith(account))
        .reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
    expect([runId, sumOn('')]).toEqual([runId, 0n]);
    expect(sumOn('Liabilities:Payroll:NetPay')).toBe(-(run.netMinor ?? 0n));
    expect(sumOn('Liabilities:Payroll:Taxes')).toBe(-(run.taxesMinor ?? 0n));
    expect(sumOn('Liabilities:Payroll:Employer')).toBe(-(run.employerMinor ?? 0n));
    const { people } = await read({ runId }, 1_000);
    const costs = postings.filter(
      ({ amountMinor, account }) => !account.startsWith('Liabilities') && amountMinor !== 0n,
    );
    expect(costs.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)).toBe(
      cost + (run.employerMinor ?? 0n),
    );
    const placeOf = (one: {
      readonly costCentre: string | null;
      readonly department: string | null;
    }) => `${one.costCentre} ${one.department}`;
    const paid = Map.groupBy(people, placeOf);
    const posted = Map.groupBy(costs, placeOf);
    for (const [place, own] of paid) {
      const due = own.reduce(
        (sum, one) => sum + one.grossMinor + one.reimbursementsMinor + one.employerMinor,
        0n,
      );
      const sum = (posted.get(place) ?? []).reduce((all, { amountMinor }) => all + amountMinor, 0n);
      expect([runId, place, sum]).toEqual([runId, place, due]);
    }
    for (const place of posted.keys()) expect(paid.has(place)).toBe(true);
    for (const form of ['csv', 'beancount', 'hledger'] as const) {
      const text = async () => [...journalText(must(await openJournal(world, ask)), form)].join('');
      expect(await text()).toBe(await text());
    }
  }
}, 60_000);

it('the register of a year has the sums of its runs, by run and by person', async () => {
  const all = await store.read('every company', (at) => companies(at));
  const day = Temporal.PlainDate.from;
  for (const company of all) {
    const ask = { company, fromOn: day('2026-01-01'), toOn: day('2026-12-31') };
    const own = committed.filter(({ companyId }) => companyId === company.companyId);
    const byRun = await read({ ...ask, by: 'run' }, 5);
    const byPerson = await read({ ...ask, by: 'person' }, 3);
    const sum = sumOf(own.map((run) => totalsOf(run) as unknown as Amounts));
    expect(sumOf(byRun.people)).toEqual(sum);
    expect(sumOf(byPerson.people)).toEqual(sum);
    expect(byPerson.totals).toEqual(byRun.totals);
    const ids = byPerson.people.map(({ employeeId }) => employeeId);
    expect(ids).toEqual([...new Set(byRun.people.map(({ employeeId }) => employeeId))].sort(up));
  }
}, 60_000);

const up = (one: number, other: number) => one - other;
