/** What is unusual in a file, one line for each value: `! row 4, hourly_rate: T9: rate is 2,500.00 an hour; …`. */

import type { UnusualValue } from '#operations/people/unusual-values.ts';
import { counted, itOrThem } from '#text/counted.ts';

/** A terminal shows at most this many lines. */
const linesMax = 20;

/** Empty if nothing is unusual. */
export function unusualLines(unusual: readonly UnusualValue[]): readonly string[] {
  if (unusual.length === 0) return [];
  const lines = unusual.slice(0, linesMax).map(({ row, column, employee, message }) => {
    const where = employee === null ? `column ${column}` : `row ${row}, ${column}`;
    return `! ${where}: ${message}`;
  });
  const more = unusual.length - lines.length;
  const rest =
    more === 0
      ? []
      : [`And ${counted(more, 'more unusual value')}: --json lists ${itOrThem(more)}.`];
  const isOne = unusual.length === 1;
  const check = isOne ? 'Check it before it is paid' : 'Check them before they are paid';
  const first = `${counted(unusual.length, 'value')} ${isOne ? 'is' : 'are'} unusual. ${check}.`;
  return [first, ...lines, ...rest];
}
