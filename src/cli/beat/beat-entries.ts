/**
 * `paybeat beat list|ticks|add|remove|pause|resume|run-now`: shows and changes the schedule table
 * while the beat runs.
 */

import type { Command } from 'commander';
import { Option } from 'commander';
import {
  addedEntryShape,
  type EntriesSeen,
  entriesSeen,
  entryShape,
  type ListedEntry,
  type ListedTick,
} from '#answers/beat.ts';
import { databaseTime } from '#answers/periods.ts';
import { jsonLike, rowNumber, someText } from '#cli/arguments.ts';
import type { CliContext, VerbAnswer } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import type { Page } from '#cli/output.ts';
import { sentJson, sentSentences } from '#cli/sent-task.ts';
import { localInWords, localTime, momentInWords } from '#cli/views/times.ts';
import { answer } from '#errors.ts';
import { catchUps } from '#operations/beat/beat-entry.ts';
import { listTicks } from '#operations/beat/list-ticks.ts';
import {
  addEntry,
  pauseEntryByHand,
  removeEntryByHand,
  resumeEntryByHand,
  runEntryNow,
} from '#operations/beat/put-entries.ts';
import { actorNamed } from '#operations/who-was-first.ts';

const description = 'start the scheduler, which sends tasks on schedule; you can run several';
const ticksShownMax = 20;

export function registerBeatEntries(program: Command, cli: CliContext): void {
  const beat = group(program, 'beat', description);
  registerList(beat, cli);
  registerTicks(beat, cli);
  registerAdd(beat, cli);
  registerRemove(beat, cli);
  registerPause(beat, cli);
  registerResume(beat, cli);
  registerRunNow(beat, cli);
}

function registerList(beat: Command, cli: CliContext): void {
  const command = beat
    .command('list')
    .description('list scheduled tasks, with their next and last times')
    .action(
      cli.verb(async () =>
        cli.withWorld(async (world) => {
          const seen = await entriesSeen(world);
          return answer({
            json: { entries: seen.entries },
            text: (page) => showEntries(page, seen),
          });
        }),
      ),
    );
  withExamples(command, ['paybeat beat list', 'paybeat beat list --json']);
}

function registerTicks(beat: Command, cli: CliContext): void {
  const command = beat
    .command('ticks')
    .description('list recent ticks: sent, expired or skipped, and why')
    .option('--entry <name>', 'only this entry')
    .option('--limit <number>', `maximum number (default: ${ticksShownMax})`, rowNumber)
    .action(
      cli.verb(async (options: { readonly entry?: string; readonly limit?: number }) =>
        cli.withWorld(async (world) => {
          const { entry, limit = ticksShownMax } = options;
          const listed = await listTicks(world, {
            limit,
            ...(entry === undefined ? {} : { entry }),
          });
          if (!listed.ok) return listed;
          const found = listed.value;
          return answer({
            json: { ticks: found },
            text: (page) =>
              page.table({
                columns: [
                  { title: 'entry' },
                  { title: 'local time' },
                  { title: 'state' },
                  { title: 'task', isSpare: true },
                  { title: 'its end' },
                  { title: 'why', isLong: true },
                ],
                rows: found.map(tickCells),
                whenEmpty: 'Nothing has been sent on schedule yet.',
              }),
          });
        }),
      ),
    );
  withExamples(command, ['paybeat beat ticks', 'paybeat beat ticks --entry auto_run_payroll']);
}

interface AddOptions {
  readonly task: string;
  readonly cron?: string;
  readonly minute?: string;
  readonly hour?: string;
  readonly dayOfMonth?: string;
  readonly monthOfYear?: string;
  readonly dayOfWeek?: string;
  readonly zone?: string;
  readonly queue?: string;
  readonly args?: Readonly<Record<string, unknown>>;
  readonly expires?: number;
  readonly catchUp?: string;
}

