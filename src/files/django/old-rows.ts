/**
 * The rows of another program's tables, as its dump writes them.
 *
 * A reader takes the text of a dump piece by piece, and returns the rows that are complete. It keeps no more than
 * one row or one statement. Once it has a fault, it returns nothing more.
 */

import type { Refused } from '#errors.ts';
import { refuse } from '#errors.ts';

export interface OldRow {
  /** Null if the dump names none. */
  readonly schema: string | null;
  readonly table: string;
  /** Column → its text. Null: SQL's null. Empty for a table that was not asked for. */
  readonly values: ReadonlyMap<string, string | null>;
}

export interface DumpReader {
  /** What makes the whole dump unusable. */
  readonly fault: Refused | null;
  push(text: string): Iterable<OldRow>;
  /** Call it once, after the last piece. */
  end(): void;
}

/** The longest row or statement that is kept, in characters. */
export const statementMax = 64 * 1024 * 1024;

export const noValues: ReadonlyMap<string, string | null> = new Map();

export function dumpFault(code: string, message: string, hint: string): Refused {
  return refuse({ family: 'invalid', code, message, hint });
}

export function cutOff(): Refused {
  return dumpFault(
    'dump_cut_off',
    'The dump ends in the middle.',
    'Make the dump again. With a part of it, people could be paid twice.',
  );
}
