/**
 * What an import reads for each row of its file is independent of the number of rows.
 *
 * The database knows as little as possible: ANALYZE has looked after a dry run that was rolled back, and has found
 * pages without a row.
 */
import pg from 'pg';
import { beforeAll, expect, it } from 'vitest';
import type { Answer } from '#errors.ts';
import { importBalances } from '#operations/people/import-balances.ts';
import { importHours } from '#operations/people/import-hours.ts';
import { importItems } from '#operations/people/import-items.ts';
import { importRoster } from '#operations/people/import-roster.ts';
import { importTerms } from '#operations/people/import-terms.ts';
import type { World } from '#operations/world.ts';
import { sql } from '#store/sql.ts';
import { rowsOf, type Writing } from '#store/store.ts';
import { freshDatabase } from '../support/database.ts';
import { companyRow, period } from '../support/paid-periods.ts';
import { must, type SmallCompany, smallCompany } from '../support/small-company.ts';

const few = 1_000;
const many = 4 * few;
const kinds = ['roster', 'newPeople', 'raises', 'balances', 'terms', 'items', 'hours'] as const;
type Kind = (typeof kinds)[number];

/** Rows that an import has read, for each person in its file. */
type Works = Readonly<Record<Kind, number>>;
const works = new Map<number, Works>();

beforeAll(async () => {
  for (const people of [few, many]) works.set(people, await worksOf(people));
}, 240_000);

it.each(kinds)('%s: a file four times as long reads no more for each person', (kind) => {
  const [small, large] = [works.get(few)?.[kind] ?? 0, works.get(many)?.[kind] ?? 0];
  const read = `${small}, then ${large} rows for each person`;
  expect(small, read).toBeGreaterThan(1);
  expect(small, read).toBeLessThan(50);
  expect(large, read).toBeLessThan(1.2 * small);
});

async function worksOf(people: number): Promise<Works> {
  await using database = await freshDatabase();
  const now = '2026-06-01T12:00:00Z';
  const settings = { importSliceRows: 200 };
  const company = await smallCompany({ url: database.url, now, settings, roster: lines('x', 1) });
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  // Nobody else looks meanwhile.
  for (const { name } of (await client.query(tables)).rows) {
    await client.query(`alter table paybeat.${name} set (autovacuum_enabled = off)`);
  }
  const looked = () => client.query('analyze');
  const of: Partial<Record<Kind, number>> = {};
  for (const kind of kinds) of[kind] = (await workOf(company, { kind, people, looked })) / people;
  await client.end();
  await company.close();
  return of as Works;
}

// A partitioned table has no rows of its own.
const tables = `select relname as name from pg_class
  where relnamespace = 'paybeat'::regnamespace and relkind = 'r'`;

async function workOf(
  company: SmallCompany,
  ask: {
    readonly kind: Kind;
    readonly people: number;
    readonly looked: () => Promise<unknown>;
  },
): Promise<number> {
  const take = await takes(company, ask);
  must(await take(company.world, true));
  await ask.looked();
  let work = 0;
  const { store } = company.world;
  const counting: World = {
    ...company.world,
    store: {
      ...store,
      write: (scope, does) =>
        store.write(scope, async (tx) => {
          const before = await rowsRead(tx);
          const answered = await does(tx);
          work += (await rowsRead(tx)) - before;
          return answered;
        }),
    },
  };
  must(await take(counting, false));
  return work;
}

/** By this connection until now, with what foreign keys look up. */
async function rowsRead(tx: Writing): Promise<number> {
  const [row] = await rowsOf<{ rows: number }>(
    tx,
    sql`select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::float8 as rows
        from pg_stat_xact_user_tables`,
  );
  return row?.rows ?? 0;
}

type Take = (world: World, dryRun: boolean) => Promise<Answer<unknown>>;

async function takes(
  small: SmallCompany,
  { kind, people }: { readonly kind: Kind; readonly people: number },
): Promise<Take> {
  const company = await companyRow(small);
  const of = (text: string) => ({ company, bytes: Buffer.from(text) });
  const forAll = (header: string, cells: string) =>
    of(
      `${header}\n${numbers('p', people)
        .map((number) => `${number},${cells}\n`)
        .join('')}`,
    );
  switch (kind) {
    case 'roster':
      return (world, dryRun) =>
        importRoster(world, { ...of(lines('p', people)), scheduleCode: null, dryRun });
    case 'newPeople':
      return (world, dryRun) =>
        importRoster(world, { ...of(lines('q', people)), scheduleCode: null, dryRun });
    case 'raises':
      return (world, dryRun) =>
        importRoster(world, { ...of(lines('p', people, 31)), scheduleCode: null, dryRun });
    case 'balances': {
      const ask = forAll('employee_id,year,code,amount', '2026,GROSS,100');
      return (world, dryRun) => importBalances(world, { ...ask, dryRun });
    }
    case 'terms': {
      const ask = forAll('employee_id,from,pay_type,hourly_rate', '2026-07-01,hourly,32');
      return (world, dryRun) => importTerms(world, { ...ask, dryRun });
    }
    case 'items': {
      const ask = forAll('employee_id,code,amount,from', 'UNION_DUES,10,2026-07-01');
      return (world, dryRun) => importItems(world, { ...ask, dryRun });
    }
    case 'hours': {
      const periodId = await period(small, { from: '2026-06-01' });
      const { bytes } = forAll('employee_id,regular_hours', '80');
      return (world, dryRun) => importHours(world, { periodId, bytes, dryRun });
    }
  }
}

function numbers(word: string, people: number): readonly string[] {
  return Array.from({ length: people }, (_, at) => `${word}${at + 1}`);
}

function lines(word: string, people: number, rate = 30): string {
  const rows = numbers(word, people).map(
    (number) => `${number},Person ${number},hourly,${rate},single,2020-01-01\n`,
  );
  return `employee_id,name,pay_type,hourly_rate,filing_status,hire_date\n${rows.join('')}`;
}
