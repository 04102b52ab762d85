/**
 * Opens, from a checked configuration, the world in which operations act: server, schema, store,
 * log, engine.
 *
 * Without a DATABASE_URL it starts the embedded server and brings its schema up to date. Any other
 * server is migrated only on request (`migrate`, `start`). The job engine connects at its first
 * use, or here if `migrate` is set.
 *
 * Throws Outage if the database is not ready: unreachable, without the schema, or with a changed
 * clock. Also throws Outage if a broker that was checked is not ready.
 */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { work } from '#caller.ts';
import { isRefusal } from '#engine/bullmq/broker-outage.ts';
import type { Engine, TaskEvent } from '#engine/engine.ts';
import { type EngineAsk, engineFor } from '#engine/engine-for.ts';
import { LockKeeper } from '#engine/locks/lock-keeper.ts';
import type { Locks } from '#engine/locks/locks.ts';
import { redisLocks } from '#engine/locks/redis-locks.ts';
import { type Answer, answer, Outage } from '#errors.ts';
import type { ApiAsk } from '#http/api/api-server.ts';
import type { HealthAsk } from '#http/health/health-server.ts';
import type { Listening } from '#http/listening.ts';
import type { MonitorAsk } from '#http/monitor/monitor-server.ts';
import { databaseLocks } from '#operations/locks/database-locks.ts';
import { taskKinds } from '#operations/tasks/task-kinds.ts';
import { TaskJournal } from '#operations/workers/task-journal.ts';
import { VitalSigns } from '#operations/workers/vital-signs.ts';
import { WorkInHand } from '#operations/workers/work-in-hand.ts';
import type { WholeWorld } from '#operations/world.ts';
import { type Processes, runProcesses } from '#processes/run-together.ts';
import { ChunkThreadPool } from '#processes/threads/chunk-threads.ts';
import { parseBrokerUrl } from '#settings/broker-url.ts';
import { type Config, describeConfig } from '#settings/config.ts';
import { settingsOf } from '#settings/work-settings.ts';
import { embeddedServer } from '#store/embedded/embedded-server.ts';
import { isRestoreUnfinishedIn } from '#store/embedded/unfinished-restore.ts';
import { migrate, restoreUnfinished, schemaState } from '#store/migrate.ts';
import { hasOwnClock } from '#store/reads/server.ts';
import { createStore, type Store } from '#store/store.ts';
import {
  OutageStreak,
  type PaybeatEvent,
  type TaskTold,
  type Telemetry,
  telemetry,
} from '#telemetry.ts';
import { systemClock } from '#time/clock.ts';
import { openLog } from './log-lines.ts';

interface WorldAsk {
  readonly config: Config;
  readonly listen: (event: PaybeatEvent) => void;
  /**
   * Brings the schema of DATABASE_URL up to date (the embedded schema always is), and checks the
   * broker.
   */
  readonly migrate?: boolean;
  /** If true, a missing broker is an Outage. Otherwise the work continues without it. */
  readonly needsBroker?: boolean;
  /** Receives the steps that take a moment, such as "starting PostgreSQL". */
  readonly say?: (line: string) => void;
  /** The name of a worker or beat. Default: the host. */
  readonly name?: string;
  readonly version?: string;
  /** Writes the log in words even if the output is not a terminal. */
  readonly isForPeople?: boolean;
}

export interface OpenedWorld {
  readonly world: WholeWorld;
  /** The address of the database. It contains the password. */
  readonly databaseUrl: string;
  /** Runs a worker, a beat or both until they are told to stop. */
  run(processes: Processes): Promise<Answer<null>>;
  /** Serves a page for a browser until it is closed. */
  openMonitor(ask: Omit<MonitorAsk, 'world'>): Promise<Listening>;
  /** Serves the HTTP API until it is closed. */
  openApi(ask: Pick<ApiAsk, 'host' | 'port' | 'hostNames'>): Promise<Listening>;
  close(): Promise<void>;
}

