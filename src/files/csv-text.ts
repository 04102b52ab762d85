/** Writes rows as CSV text (RFC 4180: CRLF, quotes doubled). */

import { nameProblem } from '#text/key-text.ts';

/** The characters with which a spreadsheet formula may begin, including their full-width forms. */
const formulaStart = /^[=+\-@\t\r＝＋－＠]/;

export function csvText(rows: readonly (readonly string[])[]): string {
  return rows.map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('');
}

/**
 * Why text from outside is refused: a spreadsheet would run it, or a terminal would obey it.
 * Otherwise null.
 */
export function unsafeText(text: string): { code: string; message: string } | null {
  if (formulaStart.test(text)) {
    const message = 'The text begins like a spreadsheet formula (= + - @ or a tab).';
    return { code: 'formula_cell', message };
  }
  return nameProblem(text);
}

/** Text that people have written, for a cell that a spreadsheet does not run. */
export function defused(text: string): string {
  return formulaStart.test(text) ? `'${text}` : text;
}

function quoted(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
