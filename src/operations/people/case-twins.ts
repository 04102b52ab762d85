/**
 * A key that differs from a known one by capitals only: one person typed in two ways, or two people?
 * Nobody but the person who imports can say, so they are asked.
 *
 * Refusal: file_refused, with an issue case_twin for each row.
 */
import type { Refused } from '#errors.ts';
import { FileIssues } from '#files/file-issues.ts';
import type { CaseTwin } from '#store/writes/staged-questions.ts';

export interface MayBeTwins {
  /** Keys that differ by capitals only are different ones. */
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
