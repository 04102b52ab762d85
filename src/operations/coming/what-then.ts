/**
 * When the Django design would have run a period: its rule, read as `is_due_for_automation()` reads it, at the
 * times of the daily scan of Celery Beat.
 *
 * The design leaves open whether a day that was missed counts later. `exact` reads its document word by word:
 * a period is due on that day only, and a cron expression is left to Beat. `catch_up` is what its careful
 * implementations do: due from that day on, and a cron expression is compared with the day of the scan.
 *
 * Pure. Nothing here is refused: what the design did with a wrong rule is the answer.
 */

import { celeryDifferences } from '#schedule/cron/celery-difference.ts';
import { type Cron, firstLocalFrom, parseCron } from '#schedule/cron/cron-expression.ts';
import { nextOccurrence } from '#schedule/cron/occurrences.ts';
import { fromEpochDay, parsePlainDate, toEpochDay } from '#time/plain-date.ts';
import { localAt, resolveLocal } from '#time/zone.ts';

export type DueReading = 'exact' | 'catch_up';

/** How the old system looked for work. */
export interface OldScan {
  readonly cron: Cron;
  readonly zone: string;
  readonly reading: DueReading;
}

export interface Then {
  readonly code:
    | 'on_the_day'
    | 'entry_of_beat'
    | 'day_has_passed'
    | 'no_scan_on_the_day'
    | 'left_to_beat'
    | 'never'
    | 'fails_at_each_scan'
    | 'automation_off'
    | 'no_rule';
  /** Null: it does not run by itself. */
  readonly at: Temporal.Instant | null;
  readonly zone: string;
}

interface AskThen {
  /** JSON text. */
  readonly rule: string | null;
  readonly endOn: Temporal.PlainDate;
  readonly scan: OldScan;
  /** Days before this moment have passed. Null: for a period that was paid, none has. */
  readonly from: Temporal.Instant | null;
  /** Cron expressions are tried from this moment on. */
  readonly cronFrom: Temporal.Instant;
  /** An entry of Beat's own for this period. */
  readonly entry:
    | { readonly cron: Cron; readonly zone: string }
    | { readonly once: Temporal.Instant; readonly zone: string }
    | null;
}

export function whatThen(ask: AskThen): Then {
  const { scan, entry } = ask;
  if (entry !== null && 'once' in entry) {
    const { once, zone } = entry;
    if (hasPassed(once, ask)) return { code: 'day_has_passed', at: null, zone };
    return { code: 'entry_of_beat', at: once, zone };
  }
  if (entry !== null) {
    const next = nextOccurrence(entry.cron, { after: ask.cronFrom, zone: entry.zone });
    return { code: 'entry_of_beat', at: next?.at ?? null, zone: entry.zone };
  }
  const rule = parsedRule(ask.rule);
  const asked = askedOf(rule, ask);
  const at = (found: Temporal.Instant | null, code: Then['code']): Then => ({
    code,
    at: found,
    zone: scan.zone,
  });
  if (asked.kind === 'code') return at(null, asked.code);
  if (asked.kind === 'cron') {
    const found = scanOnCronDay(asked.cron, ask);
    return found === null ? at(null, 'never') : at(found, 'on_the_day');
  }
  const scanned = scanOn(asked.day, scan);
  if (scan.reading === 'exact') {
    if (scanned === null) return at(null, 'no_scan_on_the_day');
    return hasPassed(scanned, ask) ? at(null, 'day_has_passed') : at(scanned, 'on_the_day');
  }
  const begins = scanned ?? scanAfter(startOf(asked.day, scan.zone), scan);
  if (begins === null) return at(null, 'never');
  const isLate = ask.from !== null && hasPassed(begins, ask);
  return at(isLate ? scanAfter(ask.from, scan) : begins, 'on_the_day');
}

function hasPassed(at: Temporal.Instant, { from }: AskThen): boolean {
  return from !== null && isBefore(at, from);
}

type Asked =
  | { readonly kind: 'code'; readonly code: Then['code'] }
  | { readonly kind: 'day'; readonly day: Temporal.PlainDate }
  | { readonly kind: 'cron'; readonly cron: Cron };

const fails: Asked = { kind: 'code', code: 'fails_at_each_scan' };
const keys = ['run_on_date', 'days_before_end', 'cron'] as const;

