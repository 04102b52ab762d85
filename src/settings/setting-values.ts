/** Parsers for the value of one setting, from the environment, the settings file or a flag. */
import { z } from 'zod';

/** Digits as text, or a number in a JSON file. */
export function wholeNumber(range: { from: number; to: number }): z.ZodType<number> {
  const message = `must be a whole number from ${range.from} to ${range.to}`;
  const inRange = z.int(message).min(range.from, message).max(range.to, message);
  const digits = z
    .string()
    .regex(/^[0-9]{1,9}$/)
    .transform(Number);
  return z.union([z.number(), digits], message).pipe(inRange);
}
