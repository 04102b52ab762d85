/** When several people act at once, the first succeeds. These texts tell the others who was first. */
import { personBehind } from '#run/second-eyes.ts';
import type { Act } from '#store/reads/acts.ts';

const deeds: Readonly<Record<string, string>> = {
  'run.approve': 'approved',
  'run.void': 'voided',
  'run.recalculate': 'recalculated',
  'run.retry': 'retried',
};

/** Actions on a run that several people may try at the same moment. */
export const deedsOnRuns: readonly string[] = Object.keys(deeds);

/** What decides when no person does. A record of a later version may name another. */
const policies: Readonly<Record<string, string>> = {
  approve_when_clean: 'no blockers',
  window: 'review window',
  silence: 'silence rule',
};

function decidedBy(actor: string): string {
  const name = actor.slice('policy:'.length);
  return policies[name] ?? name.replaceAll('_', ' ');
}

/** Records name a person `person:ada`, and the policy that approves a run without a person `policy:…`. */
export function actorNamed(actor: string): string {
  if (actor.startsWith('policy:')) return `Paybeat (${decidedBy(actor)})`;
  // A program that acts for a person is `person:portal for person:ada`.
  return actor.replace(/^person:/, '').replace(' for person:', ' for ');
}

/** `ada`, also for a program that acts for ada. */
export function personInWords(actor: string): string {
  return actorNamed(personBehind(actor));
}

/** `ada at 2026-11-26 11:02 UTC` */
export function actorInWords({ actor, at }: Pick<Act, 'actor' | 'at'>): string {
  const [day, time] = at.toString({ smallestUnit: 'minute' }).replace('Z', '').split('T');
  return `${actorNamed(actor)} at ${day} ${time} UTC`;
}

/** `voided by ada at 2026-11-26 11:02 UTC` */
export function deedInWords(act: Act): string {
  return `${deeds[act.action] ?? act.action} by ${actorInWords(act)}`;
}

export function firstFacts(
  first: Pick<Act, 'actor' | 'at'> | null,
): Readonly<Record<string, string>> {
  return first === null ? {} : { first: first.actor, firstAt: first.at.toString() };
}
