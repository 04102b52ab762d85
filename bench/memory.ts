/** Memory of processes: PSS, which counts a page that several processes share once. Linux only. */
import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';

/** MiB of all of them together; null where the system does not tell. A process that has ended counts as nothing. */
async function pssMiB(pids: readonly number[]): Promise<number | null> {
  if (process.platform !== 'linux') return null;
  const each = await Promise.all(pids.map(pssKiB));
  return each.reduce((sum, one) => sum + one, 0) / 1_024;
}

async function pssKiB(pid: number): Promise<number> {
  const told = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  return Number(/^Pss:\s+(\d+) kB/m.exec(told)?.[1] ?? 0);
}

/** Looks five times a second until `stop`, which answers with the peak. */
export function watchMemory(pids: () => readonly number[]): { stop(): Promise<number | null> } {
  let isOver = false;
  const watching = (async () => {
    let peak: number | null = null;
    while (!isOver) {
      const now = await pssMiB(pids());
      if (now !== null) peak = Math.max(peak ?? 0, now);
      await wait(200);
    }
    return peak;
  })();
  return {
    stop() {
      isOver = true;
      return watching;
    },
  };
}
