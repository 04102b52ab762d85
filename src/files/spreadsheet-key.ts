/** Recognizes what a spreadsheet makes of a key: it is not the key any more, and nobody can be sure what it was. */

import type { TextProblem } from '#text/key-text.ts';

const asText = 'Format the column as text, enter the key again, and export the file again.';
/** A spreadsheet always writes a sign and two digits. `12E3` is a key. */
const scientific = /^\d(?:[.,]\d+)?E\+\d{2,3}$/i;
const asFormula = /^=\s*["“”„']/;
const errorValue = /^#(?:REF!|N\/A|NAME\?|VALUE!|NULL!|NUM!|DIV\/0!)$|^#{2,}$/i;

export type KeyProblem = TextProblem | { readonly code: 'spreadsheet_notation'; message: string };

/** Null: the text may be a key. */
export function spreadsheetNotation(text: string): KeyProblem | null {
  const code = 'spreadsheet_notation';
  if (scientific.test(text)) {
    return { code, message: `${text} is how a spreadsheet writes a long number. ${asText}` };
  }
  if (/^['’‘]/.test(text)) {
    const message = `${text} begins with the apostrophe of a spreadsheet. Write the key without it.`;
    return { code, message };
  }
  if (asFormula.test(text)) {
    const message = `${text} is a spreadsheet's formula for a text. Write only the text between its quotation marks.`;
    return { code, message };
  }
  if (errorValue.test(text)) {
    return { code, message: `${text} is what a spreadsheet shows instead of a value. ${asText}` };
  }
  return null;
}
