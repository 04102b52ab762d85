/**
 * The three kinds of failure.
 *
 *   Refusal  the rules forbid it. A return value: it is expected, and never thrown or retried.
 *   Outage   a service failed (database, disk, network). Thrown, and retried with backoff.
 *   Bug      an assertion failed. Thrown; the run stops and nobody is paid.
 */
import type { Action } from '#actions.ts';
import { shortened } from './shortened.ts';

/** The kind of refusal. It decides the exit code of the command and the HTTP status. */
export type RefusalFamily = 'usage' | 'invalid' | 'conflict' | 'not_found' | 'denied';

/** One error in one place of the input. */
export interface Issue {
  /** JSON pointer (`/rule/cron`) or, for a file, `row 12, column hire_date`. */
  readonly pointer: string;
  /** A name in snake_case that programs can rely on. */
  readonly code: string;
  readonly message: string;
  /** What to do about this issue, as data. `message` contains no command. */
  readonly actions?: readonly Action[];
}

export interface Refusal {
  readonly family: RefusalFamily;
  /** A name in snake_case that programs can rely on. */
  readonly code: string;
  /** One sentence for a person, without the code. */
  readonly message: string;
  /** What to do about it, in prose, without commands. Each door words the actions in its own way. */
  readonly hint?: string;
  /** What to do about it, as data. The hint says whether the actions are a choice or a sequence. */
  readonly actions?: readonly Action[];
  /** Every problem found, when there can be more than one. */
  readonly issues?: readonly Issue[];
  /** The values behind the message. Never contains a secret or a bank number. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

export type Refused = { readonly ok: false; readonly refusal: Refusal };
export type Answer<T> = { readonly ok: true; readonly value: T } | Refused;

export function answer<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

/** Shortens long user input in the message, the hint and the issues, so that no door has to. */
export function refuse(refusal: Refusal): Refused {
  const { message, hint, issues } = refusal;
  const short = {
    ...refusal,
    message: shortened(message),
    ...(hint === undefined ? {} : { hint: shortened(hint) }),
    ...(issues === undefined ? {} : { issues: issues.map(shortIssue) }),
  };
  return { ok: false, refusal: short };
}

function shortIssue(issue: Issue): Issue {
  const pointer = shortened(issue.pointer);
  const message = shortened(issue.message);
  return pointer === issue.pointer && message === issue.message
    ? issue
    : { ...issue, pointer, message };
}

interface OutageOptions {
  readonly hint?: string;
  readonly actions?: readonly Action[];
  readonly cause?: unknown;
}

/** A service failed (database, disk, network). The same call may succeed later. */
export class Outage extends Error {
  readonly code: string;
  readonly hint: string | undefined;
  readonly actions: readonly Action[];

  constructor(code: string, message: string, options: OutageOptions = {}) {
    super(shortened(message), { cause: options.cause });
    this.name = 'Outage';
    this.code = code;
    this.hint = options.hint;
    this.actions = options.actions ?? [];
  }

  /** An error has its message in no JSON by itself. */
  toJSON(): unknown {
    const { code, message, hint = null, actions } = this;
    return { code, message, hint, actions };
  }
}

/** An assertion failed. Do not catch a `Bug` and continue. */
export class Bug extends Error {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'Bug';
  }
}

export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Bug(message);
}
