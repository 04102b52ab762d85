/** The refusal for a pay code that a payslip does not have. */
import { type Refused, refuse } from '#errors.ts';
import { didYouMean } from '#text/closest-word.ts';

export function lineNotFound(
  { number }: { readonly number: string },
  line: string,
  codes: readonly string[],
): Refused {
  return refuse({
    family: 'not_found',
    code: 'line_not_found',
    message: `the payslip of ${number} has no line ${line}.${didYouMean(line, codes)}`,
    hint: `its lines: ${codes.join(', ')}`,
  });
}
