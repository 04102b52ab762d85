/**
 * Measures how long the work of a dead worker waits: `npm run bench:take-over [-- ROUNDS]`
 * (default: 10 rounds of each kind).
 *
 * It prints p50, p99 and the longest wait in seconds for each kind. Progress goes to stderr.
 *
 *   - `worker`: one of two worker processes is killed with SIGKILL during its chunks. The wait of
 *     each of its chunks is from the kill to the next claim;
 *   - `database`: PostgreSQL is killed with SIGKILL and restarted. The wait of each current chunk
 *     is from the first reply of the database to the next claim.
 *
 * Settings are the defaults, except that chunks are smaller, so that more of them are in progress.
 * The database forgets where each process runs, as if each had its own machine. So nobody sees that
 * a process died, and its lease has to expire. The start of a Node process is not counted.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { operator } from '#caller.ts';
import { engineFor } from '#engine/engine-for.ts';
import { openRun } from '#operations/runs/open-run.ts';
import { enqueueWork } from '#operations/runs/reconcile.ts';
import { verify } from '#operations/verify.ts';
import type { World } from '#operations/world.ts';
import { defaultSettings } from '#settings/work-settings.fixture.ts';
import { createStore } from '#store/store.ts';
import { systemClock } from '#time/clock.ts';
import { silent } from '../test/support/silent.ts';
import { benchDatabase } from './bench-database.ts';
import { cleanUp, progress } from './clean-up.ts';
import { layCompany, layMonth, must } from './due-companies.ts';
import { ask, WorkerProcesses } from './worker-processes.ts';

const caller = operator({ who: 'person:bench', door: 'library' });

type Kind = 'worker' | 'database';

const rounds = roundsAsked(process.argv[2] ?? '10');
/** A round takes ten seconds on an idle machine. A round beyond this limit is a fault. */
const patienceMs = 300_000;
const chunkSize = 25;
const names = ['bench-a', 'bench-b'];

progress('starting PostgreSQL');
const database = await benchDatabase();
const { url } = database;
await ask(
  url,
  `create function paybeat.bench_no_place() returns trigger language plpgsql as $$
     begin new.facts := new.facts - 'place'; return new; end $$;
   create trigger bench_no_place before insert or update on paybeat.worker
     for each row execute function paybeat.bench_no_place();
   create table paybeat.bench_claim (run_id integer, ordinal integer, epoch integer, owner text,
     at timestamptz default clock_timestamp());
   grant all on paybeat.bench_claim to public;
   create function paybeat.bench_claim() returns trigger language plpgsql as $$
     begin
       insert into paybeat.bench_claim (run_id, ordinal, epoch, owner)
       values (new.run_id, new.ordinal, new.epoch, new.lease_owner);
       return null;
     end $$;
   create trigger bench_claim after update of epoch on paybeat.run_chunk
     for each row when (new.epoch > old.epoch) execute function paybeat.bench_claim()`,
);
const workers = await WorkerProcesses.on(url, { PAYBEAT_CHUNK_SIZE: String(chunkSize) });
const laying = createStore({ url });
const world: World = {
  ...{ store: laying, telemetry: silent, caller, worker: 'worker:bench' },
  settings: { ...defaultSettings, chunkSize },
};
progress('laying out a company of 2,000 people');
const companyId = await layCompany(world, { code: 'bench', people: 2_000, first: 1 });
await laying.close();

