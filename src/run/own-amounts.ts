/** Which runs pay amounts of their own. Pure. */

/** A person has listed the people and amounts of this run, outside the schedule. No earlier run is like it. */
export function paysOwnAmounts(run: {
  readonly kind: 'regular' | 'off_cycle';
  readonly paysHeldOf: number | null;
}): boolean {
  return run.kind === 'off_cycle' && run.paysHeldOf === null;
}
