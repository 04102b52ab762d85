/**
 * What is unusual in a file, although each value is possible: a rate in cents, a year of another century, hours in
 * minutes. It is told first. The import takes it, unless the caller refuses what is unusual; the limits of the run
 * hold it then.
 *
 * The limits are those of the company (src/judgement/limits.ts). Only dates have limits of their own (far-dates.ts).
 *
 * Refusal: file_refused, with an issue for each value, if the caller refuses what is unusual.
 */
import type { Refused } from '#errors.ts';
import { FileIssues } from '#files/file-issues.ts';
import type { LimitName } from '#judgement/limits.ts';
import type { InputChange } from './input-changes.ts';

const unusualCodes = [
  'column_multiplied',
  'rate_far_from_last',
  'hours_beyond_period',
  'hours_far_above_usual',
  'amount_far_above_pay',
  'year_to_date_jump',
  'percent_below_one',
  'date_far_away',
  'date_moved_far',
  'outside_employment',
  'before_period',
] as const;

type UnusualCode = (typeof unusualCodes)[number];

export interface UnusualValue {
  readonly code: UnusualCode;
  readonly row: number;
  readonly column: string;
  /** Employee number. Null: the value is one of a whole column. */
  readonly employee: string | null;
  /** What it is compared with. Null: a limit that needs no comparison. */
  readonly before: string | null;
  readonly after: string;
  /** After ÷ before. */
  readonly factor: number | null;
  /** The limit of the company that the value is beyond. */
  readonly limit: LimitName | null;
  readonly message: string;
}

export interface MayRefuseUnusual {
  /** Refuses the file if it has an unusual value, or a change beyond the limit for a rate. */
  readonly refuseUnusual?: boolean | undefined;
}

/** The first ones by code and row. */
const unusualMax = 1_000;

export function firstUnusual(values: readonly UnusualValue[]): readonly UnusualValue[] {
  const place = new Map(unusualCodes.map((code, at) => [code, at]));
  const at = ({ code }: UnusualValue) => place.get(code) ?? 0;
  return values
    .toSorted((one, other) => at(one) - at(other) || one.row - other.row)
    .slice(0, unusualMax);
}

export interface HasUnusual {
  /** Values that are unusual: the first 1,000. */
  readonly unusual: readonly UnusualValue[];
}

/** Null: the caller takes what is unusual, or nothing is. */
export function unusualRefused(
  what: string,
  ask: MayRefuseUnusual & {
    readonly unusual: readonly UnusualValue[];
    readonly changes: readonly InputChange[];
  },
): Refused | null {
  if (ask.refuseUnusual !== true) return null;
  const issues = new FileIssues();
  for (const { row, column, code, message } of ask.unusual) {
    issues.add({ row, column, code, message: `${message}.` });
  }
  for (const { row, employee, before, after, isBeyond } of ask.changes) {
    const [column, was] = Object.entries(before)[0] ?? [];
    if (!isBeyond || column === undefined) continue;
    const message = `${employee}: ${column} ${was} → ${after?.[column] ?? ''}.`;
    issues.add({ row, column, code: 'beyond_rate_limit', message });
  }
  if (issues.count === 0) return null;
  return issues.refusal(
    what,
    'Correct the values, or import the file without refusing what is unusual.',
  );
}
