/**
 * The identity of an off-cycle run: its key, and a digest of what it pays.
 *
 * The digest covers the parsed rows in a sorted order, the pay date, and the final days and frequency of the
 * run. Line ends, the order of columns and rows, and defaults left unstated therefore do not change it.
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

/** The SHA-256 digest as hexadecimal digits. */
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

/** Enough digits of the digest to give two contents with one pay date different keys. */
const digestShown = 16;

/** The key of a run that was asked for without one. */
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
