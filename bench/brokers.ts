/**
 * Measures how many tasks each broker handles per second, and what its loss costs:
 * `npm run bench:brokers [-- redis …]`.
 *
 * It starts its own servers: PostgreSQL with fsync on; Redis with an append-only file, written
 * every second; the same with AUTH and TLS; Sentinel; and a Cluster of three. It uses the engine of
 * the workers. Everything runs on this machine, so the numbers contain no network.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '#engine/engine.ts';
import { type EngineAsk, engineFor } from '#engine/engine-for.ts';
import { Outage } from '#errors.ts';
import { waitUntil } from '#store/embedded/wait-until.ts';
import { systemClock } from '#time/clock.ts';
import { outcomeOf } from '../test/support/outcomes.ts';
import { startRedis } from '../test/support/redis.ts';
import { startCluster } from '../test/support/redis-cluster.ts';
import { startSentinel } from '../test/support/redis-sentinel.ts';
import { holdTask } from '../test/support/task-holder.ts';
import { benchDatabase, median } from './bench-database.ts';
import { atTheEnd, benchFolder, cleanUp } from './clean-up.ts';

type Ask = Omit<EngineAsk, 'clock' | 'namespace'>;
interface Broker {
  readonly ask: Ask;
  /** Environment of the processes that are measured from outside. */
  readonly env: Readonly<Record<string, string>>;
  readonly killPrimary?: () => Promise<void>;
  close(): Promise<unknown>;
}

const appendOnly = ['appendonly yes', 'appendfsync everysec'];
const database = await benchDatabase();
const onRedis = (url: string, caFile: string | null = null): Pick<Broker, 'ask' | 'env'> => ({
  ask: { brokerUrl: url, databaseUrl: '', caFile },
  env: { BROKER_URL: url, ...(caFile === null ? {} : { BROKER_CA_FILE: caFile }) },
});

const brokers: Readonly<Record<string, () => Promise<Broker>>> = {
  postgres: async () => ({
    ask: { brokerUrl: null, databaseUrl: database.url, mayMigrate: true },
    env: {},
    close: async () => undefined,
  }),
  redis: async () => {
    const server = await startRedis({ config: appendOnly });
    return { ...onRedis(server.url), close: server.stop };
  },
  'redis-tls': async () => {
    const login = { user: 'paybeat', password: 'long-pass' };
    const server = await startRedis({ hasTls: true, login, config: appendOnly });
    return { ...onRedis(server.url, server.caFile), close: server.stop };
  },
  sentinel: async () => {
    const { url, killPrimary, stop } = await startSentinel();
    return { ...onRedis(url), killPrimary, close: stop };
  },
  cluster: async () => {
    const { url, stop } = await startCluster();
    return { ...onRedis(url), close: stop };
  },
};

const wanted = process.argv.slice(2);
const idleTasks = 500;
const manyTasks = 3_000;
const lanes = 16;
const takeOvers = 3;
const waits = { timeoutMs: 60_000 };
let namespaces = 0;

for (const [name, open] of Object.entries(brokers)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const broker = await open();
  const close = atTheEnd(() => broker.close());
  say(`${name}\n`);
  say(`  enqueue to start, idle   ${await idleLatency(broker)}\n`);
  say(`  in a second              ${await throughput(broker)}\n`);
  say(`  take-over after SIGKILL  ${await takeOver(broker)}\n`);
  say(`  an idle worker           ${await idleWorker(broker)}\n`);
  if (broker.killPrimary) say(`  primary killed           ${await failOver(broker)}\n`);
  await close();
}
await cleanUp();

function say(text: string): void {
  process.stdout.write(text);
}

function ownAsk({ ask }: Broker) {
  namespaces += 1;
  return { ...ask, namespace: `bench-${process.pid}-${namespaces}` };
}

/** Sender and worker have one engine each, as in two processes. */
async function withTwo<T>(
  broker: Broker,
  use: (sender: Engine, worker: Engine) => Promise<T>,
): Promise<T> {
  const ask = { ...ownAsk(broker), clock: systemClock };
  const [sender, worker] = [engineFor(ask), engineFor(ask)];
  try {
    return await use(sender, worker);
  } finally {
    await Promise.all([sender.close({ graceful: false }), worker.close({ graceful: false })]);
  }
}

