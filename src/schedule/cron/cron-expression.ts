/**
 * Cron expressions with five fields: minute, hour, day of month, month, day of week.
 *
 * The semantics are Vixie cron's. If both day fields are restricted, a day that matches either one
 * counts. If one of them begins with a star, both must match. So a star with a step (every second
 * day, Mondays) narrows the other field. Two forms are added to Vixie cron's: `L` in the day of
 * month is the last day of the month, and `5L` in the day of week is the last Friday.
 *
 * Promises
 *   - an expression that matches no day of the calendar (`0 0 30 2 *`) is refused here;
 *   - `0` and `7` are both Sunday; names have three letters, in any case.
 *
 * Elsewhere: syntax that only other crons accept (foreign-syntax.ts), the moments at which an
 * expression fires (occurrences.ts), and differences from Celery's crontab (celery-difference.ts).
 */

import { type Answer, answer, type Issue, refuse } from '#errors.ts';
import { withArticle } from '#text/counted.ts';
import { civilOf, daysInMonth, type EpochDay, epochDayOf, weekdayOf } from '#time/plain-date.ts';
import { type Field, fieldKinds, parseField } from './cron-field.ts';
import { foreignExpression } from './foreign-syntax.ts';

export interface Cron {
  /** The original text, with single blanks between fields. */
  readonly text: string;
  readonly minute: Field;
  readonly hour: Field;
  readonly dayOfMonth: Field;
  readonly month: Field;
  /** 0 is Sunday, 6 is Saturday. */
  readonly dayOfWeek: Field;
}

/** A minute of a local day, counted from midnight: `{ day, minute: 150 }` is 02:30. */
export interface LocalMinute {
  readonly day: EpochDay;
  readonly minute: number;
}

/** The longest possible wait: a given weekday on 29 February, across a century without a leap day. */
const searchMonths = 12 * 41;

const example =
  'Write five fields: minute hour day-of-month month day-of-week, as in "0 2 25 * *".';

/**
 * Refusals: `cron_invalid`, with an issue for each error: `cron_empty`, `cron_field_count`,
 * `cron_empty_part`, `cron_bad_value`, `cron_out_of_range`, `cron_range_backwards`,
 * `cron_bad_step`, `cron_step_without_range`, `cron_step_too_large`, `cron_not_supported`,
 * `cron_impossible`. The pointer of an issue is empty, because the text is the whole value.
 */
export function parseCron(text: unknown): Answer<Cron> {
  if (typeof text !== 'string') {
    return invalid([
      {
        code: 'cron_wrong_type',
        message: `A cron expression is text, not ${withArticle(typeof text)}.`,
      },
    ]);
  }
  const fields = text.trim().split(/[ \t]+/);
  if (text.trim() === '')
    return invalid([{ code: 'cron_empty', message: 'The cron expression is empty.' }]);
  const foreign = foreignExpression(text.trim());
  if (foreign !== null) return invalid([foreign]);
  if (fields.length !== 5) {
    const message = `A cron expression has five fields; this one has ${fields.length}.`;
    return invalid([{ code: 'cron_field_count', message }]);
  }
  const parsed = fieldKinds.map((kind, index) => parseField(fields[index] as string, kind));
  const problems = parsed.flatMap((one) => one.problems);
  if (problems.length > 0) return invalid(problems);
  const [minute, hour, dayOfMonth, month, dayOfWeek] = parsed.map((one) => one.field) as [
    Field,
    Field,
    Field,
    Field,
    Field,
  ];
  const cron: Cron = { text: fields.join(' '), minute, hour, dayOfMonth, month, dayOfWeek };
  if (
    firstLocalFrom(cron, { day: epochDayOf({ year: 2000, month: 1, day: 1 }), minute: 0 }) === null
  ) {
    return invalid([
      { code: 'cron_impossible', message: `"${cron.text}" never occurs: no year has such a day.` },
    ]);
  }
  return answer(cron);
}

/** Whether both day fields are restricted. Then either may match, whereas Celery would require both. */
export function restrictsBothDays(cron: Cron): boolean {
  return !cron.dayOfMonth.isStar && !cron.dayOfWeek.isStar;
}

interface DayOfMonth {
  readonly day: number;
  readonly length: number;
  /** 0 is Sunday, 6 is Saturday. */
  readonly weekday: number;
}

function matchesDayOfMonth(cron: Cron, on: DayOfMonth): boolean {
  const { values, lasts } = cron.dayOfMonth;
  return values.includes(on.day) || (lasts.length > 0 && on.day === on.length);
}

