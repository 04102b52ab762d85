/**
 * Whether a row's bank details could be right. They are not kept, and no message repeats them.
 *
 * A routing number has nine digits whose weighted sum (3, 7, 1 repeated) is a multiple of ten:
 * ABA Routing Number Policy; the same check stands in the Nacha operating rules for field 3
 * of an entry.
 */

import type { RowReader } from './row-reader.ts';

const weights = [3, 7, 1, 3, 7, 1, 3, 7, 1] as const;
/** The account field of an ACH entry holds 17 characters. */
const accountShape = /^[0-9A-Za-z-]{1,17}$/;

export function checkBankCells(reader: RowReader): void {
  const routing = reader.text('routing', { lengthMax: 40 });
  const account = reader.text('account', { lengthMax: 40 });
  const accountType = reader.text('account_type', { lengthMax: 40 })?.toLowerCase() ?? 'checking';
  if (accountType !== 'checking' && accountType !== 'savings') {
    // Not repeated: where columns have been swapped this is the account number.
    const message = 'An account is checking or savings.';
    reader.report({ column: 'account_type', code: 'unknown_account_type', message });
  }
  if (routing !== null && !isRoutingNumber(routing)) {
    const message =
      'The routing number is not right: nine digits with a matching check digit (did a spreadsheet drop a leading zero?).';
    reader.report({ column: 'routing', code: 'wrong_routing_number', message });
  }
  if (account !== null && !accountShape.test(account)) {
    const message = 'The account number has more than 17 characters, or one that banks do not use.';
    reader.report({ column: 'account', code: 'wrong_account_number', message });
  }
  if (reader.isEmpty('routing') !== reader.isEmpty('account')) {
    const column = routing === null ? 'routing' : 'account';
    const message = 'A routing number and an account number come together.';
    reader.report({ column, code: 'missing_value', message });
  }
}

function isRoutingNumber(text: string): boolean {
  if (!/^[0-9]{9}$/.test(text)) return false;
  const sum = weights.reduce((total, weight, place) => total + weight * Number(text[place]), 0);
  return sum % 10 === 0;
}
