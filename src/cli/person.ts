/** The person who acts: the operating system's user who runs the command. */

import { userInfo } from 'node:os';
import { operator, type PersonCaller } from '#caller.ts';

/** `person:ada` */
export function person(): string {
  return `person:${userName()}`;
}

/** A person who can run commands here owns the database, and may do everything. */
export function commandCaller(): PersonCaller {
  return operator({ who: person(), door: 'command' });
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run as a user id that has no entry in the password file.
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
