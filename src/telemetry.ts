/**
 * What Paybeat reports while it works: one typed event for each thing that happens.
 *
 * The same events feed the log, the progress display of a terminal and, later, metrics. An event never
 * contains a name, an amount of one person, a bank number or a secret.
 */
import type { Logger } from 'pino';
import type { Outage } from './errors.ts';
import { type OutageEnded, type OutageMet, OutageNews, serviceOf } from './outage-news.ts';

export type ImportStep = 'read' | 'sent' | 'written';

export type PaybeatEvent =
  | {
      readonly kind: 'run_opened';
      readonly runId: number;
      readonly periodId: number;
      readonly roster: number;
      readonly chunks: number;
    }
  | {
      readonly kind: 'employees_calculated';
      readonly runId: number;
      readonly ordinal: number;
      readonly done: number;
      readonly of: number;
    }
  | {
      /** Pay of a committed run that is calculated again and compared: how many of its people so far. */
      readonly kind: 'pay_recomputed';
      readonly runId: number;
      readonly done: number;
      readonly of: number;
    }
  | {
      /** Progress before a correction of many payslips is opened. */
      readonly kind: 'payslips_compared';
      readonly runId: number;
      readonly done: number;
      readonly of: number;
    }
  | {
      readonly kind: 'chunk_done';
      readonly runId: number;
      readonly ordinal: number;
      readonly paid: number;
      readonly held: number;
    }
  | {
      readonly kind: 'chunk_failed';
      readonly runId: number;
      readonly ordinal: number;
      readonly failures: number;
      readonly retryInSeconds: number | null;
      readonly message: string;
    }
  | {
      /** The review, approval or commit of a run failed. */
      readonly kind: 'step_failed';
      readonly runId: number;
      readonly step: string;
      readonly failures: number;
      readonly retryInSeconds: number | null;
      readonly message: string;
    }
  | {
      /** Progress of a long file: bytes read, rows sent to the database, or rows (or people) written. */
      readonly kind: 'import_progressed';
      readonly file: string;
      readonly step: ImportStep;
      readonly done: number;
      readonly of: number;
    }
  | { readonly kind: 'claim_lost'; readonly runId: number; readonly ordinal: number }
  | {
      readonly kind: 'run_state_changed';
      readonly runId: number;
      readonly state: string;
      readonly move: string;
      readonly actor: string;
      /** The run does not continue until a person acts: it has failed, or it needs approval. */
      readonly needsPerson: boolean;
    }
  | {
      /** Nobody had approved the run by its deadline, and it was not approved by itself. */
      readonly kind: 'review_silent';
      readonly runId: number;
      readonly silence: 'hold' | 'escalate';
    }
  | { readonly kind: 'period_held'; readonly periodId: number; readonly why: string }
  | {
      /** The inputs of a period have closed. How many people still have no hours, or no pay. */
      readonly kind: 'inputs_closed';
      readonly periodId: number;
      readonly withoutHours: number;
      readonly withoutPay: number;
    }
  /** A set of small runs failed, and its halves are tried; of one company: it goes alone. */
  | { readonly kind: 'set_split'; readonly companies: number; readonly message: string }
  | {
      readonly kind: 'period_refused';
      readonly periodId: number;
      readonly code: string;
      readonly message: string;
    }
  | {
      readonly kind: 'schedule_stuck';
      readonly scheduleId: number;
      readonly code: string;
      readonly message: string;
    }
  | { readonly kind: 'periods_generated'; readonly scheduleId: number; readonly count: number }
  | OutageMet
  | OutageEnded
  | {
      /**
       * The lock service does not answer. Until it does, nobody can see which worker works on which
       * period. The work itself continues.
       */
      readonly kind: 'lock_unavailable';
      readonly name: string;
      readonly code: string;
      readonly message: string;
    }
  | {
      /** A person ordered the worker or beat to pause, resume, change its slots or stop. */
      readonly kind: 'order_obeyed';
      readonly command: string;
      readonly by: string;
      readonly answer: string;
    }
  | {
      /** The worker takes no tasks until somebody resumes it. */
      readonly kind: 'worker_paused';
      readonly since: string;
      readonly by: string;
    }
  | {
      /** The worker's process on this machine has ended. Another worker takes over its work at once. */
      readonly kind: 'worker_found_dead';
      readonly name: string;
      readonly pid: number;
    }
  | {
      /** The worker has stopped reporting. Others take over its chunks when its lease expires. */
      readonly kind: 'waiting_for_lease';
      readonly runId: number;
      readonly worker: string;
      readonly chunks: number;
      readonly until: string;
    }
  | {
      /** The certificate of a run could not be written. Null: none can, because the folder cannot be used. */
      readonly kind: 'certificate_unwritten';
      readonly runId: number | null;
      readonly code: string;
    }
  | {
      /** The file of audit heads could not be written. The work itself continues. */
      readonly kind: 'audit_heads_unwritten';
      readonly code: string;
      readonly message: string;
    }
  | {
      /** Audit heads could not be sent to their URL. The work itself continues. */
      readonly kind: 'audit_heads_unsent';
      readonly host: string;
      readonly why: string;
      /** How many calls in a row have failed. */
      readonly inARow: number;
    }
  | {
      /** A request of the API met a bug. The answer has only the id of the request. */
      readonly kind: 'request_failed';
      readonly requestId: string;
      readonly route: string;
      readonly message: string;
    }
  | { readonly kind: 'locks_freed'; readonly names: readonly string[] }
  | {
      readonly kind: 'heartbeat_unheard';
      readonly host: string;
      readonly why: string;
      /** How many calls in a row have failed. */
      readonly inARow: number;
    }
  | {
      readonly kind: 'beat_ticked';
      readonly entry: string;
      readonly sent: number;
      readonly expired: number;
      readonly skipped: number;
    }
  | TaskTold;

