/** Which runs pay amounts of their own. Pure. */
import type { RunKind } from './run-kind.ts';

/** A person has listed the people and amounts of this run, outside the schedule. No earlier run is like it. */
export function paysOwnAmounts(run: {
  readonly kind: RunKind;
  readonly paysHeldOf: number | null;
}): boolean {
  return run.kind === 'off_cycle' && run.paysHeldOf === null;
}
