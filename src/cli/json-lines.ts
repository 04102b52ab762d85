/**
 * Many questions through a pipe: a line of JSON in, a line of JSON out, in the same order.
 *
 * Promises
 *   - every line that comes in is answered by exactly one line: the result, or `{"error": …}` with
 *     the number of the line, a code and the pointer to what is wrong; a blank line too;
 *   - memory does not grow with the input: a line of more than a mebibyte is answered by an error;
 *   - one line's fault is that line's; it is told by exit code 8 when all are answered.
 */

import { answer, type Answer, refuse, type Refusal } from '#errors.ts';
import { parseJsonText } from '#json-text.ts';
import type { CliContext, VerbAnswer } from './context.ts';
import { exitCodes, failureOfRefusal } from './failure.ts';
import { toJsonLine } from './terminal-text.ts';

export type AnswerOne = (json: unknown) => Answer<object>;

const lineBytesMax = 1024 * 1024;
/** Answers are written in blocks: a system call for each costs more than the answer. */
const blockLength = 64 * 1024;
const newline = 0x0a;
const tooLong = Symbol('a line beyond the limit');

/** The exit code is 8 when at least one line was refused. */
export async function answerLines(cli: CliContext, one: AnswerOne): Promise<VerbAnswer> {
  let block = '';
  let line = 0;
  let hasRefused = false;
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const bytes of linesOf(cli.stdin())) {
    if (!cli.out.hasReader) break;
    line += 1;
    const answered = answerTo(bytes, { one, decoder });
    if (!answered.ok) hasRefused = true;
    const shown = answered.ok ? answered.value : { error: errorJson(answered.refusal, line) };
    block += `${toJsonLine(shown)}\n`;
    if (block.length < blockLength) continue;
    cli.out.write(block);
    block = '';
  }
  cli.out.write(block);
  cli.exitCode = hasRefused ? exitCodes.partly : exitCodes.done;
  return answer(null);
}

function answerTo(
  bytes: Uint8Array | typeof tooLong,
  how: { readonly one: AnswerOne; readonly decoder: TextDecoder },
): Answer<object> {
  if (bytes === tooLong) {
    return invalid('line_too_long', `A line has at most ${lineBytesMax} bytes.`);
  }
  let text: string;
  try {
    text = how.decoder.decode(bytes);
  } catch {
    return invalid('not_utf8', 'The line is not UTF-8 text.');
  }
  const parsed = parseJsonText(text);
  return parsed.ok ? how.one(parsed.value) : parsed;
}

function errorJson(refusal: Refusal, line: number) {
  const { code, message, hint, family, issues, facts } = failureOfRefusal(refusal);
  const pointer = issues[0]?.pointer ?? '';
  return { line, code, message, pointer, hint: hint ?? null, family, issues, facts };
}

/** What stands between two line ends, without them; what follows the last one when there is any. */
async function* linesOf(
  stream: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array | typeof tooLong> {
  let rest: Uint8Array[] = [];
  let size = 0;
  const add = (part: Uint8Array) => {
    size += part.length;
    if (size <= lineBytesMax) rest.push(part);
    else rest = [];
  };
  const taken = () => {
    const line = size <= lineBytesMax ? joined(rest) : tooLong;
    rest = [];
    size = 0;
    return line;
  };
  for await (const chunk of stream) {
    let from = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, from)) {
      add(chunk.subarray(from, end));
      yield taken();
      from = end + 1;
    }
    if (from < chunk.length) add(chunk.subarray(from));
  }
  if (size > 0) yield taken();
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
}

function invalid(code: string, message: string): Answer<never> {
  return refuse({ family: 'invalid', code, message });
}
