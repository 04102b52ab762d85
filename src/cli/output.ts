/**
 * Prints what a command says: answers to standard output, failures to standard error.
 *
 * Promises
 *
 *   - with --json, exactly one object goes to standard output: the answer or `{"error": …}`;
 *   - a failure is one line on standard error, `error CODE: message (hint)`, with its issues below.
 *     This is the same with --json;
 *   - output has no colour without a terminal, with NO_COLOR, TERM=dumb or --no-color;
 *   - no control character and no password from a value reaches the terminal;
 *   - if the reader closes the pipe (`paybeat … | head`), the writing ends but the work continues.
 *
 * Elsewhere: the exit code of each family (failure.ts), progress (progress.ts).
 */

import type { Refusal } from '#errors.ts';
import type { Failure } from './failure.ts';
import { exitCodes, failureOfError, failureOfRefusal, withoutStop } from './failure.ts';
import { adviceInWords, adviceLines } from './spell-action.ts';
import type { Column } from './table.ts';
import { factsText, tableText } from './table.ts';
import { displayWidth, toJsonLine, visible } from './terminal-text.ts';

/** The methods of a stream that are used, so that a test can pass its own. */
export interface TextStream {
  write(text: string): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  /** True while the reader is slower than the writer. */
  readonly writableNeedDrain?: boolean;
  once?(event: 'drain' | 'close', listener: () => void): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** What a verb writes for people. */
export interface Page {
  sentence(text: string): void;
  facts(facts: readonly (readonly [name: string, value: string])[]): void;
  /** Prints `whenEmpty` instead of a table without rows. */
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

  /**
   * True if some output could not be written. The command then fails, even if its work succeeded.
   */
  get hasLost(): boolean {
    return this.#stdout.hasLost;
  }

  /** False if the reader closed the pipe: `… | head` ends early. */
  get hasReader(): boolean {
    return this.#stdout.hasReader;
  }

  /** Writes the text unchanged, even with --json: a calendar, a CSV, lines of JSON. */
  write(text: string): void {
    this.#stdout.text(text);
  }

  /** Waits until a slow reader has taken what was written. For long output, page by page. */
  drained(): Promise<void> {
    return this.#stdout.drained();
  }

  /** Prints the answer. A command calls this once. */
  show(shown: Shown): void {
    if (this.isJson) this.#stdout.line(toJsonLine(shown.json));
    else shown.text(this.page);
  }

  /**
   * Prints directly to standard output, for verbs that keep talking (`start`). Silent with --json.
   */
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

  /** Prints a remark that is not part of the answer. */
  remark(text: string): void {
    this.#stderr.line(visible(text));
  }

  /** Prints a refusal and returns the exit code. */
  refuse(refusal: Refusal): number {
    return this.#fail(failureOfRefusal(refusal));
  }

  /** Prints an error that was thrown, and returns the exit code. */
  crash(error: unknown): number {
    return this.#fail(failureOfError(error));
  }

  #fail(failure: Failure): number {
    const { code, message, hint, actions, issues, stack, family, facts } = failure;
    const exitCode = exitCodes[family];
    const err = this.#stderr;
    // A typing mistake fits on one line. Other failures print their advice below.
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

/** One stream. It knows whether its reader is still there. */
class Pipe {
  readonly #stream: TextStream;
  readonly #hasColor: boolean;
  #isClosed = false;
  /** True if a write failed for another reason than a closed pipe, such as a full disk. */
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

  async drained(): Promise<void> {
    const stream = this.#stream;
    if (this.#isClosed || stream.writableNeedDrain !== true || stream.once === undefined) return;
    await new Promise<void>((resolve) => {
      for (const event of ['drain', 'close'] as const) stream.once?.(event, resolve);
    });
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
