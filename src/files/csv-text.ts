/** Text of a file that a spreadsheet or a terminal would obey. */

import { formulaStart } from '#text/csv-line.ts';
import { nameProblem } from '#text/key-text.ts';

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
