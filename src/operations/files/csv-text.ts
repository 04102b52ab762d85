/** Rows as CSV text (RFC 4180: CRLF, quotes doubled). */

/** What a spreadsheet runs as a formula, full-width forms included. */
const formulaStart = /^[=+\-@\t\r＝＋－＠]/;
const controlCharacter = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

export function csvText(rows: readonly (readonly string[])[]): string {
  return rows.map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('');
}

/** Why text from outside is not kept: it would act in a spreadsheet or on a terminal. Else null. */
export function unsafeText(text: string): { code: string; message: string } | null {
  if (formulaStart.test(text)) {
    const message = 'The text begins like a spreadsheet formula (= + - @ or a tab).';
    return { code: 'formula_cell', message };
  }
  if (!controlCharacter.test(text)) return null;
  const message = 'The text holds a control character (a line end, a tab, an escape).';
  return { code: 'control_character', message };
}

function quoted(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
