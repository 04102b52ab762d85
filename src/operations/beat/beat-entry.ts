/**
 * An entry of the beat: which task is sent, at what times, in which time zone.
 *
 * An entry is written as in Celery: the five fields of a crontab, each `*` by default, or one cron
 * expression. The expression is read as everywhere in Paybeat (Vixie cron). `notes` says where Celery's
 * crontab would read it differently.
 *
 * Refusals: `beat_entry_invalid`, with an issue and a pointer for every error.
 */
import { z } from 'zod';
import { type Answer, answer, type Issue, refuse } from '#errors.ts';
import { readTaskArgs } from '#operations/tasks/task-kinds.ts';
import { celeryDifferencesAfter } from '#schedule/cron/celery-difference.ts';
import { type Cron, parseCron } from '#schedule/cron/cron-expression.ts';
import { readJson } from '#text/read-json.ts';
import { zoneValue } from '#time/json-values.ts';

/** Which of several missed ticks are sent: the latest, every one, or only one that is on time. */
export const catchUps = ['latest', 'all', 'none'] as const;
export type CatchUp = (typeof catchUps)[number];

export interface BeatEntry {
  readonly name: string;
  readonly task: string;
  readonly cron: Cron;
  readonly timeZone: string;
  /** Null: the queue that the task routes give. */
  readonly queue: string | null;
  readonly args: Readonly<Record<string, unknown>>;
  /** A tick that is later than this is recorded as expired and not sent; null: a tick never expires. */
  readonly expiresSeconds: number | null;
  readonly catchUp: CatchUp;
  readonly enabled: boolean;
}

/** The one entry of the origin's `CELERY_BEAT_SCHEDULE`: daily at 02:00, expires after an hour. */
export const defaultEntryName = 'auto_run_payroll';
export const defaultEntry = {
  task: 'auto_run_payroll',
  crontab: { minute: 0, hour: 2 },
  expires: 3_600,
} as const;

const field = z.union([z.int().min(0), z.string()]);
const crontabShape = z.strictObject({
  minute: field.optional(),
  hour: field.optional(),
  day_of_month: field.optional(),
  month_of_year: field.optional(),
  day_of_week: field.optional(),
});

const entryShape = z.strictObject({
  task: z.string(),
  cron: z.string().optional(),
  crontab: crontabShape.optional(),
  zone: zoneValue.optional(),
  queue: z
    .string()
    .regex(/^[a-z][a-z0-9_.-]{0,59}$/, 'a queue is lower-case letters, digits, "_", "." and "-"')
    .optional(),
  args: z.record(z.string(), z.unknown()).optional(),
  expires: z.int().min(1).max(31_536_000).optional(),
  enabled: z.boolean().optional(),
  catch_up: z.enum(catchUps).optional(),
});

const judgedApart = entryShape.pick({ task: true, cron: true, crontab: true, args: true }).strip();
type Parts = z.output<typeof judgedApart>;

/** Task ids are derived from the name. */
const namePattern = /^[a-z0-9][a-z0-9_.-]{0,63}$/;

/** `zone` applies to an entry without a zone. */
export function readEntry(
  json: unknown,
  ask: { readonly name: string; readonly zone: string },
): Answer<BeatEntry> {
  const read = readJson(json, entryShape);
  const issues: Issue[] = [...read.issues];
  if (!namePattern.test(ask.name)) {
    const message =
      'The name of an entry is lower-case letters, digits, "_", "." and "-", at most 64.';
    issues.push({ pointer: '', code: 'name_invalid', message });
  }
  // Checks these parts even when another key is invalid, so that one refusal lists all errors.
  const parts = judgedApart.safeParse(json).data;
  if (parts === undefined) return refused(ask.name, issues);
  const cron = cronOf(parts, issues);
  const args = readTaskArgs(parts.task, parts.args ?? {});
  if (!args.ok) issues.push(...issuesOf(args.refusal, args.refusal.issues ? '/args' : '/task'));
  const shape = read.value;
  if (issues.length > 0 || shape === null || cron === null || !args.ok) {
    return refused(ask.name, issues);
  }
  return answer({
    name: ask.name,
    task: shape.task,
    cron,
    timeZone: shape.zone ?? ask.zone,
    queue: shape.queue ?? null,
    args: args.value,
    expiresSeconds: shape.expires ?? null,
    catchUp: shape.catch_up ?? 'latest',
    enabled: shape.enabled ?? true,
  });
}

/** All entries of a configuration, `{ name: entry }`. Refusal: `beat_invalid`, with every issue. */
export function readEntries(
  json: unknown,
  ask: { readonly zone: string },
): Answer<readonly BeatEntry[]> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    const message = 'The beat is an object: {"name of the entry": {"task": …, "cron": …}}.';
    return refusedAll([{ pointer: '', code: 'wrong_type', message }]);
  }
  const entries: BeatEntry[] = [];
  const issues: Issue[] = [];
  for (const [name, value] of Object.entries(json)) {
    const entry = readEntry(value, { name, zone: ask.zone });
    if (entry.ok) entries.push(entry.value);
    else issues.push(...issuesOf(entry.refusal, `/${name}`));
  }
  return issues.length > 0 ? refusedAll(issues) : answer(entries);
}

/** Differences from Celery that matter for this entry, one sentence each. */
export function notesOn(entry: BeatEntry, now: Temporal.Instant): readonly string[] {
  const search = { after: now, zone: entry.timeZone };
  return celeryDifferencesAfter(entry.cron, search).map(({ message }) => message);
}

function cronOf(shape: Parts, issues: Issue[]): Cron | null {
  if ((shape.cron === undefined) === (shape.crontab === undefined)) {
    const message =
      'Give the times once: as "cron", such as "0 2 * * *", or as crontab fields, such as minute 0 and hour 2.';
    issues.push({ pointer: '/cron', code: 'cron_or_crontab', message });
    return null;
  }
  const parsed = parseCron(shape.cron ?? cronText(shape.crontab ?? {}));
  if (parsed.ok) return parsed.value;
  issues.push(...issuesOf(parsed.refusal, shape.cron === undefined ? '/crontab' : '/cron'));
  return null;
}

function cronText(crontab: z.output<typeof crontabShape>): string {
  const { minute, hour, day_of_month, month_of_year, day_of_week } = crontab;
  return [minute, hour, day_of_month, month_of_year, day_of_week]
    .map((one) => String(one ?? '*').replaceAll(/\s+/g, '') || '?')
    .join(' ');
}

function issuesOf(
  refusal: { readonly code: string; readonly message: string; readonly issues?: readonly Issue[] },
  below: string,
): readonly Issue[] {
  const issues = refusal.issues ?? [{ pointer: '', code: refusal.code, message: refusal.message }];
  return issues.map((issue) => ({ ...issue, pointer: `${below}${issue.pointer}` }));
}

function refused(name: string, issues: readonly Issue[]): Answer<never> {
  return refuse({
    family: 'invalid',
    code: 'beat_entry_invalid',
    message: `The beat entry ${name} cannot be used: ${issues.map(({ message }) => message).join(' ')}`,
    hint: 'an entry needs a task, and a cron expression such as "0 2 * * *" or crontab fields',
    issues,
  });
}

function refusedAll(issues: readonly Issue[]): Answer<never> {
  return refuse({
    family: 'invalid',
    code: 'beat_invalid',
    message: 'The beat of the configuration cannot be used.',
    issues,
  });
}
