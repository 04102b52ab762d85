/**
 * Measures one large run from its due instant to its commit:
 * `npm run bench:big-company [-- EMPLOYEES [WORKERS [ROUNDS]]]`, 100,000 employees, one worker and one round by
 * default. WORKERS may be several numbers: `1,2` measures one worker and then two.
 *
 * The people are those of the examples, repeated: about ten lines a payslip under US federal tax. Worker
 * processes with the default settings do the run. Each round prints the seconds from due to committed, the
 * floor (floor.ts) in the same database, their ratio, the peak memory of all worker processes, and `verify`.
 *
 * `--paid N` pays N fortnights of the same people before, so that every person has a history to be compared
 * with. `--keyed` gives the workers a key: each round then also waits for the certificate. `--json` prints the figures
 * as JSON.
 */
import { generateKeyPairSync } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { verify } from '#operations/verify.ts';
import { createStore } from '#store/store.ts';
import { benchDatabase, median } from './bench-database.ts';
import { benchFolder, cleanUp, progress } from './clean-up.ts';
import { onCopy } from './database-copies.ts';
import { startBeforeDue } from './due-companies.ts';
import { encodedFloor, floor } from './floor.ts';
import { layLargeCompany } from './large-company.ts';
import { watchMemory } from './memory.ts';
import { type ProcessorSeconds, watchProcessors } from './processors.ts';
import { ask, WorkerProcesses } from './worker-processes.ts';

interface BigCompanyRound extends Committed, ProcessorSeconds {
  readonly workers: number;
  readonly floor: number;
  readonly encodedFloor: number;
  readonly verify: number;
  readonly peakMiB: number | null;
  readonly broken: readonly string[];
  /** From the moment when this process sees the commit; null without a key. */
  readonly certificate: number | null;
}

/** More than ten times the slowest measured time. */
const patienceMs = 1_200_000;

const { values, positionals } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    paid: { type: 'string', default: '0' },
    keyed: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const [employees = 100_000, , rounds = 1] = positionals.map(Number);
const workerCounts = (positionals[1] ?? '1').split(',').map(Number);
const paidBefore = Number(values.paid);
const all: BigCompanyRound[] = [];
const database = await benchDatabase();
await layLargeCompany(database.url, { employees, paid: paidBefore });
for (const workerCount of workerCounts) {
  for (let round = 1; round <= rounds; round += 1) {
    progress(
      `${employees.toLocaleString('en')} people, ${workerCount} workers: round ${round} of ${rounds}`,
    );
    all.push(await onCopy(database.url, (url) => measure(url, workerCount)));
  }
}
if (values.json) process.stdout.write(`${JSON.stringify({ employees, rounds: all })}\n`);
else for (const workerCount of workerCounts) report(workerCount);
process.exitCode = all.some(({ broken }) => broken.length > 0) ? 1 : 0;
await cleanUp();

async function measure(url: string, workerCount: number): Promise<BigCompanyRound> {
  const certificates = values.keyed ? await benchFolder() : null;
  const workers = await WorkerProcesses.on(url, certificates === null ? {} : keyed(certificates));
  await startBeforeDue(url, () =>
    workers.start(Array.from({ length: workerCount }, (_, index) => `bench-${index + 1}`)),
  );
  const memory = watchMemory(() => workers.pids());
  const processors = watchProcessors({ ours: () => workers.pids(), server: database.pid() });
  const run = await committed(url);
  const certificate = certificates === null ? null : await written(certificates);
  const busy = await processors.stop();
  const peakMiB = await memory.stop();
  await workers.close();
  const floorSeconds = await floor(url);
  const encodedSeconds = await encodedFloor(url, run.payslips);
  const store = createStore({ url });
  const from = performance.now();
  const invariants = await verify({ store });
  const verifySeconds = (performance.now() - from) / 1_000;
  await store.close();
  return {
    ...{ ...run, workers: workerCount, ...busy, peakMiB },
    ...{ certificate, floor: floorSeconds, encodedFloor: encodedSeconds, verify: verifySeconds },
    broken: invariants.filter((one) => one.violations.length > 0).map((one) => one.id),
  };
}

function keyed(folder: string): Readonly<Record<string, string>> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const key = privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64');
  return { PAYBEAT_CERTIFICATE_FOLDER: folder, PAYBEAT_SIGNING_KEY: key };
}