/** In the order of the design's own questions: the first key that is there decides. */
function askedOf(rule: unknown, { endOn, scan }: AskThen): Asked {
  if (rule === null || rule === undefined || rule === false || rule === 0 || rule === '') {
    return { kind: 'code', code: 'no_rule' };
  }
  if (typeof rule !== 'object') return namesKey(rule) ? fails : { kind: 'code', code: 'never' };
  if (Array.isArray(rule)) {
    if (rule.length === 0) return { kind: 'code', code: 'no_rule' };
    return keys.some((key) => rule.includes(key)) ? fails : { kind: 'code', code: 'never' };
  }
  const values = new Map<string, unknown>(Object.entries(rule));
  if (values.size === 0) return { kind: 'code', code: 'no_rule' };
  if (values.has('run_on_date')) {
    const day = strptime(values.get('run_on_date'));
    return day === null ? fails : { kind: 'day', day };
  }
  if (values.has('days_before_end')) {
    const day = daysBefore(endOn, values.get('days_before_end'));
    return day === null ? fails : { kind: 'day', day };
  }
  if (!values.has('cron')) return { kind: 'code', code: 'never' };
  if (scan.reading === 'exact') return { kind: 'code', code: 'left_to_beat' };
  return cronAsked(values.get('cron'));
}

/** `"run_on_date" in 5` and `rule["run_on_date"]` of a text both raise. */
function namesKey(rule: unknown): boolean {
  return typeof rule !== 'string' || keys.some((key) => rule.includes(key));
}

/** `%Y-%m-%d` also takes one digit for a month or a day. */
function strptime(value: unknown): Temporal.PlainDate | null {
  const found = typeof value === 'string' ? /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(value) : null;
  if (found === null) return null;
  const [, year = '', month = '', day = ''] = found;
  const date = parsePlainDate(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`);
  return date.ok ? date.value : null;
}

const daysMax = 3_000_000;

/** `timedelta(days=3.7)` counts 3 days, and `True` is 1. */
function daysBefore(endOn: Temporal.PlainDate, value: unknown): Temporal.PlainDate | null {
  const days = typeof value === 'boolean' ? Number(value) : value;
  if (typeof days !== 'number' || !(Math.abs(days) <= daysMax)) return null;
  const found = toEpochDay(endOn) - Math.floor(days);
  const first = toEpochDay(new Temporal.PlainDate(1, 1, 1));
  const last = toEpochDay(new Temporal.PlainDate(9999, 12, 31));
  return found < first || found > last ? null : fromEpochDay(found);
}

function cronAsked(value: unknown): Asked {
  const cron = parseCron(value);
  if (!cron.ok)
    return cron.refusal.issues?.some(({ code }) => code === 'cron_impossible') === true
      ? { kind: 'code', code: 'never' }
      : fails;
  const differences = celeryDifferences(cron.value, { day: 0, minute: 0 });
  return differences.some(({ code }) => code === 'celery_cannot_read')
    ? fails
    : { kind: 'cron', cron: asCelery(cron.value) };
}

/** Celery needs both day fields to match. */
export function asCelery(cron: Cron): Cron {
  return { ...cron, dayOfMonth: { ...cron.dayOfMonth, isStar: true } };
}

/** How many days with a match are tried before a scan is found on none of them. */
const daysTried = 1_000;

function scanOnCronDay(cron: Cron, { scan, cronFrom: from }: AskThen): Temporal.Instant | null {
  let day = toEpochDay(localAt(from, scan.zone).toPlainDate());
  for (let tried = 0; tried < daysTried; tried += 1) {
    const found = firstLocalFrom(cron, { day, minute: 0 });
    if (found === null) return null;
    const at = scanOn(fromEpochDay(found.day), scan);
    if (at !== null && !isBefore(at, from)) return at;
    day = found.day + 1;
  }
  return null;
}

function scanOn(day: Temporal.PlainDate, scan: OldScan): Temporal.Instant | null {
  const found = scanAfter(startOf(day, scan.zone), scan);
  if (found === null) return null;
  return localAt(found, scan.zone).toPlainDate().equals(day) ? found : null;
}

/** A moment before the first one of the day, so that a scan at midnight counts. */
function startOf(day: Temporal.PlainDate, zone: string): Temporal.Instant {
  return resolveLocal(day.toPlainDateTime(), zone).at.subtract({ nanoseconds: 1 });
}

function scanAfter(after: Temporal.Instant, scan: OldScan): Temporal.Instant | null {
  return nextOccurrence(scan.cron, { after, zone: scan.zone })?.at ?? null;
}

function isBefore(one: Temporal.Instant, other: Temporal.Instant): boolean {
  return Temporal.Instant.compare(one, other) < 0;
}

/** Text that is no JSON is a text of its own: a JSONField of Django always has JSON. */
export function parsedRule(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
