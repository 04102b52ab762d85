/**
 * From a checked configuration to a world that operations can act in: server, schema, store, log.
 *
 * The embedded server is started when there is no DATABASE_URL, and its schema is brought up to date
 * at once. A server of somebody's own is migrated only when asked (`migrate`, `start`).
 *
 * Throws Outage where the database is not ready: unreachable, without the schema, or with a clock
 * that is not its own.
 */
import { hostname } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { pino } from 'pino';
import type { Config } from '#config.ts';
import type { TaskEvent } from '#engine/engine.ts';
import { inProcessEngine } from '#engine/in-process.ts';
import { Outage } from '#errors.ts';
import { serve } from '#operations/serve.ts';
import { defaultSettings, type World } from '#operations/world.ts';
import { embeddedServer } from '#store/embedded/embedded-server.ts';
import { migrate, migrations, schemaVersion } from '#store/migrate.ts';
import { hasOwnClock } from '#store/reads/server.ts';
import { createStore } from '#store/store.ts';
import { type PaybeatEvent, type Telemetry, telemetry } from '#telemetry.ts';
import { systemClock } from '#time/clock.ts';

export interface WorldAsk {
  readonly config: Config;
  readonly listen: (event: PaybeatEvent) => void;
  /** Bring the schema of DATABASE_URL up to date; the embedded one always is. */
  readonly migrate?: boolean;
  /** Told what takes a moment: "starting PostgreSQL". */
  readonly say?: (line: string) => void;
}

export interface OpenedWorld {
  readonly world: World;
  /** Where the database is, for `doctor`; the password is in it. */
  readonly databaseUrl: string;
  /** Works until the signal is aborted. */
  serve(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

export async function openWorld(ask: WorldAsk): Promise<OpenedWorld> {
  const { config, say } = ask;
  const server =
    config.databaseUrl === null
      ? await embeddedServer({ dataFolder: config.dataFolder, ...(say ? { say } : {}) })
      : null;
  const databaseUrl = server?.url ?? config.databaseUrl ?? '';
  try {
    await prepareSchema({ url: databaseUrl, may: server !== null || ask.migrate === true, say });
    const store = createStore({ url: databaseUrl, connections: 4 + config.workerConcurrency });
    const log = pino({ level: config.logLevel, base: null }, pino.destination(2));
    const world: World = {
      store,
      telemetry: telemetry(log, ask.listen),
      worker: `worker:${hostname()}-${process.pid}`,
      settings: {
        ...defaultSettings,
        chunkSize: config.chunkSize,
        leaseSeconds: config.leaseSeconds,
      },
    };
    if (!(await store.read('every company', (at) => hasOwnClock(at)))) {
      await store.close();
      throw new Outage('clock_replaced', 'paybeat_now() of this database is not its own clock', {
        hint: 'this is a test or rehearsal database; it must not pay anybody',
      });
    }
    const engine = inProcessEngine({ clock: systemClock, onEvent: tellTasks(world.telemetry) });
    const serveUntil = (signal: AbortSignal) =>
      serve(world, {
        engine,
        concurrency: config.workerConcurrency,
        scanSeconds: config.scanSeconds,
        signal,
        pause: pauseFor,
      });
    const close = async () => {
      await engine.close({ graceful: true });
      await store.close();
      await server?.release();
    };
    return { world, databaseUrl, serve: serveUntil, close };
  } catch (error) {
    await server?.release();
    throw error;
  }
}

/** A task that failed or is tried again is told, with what was thrown. */
function tellTasks({ emit }: Telemetry): (event: TaskEvent) => void {
  return ({ kind, id, task, attempts, error }) => {
    if (kind !== 'task_failed' && kind !== 'task_retried') return;
    const message = error instanceof Error ? error.message : String(error);
    emit({ kind, id, task, attempts, message });
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
}): Promise<void> {
  const { url, say } = ask;
  const wanted = (await migrations()).at(-1)?.version ?? 0;
  if (!ask.may) {
    const version = await schemaVersion(url);
    if (version === wanted) return;
    if (version === null || version < wanted) {
      throw new Outage('schema_missing', 'the database does not have the current schema', {
        hint: "run 'paybeat migrate'",
      });
    }
  }
  const migrated = await migrate({ url, ...(say ? { say } : {}) });
  if (migrated.ok) return;
  const { code, message, hint } = migrated.refusal;
  throw new Outage(code, message, hint === undefined ? {} : { hint });
}
