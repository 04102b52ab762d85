/**
 * Which past runs an amount is taken back for. The parts of a person are what was too much for each past run
 * (below zero), and what is owed for others (above zero).
 *
 * The last instalment settles all parts. An earlier one settles the oldest overpayments first, so that the sum
 * of what is left is the old sum less the instalment.
 */

interface Part {
  readonly pastRunId: number;
  readonly amountMinor: bigint;
}

export function takenFrom(parts: readonly Part[], takenMinor: bigint): readonly Part[] {
  const sum = parts.reduce((total, { amountMinor }) => total + amountMinor, 0n);
  // Somebody may have entered more by hand.
  if (takenMinor >= -sum) {
    return parts.map(({ pastRunId, amountMinor }) => ({ pastRunId, amountMinor }));
  }
  const taken: Part[] = [];
  let left = takenMinor;
  for (const { pastRunId, amountMinor } of parts) {
    if (amountMinor >= 0n || left === 0n) continue;
    const one = -amountMinor < left ? -amountMinor : left;
    taken.push({ pastRunId, amountMinor: -one });
    left -= one;
  }
  return taken;
}
