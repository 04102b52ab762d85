/**
 * What a command says and where: answers to standard output, failures to standard error.
 *
 * Promises
 *   - with --json exactly one object goes to standard output, the answer or `{"error": …}`;
 *   - a failure is one line on standard error, `error CODE: message (hint)`, with its issues
 *     below, with --json too;
 *   - no colour where there is no terminal, with NO_COLOR, TERM=dumb or --no-color;
 *   - no control character and no password from a value reaches the terminal;
 *   - a reader that goes away (`paybeat … | head`) ends the writing, not the work.
 *
 * Elsewhere: which family has which exit code (failure.ts), progress (progress.ts).
 */

import type { Refusal } from '#errors.ts';
import type { Failure } from './failure.ts';
import { exitCodes, failureOfError, failureOfRefusal, withoutStop } from './failure.ts';
import { adviceInWords, adviceLines } from './spell-action.ts';
import type { Column } from './table.ts';
import { factsText, tableText } from './table.ts';
import { displayWidth, toJsonLine, visible } from './terminal-text.ts';

/** The part of a stream that is used, so that a test can hand in its own. */
export interface TextStream {
  write(text: string): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** What a verb writes for people. */
export interface Page {
  sentence(text: string): void;
  facts(facts: readonly (readonly [name: string, value: string])[]): void;
  /** `whenEmpty` is said instead of a table without rows. */
  table(table: {
    readonly columns: readonly Column[];
    readonly rows: readonly (readonly string[])[];
    readonly whenEmpty: string;
  }): void;
  blank(): void;
}

/** An answer in both forms. `json` is shown in the JSON form of all answers (answers/json-form.ts). */
export interface Shown {
  readonly json: object;
  readonly text: (page: Page) => void;
}

export interface OutputAsk {
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isJson: boolean;
  readonly isDebug: boolean;
  readonly wantsColor: boolean;
}

export class Output {
  readonly isJson: boolean;
  readonly #isDebug: boolean;
  readonly #stdout: Pipe;
  readonly #stderr: Pipe;

  constructor(ask: OutputAsk) {
    this.isJson = ask.isJson;
    this.#isDebug = ask.isDebug;
    const asksForColor = ask.wantsColor && !ask.env['NO_COLOR'] && ask.env['TERM'] !== 'dumb';
    this.#stdout = new Pipe(ask.stdout, asksForColor);
    this.#stderr = new Pipe(ask.stderr, asksForColor);
  }

  /** Whether some of the answer was lost: the command did not succeed, whatever it did. */
  get hasLost(): boolean {
    return this.#stdout.hasLost;
  }

  /** Whether somebody still reads the answer: `… | head` goes away early. */
  get hasReader(): boolean {
    return this.#stdout.hasReader;
  }

  /** As it is, with --json too: a calendar, a CSV, lines of JSON. */
  write(text: string): void {
    this.#stdout.text(text);
  }

  /** Called once by a command that has an answer. */
  show(shown: Shown): void {
    if (this.isJson) this.#stdout.line(toJsonLine(shown.json));
    else shown.text(this.page);
  }

  /** Straight to standard output: for verbs that go on talking (`start`). Silent with --json. */
  get page(): Page {
    const out = this.#stdout;
    const say = (text: string): void => {
      if (!this.isJson) out.line(text);
    };
    const heading = (text: string): string => out.painted(text, 'bold');
    return {
      sentence: (text) => say(text.split('\n').map(visible).join('\n')),
      blank: () => say(''),
      facts: (facts) => say(factsText(facts, { heading })),
      table: ({ columns, rows, whenEmpty }) =>
        say(
          rows.length === 0
            ? visible(whenEmpty)
            : tableText({ columns, rows }, { width: out.width, heading }),
        ),
    };
  }

  /** A remark that is no part of the answer. */
  remark(text: string): void {
    this.#stderr.line(visible(text));
  }

  /** Answers the exit code. */
  refuse(refusal: Refusal): number {
    return this.#fail(failureOfRefusal(refusal));
  }

  /** Answers the exit code. */
  crash(error: unknown): number {
    return this.#fail(failureOfError(error));
  }

  #fail(failure: Failure): number {
    const { code, message, hint, actions, issues, stack, family, facts } = failure;
    const exitCode = exitCodes[family];
    const err = this.#stderr;
    // A slip of the pen is one line; what to do about anything else stands below it.
    const isOneLine = family === 'usage' && actions.length === 0 && hint !== undefined;
    const aside = isOneLine ? ` (${withoutStop(hint)})` : '';
    const line = visible(`${code}: ${withoutStop(message)}${aside}`);
    err.line(`${err.painted('error', 'red')} ${line}`);
    if (!isOneLine) for (const advice of adviceLines(failure)) err.line(visible(`  ${advice}`));
    for (const issue of issues) {
      const isSaid = withoutStop(issue.message) === withoutStop(message);
      const hint = isSaid ? undefined : issue.message;
      const told = [issue.pointer, adviceInWords({ ...issue, hint }) ?? ''];
      err.line(visible(`  ${told.filter((part) => part !== '').join(': ')} [${issue.code}]`));
    }
    if (this.#isDebug && stack !== undefined) err.line(stack.split('\n').map(visible).join('\n'));
    if (this.isJson) {
      const error = { code, message, hint: hint ?? null, actions, family, issues, facts, exitCode };
      this.#stdout.line(toJsonLine({ error }));
    }
    return exitCode;
  }
}

/** One stream, and whether anybody still reads it. */
class Pipe {
  readonly #stream: TextStream;
  readonly #hasColor: boolean;
  #isClosed = false;
  /** Whether text could not be written although somebody wanted it: a full disk. */
  hasLost = false;

  constructor(stream: TextStream, wantsColor: boolean) {
    this.#stream = stream;
    this.#hasColor = wantsColor && stream.isTTY === true;
    stream.on('error', (error) => {
      this.#isClosed = true;
      const isReaderGone = 'code' in error && error.code === 'EPIPE';
      if (!isReaderGone) this.hasLost = true;
    });
  }

  get width(): number | null {
    const columns = this.#stream.isTTY === true ? this.#stream.columns : undefined;
    return columns !== undefined && columns > 0 ? columns : null;
  }

  get hasReader(): boolean {
    return !this.#isClosed;
  }

  line(text: string): void {
    this.text(`${text}\n`);
  }

  text(text: string): void {
    if (!this.#isClosed && text !== '') this.#stream.write(text);
  }

  painted(text: string, look: 'bold' | 'red'): string {
    if (!this.#hasColor || displayWidth(text) === 0) return text;
    return look === 'bold' ? `\u001b[1m${text}\u001b[22m` : `\u001b[31m${text}\u001b[39m`;
  }
}
