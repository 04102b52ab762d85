/**
 * The round in which a worker reports that it is alive, reads commands, and takes over from dead
 * workers.
 *
 * It runs every `pulseSeconds`, and when another worker's lease expires.
 */
import { enqueueWork } from '#operations/runs/reconcile.ts';
import { buryNeighbours } from '#operations/workers/bury-neighbours.ts';
import { answerWorkerCommand, pulse, type Told } from '#operations/workers/pulse.ts';
import type { Round } from '#processes/process.ts';
import type { WorkerParts } from './worker-parts.ts';

/** How long after the expiry of a lease a worker checks whether it was renewed. */
const afterLeaseMs = 25;

export class Pulsing implements Round {
  readonly #parts: WorkerParts;
  readonly #longestMs: number;
  #nextMs: number;

  constructor(parts: WorkerParts) {
    this.#parts = parts;
    const { pulseSeconds, scanSeconds } = parts.settings;
    this.#longestMs = (pulseSeconds ?? scanSeconds) * 1_000;
    this.#nextMs = this.#longestMs;
  }

  async untilNext(): Promise<number> {
    return this.#nextMs;
  }

  async runOnce(): Promise<void> {
    const { world, engine, journal, lifetime, orders, pool } = this.#parts;
    const { commands, pause, nextSeconds } = await pulse(world, {
      ...{ engine, journal, told: told(this.#parts), takesTasks: !lifetime.isOver },
    });
    const untilLeaseMs = nextSeconds === null ? Infinity : nextSeconds * 1_000 + afterLeaseMs;
    this.#nextMs = Math.min(this.#longestMs, untilLeaseMs);
    orders.under(pause);
    for (const command of commands) {
      const said = orders.obey(command);
      await answerWorkerCommand(world, { commandId: command.commandId, answer: said });
    }
    // This follows the replies. Both steps need the broker, and an unreachable broker must not
    // delay a reply.
    await pool.resize(orders.openPlaces);
    await this.#takeOverAround();
    // Reports the result of the commands at once.
    if (commands.length > 0) await this.runOnce();
  }

  async #takeOverAround(): Promise<void> {
    const { world, engine, settings } = this.#parts;
    if ((await buryNeighbours(world)) === 0) return;
    await enqueueWork(world, engine);
    await settings.cleanLocks?.();
  }
}

/** What the worker reports about itself. */
export function told(parts: WorkerParts): Told {
  const { world, settings, lifetime, orders, queues, registered } = parts;
  const { about = {} } = settings;
  return {
    name: about.name ?? world.worker.replace(/^worker:/, ''),
    version: about.version ?? '',
    settings: about.settings ?? {},
    health: about.health ?? null,
    hasBeat: about.hasBeat ?? false,
    queues,
    concurrency: orders.places,
    registered,
    state: lifetime.isOver ? 'stopping' : orders.isPaused ? 'paused' : 'running',
  };
}