function registerAdd(beat: Command, cli: CliContext): void {
  const command = beat
    .command('add')
    .description('add a scheduled task: a cron expression or crontab fields')
    .argument('<name>', 'lower-case letters, digits, "_", "." and "-"', someText)
    .requiredOption('--task <name>', 'auto_run_payroll or run_payroll_for_period')
    .option('--cron <expression>', 'five fields, as in "0 2 * * *"')
    .option('--minute <field>', 'crontab field (default: *)')
    .option('--hour <field>', 'crontab field (default: *)')
    .option('--day-of-month <field>', 'crontab field (default: *)')
    .option('--month-of-year <field>', 'crontab field (default: *)')
    .option('--day-of-week <field>', 'crontab field (default: *)')
    .option('--zone <name>', "default: the companies' zone if they share one, otherwise UTC")
    .option('--queue <name>', 'queue (default: the one that taskRoutes gives the task)')
    .option('--args <json>', 'arguments of the task', jsonLike('{"period_id": 7}'))
    .option(
      '--expires <seconds>',
      'do not send a tick that is later than this many seconds',
      rowNumber,
    )
    .addOption(
      new Option('--catch-up <policy>', 'which missed ticks to send later').choices(catchUps),
    )
    .action(cli.verb((name: string, options: AddOptions) => add(cli, name, options)));
  withExamples(command, [
    "paybeat beat add hourly --task auto_run_payroll --cron '0 * * * *'",
    'paybeat beat add twice-a-day --task auto_run_payroll --minute 0 --hour 2,14 --expires 3600',
    "paybeat beat add weekdays --task auto_run_payroll --cron '0 2 * * mon-fri' --zone America/New_York",
  ]);
}

async function add(cli: CliContext, name: string, options: AddOptions): Promise<VerbAnswer> {
  return cli.withWorld(async (world) => {
    const added = await addEntry(world, { name, json: entryOf(options) });
    if (!added.ok) return added;
    const { entry, notes } = added.value;
    const now = await databaseTime(world);
    return answer({
      json: addedEntryShape(added.value),
      text: (page) => {
        const next = momentInWords({ at: entry.nextDueAt, now, zone: entry.timeZone });
        page.sentence(`Added ${name}: ${entry.task} at ${entry.cron} (${entry.timeZone}).`);
        page.sentence(`It is sent first ${next}.`);
        for (const note of notes) page.sentence(`Note: ${note}`);
      },
    });
  });
}

/** The entry as the configuration file would have it. */
function entryOf(options: AddOptions): Readonly<Record<string, unknown>> {
  const { task, cron, zone, queue, args, expires, catchUp } = options;
  const fields = {
    minute: options.minute,
    hour: options.hour,
    day_of_month: options.dayOfMonth,
    month_of_year: options.monthOfYear,
    day_of_week: options.dayOfWeek,
  };
  const given = present(fields);
  const crontab = Object.keys(given).length > 0 ? { crontab: given } : {};
  return { ...present({ task, cron, zone, queue, args, expires, catch_up: catchUp }), ...crontab };
}

