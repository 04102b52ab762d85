/**
 * Tells new people who have the name, the first day and the pay of somebody on the roster: most likely one person
 * under two numbers, who would be paid twice.
 *
 * They are refused, unless the caller says that they are meant: a changed column of numbers makes everybody new
 * at once. Fewer than one in twenty of the new people are a note, because a large company has a few by chance.
 *
 * Refusal: file_refused, with an issue double_person for each row.
 */
import type { Refused } from '#errors.ts';
import { FileIssues } from '#files/file-issues.ts';
import type { FileNote } from '#files/typed-file.ts';
import type { Writing } from '#store/store.ts';
import { peopleLikeOthers, type SamePerson } from '#store/writes/same-people.ts';
import type { Staged } from '#store/writes/staged-rows.ts';
import { counted } from '#text/counted.ts';
import { nearKey } from '#text/key-text.ts';

export interface MayBeDoubles {
  /** Accepts new people with the name, the first day and the pay of somebody on the roster. */
  readonly allowDoubles?: boolean | undefined;
}

const oneIn = 20;
/** A note names this many. */
const namedMax = 5;

export async function samePeople(
  tx: Writing,
  ask: MayBeDoubles & {
    readonly companyId: number;
    readonly people: Staged;
    readonly added: number;
    readonly firstAdded: number | null;
  },
): Promise<{ readonly refused: Refused | null; readonly notes: readonly FileNote[] }> {
  const { firstAdded, added } = ask;
  if (firstAdded === null) return { refused: null, notes: [] };
  const { companyId, people: staged } = ask;
  const found = await peopleLikeOthers(tx, { companyId, staged, firstAdded });
  if (found.length === 0) return { refused: null, notes: [] };
  // Near numbers were decided about before, by a switch of their own (case-twins.ts).
  const others = found.filter((one) => nearKey(one.employeeNumber) !== nearKey(one.known));
  const areMany = others.length > 0 && others.length * oneIn >= added;
  const refused = areMany && ask.allowDoubles !== true ? doublesRefused(others) : null;
  return { refused, notes: [doublesNote(found)] };
}

function doublesRefused(found: readonly SamePerson[]): Refused {
  const issues = new FileIssues();
  for (const one of found) {
    const message = `${inWords(one)}.`;
    issues.add({
      ...{ row: one.rowNumber, column: 'employee_id' },
      ...{ code: 'double_person', message },
    });
  }
  const hint = 'Use the existing numbers, or say that these are other people.';
  return issues.refusal('roster', hint, [{ action: 'ask_again', with: 'allow_doubles' }]);
}

function doublesNote(found: readonly SamePerson[]): FileNote {
  const named = found.slice(0, namedMax).map((one) => `row ${one.rowNumber}: ${inWords(one)}`);
  const more = found.length - named.length;
  const rest = more === 0 ? '' : `; and ${counted(more, 'more person')}`;
  const are = found.length === 1 ? 'looks' : 'look';
  const message = `${counted(found.length, 'new person')} ${are} like somebody who is on the roster already (${named.join('; ')}${rest}). Make sure that nobody is paid twice.`;
  return { code: 'looks_doubled', message };
}

function inWords({ employeeNumber, known }: SamePerson): string {
  return `${employeeNumber} has the name, the first day and the pay of ${known}`;
}
