/**
 * Parses the arguments that people type into typed values. If a parser throws, commander reports a
 * usage failure that names the argument.
 *
 * Ids are positive whole numbers in digits: no sign, no blank, no `1e3`, and nothing above the
 * maximum of the database.
 */

import { InvalidArgumentError } from 'commander';
import type { Answer } from '#errors.ts';
import { parseJsonText } from '#text/json-text.ts';
import { nameProblem } from '#text/key-text.ts';
import { parseTimeOfDay } from '#time/json-values.ts';
import { parsePlainDate } from '#time/plain-date.ts';

/** The largest id of a period, a run or an employee: the maximum of PostgreSQL's integer. */
const rowNumberMax = 2_147_483_647;

export function rowNumber(text: string): number {
  const number = /^[1-9][0-9]{0,9}$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= rowNumberMax) return number;
  throw new InvalidArgumentError('Write its number, such as 3.');
}

/** A count. The verb that takes it checks its limits. */
export function countArgument(text: string): number {
  if (/^[0-9]{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a whole number.');
}

export function dateArgument(text: string): Temporal.PlainDate {
  return accepted(parsePlainDate(text));
}

/** `14:00` */
export function timeArgument(text: string): Temporal.PlainTime {
  return accepted(parseTimeOfDay(text));
}

/** A JSON object. A refusal shows an automation rule as the example. */
export const jsonObject = jsonLike('{"days_before_end": 3}');

/** Parses a JSON object. A refusal shows the example. */
export function jsonLike(example: string) {
  const expected = `Write a JSON object in single quotation marks, such as '${example}'.`;
  return (text: string): Readonly<Record<string, unknown>> => {
    const parsed = parseJsonText(text);
    if (!parsed.ok) throw new InvalidArgumentError(`${parsed.refusal.message} ${expected}`);
    const { value } = parsed;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
    throw new InvalidArgumentError(expected);
  };
}

/** Text that is not only blanks, such as a reason or a name. */
export function someText(text: string): string {
  const trimmed = text.trim();
  const problem = nameProblem(trimmed);
  if (problem !== null) throw new InvalidArgumentError(problem.message);
  if (trimmed !== '' && trimmed.length <= 500) return trimmed;
  throw new InvalidArgumentError('Expected some text, at most 500 characters.');
}

/** The value from a parser of another room. Its refusal becomes a usage failure. */
function accepted<T>(parsed: Answer<T>): T {
  if (parsed.ok) return parsed.value;
  const { message, hint } = parsed.refusal;
  throw new InvalidArgumentError(hint === undefined ? message : `${message} ${hint}`);
}
