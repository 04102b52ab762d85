/**
 * What a key may hold (an employee number, a code, a job, a reference, a run's key), and what the name
 * of a person or a thing may hold. The one place for both: files, commands and the library ask here.
 *
 * Two keys that look the same are the same key, or one of them is refused. So nothing in a key is
 * invisible, and the only blank is a single space between words. A name may hold what its script needs:
 * Persian and many Indian scripts join letters, and keep them apart, with two invisible characters
 * (U+200C, U+200D), which are allowed after a letter of such a script and nowhere else.
 *
 * Both are brought to NFC, not refused without: whether an é is one character or two depends on the
 * machine where it was typed, and nobody can see it, so nobody could mend it.
 */

export interface TextProblem {
  readonly code: 'control_character' | 'invisible_character' | 'odd_blank';
  readonly message: string;
}

/** Also the marks that turn the direction of the text around them. */
const control = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
/** Beside format characters: what is drawn as nothing, or as a blank, and counts as a letter or a mark. */
const invisible = /[\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}\u2800]/u;
const oddBlank = /[^\P{Zs} ]|^ | $| {2}/u;
const invisibleInName =
  /[\p{Cs}\u2800]|(?!\p{Join_Control}|\p{Variation_Selector})[\p{Cf}\p{Default_Ignorable_Code_Point}]|(?<![\p{L}\p{M}])\p{Join_Control}|(?<=[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}])\p{Join_Control}/u;

/** As it is kept and compared: without blanks around it, in NFC. */
export function keyText(text: string): string {
  return text.trim().normalize('NFC');
}

/** Null: it can be a key. Of what `keyText` gives. */
export function keyProblem(text: string): TextProblem | null {
  const found = problemIn(text, { control, invisible });
  if (found !== null) return found;
  const blank = oddBlank.exec(text);
  if (blank === null) return null;
  const message =
    blank[0].trim() === blank[0] || blank[0].startsWith(' ')
      ? 'It holds two spaces in a row, or one at an end: they look like one.'
      : `It holds ${named(blank[0])}, which looks like a space; write a plain space.`;
  return { code: 'odd_blank', message };
}

/** Null: it can be a name, a title, a reason. */
export function nameProblem(text: string): TextProblem | null {
  return problemIn(text, { control, invisible: invisibleInName });
}

function problemIn(
  text: string,
  ask: { readonly control: RegExp; readonly invisible: RegExp },
): TextProblem | null {
  const controls = ask.control.exec(text);
  if (controls !== null) {
    const message = `It holds a control character (${named(controls[0])}): a line end, a tab, an escape, or a mark that turns text around.`;
    return { code: 'control_character', message };
  }
  const hidden = ask.invisible.exec(text);
  if (hidden === null) return null;
  const message = `It holds a character that cannot be seen (${named(hidden[0])}): type it again, without copying.`;
  return { code: 'invisible_character', message };
}

/** `U+200B`: the only way to show it. */
function named(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** Whether two keys differ by capitals only. */
export function isCaseTwin(one: string, other: string): boolean {
  return one !== other && one.toLowerCase() === other.toLowerCase();
}

/** The known key that is the same but for its capitals; undefined: there is none. */
export function caseTwin(text: string, known: Iterable<string>): string | undefined {
  const folded = text.toLowerCase();
  for (const one of known) if (one !== text && one.toLowerCase() === folded) return one;
  return undefined;
}
