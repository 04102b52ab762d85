/**
 * Whether another process is gone, where that can be known: on the same machine, since it was
 * started, under the same process numbers. Two containers on one host are two places, and so are two
 * machines that happen to have one name. Only Linux says it; elsewhere a lease has to run out.
 */
import { readFileSync, readlinkSync } from 'node:fs';

/** Null where it is not known. */
export function processPlace(): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return null;
  }
}

/** What a worker or beat tells of its process. */
export function factsOfProcess(): { readonly rssBytes: number; readonly place: string | null } {
  return { rssBytes: process.memoryUsage.rss(), place: processPlace() };
}

/** False also when somebody else has its number by now: then its lease runs out. */
export function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}
