/** A field of a cron expression: what it may hold, and how a fault of it is told. */

export interface FieldKind {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** Names for `min`, `min + 1` …; none when empty. */
  readonly names: readonly string[];
  /** `L` alone (last day of the month), `5L` (last Friday), or neither. */
  readonly last: 'day' | 'weekday' | 'none';
}

export interface FieldProblem {
  readonly code: string;
  readonly message: string;
}