/** In seconds. Certificates of runs paid before are written as well. */
async function written(folder: string): Promise<number> {
  const startedMs = performance.now();
  while ((await certificatesIn(folder)) <= paidBefore) {
    if (performance.now() - startedMs > patienceMs) throw new Error('no certificate is written');
    await wait(500);
  }
  return (performance.now() - startedMs) / 1_000;
}

async function certificatesIn(folder: string): Promise<number> {
  const files = await readdir(folder, { recursive: true });
  return files.filter((file) => file.endsWith('.json')).length;
}

interface Committed {
  readonly payslips: number;
  readonly linesEach: number;
  readonly dueToCommitted: number;
  readonly openToCommitted: number;
  /** From the last chunk to the commit: review, approval, commit. */
  readonly finalize: number;
  /** From the due instant to the first stored chunk. */
  readonly dueToFirstChunk: number;
  /** Bytes of a payslip's row, and of the table with its indexes divided by the payslips. */
  readonly rowBytes: number;
  readonly storedBytes: number;
}

async function committed(url: string): Promise<Committed> {
  const startedMs = performance.now();
  for (;;) {
    const [run] = await ask<Committed>(
      url,
      `select r.paid_count as payslips,
         extract(epoch from r.committed_at - r.due_at)::float8 as "dueToCommitted",
         extract(epoch from r.committed_at - r.opened_at)::float8 as "openToCommitted",
         extract(epoch from r.committed_at - chunks.last)::float8 as finalize,
         extract(epoch from chunks.first - r.due_at)::float8 as "dueToFirstChunk",
         a_few.*, pg_total_relation_size('paybeat.payslip')::float8
           / (select count(*) from paybeat.payslip) as "storedBytes"
       from paybeat.pay_run r cross join lateral (
           select min(done_at) as first, max(done_at) as last from paybeat.run_chunk c
           where c.run_id = r.run_id) chunks
         cross join lateral (select avg(cardinality(line_codes))::float8 as "linesEach",
             avg(pg_column_size(s))::float8 as "rowBytes"
           from (select * from paybeat.payslip limit 1000) s) a_few
       where r.state = 'committed' and r.opened_at > (select min(started_at) from paybeat.worker)`,
    );
    if (run) return run;
    const over = performance.now() - startedMs > patienceMs;
    const [stopped] = await ask<{ state: string; why: string }>(
      url,
      `select state, coalesce(closed_why, blockers::text) as why from paybeat.pay_run
       where state = 'failed' or blockers <> '[]'`,
    );
    if (over || stopped) throw new Error(`the run is not committed: ${JSON.stringify(stopped)}`);
    await wait(500);
  }
}

function report(workerCount: number): void {
  const measured = all.filter((one) => one.workers === workerCount);
  const of = (pick: (one: BigCompanyRound) => number) => median(measured.map(pick));
  const line = (what: string, pick: (one: BigCompanyRound) => number) =>
    process.stdout.write(
      `${what.padEnd(34)} ${of(pick).toFixed(2).padStart(8)} s   ` +
        `${of((one) => pick(one) / one.floor).toFixed(2)} × the floor\n`,
    );
  const payslips = measured[0]?.payslips ?? 0;
  process.stdout.write(
    `${payslips.toLocaleString('en')} payslips of ${(measured[0]?.linesEach ?? 0).toFixed(1)} lines, ` +
      `${workerCount} workers, ${measured.length} rounds; medians\n`,
  );
  line('due to committed', (one) => one.dueToCommitted);
  line('open to committed', (one) => one.openToCommitted);
  line('floor: bytes encoded before', (one) => one.floor);
  line('the same with encoding', (one) => one.encodedFloor);
  line('verify', (one) => one.verify);
  if (values.keyed) line('certificate, after the commit', (one) => one.certificate ?? Number.NaN);
  const broken = new Set(measured.flatMap((one) => one.broken));
  const rate = Math.round(payslips / of((one) => one.dueToCommitted)).toLocaleString('en');
  process.stdout.write(
    `${rate} payslips a second; peak memory of the workers ` +
      `${of((one) => one.peakMiB ?? Number.NaN).toFixed(0)} MiB (PSS); processor seconds: workers ` +
      `${of((one) => one.workerCpu).toFixed(1)}, server ${of((one) => one.serverCpu).toFixed(1)}; ` +
      `${broken.size === 0 ? 'every invariant holds' : `BROKEN: ${[...broken].join(', ')}`}\n`,
  );
}
