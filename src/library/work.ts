/**
 * The library's methods for operators: tasks, workers and the monitor.
 */

import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { answerShownAs, shownAs } from '#answers/json-form.ts';
import { type ListedTaskState, taskEventShape, tasksListed } from '#answers/tasks.ts';
import { inspectedShape } from '#answers/workers.ts';
import type { MethodContext } from '#methods/context.ts';
import { type OpenedWorld } from '#open-world.ts';
import { purgeTasks } from '#operations/tasks/await-task.ts';
import { type SendTask, sendTask } from '#operations/tasks/send-task.ts';
import { everyDefaultQueue } from '#operations/tasks/task-routes.ts';
import { type ControlWorkers, controlWorkers } from '#operations/workers/control-workers.ts';
import { type FollowEvents, followEvents } from '#operations/workers/follow-events.ts';
import { inspectWorkers } from '#operations/workers/inspect-workers.ts';
import { sentHandle, taskNamed, type WorldSource } from './tasks.ts';
import type { UntilClosed } from './until-closed.ts';

const listMax = 100;

/** The arguments of `runPayrollForPeriod.delay`. */
export interface PeriodToRun {
  readonly periodId: number;
  readonly force?: boolean;
  /** Run it although its due time was missed. Requires `reason`. */
  readonly late?: boolean;
  readonly reason?: string;
}

export function tasksIn({ world }: MethodContext) {
  const from: WorldSource = async () => ({ world });
  type Wanted = {
    readonly task?: string;
    readonly state?: ListedTaskState;
    readonly limit?: number;
  };
  return {
    autoRunPayroll: taskNamed<[]>('auto_run_payroll', from),
    runPayrollForPeriod: taskNamed<[PeriodToRun]>('run_payroll_for_period', from),
    tasks: {
      call: (ask: SendTask) => sendTask(world, { ...ask }),
      /** Returns a handle for a task id. The task is looked up when the handle is used. */
      find: (id: string) => sentHandle(id, from),
      list: (ask: Wanted = {}) => tasksListed(world, { limit: listMax, ...ask }),
      /** Revokes every task that has not started. Returns how many. */
      purge: (ask: { readonly queue?: string } = {}) =>
        purgeTasks(world, { queue: ask.queue ?? null }),
    },
  };
}

export function workersIn({ world }: MethodContext, untilClosed: UntilClosed) {
  type Ask = Pick<ControlWorkers, 'command' | 'byHowMany'> & {
    /** Name of one worker. Default: all workers. */
    readonly destination?: string;
    /** Seconds to wait for replies. Default: 10. */
    readonly timeout?: number;
  };
  const pause = async (milliseconds: number, signal?: AbortSignal) => {
    // An abort ends this pause early and is not an error.
    await wait(milliseconds, undefined, signal ? { signal } : {}).catch(() => undefined);
  };
  return {
    /** Workers, queues, and tasks: active, scheduled and reserved. */
    inspect: async (ask: { readonly destination?: string } = {}) =>
      answerShownAs(await inspectWorkers(world, { destination: null, ...ask }), inspectedShape),
    /** Sends a command to workers and returns their replies. `ping` changes nothing. */
    control: ({ timeout = 10, ...ask }: Ask) =>
      controlWorkers(world, { destination: null, ...ask, timeoutMs: timeout * 1_000, pause }),
    /** Calls `tell` for each event of a task from now on, until the signal is aborted. */
    followEvents: ({ tell, signal }: Omit<FollowEvents, 'pause'>) =>
      untilClosed.running(
        followEvents(world, {
          ...{ pause, signal: untilClosed.signal(signal) },
          tell: (event) => tell(shownAs(event, taskEventShape)),
        }),
      ),
  };
}

export interface ProcessAsk {
  /** Abort it to stop. Work that has begun is finished first. */
  readonly signal: AbortSignal;
  /** Name of this worker or beat. Default: the host. */
  readonly name?: string;
  /** Default: every queue that Paybeat uses. */
  readonly queues?: readonly string[];
  /** Tasks at the same time, 1 to 64. Default: the setting workerConcurrency. */
  readonly concurrency?: number;
}

export interface MonitorToOpen {
  /** The access token that a browser must send: at least 16 characters. */
  readonly token: string;
  /** Default: any free port. */
  readonly port?: number;
  /** Default: 127.0.0.1, this machine only. */
  readonly host?: string;
}

export interface ApiToOpen {
  /** Default: any free port. */
  readonly port?: number;
  /** Default: 127.0.0.1, this machine only. */
  readonly host?: string;
  /** Further host names that requests may name, as behind a proxy. */
  readonly hostNames?: readonly string[];
}

export function processesIn(
  { config }: MethodContext,
  { opened, untilClosed }: { readonly opened: OpenedWorld; readonly untilClosed: UntilClosed },
) {
  const run = (
    ask: ProcessAsk,
    parts: { readonly isWorker: boolean; readonly hasBeat: boolean },
  ) => {
    const { name = hostname(), queues = everyDefaultQueue } = ask;
    const warm = untilClosed.signal(ask.signal);
    const concurrency = ask.concurrency ?? config.workerConcurrency;
    const worker = parts.isWorker ? { queues, concurrency } : null;
    const cold = new AbortController().signal;
    return untilClosed.running(opened.run({ worker, hasBeat: parts.hasBeat, name, warm, cold }));
  };
  return {
    /**
     * Opens a page for a browser. Returns its `address`, and `close()`; closing the library closes it, too.
     * Throws `Outage` `port_taken` or `address_unknown`.
     */
    openMonitor: async (ask: MonitorToOpen) => {
      const monitor = await opened.openMonitor({ host: '127.0.0.1', port: 0, ...ask });
      return untilClosed.opened(shownAs(monitor, ({ address }) => ({ address })));
    },
    /**
     * Serves the HTTP API to programs that have a key. Returns its `address`, and `close()`; closing the library closes
     * it, too. Throws `Outage` `port_taken` or `address_unknown`.
     */
    openApi: async (ask: ApiToOpen = {}) => {
      const api = await opened.openApi({ host: '127.0.0.1', port: 0, hostNames: [], ...ask });
      return untilClosed.opened(shownAs(api, ({ address }) => ({ address })));
    },
    /** Works on tasks until the signal is aborted. */
    work: (ask: ProcessAsk) => run(ask, { isWorker: true, hasBeat: false }),
    /** Sends scheduled tasks until the signal is aborted. */
    keepBeat: (ask: Omit<ProcessAsk, 'queues' | 'concurrency'>) =>
      run(ask, { isWorker: false, hasBeat: true }),
    /** Runs a worker and the beat until the signal is aborted. */
    start: (ask: ProcessAsk) => run(ask, { isWorker: true, hasBeat: true }),
  };
}