/** Refusals: those of `migrate`. Throws Outage when the database is not ready. */
export async function openWorld(ask: WorldAsk): Promise<Answer<OpenedWorld>> {
  const { config, say } = ask;
  if (config.databaseUrl === null && (await isRestoreUnfinishedIn(config.dataFolder))) {
    return restoreUnfinished();
  }
  // Everything opened so far is closed in reverse order, even if a later step fails.
  await using opening = new AsyncDisposableStack();
  const server =
    config.databaseUrl === null
      ? await embeddedServer({ dataFolder: config.dataFolder, ...(say ? { say } : {}) })
      : null;
  opening.defer(async () => server?.release());
  const databaseUrl = server?.url ?? config.databaseUrl ?? '';
  const mayMigrate = server !== null || ask.migrate === true;
  const prepared = await prepareSchema({ url: databaseUrl, may: mayMigrate, say });
  if (!prepared.ok) return prepared;
  const store = createStore({ url: databaseUrl, connections: 6 + config.workerConcurrency });
  // Work that was given up must not keep the process running.
  let isHasty = false;
  opening.defer(() => store.close({ isHasty }));
  if (!(await store.read('every company', (at) => hasOwnClock(at)))) {
    throw new Outage('clock_replaced', 'paybeat_now() of this database is not its own clock', {
      hint: 'this is a test or rehearsal database; it must not pay anybody',
    });
  }
  const journal = new TaskJournal(systemClock);
  const listeners: Listeners = { journal, others: [] };
  const told = telemetryOf(ask, listeners);
  const engine = engineFor({
    brokerUrl: config.brokerUrl,
    caFile: config.brokerCaFile,
    databaseUrl,
    mayMigrate,
    clock: systemClock,
    onEvent: tellTasks(told),
    ...troubleTo(told),
  });
  opening.defer(() => engine.close({ graceful: !isHasty }));
  if (ask.migrate === true) await lookAtBroker(engine, { isNeeded: ask.needsBroker === true });
  const worker = `worker:${ask.name ?? hostname()}-${process.pid}-${randomBytes(2).toString('hex')}`;
  const { locks, lockKeeper } = lockKeeping({ config, store, owner: worker, telemetry: told });
  opening.defer(() => lockKeeper.close());
  const settings = settingsOf(config);
  const inHand = new WorkInHand({ store, owner: worker, leaseSeconds: config.leaseSeconds });
  const caller = work(worker);
  const chunkThreads = new ChunkThreadPool({
    start: { databaseUrl, worker, settings },
    telemetry: told,
  });
  opening.defer(() => chunkThreads.close());
  const world = {
    ...{ store, telemetry: told, caller, worker, settings, engine },
    ...{ locks, lockKeeper, inHand, chunkThreads },
  };
  const opened = opening.move();
  const close = () => opened.disposeAsync();
  const onCutShort = () => {
    isHasty = true;
  };
  const run = runnerOf(ask, { ...listeners, world, onCutShort });
  const openMonitor: OpenedWorld['openMonitor'] = (how) => showMonitor({ ...how, world });
  const openApi: OpenedWorld['openApi'] = (how) =>
    serveApi({ ...how, world, config, databaseUrl, version: ask.version ?? '' });
  return answer({ world, databaseUrl, run, openMonitor, openApi, close });
}

/** Refuses an unsuitable broker before any work begins. */
async function lookAtBroker(engine: Engine, ask: { readonly isNeeded: boolean }): Promise<void> {
  try {
    await engine.ready();
  } catch (error) {
    if (ask.isNeeded || !(error instanceof Outage) || isRefusal(error)) throw error;
  }
}

interface Listeners {
  readonly journal: TaskJournal;
  /** Listeners that are added later. */
  readonly others: ((event: PaybeatEvent) => void)[];
}

function telemetryOf(
  { config, listen, isForPeople = false }: WorldAsk,
  { journal, others }: Listeners,
): Telemetry {
  const log = openLog({ level: config.logLevel, isForPeople });
  return telemetry({ log, now: () => systemClock.now(), isForPeople }, listen, (event) => {
    if (isOfTask(event)) journal.listen(event);
    for (const other of others) other(event);
  });
}

function runnerOf(
  ask: WorldAsk,
  made: Listeners & { readonly world: WholeWorld; readonly onCutShort: () => void },
) {
  const { config, version = '' } = ask;
  const { world, journal, onCutShort } = made;
  const settings = Object.fromEntries(
    describeConfig(config).map(({ setting, value }) => [setting, value]),
  );
  return async (processes: Processes): Promise<Answer<null>> => {
    const parts = [
      ...(processes.worker === null ? [] : (['worker'] as const)),
      ...(processes.hasBeat ? (['beat'] as const) : []),
    ];
    const { scanSeconds, healthHost: host, healthPort: port } = config;
    const signs = new VitalSigns({ clock: systemClock, scanSeconds, parts });
    const about = { name: processes.name, version };
    const server =
      port === null ? null : await openHealth({ host, port, world, signs, about }, made.others);
    if (server !== null)
      ask.say?.(`Health checks: http://${server.address}/live, /ready and /metrics`);
    try {
      return await runProcesses(world, {
        ...{ ...processes, config, journal, onCutShort, version, settings, pause: pauseFor },
        health: server?.address ?? null,
        onLook: (part) => signs.looked(part),
      });
    } finally {
      await server?.close();
    }
  };
}

