/**
 * When the Django design looked for due periods: as given, as the tables of django-celery-beat say, or as its
 * document does (daily at 02:00, in UTC).
 *
 * Refusals: import_invalid.
 */

import { type Answer, answer, type Issue, refuse } from '#errors.ts';
import type { OldBeatEntry } from '#files/django/old-records.ts';
import { type Cron, parseCron } from '#schedule/cron/cron-expression.ts';
import { parseTimeZone } from '#time/zone.ts';
import type { ComingFindings } from './findings.ts';
import type { OldSystem } from './read-old.ts';
import { asCelery, type DueReading, type OldScan, parsedRule } from './what-then.ts';

const table = 'django_celery_beat_periodictask';
const documented = { scan: '0 2 * * *', zone: 'UTC' };

export interface OldScanFound {
  readonly cron: string;
  readonly zone: string;
  readonly reading: DueReading;
  readonly from: 'given' | 'beat_tables' | 'assumed';
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
    ({ task, isEnabled }) => isEnabled && task.endsWith('.auto_run_payroll'),
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
  return answer({ cron: text, zone: zone.value, reading, from, scan });
}

function pointed(
  pointer: string,
  { code, message }: { readonly code: string; readonly message: string },
): readonly Issue[] {
  return [{ pointer, code, message }];
}

type EntryOf = (periodId: string) => { readonly cron: Cron; readonly zone: string } | null;

/** Entries of Beat that run one period by its id. Other entries stay behind, and are told. */
export function entriesOfPeriods(ask: {
  readonly system: OldSystem;
  readonly findings: ComingFindings;
  readonly app: string;
  readonly zone: string;
}): EntryOf {
  const found = new Map<string, { readonly cron: Cron; readonly zone: string }>();
  for (const entry of ask.system.entries) {
    if (!entry.isEnabled || !entry.task.endsWith('.run_payroll_for_period')) continue;
    const crontab = ask.system.crontabs.get(entry.crontabId ?? '');
    const cron = parseCron(crontab?.expression);
    const zone = parseTimeZone(crontab?.zone ?? ask.zone);
    const period = periodOf(entry);
    if (!cron.ok || !zone.ok || period === null) continue;
    found.set(period, { cron: asCelery(cron.value), zone: zone.value });
  }
  return (periodId) => found.get(periodId) ?? null;
}

function periodOf({ args, kwargs }: OldBeatEntry): string | null {
  const list = parsedRule(args);
  if (Array.isArray(list) && list.length > 0) return String(list[0]);
  const named = parsedRule(kwargs);
  if (typeof named !== 'object' || named === null || !('period_id' in named)) return null;
  return String(named.period_id);
}

/** Tells every entry that has no counterpart here. */
export function tellEntries(system: OldSystem, findings: ComingFindings): void {
  for (const { id, name, task, isEnabled, crontabId } of system.entries) {
    const isRead =
      /\.(?:auto_run_payroll|run_payroll_for_period)$/.test(task) && crontabId !== null;
    const isCleanup = task.endsWith('.cleanup_stale_locks') || task === 'celery.backend_cleanup';
    if (!isEnabled || isRead || isCleanup) continue;
    const message = `The entry "${name}" sends ${task}, which is not carried over.`;
    findings.add({
      level: 'left',
      code: 'beat_entry_left',
      table,
      row: id,
      company: null,
      message,
    });
  }
}
