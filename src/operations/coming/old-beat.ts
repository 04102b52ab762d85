/**
 * When the Django design looked for due periods: as given, as the tables of django-celery-beat say, or as its
 * document does (daily at 02:00, in UTC).
 *
 * Refusals: import_invalid.
 */

import { type Answer, answer, type Issue, refuse } from '#errors.ts';
import type { OldBeatEntry } from '#files/django/old-records.ts';
import { parseCron } from '#schedule/cron/cron-expression.ts';
import { parseTimeZone } from '#time/zone.ts';
import type { ComingFindings } from './findings.ts';
import { clockedAt, otherTimesInWords } from './other-times.ts';
import type { OldSystem } from './read-old.ts';
import { asCelery, type DueReading, type OldScan, parsedRule, type whatThen } from './what-then.ts';

const table = 'django_celery_beat_periodictask';
const documented = { scan: '0 2 * * *', zone: 'UTC' };

export interface OldScanFound {
  readonly cron: string;
  readonly zone: string;
  readonly reading: DueReading;
  readonly from: 'given' | 'beat_tables' | 'assumed';
  /** The entry of Beat whose times are read. Null: none is. */
  readonly entryId: string | null;
  /** Not shown. */
  readonly scan: OldScan;
}

interface AskScan {
  readonly system: OldSystem;
  readonly findings: ComingFindings;
  readonly app: string;
  readonly zone?: string | undefined;
  readonly scan?: string | undefined;
  readonly reading?: DueReading | undefined;
}

export function oldScan(ask: AskScan): Answer<OldScanFound> {
  const { system, reading = 'exact' } = ask;
  const entry = system.entries.find(
    (one) => one.isEnabled && isScan(one) && system.crontabs.has(one.crontabId ?? ''),
  );
  const stored = system.crontabs.get(entry?.crontabId ?? '') ?? null;
  const text = ask.scan ?? stored?.expression ?? documented.scan;
  const cron = parseCron(text);
  const zone = parseTimeZone(ask.zone ?? stored?.zone ?? documented.zone);
  const issues: Issue[] = [];
  if (!cron.ok) issues.push(...pointed('/scan', cron.refusal));
  if (!zone.ok) issues.push(...pointed('/zone', zone.refusal));
  if (!cron.ok || !zone.ok) {
    return refuse({
      family: 'invalid',
      code: 'import_invalid',
      message: 'The time at which the old system looks for work cannot be used.',
      hint: 'give its cron expression and its time zone',
      issues,
    });
  }
  const isGiven = ask.scan !== undefined || ask.zone !== undefined;
  const from = isGiven ? 'given' : stored === null ? 'assumed' : 'beat_tables';
  if (from === 'assumed') {
    const message = `The time of the daily scan is not known; ${text} in ${zone.value} is assumed.`;
    const about = { table, row: null, company: null };
    ask.findings.add({ level: 'told', code: 'scan_assumed', ...about, message });
  }
  const scan = { cron: asCelery(cron.value), zone: zone.value, reading };
  const entryId = ask.scan === undefined && stored !== null ? (entry?.id ?? null) : null;
  return answer({ cron: text, zone: zone.value, reading, from, entryId, scan });
}

function pointed(
  pointer: string,
  { code, message }: { readonly code: string; readonly message: string },
): readonly Issue[] {
  return [{ pointer, code, message }];
}

/** It runs by a cron expression, or once. */
type EntryTimes = NonNullable<Parameters<typeof whatThen>[0]['entry']>;
type EntryOf = (periodId: string) => EntryTimes | null;

/** Entries of Beat that run one period by its id. */
export function entriesOfPeriods(ask: {
  readonly system: OldSystem;
  readonly zone: string;
}): EntryOf {
  const found = new Map<string, EntryTimes>();
  for (const entry of ask.system.entries) {
    const read = entry.isEnabled && isOnePeriod(entry) ? onePeriod(entry, ask) : null;
    if (read !== null && !(typeof read === 'string')) found.set(read.periodId, read);
  }
  return (periodId) => found.get(periodId) ?? null;
}

function isScan({ task }: OldBeatEntry): boolean {
  return task.endsWith('.auto_run_payroll');
}

