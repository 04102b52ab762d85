/**
 * Refuses an import that would replace stored rows without permission. One refusal lists all of them.
 *
 * Refusals: would_replace, with an issue for each row of the file. Its codes are differs_from_known (another
 * value is stored), total_beside_days, days_beside_total and other_rate (most likely the same hours twice).
 */

import { type Issue, type Refused, refuse } from '#errors.ts';
import { issuesListedMax } from '#files/file-issues.ts';
import type { ClosedRow, Replaced } from '#store/writes/versions.ts';
import { counted } from '#text/counted.ts';
import { type ChangedSum, sumInWords } from './changed-sums.ts';
import { type Cells, type ChangeInWords, changeOf, type Words } from './input-changes.ts';

/** Null when nothing would be replaced. `columnFor` gives the column of the file that contains a change. */
export function refusedToReplace(
  done: Replaced,
  ask: {
    readonly words: Words;
    readonly columnFor: (row: ClosedRow, change: ChangeInWords) => string;
    /** What the person can do instead. */
    readonly advice: string;
    /** Of a file of one period, whose hours may also be added to the stored ones. */
    readonly sums?: readonly ChangedSum[];
  },
): Refused | null {
  const { closed, replaced } = done;
  if (closed === 0) return null;
  const { words, columnFor, advice, sums } = ask;
  const issues = [...byFileRow(done.closedRows).values()].slice(0, issuesListedMax).map((rows) => {
    const changes = rows.map((row) => changeOf(row, words));
    const [row, change] = [rows[0] as ClosedRow, changes[0] as ChangeInWords];
    const pointer = `row ${row.rowNumber}, column ${columnFor(row, change)}`;
    return { pointer, ...(row.after === null ? saidTwice(row, changes) : differs(change)) };
  });
  const would = [
    ...(replaced === 0 ? [] : [`replace ${counted(replaced, 'row')}`]),
    ...(closed === replaced ? [] : [`remove ${counted(closed - replaced, 'row')}`]),
  ].join(' and ');
  const message = `the ${words.what} file would ${would} that already ${closed === 1 ? 'exists' : 'exist'}; nothing was imported`;
  const facts = { wouldReplace: replaced, wouldRemove: closed - replaced };
  const replace = { action: 'ask_again', with: 'replace' } as const;
  const refusal = { family: 'conflict', code: 'would_replace', issues } as const;
  if (sums === undefined) {
    const hint = `${advice}; to overwrite the stored rows, repeat the request with`;
    return refuse({ ...refusal, message, hint, actions: [replace], facts });
  }
  const total = sums.map((sum) => `. ${sumInWords(sum)}`).join('');
  return refuse({
    ...{ ...refusal, message: `${message}${total}`, facts: { ...facts, sums } },
    hint: `${advice}. To overwrite the stored rows, or to add the file to them, repeat the request with`,
    actions: [replace, { action: 'ask_again', with: 'add' }],
  });
}

/** Makes one issue of all stored rows that one row of the file conflicts with, such as days and a total. */
function byFileRow(rows: readonly ClosedRow[]): ReadonlyMap<string, ClosedRow[]> {
  return Map.groupBy(rows, ({ rowNumber, employeeNumber, before, after, because }, place) => {
    if (after !== null) return String(place);
    const { pay_code_id: payCodeId, worked_on: workedOn } = before;
    return JSON.stringify([rowNumber, employeeNumber, payCodeId, workedOn === null, because]);
  });
}

function differs({ employee, about, before, after }: ChangeInWords): Omit<Issue, 'pointer'> {
  const values = Object.values(after ?? {});
  const said = values.length === 1 ? values[0] || 'nothing' : inWords(after ?? {});
  const message = `${about} of ${employee} already exists: ${inWords(before)}; the file says ${said}.`;
  return { code: 'differs_from_known', message };
}

function saidTwice(row: ClosedRow, changes: readonly ChangeInWords[]): Omit<Issue, 'pointer'> {
  const { employee, about, before } = changes[0] as ChangeInWords;
  const more = changes.length === 1 ? '' : ` and ${counted(changes.length - 1, 'more row')}`;
  if (row.because === 'other_rate') {
    const message = `${about} of ${employee} already exists: ${inWords(before)}${more}. Adding the same hours at another rate would probably pay them twice. If you mean both, put both in one file.`;
    return { code: 'other_rate', message };
  }
  if (row.before['worked_on'] === null) {
    const message = `${about} of ${employee} already exists for the whole period: ${inWords(before)}. Adding daily rows would probably pay it twice.`;
    return { code: 'days_beside_total', message };
  }
  const message = `${employee} already has ${about} entered by day: ${inWords(before)}${more}. Adding a total for the period would probably pay it twice.`;
  return { code: 'total_beside_days', message };
}

function inWords(cells: Cells): string {
  const shown = ([name, value]: [string, string]) => `${name} ${value === '' ? 'empty' : value}`;
  return Object.entries(cells).map(shown).join(', ');
}