const waits: Record<Kind, number[]> = { worker: [], database: [] };
let month = Temporal.PlainYearMonth.from('2023-01');
for (let round = 1; round <= rounds; round += 1) {
  for (const kind of ['worker', 'database'] as const) {
    const fromMs = performance.now();
    const seconds = await play(kind);
    waits[kind].push(...seconds);
    month = month.add({ months: 1 });
    progress(
      `round ${round} of ${rounds}, ${kind} killed: ${seconds.length} chunks in hand, ` +
        `the longest waited ${Math.max(0, ...seconds).toFixed(2)} s ` +
        `(${((performance.now() - fromMs) / 1_000).toFixed(0)} s for the round)`,
    );
  }
}
for (const [kind, seconds] of Object.entries(waits)) {
  const sorted = seconds.toSorted((one, other) => one - other);
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1]?.toFixed(2) ?? '-';
  process.stdout.write(
    `${kind.padEnd(9)} ${String(sorted.length).padStart(4)} chunks in hand in ${rounds} rounds; ` +
      `next claim after p50 ${at(0.5)} s, p99 ${at(0.99)} s, at most ${at(1)} s\n`,
  );
}
const store = createStore({ url });
const broken = (await verify({ store })).filter((one) => one.violations.length > 0);
process.stdout.write(
  `${broken.length === 0 ? 'every invariant holds' : `BROKEN: ${broken.map((one) => one.id)}`}\n`,
);
process.exitCode = broken.length === 0 ? 0 : 1;
await store.close();
await cleanUp();

function roundsAsked(text: string): number {
  const asked = Number(text);
  if (Number.isInteger(asked) && asked > 0) return asked;
  throw new Error(`the number of rounds is a whole number, not ${text}`);
}

/** Runs one run and kills something during it. Returns the seconds that each chunk waited. */
async function play(kind: Kind): Promise<readonly number[]> {
  await workers.start(names);
  const runId = await beginRun();
  await eventually('16 chunks are claimed', async () => {
    const [row] = await ask<{ claims: number }>(
      url,
      'select count(*)::int as claims from paybeat.bench_claim where run_id = $1',
      [runId],
    );
    return (row?.claims ?? 0) >= 16;
  });
  const from = kind === 'worker' ? await killWorker() : await killDatabase();
  await eventually('the run is committed', async () => {
    const [row] = await ask<{ state: string }>(
      url,
      'select state from paybeat.pay_run where run_id = $1',
      [runId],
    );
    return row?.state === 'committed';
  });
  const rows = await ask<{ seconds: number }>(
    url,
    `select extract(epoch from again.at - $2::timestamptz)::float8 as seconds
     from paybeat.bench_claim c join paybeat.bench_claim again using (run_id, ordinal)
     where run_id = $1 and again.epoch = c.epoch + 1 and again.at > $2::timestamptz
       and c.at < $2::timestamptz and c.owner like $3`,
    [runId, from, kind === 'worker' ? `worker:${names[0]}-%` : '%'],
  );
  return rows.map(({ seconds }) => seconds);
}

/** Opens the run and enqueues it, as the worker that finds it due does. */
async function beginRun(): Promise<number> {
  const opening = createStore({ url });
  const engine = engineFor({ brokerUrl: null, databaseUrl: url, clock: systemClock });
  const here = { ...world, store: opening };
  try {
    const periodId = await layMonth(here, { companyId, month });
    const force = { reason: 'bench' };
    const opened = must(await openRun(here, { companyId, periodId, force }));
    await enqueueWork(here, engine);
    return opened.runId;
  } finally {
    await engine.close({ graceful: false });
    await opening.close();
  }
}

async function killWorker(): Promise<string> {
  const from = await databaseNow();
  await workers.kill(names[0] ?? '');
  return from;
}

async function killDatabase(): Promise<string> {
  process.kill(database.pid(), 'SIGKILL');
  let from = '';
  await eventually('PostgreSQL answers again', async () => {
    from = await databaseNow();
    return true;
  });
  return from;
}

async function databaseNow(): Promise<string> {
  const [row] = await ask<{ now: string }>(url, 'select clock_timestamp()::text as now');
  return row?.now ?? '';
}

/**
 * Waits for a condition. An error of the database counts as "not yet", because it is down at times.
 */
async function eventually(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const startedMs = performance.now();
  let lastError = '';
  for (;;) {
    const isIt = await isSo().catch((error: unknown) => {
      lastError = `; the last error was: ${error}`;
      return false;
    });
    if (isIt) return;
    if (performance.now() - startedMs > patienceMs) {
      throw new Error(`waited ${patienceMs / 1_000} s in vain until ${what}${lastError}`);
    }
    await wait(10);
  }
}
