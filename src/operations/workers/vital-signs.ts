/**
 * Whether a process lives and whether it does its work, as supervisors ask it.
 *
 * Live: it answers at all. Ready: the database answers, and each part of the process has looked for
 * work lately (three looks may be missed). A process that is live and not ready is not restarted: it
 * goes on by itself when what it waits for is back.
 */
import { systemTimers, type Timers } from '#engine/timers.ts';
import { Outage } from '#errors.ts';
import type { World } from '#operations/world.ts';
import { databaseNow } from '#store/reads/server.ts';
import type { Clock } from '#time/clock.ts';

type Part = 'worker' | 'beat';

interface Readiness {
  readonly isReady: boolean;
  /** What is not as it should be; empty when it is ready. */
  readonly problems: readonly string[];
}

const looksMissedMax = 3;
const graceSeconds = 15;
const answerSeconds = 3;

export class VitalSigns {
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #scanSeconds: number;
  readonly #lastLook = new Map<Part, Temporal.Instant>();

  constructor(ask: {
    readonly clock: Clock;
    readonly scanSeconds: number;
    readonly parts: readonly Part[];
    readonly timers?: Timers;
  }) {
    this.#clock = ask.clock;
    this.#timers = ask.timers ?? systemTimers;
    this.#scanSeconds = ask.scanSeconds;
    // A process that has just started has until the first look.
    for (const part of ask.parts) this.#lastLook.set(part, ask.clock.now());
  }

  looked(part: Part): void {
    this.#lastLook.set(part, this.#clock.now());
  }

  async readiness(world: Pick<World, 'store'>): Promise<Readiness> {
    const problems: string[] = [];
    const longest = looksMissedMax * this.#scanSeconds + graceSeconds;
    for (const [part, at] of this.#lastLook) {
      const seconds = Math.floor(at.until(this.#clock.now()).total('seconds'));
      if (seconds > longest) problems.push(`the ${part} has not checked for work for ${seconds} s`);
    }
    try {
      await this.#inTime(world.store.read('every company', (at) => databaseNow(at)));
    } catch (error) {
      if (!(error instanceof Outage)) throw error;
      problems.push(`${error.code}: ${error.message}`);
    }
    return { isReady: problems.length === 0, problems };
  }

  /** Supervisors hang up early, and read silence as death. */
  async #inTime<T>(asked: Promise<T>): Promise<T> {
    const silence = Promise.withResolvers<never>();
    const callOff = this.#timers.after(answerSeconds * 1_000, () => {
      const message = `the database did not answer in ${answerSeconds} s`;
      silence.reject(new Outage('database_slow', message));
    });
    // Whichever loses the race must not end the process.
    asked.catch(() => undefined);
    try {
      return await Promise.race([asked, silence.promise]);
    } finally {
      callOff();
    }
  }
}