function matchesDayOfWeek(cron: Cron, on: DayOfMonth): boolean {
  const { values, lasts } = cron.dayOfWeek;
  return values.includes(on.weekday) || (on.day > on.length - 7 && lasts.includes(on.weekday));
}

function matchesDay(cron: Cron, on: DayOfMonth): boolean {
  return restrictsBothDays(cron)
    ? matchesDayOfMonth(cron, on) || matchesDayOfWeek(cron, on)
    : matchesDayOfMonth(cron, on) && matchesDayOfWeek(cron, on);
}

/** The first local minute at or after `from` that the expression names. Null if there is none. */
export function firstLocalFrom(cron: Cron, from: LocalMinute): LocalMinute | null {
  const minute = firstMinuteFrom(cron, from.minute);
  if (minute !== null && matchesEpochDay(cron, from.day)) return { day: from.day, minute };
  const day = nextDay(cron, from.day);
  const first = firstMinuteFrom(cron, 0);
  return day === null || first === null ? null : { day, minute: first };
}

/** The last local minute at or before `upTo` that the expression names. Null if there is none. */
export function lastLocalUpTo(cron: Cron, upTo: LocalMinute): LocalMinute | null {
  const minute = lastMinuteUpTo(cron, upTo.minute);
  if (minute !== null && matchesEpochDay(cron, upTo.day)) return { day: upTo.day, minute };
  const day = previousDay(cron, upTo.day);
  const last = lastMinuteUpTo(cron, 24 * 60 - 1);
  return day === null || last === null ? null : { day, minute: last };
}

function matchesEpochDay(cron: Cron, epochDay: EpochDay): boolean {
  const { year, month, day } = civilOf(epochDay);
  if (!cron.month.values.includes(month)) return false;
  return matchesDay(cron, {
    day,
    length: daysInMonth(year, month),
    weekday: weekdayOf(epochDay) % 7,
  });
}

function nextDay(cron: Cron, after: EpochDay): EpochDay | null {
  let { year, month, day } = civilOf(after + 1);
  for (let months = 0; months < searchMonths; months += 1) {
    if (cron.month.values.includes(month)) {
      const length = daysInMonth(year, month);
      const first = epochDayOf({ year, month, day: 1 });
      for (; day <= length; day += 1) {
        const weekday = weekdayOf(first + day - 1) % 7;
        if (matchesDay(cron, { day, length, weekday })) return first + day - 1;
      }
    }
    day = 1;
    month += 1;
    if (month > 12) {
      month = 1;
      year += 1;
    }
  }
  return null;
}

function previousDay(cron: Cron, before: EpochDay): EpochDay | null {
  let { year, month, day } = civilOf(before - 1);
  for (let months = 0; months < searchMonths; months += 1) {
    const length = daysInMonth(year, month);
    day = Math.min(day, length);
    if (cron.month.values.includes(month)) {
      const first = epochDayOf({ year, month, day: 1 });
      for (; day >= 1; day -= 1) {
        const weekday = weekdayOf(first + day - 1) % 7;
        if (matchesDay(cron, { day, length, weekday })) return first + day - 1;
      }
    }
    day = 31;
    month -= 1;
    if (month < 1) {
      month = 12;
      year -= 1;
    }
  }
  return null;
}

function firstMinuteFrom(cron: Cron, minute: number): number | null {
  const hour = Math.floor(minute / 60);
  for (const candidate of cron.hour.values) {
    if (candidate < hour) continue;
    const from = candidate === hour ? minute % 60 : 0;
    const found = cron.minute.values.find((value) => value >= from);
    if (found !== undefined) return candidate * 60 + found;
  }
  return null;
}

function lastMinuteUpTo(cron: Cron, minute: number): number | null {
  const hour = Math.floor(minute / 60);
  for (const candidate of cron.hour.values.toReversed()) {
    if (candidate > hour) continue;
    const upTo = candidate === hour ? minute % 60 : 59;
    const found = cron.minute.values.findLast((value) => value <= upTo);
    if (found !== undefined) return candidate * 60 + found;
  }
  return null;
}

function invalid(problems: readonly { code: string; message: string }[]): Answer<never> {
  const issues: Issue[] = problems.map(({ code, message }) => ({ pointer: '', code, message }));
  return refuse({
    family: 'invalid',
    code: 'cron_invalid',
    message: problems.map(({ message }) => message).join(' '),
    hint: example,
    issues,
  });
}
