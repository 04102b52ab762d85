/**
 * The rule of four eyes: nobody confirms what they entered themselves, unless their company has said that it
 * has no second person.
 */
import { actorOf, type Caller } from '#caller.ts';
import { needsSecondEyes } from '#store/reads/confirmations.ts';
import type { Entered } from '#store/reads/entered-by.ts';
import type { Reading } from '#store/store.ts';

/** Whether the caller may not confirm what this entry made. */
type IsOwn = (entered: Entered | undefined) => boolean;

export async function ownEntries(
  at: Reading,
  ask: { readonly companyId: number; readonly caller: Caller },
): Promise<IsOwn> {
  if (!(await needsSecondEyes(at, ask.companyId))) return () => false;
  const me = personBehind(actorOf(ask.caller));
  return (entered) => entered !== undefined && personBehind(entered.actor) === me;
}

/** A program that acts for somebody (`person:hr for person:bob`) acts as that person. */
function personBehind(actor: string): string {
  return actor.split(' for ').at(-1) ?? actor;
}
