/**
 * Which reports of an outage are logged: its beginning, then one line a minute, and its end with how long
 * it lasted.
 *
 * Several parts of a process meet the same outage: each round, each worker of a queue. Each passes its own
 * `source`, and the outage of a service ends when every part that reported it is served again. A report
 * without a source comes from code that tries only once; it cannot tell when the outage ends.
 *
 * Elsewhere: the events and their log levels (telemetry.ts), which errors are outages (store/outage.ts,
 * engine/bullmq/broker-outage.ts).
 */

export interface OutageMet {
  readonly kind: 'outage';
  /** Begins with the service: `broker_unreachable`. */
  readonly code: string;
  readonly message: string;
  readonly retryInSeconds: number;
  /** Which part of the process met it. Never logged. */
  readonly source?: symbol;
  /** How long it has lasted. Absent in the first report. */
  readonly seconds?: number;
}

export interface OutageEnded {
  readonly kind: 'outage_ended';
  readonly service: string;
  readonly source?: symbol;
  /** How long it lasted. */
  readonly seconds?: number;
}

interface Open {
  readonly since: Temporal.Instant;
  readonly sources: Set<symbol>;
  isTold: boolean;
}

const againSeconds = 60;
/** A service that comes and goes must not fill the log. */
const apartSeconds = 10;

/** `broker_unreachable` is an outage of the broker. */
export function serviceOf(code: string): string {
  return code.split('_', 1)[0] ?? code;
}

export class OutageNews {
  readonly #now: () => Temporal.Instant;
  readonly #open = new Map<string, Open>();
  /** By code. */
  readonly #toldAt = new Map<string, Temporal.Instant>();

  constructor(now: () => Temporal.Instant) {
    this.#now = now;
  }

  /** The event as it is logged, or null. */
  told(event: OutageMet | OutageEnded): OutageMet | OutageEnded | null {
    return event.kind === 'outage' ? this.#met(event) : this.#ended(event);
  }

  #met({ source, ...met }: OutageMet): OutageMet | null {
    const { code } = met;
    const now = this.#now();
    const service = serviceOf(code);
    const known = this.#open.get(service);
    const open = known ?? { since: now, sources: new Set(), isTold: false };
    if (source !== undefined) {
      open.sources.add(source);
      this.#open.set(service, open);
    }
    const isBeginning = known === undefined && source !== undefined;
    const toldAt = this.#toldAt.get(code);
    const quietSeconds = isBeginning ? apartSeconds : againSeconds;
    if (toldAt !== undefined && secondsFrom(toldAt, now) < quietSeconds) return null;
    this.#toldAt.set(code, now);
    open.isTold = true;
    const seconds = secondsFrom(open.since, now);
    return seconds === 0 ? met : { ...met, seconds };
  }

  #ended({ service, source }: OutageEnded): OutageEnded | null {
    const open = this.#open.get(service);
    if (open === undefined || source === undefined || !open.sources.delete(source)) return null;
    if (open.sources.size > 0) return null;
    this.#open.delete(service);
    if (!open.isTold) return null;
    return { kind: 'outage_ended', service, seconds: secondsFrom(open.since, this.#now()) };
  }
}

function secondsFrom(then: Temporal.Instant, now: Temporal.Instant): number {
  return Math.round(then.until(now).total('seconds'));
}