/** The outcome of a task, in Celery's words. */
export interface TaskTold {
  readonly kind:
    | 'task_sent'
    | 'task_started'
    | 'task_succeeded'
    | 'task_retried'
    | 'task_failed'
    | 'task_expired'
    | 'task_revoked';
  readonly id: string;
  readonly task: string;
  readonly queue: string;
  readonly attempts: number;
  /** The worker that runs or ran the task. Null: no worker has taken it, or it ended with its run. */
  readonly worker: string | null;
  /** From start to end. Present when the task has ended. */
  readonly seconds?: number;
  /** What was thrown. Present if the task was retried or failed. */
  readonly message?: string;
}

export interface Telemetry {
  emit(event: PaybeatEvent): void;
}

const atError: ReadonlySet<PaybeatEvent['kind']> = new Set([
  'chunk_failed',
  'step_failed',
  'request_failed',
  'outage',
  'task_failed',
]);
const atDebug: ReadonlySet<PaybeatEvent['kind']> = new Set([
  'employees_calculated',
  'pay_recomputed',
  'payslips_compared',
  'import_progressed',
  'claim_lost',
  'task_sent',
  'task_started',
]);
const atWarning: ReadonlySet<PaybeatEvent['kind']> = new Set([
  'period_refused',
  'period_held',
  'review_silent',
  'set_split',
  'task_retried',
  'task_expired',
  'schedule_stuck',
  'heartbeat_unheard',
  'outage_ended',
  'lock_unavailable',
  'audit_heads_unwritten',
  'audit_heads_unsent',
  'certificate_unwritten',
  'order_obeyed',
  'worker_paused',
  'worker_found_dead',
  'waiting_for_lease',
]);

/** A repeated event is logged at growing intervals: the 1st, 2nd, 4th, 8th … time in a row. */
export function isToldAgain(inARow: number): boolean {
  return Number.isInteger(Math.log2(inARow));
}

/** Events that the result of a command states. Its log does not repeat them as warnings. */
const inResults: ReadonlySet<PaybeatEvent['kind']> = new Set([
  'run_state_changed',
  'period_refused',
]);

/** Sends each event to the log and to the listeners, such as a progress bar. */
export function telemetry(
  {
    log,
    now,
    isForPeople = false,
  }: {
    readonly log: Logger;
    readonly now: () => Temporal.Instant;
    /** Whether the process is a command that prints its result. */
    readonly isForPeople?: boolean;
  },
  ...listeners: readonly ((event: PaybeatEvent) => void)[]
): Telemetry {
  // If a period is refused again for the same reason, only the first refusal is reported.
  const refusedFor = new Map<number, string>();
  const outages = new OutageNews(now);
  const isOldNews = (event: PaybeatEvent): boolean => {
    if (event.kind !== 'period_refused') return false;
    const isSame = refusedFor.get(event.periodId) === event.code;
    refusedFor.set(event.periodId, event.code);
    return isSame;
  };
  return {
    emit: (met) => {
      const event = isOfOutage(met) ? outages.told(met) : met;
      if (event === null || isOldNews(event)) return;
      const { kind, ...facts } = loggedAs(event);
      if (atError.has(kind)) log.error(facts, kind);
      else if (isForPeople && inResults.has(kind)) log.info(facts, kind);
      else if (atWarning.has(kind) || needsPerson(event)) log.warn(facts, kind);
      else if (atDebug.has(kind)) log.debug(facts, kind);
      else log.info(facts, kind);
      for (const listener of listeners) listener(event);
    },
  };
}

function isOfOutage(event: PaybeatEvent): event is OutageMet | OutageEnded {
  return event.kind === 'outage' || event.kind === 'outage_ended';
}

function needsPerson(event: PaybeatEvent): boolean {
  return event.kind === 'run_state_changed' && event.needsPerson;
}

/**
 * A task that ended with its run has no worker: the log leaves the field out. An outage of the broker delays
 * nothing, and the log says so.
 */
function loggedAs(event: PaybeatEvent): Pick<PaybeatEvent, 'kind'> {
  if (event.kind === 'outage' && event.code.startsWith('broker_')) {
    const effect = 'until the broker answers, workers take their work from the database';
    return Object.assign({ effect }, event);
  }
  if (!('worker' in event)) return event;
  const { worker, ...rest } = event;
  return worker === null ? rest : event;
}

/**
 * Counts the consecutive outages of one part of a process. It reports each failed attempt; the first attempt that
 * succeeds again ends them. outage-news.ts decides which of these reports are logged.
 */
export class OutageStreak {
  readonly #telemetry: Telemetry;
  readonly #source = Symbol('outage');
  readonly #services = new Set<string>();

  constructor(telemetry: Telemetry) {
    this.#telemetry = telemetry;
  }

  met({ code, message }: Outage, retryInSeconds: number): void {
    this.#services.add(serviceOf(code));
    const source = this.#source;
    this.#telemetry.emit({ kind: 'outage', code, message, retryInSeconds, source });
  }

  over(): void {
    for (const service of this.#services) {
      this.#telemetry.emit({ kind: 'outage_ended', service, source: this.#source });
    }
    this.#services.clear();
  }
}
