/**
 * Collects the errors of a file, cell by cell, until the whole file is read.
 *
 * All or nothing: one issue refuses the file, and the refusal lists every issue at once. The list
 * stops at `issuesListedMax` but the count continues. So a file with an error in every row needs
 * little memory, and the number of its errors is still known.
 */

import type { Action, Besides } from '#actions.ts';
import type { Issue, Refused } from '#errors.ts';
import { refuse } from '#errors.ts';
import { counted } from '#text/counted.ts';
import type { SavedBy } from './column-map.ts';

export const issuesListedMax = 1_000;
const standardHint = 'Fix the listed rows, then import the whole file again.';

export class FileIssues {
  readonly #listed: Issue[] = [];
  readonly #headers: ReadonlyMap<string, string>;
  readonly #saved: SavedBy | undefined;
  #count = 0;
  /** What the person could say, so that a cell with two meanings has one. */
  readonly askAgainWith = new Set<Besides>();

  /**
   * `headers`: column → its name in the file, where it is written otherwise. `saved`: the file is read with a column
   * map that the import did not bring.
   */
  constructor(headers: ReadonlyMap<string, string> = new Map(), saved?: SavedBy) {
    this.#headers = headers;
    this.#saved = saved;
  }

  get count(): number {
    return this.#count;
  }

  /** `row` is the number in a spreadsheet, where the header is row 1. Null for the whole file. */
  add(issue: { row: number | null; column: string | null; code: string; message: string }): void {
    this.#count++;
    if (this.#listed.length >= issuesListedMax) return;
    const { row, column, code, message } = issue;
    const header = column === null ? undefined : this.#headers.get(column);
    const named = header === undefined ? column : `${column} (${header})`;
    const place = [row === null ? null : `row ${row}`, named === null ? null : `column ${named}`];
    const pointer = place.filter((part) => part !== null).join(', ');
    this.#listed.push({ pointer: pointer === '' ? 'file' : pointer, code, message });
  }

  refusal(what: string, hint = standardHint, actions: readonly Action[] = []): Refused {
    const again: Action[] = [...this.askAgainWith].map((one) => ({
      action: 'ask_again',
      with: one,
    }));
    const saved = this.#saved;
    if (saved !== undefined) {
      if (!this.askAgainWith.has('columns')) again.push({ action: 'ask_again', with: 'columns' });
      again.push({ action: 'ask_again', with: 'no_columns' });
    }
    const used =
      saved === undefined
        ? ''
        : ` The column map saved by ${saved.words} was used; give another one, or none.`;
    const others = [...this.askAgainWith].filter((one) => saved === undefined || one !== 'columns');
    const meant = others.length === 0 ? '' : ' Or say how the file is meant.';
    const more = this.#count - this.#listed.length;
    const problems = counted(this.#count, 'problem');
    const cut =
      more === 0
        ? ''
        : ` The first ${grouped(this.#listed.length)} are listed, ${grouped(more)} more are not.`;
    return refuse({
      family: 'invalid',
      code: 'file_refused',
      message: `The ${what} file has ${problems}; nothing was imported.${cut}`,
      hint: `${hint}${meant}${used}`,
      actions: [...actions, ...again],
      issues: this.#listed,
      facts: {
        ...{ problems: this.#count, listed: this.#listed.length },
        ...(saved === undefined ? {} : { savedColumns: { by: saved.by, at: saved.at } }),
      },
    });
  }
}

function grouped(count: number): string {
  return count.toLocaleString('en-US');
}
