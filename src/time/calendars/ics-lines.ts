/**
 * The lines of an iCalendar text (RFC 5545, 3.1): unfolded, and split into name, parameters and
 * value.
 */

export interface IcsLine {
  /** The number of its first line in the text, from 1. */
  readonly line: number;
  /** In capitals. */
  readonly name: string;
  readonly value: string;
}

/**
 * Name, parameters (a quoted one may contain a colon), value. No two parts can match the same text,
 * so matching takes linear time.
 */
const contentPattern = /^([A-Za-z0-9-]+)((?:;[^:";]*(?:"[^"]*"[^:";]*)*)*):(.*)$/;

/** Splits at CRLF, LF and CR. A line that begins with a blank continues the line before. */
export function contentLines(text: string): readonly IcsLine[] {
  const unfolded: { line: number; text: string }[] = [];
  const physical = (text.startsWith('\uFEFF') ? text.slice(1) : text).split(/\r\n|\n|\r/);
  physical.forEach((one, index) => {
    const last = unfolded.at(-1);
    if (/^[ \t]/.test(one) && last !== undefined) last.text += one.slice(1);
    else if (one !== '') unfolded.push({ line: index + 1, text: one });
  });
  const lines: IcsLine[] = [];
  for (const { line, text: content } of unfolded) {
    const found = contentPattern.exec(content);
    if (found === null) continue;
    lines.push({
      line,
      name: (found[1] as string).toUpperCase(),
      value: (found[3] as string).trim(),
    });
  }
  return lines;
}

/** A TEXT value with its escapes removed (RFC 5545, 3.3.11). */
export function textValue(value: string): string {
  return value.replace(/\\([\\;,nN])/g, (_, escaped: string) =>
    escaped === 'n' || escaped === 'N' ? '\n' : escaped,
  );
}