async function showMonitor(ask: MonitorAsk): Promise<Listening> {
  const { openMonitor } = await import('#http/monitor/monitor-server.ts');
  return openMonitor(ask);
}

async function serveApi(ask: ApiAsk): Promise<Listening> {
  const { openApiServer } = await import('#http/api/api-server.ts');
  return openApiServer(ask);
}

/** Loaded only if requested, so that a short command does not wait for a web server. */
async function openHealth(
  ask: Omit<HealthAsk, 'metrics'>,
  listeners: Listeners['others'],
): Promise<Listening> {
  const { createMetrics } = await import('#http/health/metrics.ts');
  const { openHealthServer } = await import('#http/health/health-server.ts');
  const metrics = createMetrics();
  listeners.push(metrics.listen);
  return openHealthServer({ ...ask, metrics });
}

function lockKeeping(ask: {
  readonly config: Config;
  readonly store: Store;
  readonly owner: string;
  readonly telemetry: Telemetry;
}): { readonly locks: Locks; readonly lockKeeper: LockKeeper } {
  const { config, store, owner, telemetry: told } = ask;
  const locks = locksFor(config, store);
  const lockKeeper = new LockKeeper({
    locks,
    holder: { owner, host: hostname(), pid: process.pid },
    onOutage: (name, { code, message }) => {
      told.emit({ kind: 'lock_unavailable', name, code, message });
    },
  });
  return { locks, lockKeeper };
}

function locksFor({ cacheUrl, cacheCaFile }: Config, store: Store): Locks {
  const { address } = parseBrokerUrl(cacheUrl ?? '');
  if (address === null || address.kind === 'memory' || address.kind === 'postgres') {
    return databaseLocks(store);
  }
  return redisLocks({ address, caFile: cacheCaFile, clock: systemClock });
}

function isOfTask(event: PaybeatEvent): event is TaskTold {
  return event.kind.startsWith('task_');
}

/**
 * Reports what the engine says about its own tasks. Other tasks report themselves, except for
 * trouble.
 */
function tellTasks({ emit }: Telemetry): (event: TaskEvent) => void {
  const startedAt = new Map<string, Temporal.Instant>();
  return ({ kind, at, id, task, queue, attempts, worker = null, error }) => {
    const isTrouble = kind === 'task_failed' || kind === 'task_retried';
    if (Object.hasOwn(taskKinds, task) && !isTrouble) return;
    const since = kind === 'task_started' ? undefined : startedAt.get(id);
    if (kind === 'task_started') startedAt.set(id, at);
    else startedAt.delete(id);
    emit({
      ...{ kind, id, task, queue, attempts, worker },
      ...(since === undefined ? {} : { seconds: since.until(at).total('seconds') }),
      ...(isTrouble ? { message: error instanceof Error ? error.message : String(error) } : {}),
    });
  };
}

/** Reports a broker that does not answer. Due work waits in the database, and nothing is lost. */
function troubleTo(told: Telemetry): Required<Pick<EngineAsk, 'onTrouble' | 'onRecovery'>> {
  const streak = new OutageStreak(told);
  return {
    onTrouble: ({ outage, retryInMs }) => streak.met(outage, retryInMs / 1_000),
    onRecovery: () => streak.over(),
  };
}

async function pauseFor(milliseconds: number, signal: AbortSignal): Promise<void> {
  // An abort only ends the pause.
  await setTimeout(milliseconds, undefined, { signal }).catch(() => undefined);
}

async function prepareSchema(ask: {
  readonly url: string;
  readonly may: boolean;
  readonly say: ((line: string) => void) | undefined;
}): Promise<Answer<null>> {
  const { url, say } = ask;
  if (!ask.may) {
    const state = await schemaState(url);
    if (state === 'current') return answer(null);
    if (state === 'behind') {
      throw new Outage('schema_missing', 'the database does not have the current schema', {
        hint: 'bring it up to date',
        actions: [{ action: 'migrate' }],
      });
    }
  }
  const migrated = await migrate({ url, ...(say ? { say } : {}) });
  return migrated.ok ? answer(null) : migrated;
}
