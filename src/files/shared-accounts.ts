/**
 * Finds rows of a roster with the bank account of another row: a cell that was copied, or one person under two
 * numbers. Two people can also share an account.
 *
 * Such rows are refused, unless the caller says that they are meant. Fewer than one in twenty of the accounts are a
 * note, because a large company has a few. Every row counts, also those that were imported before: accounts are not
 * stored. No message repeats an account.
 */

import { counted } from '#text/counted.ts';
import { isPlainAccount, isPlainRouting } from './bank-cells.ts';
import type { CsvFile, CsvRow } from './csv.ts';
import { FileIssues, issuesListedMax } from './file-issues.ts';
import { KeyTable } from './key-table.ts';
import { PlainRow } from './plain-rows.ts';
import type { FileNote } from './typed-file.ts';

const oneIn = 20;
/** A note names this many. */
const namedMax = 5;

interface Shared {
  readonly row: number;
  readonly employeeNumber: string;
  /** The first row with the account. */
  readonly first: number;
}

export class SharedAccounts {
  readonly #found: Shared[] = [];
  readonly #keys: KeyTable;
  readonly #routingAt: number;
  readonly #accountAt: number;
  readonly #hasAccounts: boolean;
  #accounts = 0;

  constructor(csv: Pick<CsvFile, 'columns' | 'text' | 'has'>) {
    this.#routingAt = csv.columns.indexOf('routing');
    this.#accountAt = csv.columns.indexOf('account');
    this.#hasAccounts = csv.has('routing') && csv.has('account');
    this.#keys = new KeyTable(csv.text, { first: this.#routingAt, last: this.#accountAt });
  }

  /** Each row of the file, in order. */
  readonly see = (row: CsvRow | PlainRow): void => {
    if (!this.#hasAccounts) return;
    const first = this.#firstRowWith(row);
    if (first === null) return;
    this.#accounts += 1;
    if (first === 0) return;
    this.#found.push({
      ...{ row: row.rowNumber, first },
      employeeNumber: row.cell('employee_id').trim(),
    });
  };

  get areMany(): boolean {
    const count = this.#found.length;
    return count > 0 && count * oneIn >= this.#accounts;
  }

  report(issues: FileIssues): void {
    if (this.#found.length > 0) issues.askAgainWith.add('allow_shared_accounts');
    for (const one of this.#found) {
      const message = `${inWords(one)}.`;
      issues.add({ row: one.row, column: 'account', code: 'shared_account', message });
    }
  }

  notes(): readonly FileNote[] {
    return this.#found.length === 0 ? [] : [noteOf(this.#found)];
  }

  /** 0: none has the account. Null: the row has no account. */
  #firstRowWith(row: CsvRow | PlainRow): number | null {
    const [routingAt, accountAt] = [this.#routingAt, this.#accountAt];
    // Next to each other they are one key, which stays in the file.
    if (
      row instanceof PlainRow &&
      accountAt === routingAt + 1 &&
      isPlainRouting(row, routingAt) &&
      isPlainAccount(row, accountAt)
    ) {
      return this.#keys.numberOf(row, row.rowNumber);
    }
    const account = row.cell('account').trim();
    if (account === '') return null;
    const key = `${row.cell('routing').trim()},${account}`;
    return this.#keys.numberOfText(key, row.rowNumber);
  }
}

export function sharedAccountsIn(csv: CsvFile): SharedAccounts {
  const shared = new SharedAccounts(csv);
  for (const row of csv.passingRows(new FileIssues())) shared.see(row);
  return shared;
}

function noteOf(found: readonly Shared[]): FileNote {
  const named = found.slice(0, namedMax).map((one) => `row ${one.row}: ${inWords(one)}`);
  const more = found.length - named.length;
  const rest = more === 0 ? '' : `; and ${counted(more, 'more row')}`;
  const have = found.length === 1 ? 'has' : 'have';
  const message = `${counted(found.length, 'row')} ${have} the bank account of another row (${named.join('; ')}${rest}). Make sure that nobody is paid for somebody else.`;
  const rows = found.slice(0, issuesListedMax).map(({ row, first }) => ({ row, first }));
  return { code: 'shared_accounts', message, facts: { count: found.length, rows } };
}

function inWords({ employeeNumber, first }: Shared): string {
  return `${employeeNumber} has the bank account of row ${first}`;
}
