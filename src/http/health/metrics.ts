/**
 * Metrics for Prometheus. Events of this process are counted as they happen. The state of the whole
 * installation is read from the database at each request.
 *
 * Names of tasks, queues and workers are labels. Names of people and amounts never appear.
 */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Measures } from '#operations/workers/measure.ts';
import type { PaybeatEvent } from '#telemetry.ts';

export interface Metrics {
  listen(event: PaybeatEvent): void;
  /** The metrics in the text format of Prometheus. */
  text(measures: Measures): Promise<string>;
  readonly contentType: string;
}

const durations = [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 900, 3_600];

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'paybeat_' });
  const counted = countedIn(registry);
  const seen = seenIn(registry);
  return {
    listen: (event) => counted(event),
    text: (measures) => {
      seen(measures);
      return registry.metrics();
    },
    contentType: registry.contentType,
  };
}

function countedIn(registry: Registry): (event: PaybeatEvent) => void {
  const registers = [registry];
  const ends = new Counter({
    ...{ name: 'paybeat_tasks_total', help: 'Tasks that this process ran, by outcome' },
    ...{ labelNames: ['task', 'outcome'], registers },
  });
  const seconds = new Histogram({
    ...{
      name: 'paybeat_task_duration_seconds',
      help: 'Seconds from the start of a task to its success',
    },
    ...{ labelNames: ['task'], buckets: durations, registers },
  });
  const ticks = new Counter({
    ...{ name: 'paybeat_beat_ticks_total', help: 'Ticks handled by this beat, by outcome' },
    ...{ labelNames: ['entry', 'state'], registers },
  });
  const outages = new Counter({
    ...{
      name: 'paybeat_outages_total',
      help: 'Outages that this process met, by code',
      labelNames: ['code'],
    },
    registers,
  });
  const outcomes: Readonly<Record<string, string>> = {
    task_succeeded: 'success',
    task_failed: 'failure',
    task_retried: 'retry',
    task_expired: 'expired',
  };
  return (event) => {
    if (event.kind === 'outage' && event.seconds === undefined) outages.inc({ code: event.code });
    if (event.kind === 'beat_ticked') {
      for (const state of ['sent', 'expired', 'skipped'] as const) {
        ticks.inc({ entry: event.entry, state }, event[state]);
      }
    }
    const outcome = outcomes[event.kind];
    if (outcome === undefined || !('task' in event)) return;
    ends.inc({ task: event.task, outcome });
    if (event.kind === 'task_succeeded' && event.seconds !== undefined) {
      seconds.observe({ task: event.task }, event.seconds);
    }
  };
}

function gaugeIn(registry: Registry) {
  return (name: string, help: string, labelNames: readonly string[] = []) =>
    new Gauge({
      name: `paybeat_${name}`,
      help,
      labelNames: [...labelNames],
      registers: [registry],
    });
}

/** Gauges of one request. A label that no longer exists is no longer shown. */
function seenIn(registry: Registry): (measures: Measures) => void {
  const gauge = gaugeIn(registry);
  const due = gauge('periods_due', 'Pay periods that are due and have no run');
  const late = gauge(
    'periods_late',
    'Due pay periods without a run, more than one hour after their due time',
  );
  const lateness = gauge(
    'lateness_seconds',
    'Seconds since the oldest due pay period without a run fell due',
  );
  const heldPeriods = gauge(
    'periods_held',
    'Pay periods that are held until somebody releases them',
  );
  const heldPeople = gauge(
    'people_held',
    'People who were held in a pay period and are not paid for it yet',
  );
  const runs = gauge('runs', 'Pay runs that are not finished, by state', ['state']);
  const escalated = gauge(
    'runs_escalated',
    'Pay runs in review that nobody had approved by their deadline, and that are escalated',
  );
  const chunks = gauge('chunks_open', 'Chunks of pay runs that are not calculated yet');
  const claims = gauge('claim_age_seconds', 'Age in seconds of the oldest claim on a chunk');
  const tasks = gauge('sent_tasks', 'Tasks that were sent and have not ended', ['queue', 'state']);
  const depth = gauge('queue_depth', 'Tasks in the queue of the broker', ['queue', 'place']);
  const brokerUp = gauge('broker_up', '1 if the broker answers, 0 if not');
  const locks = gauge('locks', 'Locks that a worker or a command holds');
  const lockAge = gauge('lock_age_seconds', 'Age in seconds of the oldest lock');
  const cacheUp = gauge('cache_up', '1 if the locks can be read, 0 if not');
  const workers = gauge('workers', 'Workers and beats that have not stopped normally', [
    'kind',
    'state',
  ]);
  const heartbeat = gauge(
    'worker_heartbeat_age_seconds',
    'Seconds since the worker or beat was last seen',
    [...['worker', 'kind']],
  );
  return ({ load, workers: rows, queues, locks: held }) => {
    due.set(load.due);
    late.set(load.late);
    lateness.set(load.latenessSeconds);
    heldPeriods.set(load.heldPeriods);
    heldPeople.set(load.heldPeople);
    escalated.set(load.escalated);
    chunks.set(load.openChunks);
    claims.set(load.oldestClaimSeconds);
    for (const labelled of [runs, tasks, depth, workers, heartbeat]) labelled.reset();
    for (const state of ['calculating', 'review', 'approved', 'failed']) {
      runs.set({ state }, load.runs[state] ?? 0);
    }
    for (const { queue, state, count } of load.tasks) tasks.set({ queue, state }, count);
    for (const { queue, ...places } of queues ?? []) {
      for (const [place, count] of Object.entries(places)) depth.set({ queue, place }, count);
    }
    brokerUp.set(queues === null ? 0 : 1);
    cacheUp.set(held === null ? 0 : 1);
    locks.set(held?.count ?? 0);
    lockAge.set(held?.oldestSeconds ?? 0);
    for (const { name, kind, isAlive, secondsSinceSeen } of rows) {
      workers.inc({ kind, state: isAlive ? 'alive' : 'lost' });
      heartbeat.set({ worker: name, kind }, secondsSinceSeen);
    }
  };
}
