/**
 * Answers many questions through a pipe. Each line of JSON in gives one line of JSON out, in the
 * same order.
 *
 * Promises
 *
 *   - every line, even a blank one, is answered by exactly one line. That is the result, or
 *     `{"error": …}` with the number of the line, a code and the pointer to the fault;
 *   - if the whole input is one JSON value over several lines, it is one question;
 *   - memory does not grow with the input: a line above one mebibyte is answered by an error;
 *   - a fault in one line does not affect the others. After faults, the exit code is 8.
 *
 * A verb can give errors a form of its own, and can mark some of its answers as failures.
 */

import { type Answer, answer, type Refusal, refuse } from '#errors.ts';
import { parseJsonText } from '#text/json-text.ts';
import type { CliContext, VerbAnswer } from './context.ts';
import { exitCodes, failureOfRefusal } from './failure.ts';
import { toJsonLine } from './terminal-text.ts';

type AnswerOne<Line extends object> = (json: unknown) => Answer<Line>;

interface LineForm<Line extends object> {
  /** Wraps the error of a refused line. */
  readonly around?: (error: object) => object;
  /** The JSON of an answer. Use `verbatim` for an answer that already has its JSON form. */
  readonly shown?: (line: Line) => object;
  /** True for an answer that counts as a failure. */
  readonly isFailure?: (line: Line) => boolean;
}

const lineBytesMax = 1024 * 1024;
/**
 * Answers are written in blocks, because one system call per answer would cost more than the
 * answer.
 */
const blockLength = 64 * 1024;
const newline = 0x0a;
const tooLong = Symbol('a line beyond the limit');

/** Answers every line. The exit code is 8 if a line was refused, or if its answer is a failure. */
export async function answerLines<Line extends object>(
  cli: CliContext,
  one: AnswerOne<Line>,
  form: LineForm<Line> = {},
): Promise<VerbAnswer> {
  const { around = (error: object) => ({ error }), isFailure = () => false } = form;
  const { shown: shownOf = (one: Line) => one } = form;
  let block = '';
  let line = 0;
  let hasFailed = false;
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const bytes of questionsOf(linesOf(cli.stdin()))) {
    if (!cli.out.hasReader) break;
    line += 1;
    const answered = answerTo(bytes, { one, decoder });
    if (!answered.ok || isFailure(answered.value)) hasFailed = true;
    const shown = answered.ok ? shownOf(answered.value) : around(errorJson(answered.refusal, line));
    block += `${toJsonLine(shown)}\n`;
    if (block.length < blockLength) continue;
    cli.out.write(block);
    block = '';
  }
  cli.out.write(block);
  cli.exitCode = hasFailed ? exitCodes.partly : exitCodes.done;
  return answer(null);
}

function answerTo<Answered extends object>(
  bytes: Line,
  how: { readonly one: AnswerOne<Answered>; readonly decoder: TextDecoder },
): Answer<Answered> {
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
  const { code, message, hint, actions, family, issues, facts } = failureOfRefusal(refusal);
  const pointer = issues[0]?.pointer ?? '';
  return { line, code, message, pointer, hint: hint ?? null, actions, family, issues, facts };
}

type Line = Uint8Array | typeof tooLong;

/**
 * Yields each line as a question. If only the lines together are JSON, they are one question. At
 * most `lineBytesMax` bytes are kept to find that out.
 */
async function* questionsOf(lines: AsyncGenerator<Line>): AsyncGenerator<Line> {
  const kept: Uint8Array[] = [];
  let size = 0;
  let isOpen = true;
  for await (const line of lines) {
    if (!isOpen || line === tooLong) {
      yield* kept.splice(0);
      isOpen = false;
      yield line;
      continue;
    }
    kept.push(line);
    size += line.length + 1;
    isOpen = size <= lineBytesMax && (kept.length > 1 || mayGoOn(line));
    if (!isOpen) yield* kept.splice(0);
  }
  const whole = Buffer.concat(kept.flatMap((line) => [line, Uint8Array.of(newline)]));
  if (kept.length > 1 && isJson(whole)) yield whole;
  else yield* kept;
}

/** True for the start of an unfinished JSON value: `{`. */
function mayGoOn(line: Uint8Array): boolean {
  const text = Buffer.from(line).toString('utf8').replace('\uFEFF', '').trim();
  return /^[{[]/.test(text) && !isJson(line);
}

function isJson(bytes: Uint8Array): boolean {
  try {
    JSON.parse(Buffer.from(bytes).toString('utf8').replace('\uFEFF', ''));
    return true;
  } catch {
    return false;
  }
}

/** The lines without their line ends. Text after the last line end is also a line. */
async function* linesOf(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
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
