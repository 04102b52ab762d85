/**
 * Outages for a rehearsal: times in which no worker runs, planted over due instants. The same seed plants the same
 * outages over the same due instants.
 */
import { seeded } from '#engine/seeded.ts';
import { isAfter } from './moments.ts';

export interface PlantedOutage {
  readonly from: Temporal.Instant;
  /** The first moment at which workers run again. */
  readonly to: Temporal.Instant;
}

/** From a restart to a holiday without anybody. */
const minutes = [20, 90, 360, 900, 2_880, 5_760, 12_960];

/** About so many due instants, one of each. */
const everyNth = 6;

/** In order of time, and apart from each other. */
export function plantOutages(
  dueAts: readonly Temporal.Instant[],
  seed: number,
): readonly PlantedOutage[] {
  const chance = seeded(seed);
  const outages: PlantedOutage[] = [];
  const planted = new Set<number>();
  const wanted = dueAts.length === 0 ? 0 : Math.max(1, Math.round(dueAts.length / everyNth));
  while (planted.size < wanted) planted.add(chance.below(dueAts.length));
  for (const place of [...planted].toSorted((one, other) => one - other)) {
    const dueAt = dueAts[place];
    const before = 1 + chance.below(15);
    const length = chance.pick(minutes);
    if (dueAt === undefined) continue;
    const from = dueAt.subtract({ minutes: before });
    const last = outages.at(-1);
    if (last !== undefined && !isAfter(from, last.to)) continue;
    outages.push({ from, to: from.add({ minutes: before + length }) });
  }
  return outages;
}

/** The outage in which a moment is. */
export function outageAt(
  outages: readonly PlantedOutage[],
  at: Temporal.Instant,
): PlantedOutage | null {
  return outages.find(({ from, to }) => !isAfter(from, at) && isAfter(to, at)) ?? null;
}
