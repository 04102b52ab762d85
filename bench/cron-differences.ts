/**
 * Compares our evaluator with croner and cron-parser on the same cases.
 *
 * Each difference must belong to a class that docs/decisions/0010-cron-semantics.md decided, and
 * must have that class's evidence. Any other difference is a fault.
 */

import { type Cron, firstLocalFrom, parseCron } from '#schedule/cron/cron-expression.ts';
import { nextOccurrence, type Occurrence } from '#schedule/cron/occurrences.ts';
import { epochDayOf } from '#time/plain-date.ts';
import { localAt, resolveLocal } from '#time/zone.ts';
import { type CronCase, cronerNext, cronParserNext, type Other } from './cron-cases.ts';

export type DifferenceClass =
  | 'agree'
  /**
   * A day field such as `*` with a step. Vixie cron treats it as unrestricted; the libraries as
   * restricted.
   */
  | 'star_with_step'
  /** A local time that a clock change skips. */
  | 'skipped_time'
  /** A local time that occurs twice, or a start during its second occurrence. */
  | 'doubled_time'
  /**
   * We refuse the expression as impossible. The library returns never, refuses it, or reads a star
   * with a step.
   */
  | 'impossible'
  /** The library refuses Sunday written as both 0 and 7. */
  | 'library_refuses_both_sundays'
  /** The library gives up near a half-hour clock change. */
  | 'library_gives_up'
  | 'unexplained';

export interface Compared {
  readonly library: 'croner' | 'cron-parser';
  readonly verdict: DifferenceClass;
  readonly sentence: string;
}

export function compareWithLibraries(one: CronCase): readonly Compared[] {
  const parsed = parseCron(one.expression);
  const cron = parsed.ok ? parsed.value : null;
  const found = cron === null ? null : nextOccurrence(cron, one);
  const libraries = [
    ['croner', cronerNext(one)],
    ['cron-parser', cronParserNext(one)],
  ] as const;
  return libraries.map(([library, other]) => {
    const verdict =
      cron === null
        ? withoutOurs(parsed.ok ? '' : codesOf(parsed.refusal.issues), { one, other })
        : withOurs({ one, cron, found, other });
    const ours = cron === null ? 'refused' : `${found?.at ?? null}`;
    const theirs = 'at' in other ? `${other.at}` : `refused (${other.refused})`;
    const sentence = `${one.expression} in ${one.zone} after ${one.after}: ours ${ours}, ${library} ${theirs}`;
    return { library, verdict, sentence };
  });
}

/** Counts each class for each library, and returns a sentence for each unexplained case. */
export function tallyDifferences(cases: readonly CronCase[]): {
  readonly counts: Readonly<Record<string, number>>;
  readonly unexplained: readonly string[];
} {
  const counts: Record<string, number> = {};
  const unexplained: string[] = [];
  for (const one of cases) {
    for (const { library, verdict, sentence } of compareWithLibraries(one)) {
      const key = `${library} ${verdict}`;
      counts[key] = (counts[key] ?? 0) + 1;
      if (verdict === 'unexplained') unexplained.push(sentence);
    }
  }
  return { counts, unexplained };
}

function codesOf(issues: readonly { readonly code: string }[] | undefined): string {
  return (issues ?? []).map(({ code }) => code).join();
}

function withoutOurs(codes: string, context: { one: CronCase; other: Other }): DifferenceClass {
  if (codes !== 'cron_impossible') return 'unexplained';
  const { one, other } = context;
  const isNever = 'refused' in other || other.at === null;
  return isNever || hasStarWithStep(one.expression) ? 'impossible' : 'unexplained';
}

interface Difference {
  readonly one: CronCase;
  readonly cron: Cron;
  readonly found: Occurrence | null;
  readonly other: Other;
}

