/**
 * The structure of a long-lived process: it starts, repeats its rounds, and stops. The worker and
 * the beat are such processes.
 *
 * Rounds run in parallel. Each round says how long to wait before it repeats. After an outage it
 * waits with growing pauses and then continues. Any other error ends the process.
 */
import { Outage } from '#errors.ts';
import { OutageStreak, type Telemetry } from '#telemetry.ts';

/** The settings of every process. */
export interface ProcessTerms {
  /** The longest time between two scans. */
  readonly scanSeconds: number;
  /** Aborted for a warm stop: current work is finished. */
  readonly signal: AbortSignal;
  /** Resolves after the given time, or as soon as the signal is aborted. */
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

export interface Round {
  /** Runs the round once. */
  runOnce(): Promise<void>;
  /** Milliseconds until the round should run again. */
  untilNext(): Promise<number>;
}

export interface Process {
  readonly rounds: readonly Round[];
  start(): Promise<void>;
  /** Called after the rounds have ended. */
  stop(): Promise<void>;
}

/** How long a process runs: until it is told to stop, or stops by itself. */
export class Lifetime {
  readonly stopping: AbortSignal;
  readonly #ended = new AbortController();

  constructor(signal: AbortSignal) {
    this.stopping = AbortSignal.any([signal, this.#ended.signal]);
  }

  get isOver(): boolean {
    return this.stopping.aborted;
  }

  end(): void {
    this.#ended.abort();
  }
}

/** After a longer pause, interrupted work would wait although the database is back. */
const outagePauseSecondsMax = 2;

interface Live extends ProcessTerms {
  readonly lifetime: Lifetime;
  readonly telemetry: Telemetry;
}

/** Runs a process from its start to its stop. */
export async function live(process: Process, ask: Live): Promise<void> {
  await process.start();
  try {
    await Promise.all(process.rounds.map((round) => goRound(round, ask)));
  } finally {
    ask.lifetime.end();
  }
  await process.stop();
}

async function goRound(round: Round, ask: Live): Promise<void> {
  const { lifetime, pause, telemetry } = ask;
  const streak = new OutageStreak(telemetry);
  let outages = 0;
  while (!lifetime.isOver) {
    try {
      await round.runOnce();
      if (lifetime.isOver) return;
      const untilNextMs = await round.untilNext();
      outages = 0;
      streak.over();
      await pause(untilNextMs, lifetime.stopping);
    } catch (error) {
      if (!(error instanceof Outage)) {
        lifetime.end();
        throw error;
      }
      outages += 1;
      const retryInSeconds = secondsUntilRetry(ask, outages);
      streak.met(error, retryInSeconds);
      await pause(retryInSeconds * 1_000, lifetime.stopping);
    }
  }
}

function secondsUntilRetry({ scanSeconds }: Live, outages: number): number {
  return Math.min(outagePauseSecondsMax, scanSeconds, 2 ** (outages - 1));
}
