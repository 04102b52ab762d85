/**
 * The first roster of a company. All people are new, so their rows are written as they are read.
 *
 * The result is the one of a comparison with nothing: the same rows, audit and notes.
 */

import type { Refused } from '#errors.ts';
import type { RosterFile } from '#files/roster-file.ts';
import type { Writing } from '#store/store.ts';
import { raiseInputRevision } from '#store/writes/companies.ts';
import { assertCopied, copyRosterSlice, twinsInCompany } from '#store/writes/first-roster.ts';
import { caseTwinsRefused } from './case-twins.ts';
import type { ImportProgress } from './import-in-slices.ts';
import { eachSlice, type SlicesAsk } from './roster-slices.ts';

export interface FirstRoster {
  readonly revision: number;
  readonly items: number;
  readonly unscheduled: number;
  /** Null: no number has both capital and small letters to differ in. */
  readonly twins: Refused | null;
}

export async function writeFirstRoster(
  tx: Writing,
  ask: SlicesAsk & { readonly progress: ImportProgress; readonly allowCaseTwins: boolean },
): Promise<FirstRoster> {
  const { file, companyId, progress, allowCaseTwins } = ask;
  const { sliceRows } = progress.sent(file.rowCount);
  const tell = progress.written(file.rowCount);
  const revision = await raiseInputRevision(tx, companyId);
  let [people, items, unscheduled] = [0, 0, 0];
  const letters = { hasCapital: false, hasSmall: false };
  await eachSlice({ ...ask, to: { companyId, revision }, sliceRows }, async (slice) => {
    await copyRosterSlice(tx, { companyId, slice });
    people += slice.rows;
    items += slice.itemCount;
    unscheduled += slice.unscheduled;
    lookAtLetters(slice.numbers, letters);
    tell(people);
  });
  await assertCopied(tx, { companyId, revision, people, items });
  const mayBeTwins = letters.hasCapital && letters.hasSmall && !allowCaseTwins;
  const twins = mayBeTwins ? await twinsIn(tx, { companyId, file }) : null;
  return { revision, items, unscheduled, twins };
}

/** Numbers that differ only in capital letters need both kinds of letters. */
function lookAtLetters(
  numbers: readonly string[],
  letters: { hasCapital: boolean; hasSmall: boolean },
): void {
  if (letters.hasCapital && letters.hasSmall) return;
  const all = numbers.join('');
  letters.hasCapital ||= all !== all.toLowerCase();
  letters.hasSmall ||= all !== all.toUpperCase();
}

async function twinsIn(
  tx: Writing,
  ask: { readonly companyId: number; readonly file: RosterFile },
): Promise<Refused | null> {
  const found = await twinsInCompany(tx, ask.companyId);
  if (found.length === 0) return null;
  const knownOf = new Map(found.map(({ written, known }) => [written, known]));
  const twins = [];
  for (const { employeeNumber, rowNumber } of ask.file.rows()) {
    const known = knownOf.get(employeeNumber);
    if (known === undefined) continue;
    twins.push({
      rowNumber,
      employeeNumber,
      written: employeeNumber,
      known,
      column: 'employee_id',
    });
  }
  return caseTwinsRefused('roster', twins);
}