function isOnePeriod({ task }: OldBeatEntry): boolean {
  return task.endsWith('.run_payroll_for_period');
}

/** What the entry runs and when, or why that cannot be read. */
function onePeriod(
  entry: OldBeatEntry,
  { system, zone: standard }: { readonly system: OldSystem; readonly zone: string },
): (EntryTimes & { readonly periodId: string }) | string {
  const times = timesOf(entry, { system, zone: standard });
  if (typeof times === 'string') return times;
  const periodId = periodOf(entry);
  if (periodId === null) return 'it names no period';
  if (!system.periods.some(({ id }) => id === periodId)) return `period ${periodId} is not there`;
  return { ...times, periodId };
}

interface TimesAsk {
  readonly system: OldSystem;
  readonly zone: string;
}

/** Or why they cannot be read. */
function timesOf(entry: OldBeatEntry, ask: TimesAsk): EntryTimes | string {
  const crontab = ask.system.crontabs.get(entry.crontabId ?? '');
  if (crontab === undefined) {
    const at = entry.otherTimes === null ? null : clockedAt(entry, ask.system);
    return at === null ? withoutCrontab(entry, ask) : { once: at, zone: ask.zone };
  }
  const cron = parseCron(crontab.expression);
  const zone = parseTimeZone(crontab.zone ?? ask.zone);
  if (!cron.ok) return `its crontab "${crontab.expression}" cannot be read`;
  if (!zone.ok) return `its time zone ${crontab.zone} is not known`;
  return { cron: asCelery(cron.value), zone: zone.value };
}

/** What it did, and what does it here. */
function withoutCrontab(entry: OldBeatEntry, ask: TimesAsk): string {
  const { otherTimes, crontabId } = entry;
  if (otherTimes !== null) return otherTimesInWords(entry, { ...ask, isScan: isScan(entry) });
  return crontabId === null ? 'it has no times' : `its crontab ${crontabId} is not there`;
}

function periodOf({ args, kwargs }: OldBeatEntry): string | null {
  const list = parsedRule(args);
  if (Array.isArray(list) && list.length > 0) return String(list[0]);
  const named = parsedRule(kwargs);
  if (typeof named !== 'object' || named === null || !('period_id' in named)) return null;
  return String(named.period_id);
}

const doneHere = /(?:\.cleanup_stale_locks|^celery\.backend_cleanup)$/;

/** Tells what becomes of every entry of Beat, unless it only says when a rule runs. */
export function tellEntries(
  system: OldSystem,
  { findings, scan }: { readonly findings: ComingFindings; readonly scan: OldScanFound },
): void {
  for (const entry of system.entries) {
    const { id, name, task, isEnabled, limits } = entry;
    const tell = (level: 'left' | 'told', code: string, what: string) =>
      findings.add({
        ...{ level, code, table, row: id, company: null },
        message: `The entry "${name}" sends ${task}${what}`,
      });
    if (!isEnabled) {
      tell('told', 'beat_entry_off', ', and is switched off.');
      continue;
    }
    if (doneHere.test(task)) {
      tell('told', 'beat_entry_needless', '. Paybeat does this by itself.');
      continue;
    }
    const why = whyLeft(entry, { system, scan });
    if (why !== null) {
      tell('left', 'beat_entry_left', `; ${why}.`);
      continue;
    }
    if (limits.length > 0) {
      tell('told', 'beat_entry_limited', `. Its ${limits.join(' and ')} is not read.`);
    }
  }
}

/** Null: the entry is read. */
function whyLeft(
  entry: OldBeatEntry,
  { system, scan }: { readonly system: OldSystem; readonly scan: OldScanFound },
): string | null {
  if (isOnePeriod(entry)) {
    const read = onePeriod(entry, { system, zone: scan.zone });
    return typeof read === 'string' ? read : null;
  }
  if (!isScan(entry)) return 'Paybeat has no such task';
  if (entry.id === scan.entryId) return null;
  if (!system.crontabs.has(entry.crontabId ?? ''))
    return withoutCrontab(entry, { system, zone: scan.zone });
  return scan.entryId === null
    ? 'the times of the scan were given'
    : `entry ${scan.entryId} is read as the scan`;
}
