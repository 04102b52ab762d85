/** The kinds of fields in a cron expression: their allowed values, and the form of an error. */

export interface FieldKind {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** Names for `min`, `min + 1` and so on. Empty if the field has no names. */
  readonly names: readonly string[];
  /** Whether the field accepts `L` alone (last day of the month), `5L` (last Friday), or neither. */
  readonly last: 'day' | 'weekday' | 'none';
}

export interface FieldProblem {
  readonly code: string;
  readonly message: string;
}
