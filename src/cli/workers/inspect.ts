/** `paybeat inspect active|scheduled|reserved|registered|stats|ping|conf|report`, as in Celery. */

import { setTimeout as wait } from 'node:timers/promises';
import type { Command } from 'commander';
import { verbatim } from '#answers/json-form.ts';
import { inspectedShape, type ListedWorker, workerShape } from '#answers/workers.ts';
import { countArgument } from '#cli/arguments.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import type { Page, Shown } from '#cli/output.ts';
import { pauseInWords } from '#cli/views/pause-words.ts';
import { answer } from '#errors.ts';
import { controlWorkers } from '#operations/workers/control-workers.ts';
import {
  type Inspected,
  type InspectedTask,
  inspectWorkers,
} from '#operations/workers/inspect-workers.ts';
import { counted, itOrThem } from '#text/counted.ts';

interface Options {
  readonly destination?: string;
}

interface Look {
  readonly verb: string;
  readonly description: string;
  readonly show: (inspected: Inspected) => Shown;
  /** This view also lists lost workers. Those lost long ago are listed only with --all. */
  readonly listsLost?: true;
}

/** A list of workers leaves out those that were last seen longer ago. */
const lostShownSeconds = 3_600;

const looks: readonly Look[] = [
  {
    verb: 'active',
    description: 'tasks in progress, including those whose pay run is not finished',
    show: ({ active }) => tasksShown('active', active),
  },
  {
    verb: 'scheduled',
    description: 'tasks that wait for their time or for a retry',
    show: ({ scheduled }) => tasksShown('scheduled', scheduled),
  },
  {
    verb: 'reserved',
    description: 'tasks that can start as soon as a worker is free',
    show: ({ reserved }) => tasksShown('reserved', reserved),
  },
  { verb: 'registered', description: 'tasks that each worker can run', show: registeredShown },
  {
    verb: 'stats',
    description: 'workers, what they have done, and their queues',
    show: statsShown,
    listsLost: true,
  },
  { verb: 'conf', description: 'settings of each worker, without secrets', show: confShown },
  {
    verb: 'report',
    description: 'everything about workers and queues at once',
    show: reportShown,
    listsLost: true,
  },
];

export function registerInspect(program: Command, cli: CliContext): void {
  const parent = group(program, 'inspect', 'show active and waiting tasks, workers and queues');
  for (const { verb, description, show, listsLost = false } of looks) {
    const command = parent
      .command(verb)
      .description(description)
      .option('-d, --destination <worker>', 'only this worker')
      .action(
        cli.verb(async ({ destination, all }: Options & { readonly all?: boolean }) =>
          cli.withWorld(async (world) => {
            const inspected = await inspectWorkers(world, { destination: destination ?? null });
            if (!inspected.ok) return inspected;
            const isWhole = !listsLost || all === true || destination !== undefined;
            return answer(isWhole ? show(inspected.value) : showWithoutOld(inspected.value, show));
          }),
        ),
      );
    if (listsLost) command.option('--all', 'also those that were lost more than an hour ago');
    withExamples(command, [`paybeat inspect ${verb}`, `paybeat inspect ${verb} --json`]);
  }
  registerPing(parent, cli);
}

function registerPing(parent: Command, cli: CliContext): void {
  const command = parent
    .command('ping')
    .description('ask every worker and scheduler whether it is running')
    .option('-d, --destination <worker>', 'only this one')
    .option('-t, --timeout <seconds>', 'seconds to wait (default: 10)', countArgument)
    .action(
      cli.verb(async ({ destination, timeout = 10 }: Options & { readonly timeout?: number }) =>
        cli.withWorld(async (world) => {
          const pinged = await controlWorkers(world, {
            ...{ command: 'ping', destination: destination ?? null },
            ...{ timeoutMs: timeout * 1_000, pause: (milliseconds) => wait(milliseconds) },
          });
          if (!pinged.ok) return pinged;
          return answer({
            json: { answers: pinged.value },
            text: (page) => {
              for (const { worker, answer: said } of pinged.value)
                page.sentence(`${worker}: ${said}`);
              const count = pinged.value.length;
              page.sentence(count === 1 ? '1 is online.' : `${count} are online.`);
            },
          });
        }),
      ),
    );
  withExamples(command, ['paybeat inspect ping', 'paybeat inspect ping --timeout 5']);
}

function showWithoutOld(inspected: Inspected, show: Look['show']): Shown {
  const workers = inspected.workers.filter(
    ({ isAlive, secondsSinceSeen }) => isAlive || secondsSinceSeen <= lostShownSeconds,
  );
  const old = inspected.workers.length - workers.length;
  const { json, text } = show({ ...inspected, workers });
  const remark = `${counted(old, 'process')} lost more than an hour ago: --all shows ${itOrThem(old)}.`;
  return {
    json,
    text: (page) => {
      text(page);
      if (old > 0) page.sentence(remark);
    },
  };
}