function withOurs({ one, cron, found, other }: Difference): DifferenceClass {
  if ('refused' in other) {
    if (other.refused.includes('duplicate values found')) return 'library_refuses_both_sundays';
    return other.refused.includes('loop limit') && one.zone === 'Australia/Lord_Howe'
      ? 'library_gives_up'
      : 'unexplained';
  }
  if (found === null) return other.at === null ? 'agree' : 'unexplained';
  if (other.at === `${found.at}`) return 'agree';
  if (hasStarWithStep(one.expression)) {
    const read = nextOccurrence(starsRestricted(cron), one);
    if (`${read?.at}` === other.at) return 'star_with_step';
    if (read !== null)
      return overClockChange({ one, cron: starsRestricted(cron), found: read, other });
  }
  return overClockChange({ one, cron, found, other });
}

/** Checks our result against a second, simpler reading of the same rule, minute by minute. */
function overClockChange({ one, cron, found, other }: Difference): DifferenceClass {
  if (found === null || !('at' in other)) return 'unexplained';
  if (!isFirstAfter(cron, { one, at: found.at })) return 'unexplained';
  if (found.kind === 'skipped') return 'skipped_time';
  const start = resolveLocal(localAt(one.after, one.zone), one.zone);
  const theirs = other.at === null ? null : Temporal.Instant.from(other.at);
  const isTheirsDoubled =
    theirs !== null && resolveLocal(localAt(theirs, one.zone), one.zone).kind === 'doubled';
  return found.kind === 'doubled' || start.kind === 'doubled' || isTheirsDoubled
    ? 'doubled_time'
    : 'unexplained';
}

/** True if this minute fires and no minute of the two days before does. */
function isFirstAfter(cron: Cron, of: { one: CronCase; at: Temporal.Instant }): boolean {
  const { after, zone } = of.one;
  const earliest = of.at.subtract({ hours: 48 });
  const first = Temporal.Instant.compare(after, earliest) > 0 ? after : earliest;
  let minute = first.round({ smallestUnit: 'minute', roundingMode: 'floor' }).add({ minutes: 1 });
  for (; Temporal.Instant.compare(minute, of.at) < 0; minute = minute.add({ minutes: 1 })) {
    if (fires(cron, { at: minute, zone })) return false;
  }
  return fires(cron, { at: of.at, zone });
}

/**
 * A minute fires if the clock shows a matching local time for the first time, or jumps over one.
 */
function fires(cron: Cron, on: { at: Temporal.Instant; zone: string }): boolean {
  const now = on.at.toZonedDateTimeISO(on.zone);
  const before = on.at.subtract({ minutes: 1 }).toZonedDateTimeISO(on.zone);
  const jumped = (now.offsetNanoseconds - before.offsetNanoseconds) / 60e9;
  const repeated = now.subtract({ hours: 3 });
  const back = (repeated.offsetNanoseconds - now.offsetNanoseconds) / 60e9;
  if (back > 0 && isShownAgain(on, back)) return false;
  for (let ago = 0; ago <= Math.max(0, jumped); ago += 1) {
    if (names(cron, now.toPlainDateTime().subtract({ minutes: ago }))) return true;
  }
  return false;
}

function isShownAgain(on: { at: Temporal.Instant; zone: string }, minutes: number): boolean {
  const earlier = on.at.subtract({ minutes });
  return localAt(earlier, on.zone).equals(localAt(on.at, on.zone));
}

function names(cron: Cron, local: Temporal.PlainDateTime): boolean {
  const here = { day: epochDayOf(local), minute: local.hour * 60 + local.minute };
  const first = firstLocalFrom(cron, here);
  return first !== null && first.day === here.day && first.minute === here.minute;
}

function hasStarWithStep(expression: string): boolean {
  const [, , dayOfMonth = '', , dayOfWeek = ''] = expression.split(' ');
  return [dayOfMonth, dayOfWeek].some((field) => field.startsWith('*/'));
}

/** The reading of both libraries: only a bare star leaves a day field unrestricted. */
function starsRestricted(cron: Cron): Cron {
  const [, , dayOfMonth, , dayOfWeek] = cron.text.split(' ');
  return {
    ...cron,
    dayOfMonth: { ...cron.dayOfMonth, isStar: dayOfMonth === '*' },
    dayOfWeek: { ...cron.dayOfWeek, isStar: dayOfWeek === '*' },
  };
}