function present(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function registerRemove(beat: Command, cli: CliContext): void {
  const command = beat
    .command('remove')
    .description("remove a scheduled task that was added with 'beat add'")
    .argument('<entry>', 'name of the entry')
    .action(
      cli.verb(async (name: string) =>
        cli.withWorld(async (world) => {
          const removed = await removeEntryByHand(world, { name });
          return removed.ok ? changed(removed.value, `Removed ${name}.`) : removed;
        }),
      ),
    );
  withExamples(command, ['paybeat beat remove hourly']);
}

function registerPause(beat: Command, cli: CliContext): void {
  const command = beat
    .command('pause')
    .description('pause a scheduled task')
    .argument('<entry>', 'name of the entry')
    .action(
      cli.verb(async (name: string) =>
        cli.withWorld(async (world) => {
          const paused = await pauseEntryByHand(world, { name });
          return paused.ok
            ? changed(
                paused.value,
                `Paused ${name}. If no other entry sends auto_run_payroll, periods with "opens": "tick" wait. To resume it: paybeat beat resume ${name}`,
              )
            : paused;
        }),
      ),
    );
  withExamples(command, ['paybeat beat pause auto_run_payroll']);
}

function registerResume(beat: Command, cli: CliContext): void {
  const command = beat
    .command('resume')
    .description('resume a paused scheduled task')
    .argument('<entry>', 'name of the entry')
    .action(
      cli.verb(async (name: string) =>
        cli.withWorld(async (world) => {
          const resumed = await resumeEntryByHand(world, { name });
          if (!resumed.ok) return resumed;
          const now = await databaseTime(world);
          const { nextDueAt, timeZone } = resumed.value;
          const next = momentInWords({ at: nextDueAt, now, zone: timeZone });
          return changed(resumed.value, `Resumed ${name}; it is next sent ${next}.`);
        }),
      ),
    );
  withExamples(command, ['paybeat beat resume auto_run_payroll']);
}

function registerRunNow(beat: Command, cli: CliContext): void {
  const command = beat
    .command('run-now')
    .description('send a scheduled task now; its next times do not change')
    .argument('<entry>', 'name of the entry')
    .action(
      cli.verb(async (name: string) =>
        cli.withWorld(async (world) => {
          const sent = await runEntryNow(world, { name });
          if (!sent.ok) return sent;
          return answer({
            json: sentJson(sent.value),
            text: (page) => sentSentences(sent.value).forEach(page.sentence),
          });
        }),
      ),
    );
  withExamples(command, ['paybeat beat run-now auto_run_payroll']);
}

function changed(entry: ListedEntry, sentence: string): VerbAnswer {
  return answer({
    json: { entry: entryShape(entry) },
    text: (page) => page.sentence(sentence),
  });
}

function showEntries(page: Page, seen: EntriesSeen): void {
  const { now } = seen;
  page.table({
    columns: [
      { title: 'entry' },
      { title: 'task' },
      { title: 'cron' },
      { title: 'zone', isSpare: true },
      { title: 'next', isLong: true },
      { title: 'last', isLong: true },
      { title: 'options', isLong: true, isSpare: true },
      { title: 'added by', isSpare: true },
    ],
    rows: seen.entries.map((entry) => {
      const tick = entry.lastTick;
      const zone = entry.timeZone;
      const last = tick ? `${localInWords({ at: tick.dueAt, now, zone })}: ${tick.state}` : 'none';
      const { name, task, cron, source } = entry;
      return [name, task, cron, zone, nextOf(entry, now), last, termsOf(entry), addedBy[source]];
    }),
    whenEmpty: "No entry yet: a beat writes them when it starts ('paybeat beat').",
  });
}

const addedBy = {
  configuration: 'configuration',
  default: 'default',
  'run time': 'beat add',
} as const;

/** The other options of an entry, where they differ from their default. */
function termsOf({ queue, expiresSeconds, catchUp, args }: ListedEntry): string {
  return [
    ...(Object.keys(args).length > 0 ? [JSON.stringify(args)] : []),
    ...(queue === null ? [] : [`queue ${queue}`]),
    ...(expiresSeconds === null ? [] : [`expires after ${expiresSeconds} s`]),
    ...{ latest: [], all: ['catches up all'], none: ['does not catch up'] }[catchUp],
  ].join(', ');
}

function nextOf(entry: ListedEntry, now: Temporal.Instant): string {
  if (!entry.enabled) return 'off by configuration';
  if (entry.pausedAt !== null) return `paused by ${actorNamed(entry.pausedBy ?? 'somebody')}`;
  return momentInWords({ at: entry.nextDueAt, now, zone: entry.timeZone });
}

function tickCells(tick: ListedTick): readonly string[] {
  const { entry, state, taskId, taskState, why } = tick;
  const end = state === 'sent' ? (taskState ?? 'forgotten') : '';
  return [entry, tickTime(tick), state, taskId ?? '', end, why];
}

/** Of an entry that is gone, only the distance from UTC is known. */
function tickTime({ dueAt, localTime: local, timeZone }: ListedTick): string {
  if (timeZone !== null) return localTime(dueAt, timeZone);
  const utc = dueAt.toZonedDateTimeISO('UTC').toPlainDateTime();
  const { sign, hours, minutes } = Temporal.PlainDateTime.from(local)
    .since(utc, { largestUnit: 'hour' })
    .round({ largestUnit: 'hour', smallestUnit: 'minute' });
  const [hour, minute] = [hours, minutes].map((one) => `${Math.abs(one)}`.padStart(2, '0'));
  return `${local.replace('T', ' ')} UTC${sign < 0 ? '-' : '+'}${hour}:${minute}`;
}
