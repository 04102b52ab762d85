/**
 * Checks whether a row's bank details are plausible. They are not stored, and no message repeats
 * them.
 *
 * A routing number has nine digits whose weighted sum (3, 7, 1 repeated) is a multiple of ten.
 * Sources: ABA Routing Number Policy; Nacha operating rules, field 3 of an entry.
 */

import type { PlainRow } from './plain-rows.ts';
import type { RowReader } from './row-reader.ts';

const weights = [3, 7, 1, 3, 7, 1, 3, 7, 1] as const;
/** The account field of an ACH entry has 17 characters. */
const accountShape = /^[0-9A-Za-z-]{1,17}$/;

export function checkBankCells(reader: RowReader): void {
  const routing = reader.text('routing', { lengthMax: 40 });
  const account = reader.text('account', { lengthMax: 40 });
  const accountType = reader.text('account_type', { lengthMax: 40 })?.toLowerCase() ?? 'checking';
  if (accountType !== 'checking' && accountType !== 'savings') {
    // The value is not repeated: if columns are swapped, it is the account number.
    const message = 'The account type must be checking or savings.';
    reader.report({ column: 'account_type', code: 'unknown_account_type', message });
  }
  if (routing !== null && !isRoutingNumber(routing)) {
    const message =
      'The routing number needs nine digits with a matching check digit (did a spreadsheet drop a leading zero?).';
    reader.report({ column: 'routing', code: 'wrong_routing_number', message });
  }
  if (account !== null && !accountShape.test(account)) {
    const message = 'The account number has more than 17 characters, or one that banks do not use.';
    reader.report({ column: 'account', code: 'wrong_account_number', message });
  }
  if (reader.isEmpty('routing') !== reader.isEmpty('account')) {
    const column = routing === null ? 'routing' : 'account';
    const message = 'Give both a routing number and an account number, or neither.';
    reader.report({ column, code: 'missing_value', message });
  }
}

function isRoutingNumber(text: string): boolean {
  if (!/^[0-9]{9}$/.test(text)) return false;
  const sum = weights.reduce((total, weight, place) => total + weight * Number(text[place]), 0);
  return sum % 10 === 0;
}

const zero = 0x30;

/** Whether the bytes of the cell are a routing number, without blanks around it. */
export function isPlainRouting(row: PlainRow, place: number): boolean {
  const from = row.from(place);
  if (row.to(place) - from !== weights.length) return false;
  let sum = 0;
  for (let at = 0; at < weights.length; at += 1) {
    const digit = (row.text[from + at] as number) - zero;
    if (digit < 0 || digit > 9) return false;
    sum += digit * (weights[at] as number);
  }
  return sum % 10 === 0;
}

/** Whether the bytes of the cell are an account number of digits, without blanks around it. */
export function isPlainAccount(row: PlainRow, place: number): boolean {
  const [from, to] = [row.from(place), row.to(place)];
  if (to === from || to - from > 17) return false;
  for (let at = from; at < to; at += 1) {
    const digit = (row.text[at] as number) - zero;
    if (digit < 0 || digit > 9) return false;
  }
  return true;
}
