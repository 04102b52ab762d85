/**
 * In companies with every kind of input: the journal of a reversal is the exact negative of what it reverses, and that
 * of a correction balances, in every form.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { journalText } from '#operations/registers/journal-text.ts';
import { type Journal, openJournal } from '#operations/registers/open-journal.ts';
import { openRegister } from '#operations/registers/register-pages.ts';
import { autoRunPayroll } from '#operations/runs/auto-run-payroll.ts';
import { reverseRun } from '#operations/runs/reverse-run.ts';
import type { World } from '#operations/world.ts';
import { type RunRow, runById, runs } from '#store/reads/runs.ts';
import { sql } from '#store/sql.ts';
import { createStore, rowsOf, type Store } from '#store/store.ts';
import { corrected, correction } from '../support/corrected.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { type DatabaseClock, databaseClock } from '../support/database-clock.ts';
import { paidWrongly } from '../support/reversed.ts';
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
  committed = all.filter(({ state, kind }) => state === 'committed' && kind === 'regular');
}, 120_000);
afterAll(async () => {
  await store.close();
  await clock.close();
  await database.drop();
});

const forms = ['csv', 'beancount', 'hledger'] as const;
const asked = { preview: true, form: null, accounts: 'commit' } as const;
const journal = async (runId: number): Promise<Journal> =>
  must(await openJournal(world, { ...asked, runId }));
const undone = { why: 'a test', payOn: null, dryRun: false };

/** Each posting of a text without what names the run: the account, its tags and its amount. */
function postingLines(of: Journal, form: (typeof forms)[number]): readonly string[] {
  const text = [...journalText(of, form)].join('');
  if (form !== 'csv') return text.split('\n').filter((line) => /^ {2,}\S.*\d USD/.test(line));
  const rows = text.split('\r\n').filter((line) => line.startsWith('posting,'));
  return rows.map((row) => row.split(',').slice(4, 11).join());
}

/** The same line with the opposite amount. */
function opposite(line: string, form: (typeof forms)[number]): string {
  if (form !== 'csv') {
    return line
      .replace(/ (-?)(\d[\d.]*) USD/, (_, sign: string, amount: string) => {
        return ` ${sign === '' ? '-' : ''}${amount} USD`;
      })
      .replaceAll(/ {2,}/g, '  ');
  }
  const [account, costCentre, department, debit, credit, ...rest] = line.split(',');
  return [account, costCentre, department, credit, debit, ...rest].join();
}

const plain = (line: string) => line.replaceAll(/ {2,}/g, '  ');

/** What one person got, so that a reversal of a few can be compared. */
async function sumOf(runId: number, numbers: readonly string[] | null): Promise<bigint> {
  const { pages } = must(await openRegister(world, { runId }));
  let netMinor = 0n;
  for await (const page of pages(50)) {
    for (const one of must(page).people) {
      if (numbers === null || numbers.includes(one.number)) netMinor += one.netMinor;
    }
  }
  return netMinor;
}

async function runOf(of: World, runId: number): Promise<RunRow> {
  const row = await of.store.read('every company', (at) => runById(at, runId));
  if (row === null) throw new Error(`there is no run ${runId}`);
  return row;
}

async function numbersOf(runId: number): Promise<readonly string[]> {
  const rows = await store.read('every company', (at) =>
    rowsOf<{ number: string }>(
      at,
      sql`select e.number from payslip s join employee e using (employee_id) where s.run_id = ${runId} order by 1`,
    ),
  );
  return rows.map(({ number }) => number);
}

it('the journal of a reversal is the exact negative in every form', async () => {
  const newest = [...Map.groupBy(committed, ({ companyId }) => companyId).values()].flatMap((own) =>
    own.slice(0, 1),
  );
  let compared = 0;
  for (const { runId } of newest) {
    const before = await journal(runId);
    const done = must(
      await reverseRun(world, { ...undone, runId, employees: null }, drivenBy(clock)),
    );
    if (done.kind !== 'ran') continue;
    const after = await journal(done.run.runId);
    expect([runId, after.postings.map(negative)]).toEqual([runId, before.postings]);
    for (const form of forms) {
      const expected = postingLines(before, form).map((line) => opposite(line, form));
      const lines = postingLines(after, form).map(form === 'csv' ? (line) => line : plain);
      expect([runId, form, lines]).toEqual([runId, form, expected]);
      expect(lines).toHaveLength(before.postings.length);
      compared += lines.length;
    }
  }
  expect(compared).toBeGreaterThan(200);
}, 120_000);

const negative = (one: Journal['postings'][number]) => ({ ...one, amountMinor: -one.amountMinor });

/** It balances, and each form has every posting. */
async function checkBalance(of: Journal): Promise<void> {
  const sum = of.postings.reduce((all, { amountMinor }) => all + amountMinor, 0n);
  const { debitMinor, creditMinor } = of.totals;
  expect([of.run.runId, sum, debitMinor]).toEqual([of.run.runId, 0n, creditMinor]);
  for (const form of forms) expect(postingLines(of, form)).toHaveLength(of.postings.length);
}

it('the journal of a reversal of some people balances, and has their net pay', async () => {
  const earlier = [...Map.groupBy(committed, ({ companyId }) => companyId).values()].flatMap(
    (own) => own.slice(1, 2),
  );
  let balanced = 0;
  for (const [nth, { runId }] of earlier.entries()) {
    const employees = (await numbersOf(runId)).filter((_, place) => place % 3 === nth % 3);
    if (employees.length === 0) continue;
    const done = await reverseRun(world, { ...undone, runId, employees }, drivenBy(clock));
    if (!done.ok || done.value.kind !== 'ran') continue;
    await checkBalance(await journal(done.value.run.runId));
    expect(done.value.run.netMinor).toBe(-(await sumOf(runId, employees)));
    balanced += 1;
  }
  expect(balanced).toBeGreaterThan(0);
}, 120_000);

it('the journal of a correction balances, and owes what the run pays', async () => {
  const paid = await paidWrongly();
  const { small, runId } = paid;
  const netOf = async (of: number) => (await runOf(small.world, of)).netMinor ?? 0n;
  const read = async (of: number) => must(await openJournal(small.world, { ...asked, runId: of }));
  const before = await netOf(runId);
  const { run } = await corrected(paid, correction(runId, ['ben'], '88'));
  const of = await read(run.runId);
  await checkBalance(of);
  const owed = of.postings.filter(({ codes }) => codes.length === 0);
  expect(owed.reduce((all, { amountMinor }) => all - amountMinor, 0n)).toBe(run.netMinor);
  expect(await netOf(runId)).toBe(before);
  await small.close();
}, 120_000);
