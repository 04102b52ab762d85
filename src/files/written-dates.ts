/**
 * Dates as programs and spreadsheets write them: `3/1/2021`. Somebody has to say whether the month or the day
 * comes first. A time of midnight, which reports add to a day, is passed over.
 */

import type { Answer } from '#errors.ts';
import { answer, refuse } from '#errors.ts';
import { daysInMonth } from '#time/plain-date.ts';
import type { DateOrder } from './file-form.ts';

const shape = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?: (?:0?0:00(?::00)?|12:00(?::00)? ?AM))?$/i;
const shortYear = /^\d{1,2}([/.-])\d{1,2}\1\d{2}$/;

/** Null: it is not written in this way. Refusals: date_impossible, date_wrong_format. */
export function writtenDate(text: string, order: DateOrder): Answer<Temporal.PlainDate> | null {
  const found = shape.exec(text);
  if (found === null) return shortYear.test(text) ? yearTooShort(text) : null;
  const [, first, , second, last] = found.map(Number);
  const [month, day] = order === 'mdy' ? [first, second] : [second, first];
  const date = { year: last ?? 0, month: month ?? 0, day: day ?? 0 };
  const isMonth = date.year > 0 && date.month >= 1 && date.month <= 12;
  if (isMonth && date.day >= 1 && date.day <= daysInMonth(date.year, date.month)) {
    return answer(new Temporal.PlainDate(date.year, date.month, date.day));
  }
  const leading = order === 'mdy' ? 'month' : 'day';
  return refuse({
    family: 'invalid',
    code: 'date_impossible',
    message: `${text} is not a day of the calendar when the ${leading} comes first.`,
  });
}

/** Whether the date could be read if somebody said what comes first. */
export function needsDateOrder(text: string): boolean {
  return shape.test(text);
}

function yearTooShort(text: string): Answer<never> {
  const message = `${text} has a year of two digits, which can be of two centuries.`;
  const hint = 'Write the year with four digits.';
  return refuse({ family: 'invalid', code: 'date_wrong_format', message, hint });
}
