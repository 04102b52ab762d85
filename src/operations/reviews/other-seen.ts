/**
 * Refuses an approval of something else than what the person saw: another calculation, other totals, another
 * pay date, other people held, or other limits lifted.
 *
 * Refusals: seen_invalid (it is no short form), seen_differs (the facts name each part and who changed it).
 */
import { type Refused, refuse } from '#errors.ts';
import { actorInWords, firstFacts } from '#operations/who-was-first.ts';
import { lastAct } from '#store/reads/acts.ts';
import { type SeenPart, seenInShort, seenOfRun, seenParts } from '#store/reads/seen-of-run.ts';
import type { Reading } from '#store/store.ts';
import type { LockedRun } from '#store/writes/runs.ts';

const inWords: Readonly<Record<SeenPart, string>> = {
  epoch: 'it was calculated again',
  totals: 'its totals changed',
  payOn: 'its pay date changed',
  held: 'other people are held',
  lifted: 'other limits are lifted',
};

/** Null: it is what was seen, or nothing was given. */
export async function otherSeen(
  at: Reading,
  run: LockedRun,
  given: string | null,
): Promise<Refused | null> {
  if (given === null) return null;
  const { runId, companyId } = run;
  const now = await seenOfRun(at, runId);
  const short = seenInShort(now);
  if (given === short) return null;
  const actions = [{ action: 'review_run', run: runId }] as const;
  const parts = given.split('-');
  if (parts.length !== seenParts.length) {
    return refuse({
      family: 'usage',
      code: 'seen_invalid',
      message: `${given} is not what a review of run ${runId} shows`,
      hint: 'copy it from the review',
      actions,
      facts: { runId, given },
    });
  }
  const current = short.split('-');
  const changed = seenParts.filter((_, place) => parts[place] !== current[place]);
  const subject = `run:${runId}`;
  const act = await lastAct(at, {
    ...{ companyId, subject },
    actions: ['run.recalculate'],
  });
  const who = act === null ? '' : ` The last change was by ${actorInWords(act)}.`;
  return refuse({
    family: 'conflict',
    code: 'seen_differs',
    message: `run ${runId} is not as it was seen: ${changed.map((part) => inWords[part]).join('; ')}.${who}`,
    hint: 'look at it again, then approve what you see',
    actions,
    facts: { runId, given, seen: short, changed, ...firstFacts(act) },
  });
}
