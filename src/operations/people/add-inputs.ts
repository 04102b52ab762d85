/**
 * What `add` means for a file of one period: its hours and amounts come on top of the stored ones of the same
 * person, pay code, day and job.
 *
 * Refusals: same_file_added (the period already has a file with the same rows, in any order or spelling; `again`
 * says that it is meant), cannot_add (rows that have no sum, such as a percentage).
 */
import { type Refused, refuse } from '#errors.ts';
import { FileIssues } from '#files/file-issues.ts';
import type { Writing } from '#store/store.ts';
import { addToStored, rowsNotAddable } from '#store/writes/add-to-stored.ts';
import { fileWithContent } from '#store/writes/input-files.ts';
import type { StagedVersions } from '#store/writes/versions.ts';
import type { MayAdd, Words } from './input-changes.ts';

/** Null: the staged rows are the sums now. */
export async function addOrRefuse(
  tx: Writing,
  ask: Pick<MayAdd, 'again'> & {
    readonly companyId: number;
    readonly periodId: number;
    readonly staged: StagedVersions;
    readonly content: string;
    readonly words: Words;
  },
): Promise<Refused | null> {
  const { words } = ask;
  const earlier = ask.again === true ? null : await fileWithContent(tx, ask);
  if (earlier !== null) {
    const { fileName, revision } = earlier;
    const name = fileName === null ? 'An earlier file' : `The file ${fileName}`;
    return refuse({
      family: 'conflict',
      code: 'same_file_added',
      message: `${name} with the same rows was already imported into period ${ask.periodId}; nothing was imported`,
      hint: 'list what is stored; if these hours were worked in addition, repeat the request with',
      actions: [
        { action: 'ask_again', with: 'again' },
        { action: 'list_inputs', period: ask.periodId },
      ],
      facts: { periodId: ask.periodId, fileName, revision },
    });
  }
  const rows = await rowsNotAddable(tx, ask);
  if (rows.length > 0) {
    const issues = new FileIssues();
    for (const { rowNumber, employeeNumber, payCodeId } of rows) {
      const code = words.payCode(payCodeId)?.code ?? String(payCodeId);
      const message = `${code} of ${employeeNumber} is stored in another way, so the two have no sum.`;
      issues.add({ row: rowNumber, column: 'code', code: 'cannot_add', message });
    }
    return issues.refusal(words.what);
  }
  await addToStored(tx, ask);
  return null;
}
