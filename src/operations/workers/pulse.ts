/**
 * A worker's pulse, every few seconds. It reports that the worker is alive and what it works on, gives back
 * work that an outage cut off, writes events and reads commands. It also picks up waiting tasks, tasks whose
 * run has ended, and abandoned work.
 *
 * The pulse is one short transaction. Leases are renewed elsewhere (work-in-hand.ts), so a late pulse does
 * not lose work. A process that misses its pulse for long is shown as lost.
 */
import { hostname } from 'node:os';
import type { Engine } from '#engine/engine.ts';
import { goOn } from '#operations/runs/go-on.ts';
import { hintAt } from '#operations/tasks/send-task.ts';
import { tellEnded } from '#operations/tasks/tell-ended.ts';
import type { World } from '#operations/world.ts';
import { type LeftWork, leftWork } from '#store/reads/left-work.ts';
import { type Pause, pauseOf } from '#store/reads/pauses.ts';
import { tellPresence } from '#store/writes/reviews.ts';
import { type EndedTask, endTasksLeft } from '#store/writes/running-tasks.ts';
import { insertTaskEvents, type TaskHint, takeHints } from '#store/writes/tasks.ts';
import {
  answerCommand,
  beatHeart,
  type Heartbeat,
  openCommands,
  type WorkerCommand,
} from '#store/writes/workers.ts';
import { factsOfProcess } from './process-place.ts';
import type { TaskJournal } from './task-journal.ts';

export interface Told {
  readonly name: string;
  readonly queues: readonly string[];
  readonly concurrency: number;
  readonly state: Heartbeat['state'];
  readonly version: string;
  readonly registered: readonly string[];
  /** Contains no secrets; `inspect conf` shows it. */
  readonly settings: object;
  /** The address of its health check: `127.0.0.1:9464`; null when it has none. */
  readonly health: string | null;
  /** Whether this process also runs a beat. */
  readonly hasBeat: boolean;
}

/** A hint is repeated when the task has not started for this many seconds. */
const hintAgainSeconds = 30;
const hintsAtOnce = 100;
/** At least this many seconds, so that a worker that is briefly busy does not count as dead. */
const leaseSecondsMin = 15;

interface Pulse {
  /** The order that pauses this worker; null when it may take tasks. */
  readonly pause: Pause | null;
  readonly commands: readonly WorkerCommand[];
  /**
   * Seconds until the next lease of another worker expires, unless it is renewed; null when there is none.
   */
  readonly nextSeconds: number | null;
}

type Seen = Omit<Pulse, 'nextSeconds'> & {
  readonly hints: readonly TaskHint[];
  readonly left: LeftWork;
  readonly givenBack: (() => void) | null;
  readonly ended: readonly EndedTask[];
};

const nothingLeft: LeftWork = { chunks: [], runs: [], nextSeconds: null };

export async function pulse(
  world: World,
  ask: {
    readonly engine: Pick<Engine, 'enqueue'>;
    readonly journal: TaskJournal;
    readonly told: Told;
    /** False while the worker stops, so that it picks up no new work. */
    readonly takesTasks: boolean;
  },
): Promise<Pulse> {
  const { journal, told } = ask;
  const events = journal.takeEvents();
  let seen: Seen;
  try {
    seen = await world.store.write('every company', async (tx) => {
      await beatHeart(tx, heartbeatOf(world, { journal, told }));
      const givenBack = (await world.inHand?.giveBackLost(tx)) ?? null;
      if (events.length > 0) await insertTaskEvents(tx, events);
      const ended = await endTasksLeft(tx);
      const commands = await openCommands(tx, world.worker);
      const { queues, name } = told;
      const pause = await pauseOf(tx, name);
      const how = { queues, againSeconds: hintAgainSeconds, limit: hintsAtOnce };
      const mayTake = ask.takesTasks && pause === null;
      const hints = mayTake ? await takeHints(tx, how) : [];
      const left = mayTake ? await leftWork(tx, world.worker) : nothingLeft;
      await tellPresence(tx);
      return { commands, pause, hints, left, givenBack, ended };
    });
  } catch (error) {
    journal.putBack(events);
    throw error;
  }
  seen.givenBack?.();
  tellEnded(world, seen.ended);
  for (const hint of seen.hints) await hintAt(world, ask.engine, hint);
  const { commands, pause, left } = seen;
  await goOn(world, { engine: ask.engine, left });
  return { commands, pause, nextSeconds: left.nextSeconds };
}

export async function answerWorkerCommand(
  world: World,
  done: { readonly commandId: bigint; readonly answer: string },
): Promise<void> {
  await world.store.write('every company', (tx) => answerCommand(tx, done));
}

function heartbeatOf(
  world: World,
  ask: { readonly journal: TaskJournal; readonly told: Told },
): Heartbeat {
  const { journal, told } = ask;
  const { health, hasBeat, ...plain } = told;
  return {
    ...plain,
    workerId: world.worker,
    kind: 'worker',
    host: hostname(),
    pid: process.pid,
    leaseSeconds: Math.max(leaseSecondsMin, world.settings.leaseSeconds),
    active: journal.inHand.map((one) => ({ ...one, startedAt: one.startedAt.toString() })),
    facts: { ...journal.counts, ...factsOfProcess(), health, hasBeat },
  };
}
