/** Rows as CSV text (RFC 4180: CRLF, quotes doubled). */

import { nameProblem } from '#text/key-text.ts';

/** What a spreadsheet runs as a formula, full-width forms included. */
const formulaStart = /^[=+\-@\t\r＝＋－＠]/;

export function csvText(rows: readonly (readonly string[])[]): string {
  return rows.map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('');
}

/** Why text from outside is not kept: it would act in a spreadsheet or on a terminal. Else null. */
export function unsafeText(text: string): { code: string; message: string } | null {
  if (formulaStart.test(text)) {
    const message = 'The text begins like a spreadsheet formula (= + - @ or a tab).';
    return { code: 'formula_cell', message };
  }
  return nameProblem(text);
}

function quoted(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
