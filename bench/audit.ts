/**
 * Measures how many audit rows a second the chains take:
 * `npm run bench:audit [-- SECONDS [ROUNDS]]`, 3 seconds for each measurement and 3 rounds by default. `--json` prints
 * the figures as JSON.
 *
 * Each transaction writes one row, as most actions do, or a hundred, as a set of small runs does. One connection writes
 * the chain of one company; eight write that of one company, where they wait for each other, or of eight.
 *
 * Each is compared with a raw insert of the same rows in the same round: the same connections and transactions, into
 * a table with the same columns and primary key, without a chain. Both wait for the disk at each commit.
 */
import { parseArgs } from 'node:util';
import { sql } from '#store/sql.ts';
import { createStore, rowsOf, type Store, type Writing } from '#store/store.ts';
import { type AuditRow, auditAll } from '#store/writes/audit.ts';
import { benchDatabase, median } from './bench-database.ts';
import { cleanUp, progress } from './clean-up.ts';
import { ask } from './worker-processes.ts';

const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const [seconds = 3, rounds = 3] = positionals.map(Number);

interface Case {
  readonly connections: number;
  readonly companies: number;
  /** Rows in a transaction. */
  readonly rows: number;
}

const cases: readonly Case[] = [
  { connections: 1, companies: 1, rows: 1 },
  { connections: 1, companies: 1, rows: 100 },
  { connections: 8, companies: 1, rows: 1 },
  { connections: 8, companies: 8, rows: 1 },
  { connections: 8, companies: 8, rows: 100 },
];

/** Rows a second. */
interface Rates {
  readonly chained: number[];
  readonly raw: number[];
}

const database = await benchDatabase();
const { url } = database;
await ask(
  url,
  `insert into paybeat.company (code, name, currency, time_zone, calendar, state_tax)
   select 'c' || n, 'C', 'USD', 'UTC', 'fed', 'none_calculated' from generate_series(1, 8) n`,
);
await ask(
  url,
  `insert into paybeat.audit_head (company_id, seq, hash) select company_id, 0, '' from paybeat.company
   on conflict do nothing`,
);
await ask(url, 'create table paybeat.bench_raw (like paybeat.audit_event)');
await ask(url, 'alter table paybeat.bench_raw add primary key (company_id, seq)');
await ask(url, 'grant insert on paybeat.bench_raw to paybeat_app, paybeat_worker');
const store = createStore({ url, connections: 8 });
const found = new Map<Case, Rates>(cases.map((one) => [one, { chained: [], raw: [] }]));
let rawSeq = 0;
for (let round = 1; round <= rounds; round += 1) {
  for (const [one, rates] of found) {
    // In turn, so that a slow moment of the machine does not always meet the same one.
    const writers = { chained: auditAll, raw: insertRaw };
    const order = round % 2 === 1 ? (['chained', 'raw'] as const) : (['raw', 'chained'] as const);
    for (const name of order) rates[name].push(await rateOf(store, one, writers[name]));
  }
  progress(`round ${round} of ${rounds}`);
}
const [broken] = await ask<{ rows: number }>(
  url,
  `select count(*)::int as rows from (select e.*, coalesce(lag(hash) over chain, ''::bytea) as previous
     from paybeat.audit_event e window chain as (partition by company_id order by seq)) e
   where hash <> paybeat.paybeat_audit_hash(previous, company_id, seq, at, actor, action, subject, facts)`,
);
if (broken?.rows !== 0) throw new Error('a chain is broken');
const figures = [...found].map(([one, { chained, raw }]) => ({
  ...one,
  chained: median(chained),
  raw: median(raw),
  ratio: median(chained.map((rate, round) => rate / (raw[round] ?? Number.NaN))),
}));
if (values.json) process.stdout.write(`${JSON.stringify({ seconds, rounds, cases: figures })}\n`);
else {
  for (const { connections, companies, rows, chained, raw, ratio } of figures) {
    const what = `${connections} connections, ${companies} companies, ${rows} rows a transaction`;
    const rate = (value: number) => Math.round(value).toLocaleString('en').padStart(8);
    process.stdout.write(
      `${what.padEnd(52)} ${rate(chained)} rows a second, raw ${rate(raw)}, ratio ${ratio.toFixed(2)}\n`,
    );
  }
}
await store.close();
await cleanUp();

/** All connections write until the time is over. */
async function rateOf(
  on: Store,
  { connections, companies, rows }: Case,
  write: (tx: Writing, rows: readonly AuditRow[]) => Promise<void>,
): Promise<number> {
  const startedMs = performance.now();
  let written = 0;
  const writing = Array.from({ length: connections }, async (_, nth) => {
    const companyId = 1 + (nth % companies);
    const row = {
      ...{ companyId, actor: 'person:ada', action: 'hours.import', subject: `period:${nth}` },
      facts: { file: 'hours.csv', rows: 1_874, people: 1_874, revision: 12, replaced: false },
    };
    const batch = Array.from({ length: rows }, () => row);
    while (performance.now() - startedMs < seconds * 1_000) {
      await on.write({ companyId }, (tx) => write(tx, batch));
      written += rows;
    }
  });
  await Promise.all(writing);
  return (written * 1_000) / (performance.now() - startedMs);
}

async function insertRaw(tx: Writing, rows: readonly AuditRow[]): Promise<void> {
  const first = rawSeq;
  rawSeq += rows.length;
  await rowsOf(
    tx,
    sql`insert into bench_raw (company_id, seq, at, actor, action, subject, facts, hash)
        select company, ${first} + n, paybeat_now(), actor, action, subject, facts, sha256('raw')
        from unnest(${rows.map((row) => row.companyId)}::int[], ${rows.map((row) => row.actor)}::text[],
            ${rows.map((row) => row.action)}::text[], ${rows.map((row) => row.subject)}::text[],
            ${rows.map((row) => JSON.stringify(row.facts ?? {}))}::text[]::jsonb[])
          with ordinality as t(company, actor, action, subject, facts, n)`,
  );
}
