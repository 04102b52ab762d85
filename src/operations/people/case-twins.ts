/**
 * Refuses a key that is nearly a known one: it differs only in upper and lower case, leading zeros, blanks, or in the
 * `.0` that a program adds to a number. It may be one person typed in two ways, or two people. Only the person
 * who imports the file can tell, so they must decide.
 *
 * Refusal: file_refused, with an issue case_twin (only capitals differ) or near_twin for each row.
 */
import type { Refused } from '#errors.ts';
import { FileIssues } from '#files/file-issues.ts';
import type { CaseTwin } from '#store/writes/staged-questions.ts';
import { isCaseTwin, nearDifferences } from '#text/key-text.ts';

export interface MayBeTwins {
  /** Accepts keys that differ only in upper and lower case as different keys. */
  readonly allowCaseTwins?: boolean | undefined;
  /** Accepts keys that differ only in leading zeros, blanks or capitals as different keys. */
  readonly allowNearTwins?: boolean | undefined;
}

/** The twins that the caller has not accepted. */
function notMeant<T extends CaseTwin>(
  twins: readonly T[],
  { allowCaseTwins, allowNearTwins }: MayBeTwins,
): readonly T[] {
  if (allowNearTwins === true) return [];
  if (allowCaseTwins !== true) return twins;
  return twins.filter(({ written, known }) => !isCaseTwin(written, known));
}

export function twinsRefused(
  what: string,
  ask: MayBeTwins & { readonly twins: readonly (CaseTwin & { readonly column: string })[] },
): Refused | null {
  const twins = notMeant(ask.twins, ask);
  if (twins.length === 0) return null;
  const issues = new FileIssues();
  let areCapitals = true;
  for (const { rowNumber, column, written, known } of twins) {
    const isOnlyCase = isCaseTwin(written, known);
    areCapitals &&= isOnlyCase;
    const how = isOnlyCase ? 'capital letters' : nearDifferences(written, known);
    const message = `${written} differs from the existing ${known} only in ${how}.`;
    issues.add({ row: rowNumber, column, code: isOnlyCase ? 'case_twin' : 'near_twin', message });
  }
  return issues.refusal(what, 'Use the existing spelling, or say that they are different.', [
    { action: 'ask_again', with: areCapitals ? 'allow_case_twins' : 'allow_near_twins' },
  ]);
}
