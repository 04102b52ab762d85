/**
 * Checks keys (an employee number, a code, a job, a reference, a run's key) and the names of people
 * and things. Files, commands and the library all use these checks.
 *
 * Two keys that look the same are the same key, or one of them is refused. So a key contains
 * nothing invisible, and its only blank is a single space between words.
 *
 * A name may contain what its script needs. Persian and many Indian scripts use two invisible
 * characters (U+200C, U+200D) to join or separate letters. They are allowed only after a letter of
 * such a script.
 *
 * Both kinds are converted to NFC. Whether an é is one character or two depends on the keyboard,
 * and nobody can see or correct the difference. So other forms are not refused.
 */

export interface TextProblem {
  readonly code: 'control_character' | 'invisible_character' | 'odd_blank';
  readonly message: string;
}

/** This includes the marks that change the direction of the surrounding text. */
const control = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
/** Format characters, and characters drawn as nothing or as a blank that count as letters or marks. */
const invisible = /[\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}\u2800]/u;
const oddBlank = /[^\P{Zs} ]|^ | $| {2}/u;
const invisibleInName =
  /[\p{Cs}\u2800]|(?!\p{Join_Control}|\p{Variation_Selector})[\p{Cf}\p{Default_Ignorable_Code_Point}]|(?<![\p{L}\p{M}])\p{Join_Control}|(?<=[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}])\p{Join_Control}/u;

/** Printable ASCII, as in most texts. It is its own NFC form, and every character can be seen. */
const plain = /^[ -~]*$/;

/** The form that is stored and compared: NFC, without surrounding blanks. */
export function keyText(text: string): string {
  const trimmed = text.trim();
  return plain.test(trimmed) ? trimmed : trimmed.normalize('NFC');
}

/** Why the result of `keyText` cannot be a key, or null. */
export function keyProblem(text: string): TextProblem | null {
  const found = problemIn(text, { control, invisible });
  if (found !== null) return found;
  const blank = oddBlank.exec(text);
  if (blank === null) return null;
  const message =
    blank[0].trim() === blank[0] || blank[0].startsWith(' ')
      ? 'It has two spaces in a row, or a space at an end: write single spaces between words only.'
      : `It contains ${named(blank[0])}, which looks like a space; write a plain space.`;
  return { code: 'odd_blank', message };
}

/** Why the text cannot be a name, a title or a reason, or null. */
export function nameProblem(text: string): TextProblem | null {
  return problemIn(text, { control, invisible: invisibleInName });
}

function problemIn(
  text: string,
  ask: { readonly control: RegExp; readonly invisible: RegExp },
): TextProblem | null {
  if (plain.test(text)) return null;
  const controls = ask.control.exec(text);
  if (controls !== null) {
    const message = `It contains a control character (${named(controls[0])}), such as a line end, a tab, an escape, or a mark that reverses text.`;
    return { code: 'control_character', message };
  }
  const hidden = ask.invisible.exec(text);
  if (hidden === null) return null;
  const message = `It contains an invisible character (${named(hidden[0])}): type the text again instead of copying it.`;
  return { code: 'invisible_character', message };
}

/** `U+200B`: the only visible form of such a character. */
function named(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** Whether two keys differ only in capitals. */
export function isCaseTwin(one: string, other: string): boolean {
  return one !== other && one.toLowerCase() === other.toLowerCase();
}

/**
 * What is left of a key without what a spreadsheet or a hurried hand changes: capitals, leading zeros, blanks, and
 * the `.0` of a number. Keys with one near form are near twins. The database has the same form (store/near-key.ts).
 */
export function nearKey(text: string): string {
  const whole = text.endsWith('.0') ? text.slice(0, -2) : text;
  return whole.toLowerCase().replaceAll(' ', '').replace(/^0+/, '');
}

export function isNearTwin(one: string, other: string): boolean {
  return one !== other && nearKey(one) === nearKey(other);
}

/** `leading zeros and capital letters`: in what near twins differ. */
export function nearDifferences(one: string, other: string): string {
  const differ = (of: (text: string) => string) => of(one) !== of(other);
  const parts = [
    differ((text) => /^0*/.exec(text)?.[0] ?? '') ? ['leading zeros'] : [],
    differ((text) => text.replaceAll(/[^ ]/g, '')) ? ['blanks'] : [],
    differ((text) => String(text.endsWith('.0'))) ? ['a final .0'] : [],
    differ((text) => text.replaceAll(/[^\p{L}]/gu, '')) ? ['capital letters'] : [],
  ].flat();
  return parts.join(' and ');
}

/** The known key that differs only in capitals, or undefined. */
export function caseTwin(text: string, known: Iterable<string>): string | undefined {
  const folded = text.toLowerCase();
  for (const one of known) if (one !== text && one.toLowerCase() === folded) return one;
  return undefined;
}
