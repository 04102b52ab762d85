/**
 * Makes text safe for a terminal, and measures its width.
 *
 * Pure. A name from a file cannot move the cursor, change colours or reverse the direction of text.
 * A database's error message cannot show a password.
 */
import { jsonForm } from '#answers/json-form.ts';

// C0 (including tab), DEL, C1, and the characters that change the direction of text.
const unsafe =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069]/g;
const unsafeInJson = /[\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069]/g;
const credentials = /\b([a-z][a-z0-9+.-]*:\/\/[^\s:/@]*):[^\s@/]+@/gi;
const passwordPair =
  /\b(password|passwd|pwd|secret|token|sslpassword)(["']?\s*[=:]\s*["']?)[^\s"',;&]+/gi;

const wide =
  /^(?:\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}])/u;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** One line of text with every control character written out: `\x1b`, `\n`, `\u202e`. */
export function visible(text: string): string {
  return text.replace(unsafe, escaped);
}

/** The JSON form of an answer on one line. It is safe to print and parses to the same value. */
export function toJsonLine(answered: unknown): string {
  return JSON.stringify(jsonForm(answered)).replace(
    unsafeInJson,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Replaces passwords in addresses and in `password=…` pairs with ***. */
export function withoutSecrets(text: string): string {
  return text.replace(credentials, '$1:***@').replace(passwordPair, '$1$2***');
}

/** The number of terminal columns that the text needs. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += wide.test(segment) ? 2 : 1;
  return width;
}

function escaped(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  if (character === '\t') return '\\t';
  const code = character.charCodeAt(0);
  return code < 0x100
    ? `\\x${code.toString(16).padStart(2, '0')}`
    : `\\u${code.toString(16).padStart(4, '0')}`;
}