function idleLatency(broker: Broker): Promise<string> {
  return withTwo(broker, async (sender, worker) => {
    let started = (_atMs: number) => {};
    const pay = async () => {
      started(performance.now());
      return null;
    };
    await worker.work(['default'], { pay }, { concurrency: 1 });
    const times: number[] = [];
    for (let number = 0; number < idleTasks; number += 1) {
      const start = new Promise<number>((resolve) => {
        started = resolve;
      });
      const fromMs = performance.now();
      await sender.enqueue('pay', {}, { id: `task-${number}` });
      times.push((await start) - fromMs);
      await outcomeOf(sender, `task-${number}`, waits);
    }
    const sorted = times.slice(20).toSorted((a, b) => a - b);
    const at = (share: number) => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(1);
    return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms of ${sorted.length}`;
  });
}

function throughput(broker: Broker): Promise<string> {
  return withTwo(broker, async (sender, worker) => {
    await sender.ready();
    const ids = Array.from({ length: manyTasks }, (_, number) => `task-${number}`);
    const waiting = ids[Symbol.iterator]();
    const lane = async () => {
      for (const id of waiting) await sender.enqueue('pay', {}, { id });
    };
    const addedFrom = performance.now();
    await Promise.all(Array.from({ length: lanes }, lane));
    const addSeconds = (performance.now() - addedFrom) / 1_000;
    const all = Promise.withResolvers<void>();
    let ended = 0;
    const pay = async () => {
      ended += 1;
      if (ended === manyTasks) all.resolve();
      return null;
    };
    const workedFrom = performance.now();
    await worker.work(['default'], { pay }, { concurrency: lanes });
    await all.promise;
    const workSeconds = (performance.now() - workedFrom) / 1_000;
    const rate = (seconds: number) => Math.round(manyTasks / seconds).toLocaleString('en');
    return `${rate(addSeconds)} added (${lanes} at a time), ${rate(workSeconds)} worked on by one worker`;
  });
}

async function takeOver(broker: Broker): Promise<string> {
  const seconds: number[] = [];
  for (let round = 1; round <= takeOvers; round += 1) {
    const ask = ownAsk(broker);
    const engine = engineFor({ ...ask, clock: systemClock });
    await engine.enqueue('pay', {}, { id: 'run-7' });
    const holder = await holdTask(ask);
    const kill = atTheEnd(async () => holder.kill('SIGKILL'));
    const began = Promise.withResolvers<number>();
    const pay = async () => {
      began.resolve(performance.now());
      return null;
    };
    await engine.work(['default'], { pay }, { concurrency: 1 });
    const killed = performance.now();
    await kill();
    seconds.push(((await began.promise) - killed) / 1_000);
    await outcomeOf(engine, 'run-7', waits);
    await engine.close({ graceful: true });
  }
  return `${seconds.map((one) => one.toFixed(1)).join(', ')} s`;
}

/** Resident memory of an idle `paybeat worker` after its start, as the kernel counts it. */
async function idleWorker(broker: Broker): Promise<string> {
  const folder = await benchFolder();
  const child = spawn(process.execPath, ['bin/paybeat.js', 'worker'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: folder,
      DATABASE_URL: database.url,
      PAYBEAT_DATA: join(folder, 'data'),
      ...broker.env,
    },
  });
  const kill = atTheEnd(async () => child.kill('SIGKILL'));
  let said = '';
  child.stderr.on('data', (part) => {
    said += String(part);
  });
  await waitUntil(() => said.includes('serves') || child.exitCode !== null, { seconds: 20 });
  // The first seconds are not typical; a full minute would show the same as this.
  await waitUntil(() => child.exitCode !== null, { seconds: 15 });
  if (child.exitCode !== null) return `it ended: ${said.trim()}`;
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  const kilobytes = Number(/^VmRSS:\s+([0-9]+)/m.exec(status)?.[1]);
  await kill();
  return `${(kilobytes / 1_024).toFixed(0)} MiB`;
}

/** Enqueues tasks one after another, and kills the primary after a third of them. */
async function failOver(broker: Broker): Promise<string> {
  const engine = engineFor({ ...ownAsk(broker), clock: systemClock });
  const ids = Array.from({ length: manyTasks }, (_, number) => `task-${number}`);
  const times: number[] = [];
  let outages = 0;
  for (const [number, id] of ids.entries()) {
    if (number === Math.floor(manyTasks / 3)) await broker.killPrimary?.();
    const from = performance.now();
    for (let isAdded = false; !isAdded; ) {
      try {
        await engine.enqueue('pay', {}, { id });
        isAdded = true;
      } catch (error) {
        if (!(error instanceof Outage)) throw error;
        outages += 1;
      }
    }
    times.push(performance.now() - from);
  }
  let lost = 0;
  for (const id of ids) {
    if ((await outcomeOf(engine, id, { timeoutMs: 0 })).kind === 'unknown') lost += 1;
  }
  await engine.close({ graceful: false });
  const longest = (Math.max(...times) / 1_000).toFixed(1);
  const usual = median(times).toFixed(1);
  return `${lost} of ${manyTasks} adds lost, longest add ${longest} s (median ${usual} ms), ${outages} outages told`;
}
