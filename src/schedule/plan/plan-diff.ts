/** Shows what a changed rule, calendar or schedule would move, before it is saved. */

import type { Plan, PlanRow } from './planned.ts';

type MovedField = 'pay_date' | 'input_cutoff' | 'due_instant' | 'review_ends' | 'approval_deadline';

export interface Move {
  readonly startOn: Temporal.PlainDate;
  readonly endOn: Temporal.PlainDate;
  readonly field: MovedField;
  /** A date or an instant. Null if the plan has none. */
  readonly before: string | null;
  readonly after: string | null;
}

export interface PlanDiff {
  readonly moves: readonly Move[];
  /** Periods that only one of the plans has. First and last day identify a period. */
  readonly added: readonly PlanRow[];
  readonly removed: readonly PlanRow[];
}

/** Compares two plans of the same span. Two periods are the same if their first and last days are. */
export function diffPlans(before: Plan, after: Plan): PlanDiff {
  const old = new Map(before.rows.map((row) => [keyOf(row), row]));
  const young = new Map(after.rows.map((row) => [keyOf(row), row]));
  const moves: Move[] = [];
  for (const [key, row] of young) {
    const previous = old.get(key);
    if (previous !== undefined) moves.push(...movesOf(previous, row));
  }
  return {
    moves,
    added: [...young].filter(([key]) => !old.has(key)).map(([, row]) => row),
    removed: [...old].filter(([key]) => !young.has(key)).map(([, row]) => row),
  };
}

function keyOf(row: PlanRow): string {
  return `${row.startOn}/${row.endOn}`;
}

function movesOf(before: PlanRow, after: PlanRow): readonly Move[] {
  const fields: readonly (readonly [MovedField, (row: PlanRow) => string | null])[] = [
    ['pay_date', (row) => row.payOn?.toString() ?? null],
    ['input_cutoff', (row) => row.inputCutoff?.at.toString() ?? null],
    ['due_instant', (row) => row.due?.at.toString() ?? null],
    ['review_ends', (row) => row.approve?.at.toString() ?? null],
    ['approval_deadline', (row) => row.approvalDeadline?.at.toString() ?? null],
  ];
  return fields.flatMap(([field, read]) => {
    const was = read(before);
    const is = read(after);
    if (was === is) return [];
    return [{ startOn: after.startOn, endOn: after.endOn, field, before: was, after: is }];
  });
}
