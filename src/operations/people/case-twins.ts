/**
 * Refuses a key that differs from a known one only in upper and lower case. It may be one person typed in two
 * ways, or two people. Only the person who imports the file can tell, so they must decide.
 *
 * Refusal: file_refused, with an issue case_twin for each row.
 */
import type { Refused } from '#errors.ts';
import { FileIssues } from '#files/file-issues.ts';
import type { CaseTwin } from '#store/writes/staged-questions.ts';

export interface MayBeTwins {
  /** Accepts keys that differ only in upper and lower case as different keys. */
  readonly allowCaseTwins?: boolean | undefined;
}

export function caseTwinsRefused(
  what: string,
  twins: readonly (CaseTwin & { readonly column: string })[],
): Refused | null {
  if (twins.length === 0) return null;
  const issues = new FileIssues();
  for (const { rowNumber, column, written, known } of twins) {
    const message = `${written} differs from the existing ${known} only in capital letters.`;
    issues.add({ row: rowNumber, column, code: 'case_twin', message });
  }
  return issues.refusal(what, 'Use the existing spelling, or say that they are different.', [
    { action: 'ask_again', with: 'allow_case_twins' },
  ]);
}
