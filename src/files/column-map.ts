/**
 * A column map: what the columns of another program's export mean, in a JSON file of its own.
 *
 *   {
 *     "columns": {
 *       "employee_id": "File #",
 *       "name": ["First Name", "Last Name"],
 *       "code": { "from": "Pay Component", "values": { "Hourly": "REGULAR" } },
 *       "hourly_rate": { "from": "Pay Rate", "when": { "Per": "hour" } },
 *       "filing_status": { "value": "single" }
 *     },
 *     "ignore": ["Co Code"],
 *     "empty": ["Hours 3 Code", "Hours 3 Amount"],
 *     "skip": { "Leave": "Yes" },
 *     "dates": "mdy"
 *   }
 *
 * Every header of the file is taken, ignored or refused, so a map loses nothing silently. A value under a header
 * of `empty` is refused: that is for pay that the file could have and Paybeat would not take.
 *
 * Elsewhere: which place of a row a column comes from (mapped-columns.ts).
 */

import { z } from 'zod';
import { type Answer, answer, type Issue, type Refused, refuse } from '#errors.ts';
import { counted } from '#text/counted.ts';
import { readJson } from '#text/read-json.ts';

const words = z.union([z.string(), z.array(z.string()).min(1)]);
const conditions = z.record(z.string(), words);
const source = z.union(
  [
    z.string().min(1),
    z.array(z.string().min(1)).min(2),
    z.strictObject({ value: z.string().min(1) }),
    z.strictObject({
      from: z.union([z.string().min(1), z.array(z.string().min(1)).min(2)]),
      values: z.record(z.string(), z.string()).optional(),
      when: conditions.optional(),
    }),
  ],
  'Expected a header, a list of headers to join, { "value": … }, or { "from": …, "values": …, "when": … }.',
);

const shape = z.strictObject({
  comment: z.union([z.string(), z.array(z.string())]).optional(),
  columns: z.record(z.string(), source),
  ignore: z.union([z.array(z.string()), z.literal('others')]).optional(),
  empty: z.array(z.string()).optional(),
  skip: conditions.optional(),
  dates: z.enum(['mdy', 'dmy']).optional(),
  decimal: z.enum(['point', 'comma']).optional(),
});

type Conditions = Readonly<Record<string, string | readonly string[]>>;

/** Where the value of a column comes from. */
export interface ColumnSource {
  readonly column: string;
  /** Headers, joined with a blank. Empty: every row has the same value. */
  readonly from: readonly string[];
  readonly value: string;
  /** What the file writes → the value. Other texts stay as they are. */
  readonly values: ReadonlyMap<string, string>;
  /** The column is empty in the other rows. */
  readonly when: readonly Condition[];
}

/** The cell under the header has one of these words, in any case. */
export interface Condition {
  readonly header: string;
  readonly words: ReadonlySet<string>;
}

export interface ColumnMap {
  readonly sources: readonly ColumnSource[];
  /** `others`: all headers that the map and the file's columns do not name. */
  readonly ignore: readonly string[] | 'others';
  /** Headers under which no row may have a value. */
  readonly empty: readonly string[];
  /** Rows to pass over: each condition alone suffices. */
  readonly skip: readonly Condition[];
  readonly dates: 'mdy' | 'dmy' | undefined;
  readonly decimal: 'point' | 'comma' | undefined;
  /** The JSON itself: it decides how a file is read, so it is part of the file's digest. */
  readonly json: string;
  /** The import did not bring the map: somebody saved it for this kind of file. */
  readonly saved?: SavedBy | undefined;
}

export interface SavedBy {
  readonly by: string;
  readonly at: string;
  /** `ada on 2026-11-27` */
  readonly words: string;
}

/** Refusals: `column_map_refused`, with a pointer for each problem. */
export function columnMapOf(json: unknown): Answer<ColumnMap> {
  const read = readJson(json, shape);
  if (read.value === null) return mapRefused(read.issues);
  const { columns, ignore = [], empty = [], skip = {}, dates, decimal } = read.value;
  const sources = Object.entries(columns).map(([column, given]) => sourceOf(column, given));
  const issues = twiceIn(sources);
  if (issues.length > 0) return mapRefused(issues);
  const conditionsOf = (given: Conditions) => Object.entries(given).map(conditionOf);
  const map = { sources, ignore, empty, skip: conditionsOf(skip), dates, decimal };
  return answer({ ...map, json: JSON.stringify(json) });
}

export function mapRefused(issues: readonly Issue[]): Refused {
  return refuse({
    family: 'invalid',
    code: 'column_map_refused',
    message: `The column map has ${counted(issues.length, 'problem')}.`,
    hint: 'Fix the column map, and import the file again.',
    issues,
  });
}

function sourceOf(column: string, given: z.output<typeof source>): ColumnSource {
  const none = { column, from: [], value: '', values: new Map<string, string>(), when: [] };
  if (typeof given === 'string') return { ...none, from: [given] };
  if (Array.isArray(given)) return { ...none, from: given };
  if ('value' in given) return { ...none, value: given.value };
  const { from, values = {}, when = {} } = given;
  return {
    ...none,
    from: typeof from === 'string' ? [from] : from,
    values: new Map(Object.entries(values).map(([word, value]) => [folded(word), value])),
    when: Object.entries(when).map(conditionOf),
  };
}

function conditionOf([header, given]: [string, string | readonly string[]]): Condition {
  const all = typeof given === 'string' ? [given] : given;
  return { header, words: new Set(all.map(folded)) };
}

/** Capitals and blanks around a word do not matter. */
export function folded(word: string): string {
  return word.trim().toLowerCase();
}

function twiceIn(sources: readonly ColumnSource[]) {
  const first = new Map<string, string>();
  return sources.flatMap(({ column, from, when }) =>
    when.length > 0
      ? []
      : from.flatMap((header) => {
          const other = first.get(folded(header));
          first.set(folded(header), column);
          if (other === undefined) return [];
          const message = `"${header}" is already taken for ${other}. Say with "when" which rows are which.`;
          return [{ pointer: `/columns/${column}`, code: 'header_twice', message }];
        }),
  );
}
