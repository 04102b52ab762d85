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
    ...{ name: 'paybeat_tasks_total', help: 'Tasks of this process by how they ended' },
    ...{ labelNames: ['task', 'outcome'], registers },
  });
  const seconds = new Histogram({
    ...{ name: 'paybeat_task_duration_seconds', help: 'From the start of a task to its success' },
    ...{ labelNames: ['task'], buckets: durations, registers },
  });
  const ticks = new Counter({
    ...{ name: 'paybeat_beat_ticks_total', help: 'Ticks of this beat by what became of them' },
    ...{ labelNames: ['entry', 'state'], registers },
  });
  const outages = new Counter({
    ...{ name: 'paybeat_outages_total', help: 'Outages this process met', labelNames: ['code'] },
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

/** Gauges of one request. A label that no longer exists is no longer shown. */
function seenIn(registry: Registry): (measures: Measures) => void {
  const gauge = (name: string, help: string, labelNames: readonly string[] = []) =>
    new Gauge({
      name: `paybeat_${name}`,
      help,
      labelNames: [...labelNames],
      registers: [registry],
    });
  const due = gauge('periods_due', 'Pay periods that are due and have no run');
  const late = gauge('periods_late', 'Of these, beyond the lateness budget');
  const lateness = gauge('lateness_seconds', 'Since the oldest of them fell due');
  const heldPeriods = gauge('periods_held', 'Due instants that wait for a person');
  const heldPeople = gauge('people_held', 'People held and not paid for the period since');
  const runs = gauge('runs', 'Pay runs that are not finished', ['state']);
  const chunks = gauge('chunks_open', 'Chunks that are not calculated');
  const claims = gauge('claim_age_seconds', 'Of the oldest claim on a chunk');
  const tasks = gauge('sent_tasks', 'Tasks that were sent and have not ended', ['queue', 'state']);
  const depth = gauge('queue_depth', 'Tasks in the queue of the broker', ['queue', 'place']);
  const brokerUp = gauge('broker_up', '1 when the broker answers');
  const locks = gauge('locks', 'Locks that are held');
  const lockAge = gauge('lock_age_seconds', 'Of the oldest lock');
  const cacheUp = gauge('cache_up', '1 when the locks can be read');
  const workers = gauge('workers', 'Workers and beats that are not stopped', ['kind', 'state']);
  const heartbeat = gauge('worker_heartbeat_age_seconds', 'Since it was last seen', [
    ...['worker', 'kind'],
  ]);
  return ({ load, workers: rows, queues, locks: held }) => {
    due.set(load.due);
    late.set(load.late);
    lateness.set(load.latenessSeconds);
    heldPeriods.set(load.heldPeriods);
    heldPeople.set(load.heldPeople);
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
