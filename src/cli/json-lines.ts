/**
 * Many questions through a pipe: a line of JSON in, a line of JSON out, in the same order.
 *
 * Promises
 *   - every line that comes in is answered by exactly one line: the result, or `{"error": …}` with
 *     the number of the line, a code and the pointer to what is wrong; a blank line too;
 *   - memory does not grow with the input: a line of more than a mebibyte is answered by an error;
 *   - one line's fault is that line's; it is told by exit code 8 when all are answered.
 *
 * A verb whose answers have a form of their own says how an error looks in it, and which of its
 * answers are failures.
 */

import { type Answer, answer, type Refusal, refuse } from '#errors.ts';
import { parseJsonText } from '#json-text.ts';
import type { CliContext, VerbAnswer } from './context.ts';
import { exitCodes, failureOfRefusal } from './failure.ts';
import { toJsonLine } from './terminal-text.ts';

export type AnswerOne<Line extends object> = (json: unknown) => Answer<Line>;

export interface LineForm<Line extends object> {
  /** What stands around the error of a refused line. */
  readonly around?: (error: object) => object;
  /** An answer that is not what was asked for. */
  readonly isFailure?: (line: Line) => boolean;
}

const lineBytesMax = 1024 * 1024;
/** Answers are written in blocks: a system call for each costs more than the answer. */
const blockLength = 64 * 1024;
const newline = 0x0a;
const tooLong = Symbol('a line beyond the limit');

/** The exit code is 8 when at least one line was refused, or its answer is a failure. */
export async function answerLines<Line extends object>(
  cli: CliContext,
  one: AnswerOne<Line>,
  form: LineForm<Line> = {},
): Promise<VerbAnswer> {
  const { around = (error: object) => ({ error }), isFailure = () => false } = form;
  let block = '';
  let line = 0;
  let hasFailed = false;
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const bytes of linesOf(cli.stdin())) {
    if (!cli.out.hasReader) break;
    line += 1;
    const answered = answerTo(bytes, { one, decoder });
    if (!answered.ok || isFailure(answered.value)) hasFailed = true;
    const shown = answered.ok ? answered.value : around(errorJson(answered.refusal, line));
    block += `${toJsonLine(shown)}\n`;
    if (block.length < blockLength) continue;
    cli.out.write(block);
    block = '';
  }
  cli.out.write(block);
  cli.exitCode = hasFailed ? exitCodes.partly : exitCodes.done;
  return answer(null);
}

function answerTo<Line extends object>(
  bytes: Uint8Array | typeof tooLong,
  how: { readonly one: AnswerOne<Line>; readonly decoder: TextDecoder },
): Answer<Line> {
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
