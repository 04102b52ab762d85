/** Who acts: the operating system's user behind this command. */

import { userInfo } from 'node:os';
import { operator, type PersonCaller } from '#caller.ts';

/** `person:ada` */
export function person(): string {
  return `person:${userName()}`;
}

/** Whoever may type a command owns the database. */
export function commandCaller(): PersonCaller {
  return operator({ who: person(), door: 'command' });
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run under a number that no password file knows.
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
