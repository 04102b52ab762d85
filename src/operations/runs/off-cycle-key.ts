/**
 * What makes an off-cycle run the same as another: its key, and a digest of what it pays.
 *
 * The digest is of the parsed rows in an order of their own, of the pay date, and of the days and the
 * frequency that the run has in the end. So line ends, the order of columns and rows, and what was left
 * to its default make no difference.
 *
 * Refusal: key_invalid.
 */
import { createHash } from 'node:crypto';
import { type Answer, answer, refuse } from '#errors.ts';
import type { InputsFileRow } from '#files/inputs-file.ts';
import { keyProblem, keyText } from '#text/key-text.ts';

interface OffCycleContent {
  readonly payOn: Temporal.PlainDate;
  readonly startOn: Temporal.PlainDate;
  readonly endOn: Temporal.PlainDate;
  readonly frequency: string;
  readonly rows: Iterable<InputsFileRow>;
}

/** In hexadecimal digits. */
export function digestOf({ payOn, startOn, endOn, frequency, rows }: OffCycleContent): string {
  const lines = [...mapped(rows)].sort();
  const hash = createHash('sha256').update(`${payOn} ${startOn} ${endOn} ${frequency}`);
  for (const line of lines) hash.update(`\n${line}`);
  return hash.digest('hex');
}

function* mapped(rows: Iterable<InputsFileRow>): Iterable<string> {
  for (const row of rows) {
    const { employeeNumber, payCode, job, workedOn } = row;
    const values = [row.quantityMicro, row.rateMicro, row.amountMinor, row.percentMicro];
    yield JSON.stringify([
      ...[employeeNumber, payCode, job, workedOn],
      ...values.map((value) => (value === null ? null : value.toString())),
    ]);
  }
}

/** Enough of the digest that two contents of one pay date have two keys. */
const digestShown = 16;

/** The key of a run for which none was given. */
export function madeKey(payOn: Temporal.PlainDate, digest: string): string {
  return `${payOn}-${digest.slice(0, digestShown)}`;
}

const lengthMax = 80;

export function givenKey(text: string): Answer<string> {
  const key = keyText(text);
  if (key !== '' && key.length <= lengthMax && keyProblem(key) === null) return answer(key);
  return refuse({
    family: 'usage',
    code: 'key_invalid',
    message: `a key is 1 to ${lengthMax} visible characters, with single spaces between words`,
    hint: 'a key is something like bonus December 2026',
    actions: [{ action: 'ask_again', with: 'key' }],
  });
}
