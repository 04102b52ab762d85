/**
 * What Paybeat tells while it works: one typed event a thing that happened.
 *
 * The same events feed the log, the progress of a terminal and, later, metrics. Never a name, an
 * amount of one person, a bank number or a secret.
 */
import type { Logger } from 'pino';

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
      /** Its review, approval or commit. */
      readonly kind: 'step_failed';
      readonly runId: number;
      readonly step: string;
      readonly failures: number;
      readonly retryInSeconds: number | null;
      readonly message: string;
    }
  | {
      /** Of a long file: bytes read, rows sent to the database, rows (or people) written. */
      readonly kind: 'import_progressed';
      readonly file: string;
      readonly step: ImportStep;
      readonly done: number;
      readonly of: number;
    }
  | { readonly kind: 'claim_lost'; readonly runId: number; readonly ordinal: number }
  | {
      readonly kind: 'run_moved';
      readonly runId: number;
      readonly move: string;
      readonly actor: string;
    }
  | { readonly kind: 'period_held'; readonly periodId: number; readonly why: string }
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
  | {
      readonly kind: 'outage';
      readonly code: string;
      readonly message: string;
      readonly retryInSeconds: number;
    }
  | {
      /** Who works on what is not shown meanwhile; the work goes on. */
      readonly kind: 'lock_unavailable';
      readonly name: string;
      readonly code: string;
      readonly message: string;
    }
  | {
      /** It takes nothing until somebody resumes it. */
      readonly kind: 'worker_paused';
      readonly since: string;
      readonly by: string;
    }
  | {
      /** Its process on this machine is no more; what it had is taken over at once. */
      readonly kind: 'worker_found_dead';
      readonly name: string;
      readonly pid: number;
    }
  | {
      /** It was not heard of lately; others go on with its chunks when its lease has passed. */
      readonly kind: 'waiting_for_lease';
      readonly runId: number;
      readonly worker: string;
      readonly chunks: number;
      readonly until: string;
    }
  | { readonly kind: 'locks_freed'; readonly names: readonly string[] }
  | {
      readonly kind: 'heartbeat_unheard';
      readonly host: string;
      readonly why: string;
      /** How many calls in a row nobody heard. */
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

/** What became of a task, in Celery's words. */
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
  /** Who has or had it in hand; null before it is, and of one that ended with its run. */
  readonly worker: string | null;
  /** From start to end; present when it has ended. */
  readonly seconds?: number;
  /** What was thrown; present on retried and failed. */
  readonly message?: string;
}

export interface Telemetry {
  emit(event: PaybeatEvent): void;
}

const atError: ReadonlySet<PaybeatEvent['kind']> = new Set([
  'chunk_failed',
  'step_failed',
  'outage',
  'task_failed',
]);
const atDebug: ReadonlySet<PaybeatEvent['kind']> = new Set([
  'employees_calculated',
  'import_progressed',
  'claim_lost',
  'task_sent',
  'task_started',
]);
const atWarning: ReadonlySet<PaybeatEvent['kind']> = new Set([
  'period_refused',
  'period_held',
  'task_retried',
  'task_expired',
  'schedule_stuck',
  'heartbeat_unheard',
  'lock_unavailable',
  'worker_paused',
  'worker_found_dead',
  'waiting_for_lease',
]);

/** What happens again and again is told at growing intervals: the 1st, 2nd, 4th, 8th … time in a row. */
export function isToldAgain(inARow: number): boolean {
  return Number.isInteger(Math.log2(inARow));
}

/** To the log, and to whoever listens (a progress bar). */
export function telemetry(
  log: Logger,
  ...listeners: readonly ((event: PaybeatEvent) => void)[]
): Telemetry {
  // A period that is refused at every scan for the same reason is told once.
  const refusedFor = new Map<number, string>();
  const isOldNews = (event: PaybeatEvent): boolean => {
    if (event.kind !== 'period_refused') return false;
    const isSame = refusedFor.get(event.periodId) === event.code;
    refusedFor.set(event.periodId, event.code);
    return isSame;
  };
  return {
    emit: (event) => {
      if (isOldNews(event)) return;
      const { kind, ...facts } = event;
      if (atError.has(kind)) log.error(facts, kind);
      else if (atWarning.has(kind)) log.warn(facts, kind);
      else if (atDebug.has(kind)) log.debug(facts, kind);
      else log.info(facts, kind);
      for (const listener of listeners) listener(event);
    },
  };
}
