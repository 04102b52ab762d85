/**
 * Whether a process is live and ready, as supervisors ask it.
 *
 * Live: the process answers. Ready: the database answers, and each part of the process has looked for work
 * recently (it may miss three looks). A supervisor should not restart a process that is live but not ready.
 * The process continues by itself when the part that it waits for is back.
 */
import { systemTimers, type Timers } from '#engine/timers.ts';
import { Outage } from '#errors.ts';
import type { World } from '#operations/world.ts';
import { databaseNow } from '#store/reads/server.ts';
import type { Clock } from '#time/clock.ts';

type Part = 'worker' | 'beat';

interface Readiness {
  readonly isReady: boolean;
  /** The problems; empty when the process is ready. */
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
    // Counts the start as a look, so that a new process has time for its first one.
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

  /** Answers in time, because a supervisor that hears nothing assumes that the process is dead. */
  async #inTime<T>(asked: Promise<T>): Promise<T> {
    const silence = Promise.withResolvers<never>();
    const callOff = this.#timers.after(answerSeconds * 1_000, () => {
      const message = `the database did not answer in ${answerSeconds} s`;
      silence.reject(new Outage('database_slow', message));
    });
    // A late rejection, after the time-out has won, must not end the process.
    asked.catch(() => undefined);
    try {
      return await Promise.race([asked, silence.promise]);
    } finally {
      callOff();
    }
  }
}
