/**
 * Describes a failure for a terminal, and gives its exit code.
 *
 * Codes: 0 done, 1 bug, 2 usage, 3 invalid data, 4 conflict or state, 5 not found, 6 denied, 7
 * unavailable, 8 partly done. Scripts rely on them; they never change meaning.
 *
 * Every error that is thrown is a Bug, with two exceptions: an Outage, and an error of the
 * operating system (no space, no permission). The second is also reported as an Outage.
 */

import type { Action } from '#actions.ts';
import type { Issue, Refusal, RefusalFamily } from '#errors.ts';
import { Outage } from '#errors.ts';
import { withoutSecrets } from './terminal-text.ts';

export const exitCodes = {
  done: 0,
  bug: 1,
  usage: 2,
  invalid: 3,
  conflict: 4,
  not_found: 5,
  denied: 6,
  outage: 7,
  partly: 8,
} as const;

export interface Failure {
  readonly family: RefusalFamily | 'outage' | 'bug';
  readonly code: string;
  readonly message: string;
  readonly hint: string | undefined;
  readonly actions: readonly Action[];
  readonly issues: readonly Issue[];
  readonly facts: Readonly<Record<string, unknown>>;
  /** Shown only with --debug. */
  readonly stack: string | undefined;
}

export function failureOfRefusal(refusal: Refusal): Failure {
  return {
    family: refusal.family,
    code: refusal.code,
    message: withoutSecrets(headline(refusal)),
    hint: refusal.hint,
    actions: refusal.actions ?? [],
    issues: refusal.issues ?? [],
    facts: refusal.facts ?? {},
    stack: undefined,
  };
}

/** The message up to its first issue. The issues are printed below it, so they are not repeated. */
function headline({ message, issues = [] }: Refusal): string {
  const starts = issues.flatMap(({ pointer, message: told }) => {
    const at = message.indexOf(withoutStop(told));
    if (at === -1) return [];
    const places = [pointer, pointer.slice(1)].filter((place) => place !== '');
    const before = message.slice(0, at).replace(/[: ]+$/, '');
    const place = places.find((one) => before.endsWith(` ${one}`));
    return [place === undefined ? at : before.length - place.length];
  });
  const head = message.slice(0, Math.min(...starts, message.length)).replace(/[:.,; ]+$/, '');
  return head === '' || starts.length === 0 ? message : `${head}.`;
}

/** The sentence without its full stop, so that text can follow. */
export function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}

export function failureOfError(error: unknown): Failure {
  const common = { issues: [], actions: [], facts: {}, stack: withoutSecrets(stackOf(error)) };
  const message = withoutSecrets(messageOf(error));
  if (error instanceof Outage) {
    const { code, hint, actions } = error;
    return { ...common, family: 'outage', code, message, hint, actions };
  }
  const system = systemProblem(error);
  if (system) return { ...common, family: 'outage', message, ...system };
  return {
    ...common,
    family: 'bug',
    code: 'bug',
    message: message === '' ? 'an internal check failed' : message,
    hint: 'this is a fault in Paybeat, and nothing was left half done; run the command again with --debug and report its output',
  };
}

const systemProblems: Readonly<Record<string, { code: string; hint: string }>> = {
  ENOSPC: { code: 'disk_full', hint: 'free some disk space, then try again' },
  EDQUOT: { code: 'disk_full', hint: 'free some disk space, then try again' },
  EACCES: {
    code: 'permission_denied',
    hint: 'give the user of this command permission to read and write there',
  },
  EPERM: {
    code: 'permission_denied',
    hint: 'give the user of this command permission to read and write there',
  },
  EROFS: { code: 'read_only', hint: 'choose a data folder that can be written: --data DIR' },
  EMFILE: { code: 'too_many_files', hint: 'raise the limit of open files (ulimit -n)' },
  ECONNREFUSED: { code: 'unreachable', hint: 'is the server running, and is the address right?' },
  ECONNRESET: { code: 'unreachable', hint: 'the server closed the connection; try again' },
  ETIMEDOUT: { code: 'unreachable', hint: 'is the server running, and is the address right?' },
  ENOTFOUND: { code: 'unreachable', hint: 'check the host name' },
};

function systemProblem(error: unknown): { code: string; hint: string } | null {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return null;
  return systemProblems[String(error.code)] ?? null;
}

function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') {
    return error.errors.map(messageOf).join('; ');
  }
  return error instanceof Error ? error.message : String(error);
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.stack ?? error.message;
  return error.cause === undefined ? own : `${own}\ncaused by ${stackOf(error.cause)}`;
}
