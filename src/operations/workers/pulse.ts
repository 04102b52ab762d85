/**
 * A worker's pulse, every few seconds: tells that it lives and what it has in hand, keeps the leases
 * of its tasks, writes down what happened, hears what it is told, and picks up tasks that wait.
 *
 * One short transaction. A process that misses its pulse for longer than its lease counts as dead,
 * and what it had is taken over.
 */
import { hostname } from 'node:os';
import type { Engine } from '#engine/engine.ts';
import { hintAt } from '#operations/tasks/send-task.ts';
import type { World } from '#operations/world.ts';
import { type Pause, pauseOf } from '#store/reads/pauses.ts';
import { insertTaskEvents, renewTasks, type TaskHint, takeHints } from '#store/writes/tasks.ts';
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
  /** Without secrets; what `inspect conf` shows. */
  readonly settings: object;
  /** Where its health is answered: `127.0.0.1:9464`; null where it is not. */
  readonly health: string | null;
  /** Whether a beat is part of this process. */
  readonly hasBeat: boolean;
}

/** A hint is given again when nothing came of it for this long. */
const hintAgainSeconds = 30;
const hintsAtOnce = 100;
/** A worker that was busy for a moment is not dead. */
const leaseSecondsMin = 15;

export interface Pulse {
  /** Under which order it takes nothing; null when it may. */
  readonly pause: Pause | null;
  readonly commands: readonly WorkerCommand[];
}

export async function pulse(
  world: World,
  ask: {
    readonly engine: Pick<Engine, 'enqueue'>;
    readonly journal: TaskJournal;
    readonly told: Told;
    /** False while it stops: nothing new is picked up. */
    readonly takesTasks: boolean;
  },
): Promise<Pulse> {
  const { journal, told } = ask;
  const events = journal.takeEvents();
  const { leaseSeconds } = world.settings;
  let seen: Pulse & { readonly hints: readonly TaskHint[] };
  try {
    seen = await world.store.write('every company', async (tx) => {
      await beatHeart(tx, heartbeatOf(world, { journal, told }));
      if (journal.inHand.length > 0) {
        await renewTasks(tx, { owner: world.worker, leaseSeconds });
      }
      if (events.length > 0) await insertTaskEvents(tx, events);
      const commands = await openCommands(tx, world.worker);
      const { queues, name } = told;
      const pause = await pauseOf(tx, name);
      const how = { queues, againSeconds: hintAgainSeconds, limit: hintsAtOnce };
      const hints = ask.takesTasks && pause === null ? await takeHints(tx, how) : [];
      return { commands, pause, hints };
    });
  } catch (error) {
    journal.putBack(events);
    throw error;
  }
  for (const hint of seen.hints) await hintAt(world, ask.engine, hint);
  return { commands: seen.commands, pause: seen.pause };
}

export async function answer(
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
