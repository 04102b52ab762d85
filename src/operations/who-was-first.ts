/** When several people act at once, the first succeeds. These texts tell the others who was first. */
import type { Act } from '#store/reads/acts.ts';

const deeds: Readonly<Record<string, string>> = {
  'run.approve': 'approved',
  'run.void': 'voided',
  'run.recalculate': 'recalculated',
  'run.retry': 'retried',
};

/** Actions on a run that several people may try at the same moment. */
export const deedsOnRuns: readonly string[] = Object.keys(deeds);

/** `person:ada at 2026-11-26T11:02:01Z` */
export function actorInWords({ actor, at }: Pick<Act, 'actor' | 'at'>): string {
  return `${actor} at ${at.toString({ smallestUnit: 'second' })}`;
}

/** `voided by person:ada at 2026-11-26T11:02:01Z` */
export function deedInWords(act: Act): string {
  return `${deeds[act.action] ?? act.action} by ${actorInWords(act)}`;
}

export function firstFacts(
  first: Pick<Act, 'actor' | 'at'> | null,
): Readonly<Record<string, string>> {
  return first === null ? {} : { first: first.actor, firstAt: first.at.toString() };
}
