/**
 * The silhouette of what lives long: it is given its settings, starts, does its rounds again and again,
 * and stops. The worker and the beat are such processes.
 *
 * Rounds go on side by side. Between two of them a round waits as long as it says. An outage makes it
 * wait with growing pauses instead, and go on by itself; the 1st, 2nd, 4th, 8th … in a row is told.
 * Anything else that is thrown ends the whole process.
 */
import { Outage } from '#errors.ts';
import { isToldAgain, type Telemetry } from '#telemetry.ts';

/** What every process is told. */
export interface ProcessTerms {
  /** How often it looks at least. */
  readonly scanSeconds: number;
  /** Aborted to stop warm: what is in hand is finished. */
  readonly signal: AbortSignal;
  /** Resolves after so long, or as soon as the signal is aborted. */
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

export interface Round {
  /** Once, now: whoever calls it decides when. */
  runOnce(): Promise<void>;
  /** Milliseconds until it is worth while again. */
  untilNext(): Promise<number>;
}

export interface Process {
  readonly rounds: readonly Round[];
  start(): Promise<void>;
  /** When the rounds have ended. */
  stop(): Promise<void>;
}

/** Until when a process goes on: until it is told to stop, or stops by itself. */
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

/** Longer, and what was in hand when the database went away would wait when it is back. */
const outagePauseSecondsMax = 2;

interface Live extends ProcessTerms {
  readonly lifetime: Lifetime;
  readonly telemetry: Telemetry;
}

/** From the start to the stop. */
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
  const { lifetime, pause } = ask;
  let outages = 0;
  while (!lifetime.isOver) {
    try {
      await round.runOnce();
      if (lifetime.isOver) return;
      await pause(await round.untilNext(), lifetime.stopping);
      outages = 0;
    } catch (error) {
      if (!(error instanceof Outage)) {
        lifetime.end();
        throw error;
      }
      outages += 1;
      await pause(toldOutage(error, { ...ask, outages }) * 1_000, lifetime.stopping);
    }
  }
}

/** Seconds until it is tried again. */
function toldOutage(outage: Outage, ask: Live & { readonly outages: number }): number {
  const { outages, scanSeconds, telemetry } = ask;
  const longest = Math.min(outagePauseSecondsMax, scanSeconds);
  const retryInSeconds = Math.min(longest, 2 ** (outages - 1));
  if (isToldAgain(outages)) tellOutage(telemetry, outage, retryInSeconds);
  return retryInSeconds;
}

export function tellOutage(
  { emit }: Telemetry,
  { code, message }: Outage,
  retryInSeconds: number,
): void {
  emit({ kind: 'outage', code, message, retryInSeconds });
}
