/**
 * Detects whether another process has ended. This is possible only on the same machine, after the same boot
 * and in the same process namespace. Two containers on one host are two places, and so are two machines with
 * the same name. Only Linux provides these facts. Elsewhere a lease has to expire.
 */
import { readFileSync, readlinkSync } from 'node:fs';

/** Null when the place is unknown. */
export function processPlace(): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return null;
  }
}

/** The facts that a worker or beat reports about its process. */
export function factsOfProcess(): { readonly rssBytes: number; readonly place: string | null } {
  return { rssBytes: process.memoryUsage.rss(), place: processPlace() };
}

/** False also when another process has taken over the id; then the lease must expire. */
export function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}