function tasksShown(place: string, tasks: readonly InspectedTask[]): Shown {
  return { json: { [place]: tasks }, text: (page) => showTasks(page, { place, tasks }) };
}

/** The heading of the time, by place. */
const timeTitles: Readonly<Record<string, string>> = {
  active: 'started',
  scheduled: 'not before',
  reserved: 'not before',
};

function showTasks(
  page: Page,
  { place, tasks }: { readonly place: string; readonly tasks: readonly InspectedTask[] },
): void {
  page.table({
    columns: [
      { title: 'task id' },
      { title: 'task', isSpare: true },
      { title: 'queue' },
      { title: 'worker' },
      { title: 'attempts', align: 'right', isSpare: true },
      { title: timeTitles[place] ?? '', isSpare: true },
    ],
    rows: tasks.map(({ taskId, task, queue, worker, attempts, since }) => [
      ...[taskId, task, queue ?? '', worker ?? '', String(attempts), since ?? ''],
    ]),
    whenEmpty: 'None.',
  });
}

function registeredShown({ workers }: Inspected): Shown {
  const ofWorkers = workers.filter(({ isAlive, kind }) => isAlive && kind === 'worker');
  return {
    json: {
      registered: new Map(ofWorkers.map(({ name, registered }) => [name, registered])),
    },
    text: (page) => {
      if (ofWorkers.length === 0) page.sentence('No worker is alive.');
      for (const { name, registered } of ofWorkers)
        page.sentence(`${name}: ${registered.join(', ')}`);
    },
  };
}

function statsShown({ workers, broker, pause, waiting }: Inspected): Shown {
  return {
    json: {
      ...{ workers: workers.map(workerShape), broker, waiting },
      pausedBy: pause?.orderedBy ?? null,
    },
    text: (page) => {
      showWorkers(page, workers);
      if (pause !== null) page.sentence(pauseInWords(pause));
      for (const { inWords } of waiting) page.sentence(`In turn: ${inWords}.`);
      page.blank();
      page.table({
        columns: [
          { title: 'queue' },
          { title: 'active', align: 'right', isKept: true },
          { title: 'reserved', align: 'right', isKept: true },
          { title: 'scheduled', align: 'right', isKept: true },
          { title: '' },
        ],
        rows: (broker?.queues ?? []).map(({ name, active, reserved, scheduled, isPaused }) => [
          ...[name, String(active), String(reserved), String(scheduled), isPaused ? 'paused' : ''],
        ]),
        whenEmpty: broker === null ? 'The broker does not answer.' : 'No queue was used yet.',
      });
    },
  };
}

function showWorkers(page: Page, workers: readonly ListedWorker[]): void {
  page.table({
    columns: [
      { title: 'worker' },
      { title: 'kind' },
      { title: 'state' },
      { title: 'queues', isLong: true },
      { title: 'slots', align: 'right' },
      { title: 'active', align: 'right' },
      { title: 'done', align: 'right' },
      { title: 'failed', align: 'right' },
      { title: 'seen', align: 'right', isSpare: true },
      { title: 'memory', align: 'right', isSpare: true },
      { title: 'process', isSpare: true },
    ],
    rows: workers.map((one) => [
      ...[one.name, one.facts.hasBeat === true ? 'worker, beat' : one.kind],
      ...[one.isAlive ? one.state : 'LOST', one.queues.join(', '), String(one.concurrency)],
      ...[String(one.active.length), String(one.facts.succeeded ?? 0)],
      ...[String(one.facts.failed ?? 0), `${one.secondsSinceSeen.toFixed(0)} s ago`],
      `${Math.round((one.facts.rssBytes ?? 0) / 1024 ** 2)} MiB`,
      `${one.host} ${one.pid}`,
    ]),
    whenEmpty: "No worker is alive. Start one: 'paybeat worker', or 'paybeat start' for all.",
  });
}

function confShown({ workers }: Inspected): Shown {
  const alive = workers.filter(({ isAlive }) => isAlive);
  return {
    json: { conf: new Map(alive.map(({ name, settings }) => [name, verbatim(settings)])) },
    text: (page) => {
      if (alive.length === 0) page.sentence('No worker is alive.');
      for (const { name, settings } of alive) {
        page.sentence(`${name}:`);
        const sorted = Object.entries(settings).toSorted(([a], [b]) => (a < b ? -1 : 1));
        page.facts(sorted.map(([key, value]) => [`  ${key}`, String(value)]));
      }
    },
  };
}

function reportShown(inspected: Inspected): Shown {
  const { active, scheduled, reserved } = inspected;
  const parts = { active, scheduled, reserved };
  return {
    json: inspectedShape(inspected),
    text: (page) => {
      statsShown(inspected).text(page);
      for (const [place, tasks] of Object.entries(parts)) {
        page.blank();
        page.sentence(`${place}: ${tasks.length}`);
        if (tasks.length > 0) showTasks(page, { place, tasks });
      }
    },
  };
}
