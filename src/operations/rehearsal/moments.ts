/** Comparing moments. */

export function isAfter(one: Temporal.Instant, other: Temporal.Instant): boolean {
  return Temporal.Instant.compare(one, other) > 0;
}

export function earliest(
  all: readonly (Temporal.Instant | null | undefined)[],
): Temporal.Instant | null {
  const known = all.filter((one) => one !== null && one !== undefined);
  return known.toSorted(Temporal.Instant.compare)[0] ?? null;
}
