/** Writes rows as CSV text (RFC 4180: CRLF, quotes doubled). */

/** The characters with which a spreadsheet formula may begin, including their full-width forms. */
export const formulaStart = /^[=+\-@\t\r＝＋－＠]/;

export function csvText(rows: readonly (readonly string[])[]): string {
  return rows.map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('');
}

/** A spreadsheet would run a text that begins like a formula. A number may begin with a sign. */
export function defused(cell: string): string {
  return formulaStart.test(cell) && !/^-?\d+(?:\.\d+)?$/.test(cell) ? `'${cell}` : cell;
}

function quoted(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
