/**
 * The employments of a person who left and came back. The current one is the employee's own; earlier ones are a
 * list, which nearly nobody has.
 */

export interface Employment {
  readonly hiredOn: Temporal.PlainDate;
  /** Last day, included. Null: no end is known. */
  readonly endedOn: Temporal.PlainDate | null;
}

/** What a person was paid at the end of an employment. */
export interface EarlierEmployment extends Employment {
  readonly endedOn: Temporal.PlainDate;
  readonly payType: 'salary' | 'hourly';
  readonly annualSalaryMinor: bigint | null;
  readonly hourlyRateMicro: bigint | null;
}

/** Whether the employment has a day of the span. */
export function hasDayIn(
  { hiredOn, endedOn }: Employment,
  { startOn, endOn }: { readonly startOn: Temporal.PlainDate; readonly endOn: Temporal.PlainDate },
): boolean {
  const { compare } = Temporal.PlainDate;
  if (endedOn !== null && compare(endedOn, hiredOn) < 0) return false;
  return compare(hiredOn, endOn) <= 0 && (endedOn === null || compare(endedOn, startOn) >= 0);
}
