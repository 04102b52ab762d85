/** Processor seconds of processes and of a PostgreSQL server while something runs. Linux only. */
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';

export interface ProcessorSeconds {
  readonly workerCpu: number;
  readonly serverCpu: number;
}

const ticksASecond = 100;

/** Looks twice a second until `stop`: a process of the server that ends in between loses half a second. */
export function watchProcessors(ask: {
  readonly ours: () => readonly number[];
  readonly server: number;
}): { stop(): Promise<ProcessorSeconds> } {
  let isOver = false;
  const ofWorkers = new Map<number, readonly number[]>();
  const ofServer = new Map<number, readonly number[]>();
  const watching = (async () => {
    while (true) {
      const wasOver = isOver;
      const backends = await childrenOf(ask.server);
      await look(ofWorkers, ask.ours());
      await look(ofServer, [ask.server, ...backends]);
      if (wasOver) return;
      await wait(500);
    }
  })();
  return {
    async stop() {
      isOver = true;
      await watching;
      return { workerCpu: spent(ofWorkers), serverCpu: spent(ofServer) };
    },
  };
}

async function look(seen: Map<number, readonly number[]>, pids: readonly number[]): Promise<void> {
  for (const pid of pids) {
    const fields = await statOf(pid);
    if (!fields) continue;
    const now = (Number(fields[11]) + Number(fields[12])) / ticksASecond;
    seen.set(pid, [seen.get(pid)?.[0] ?? now, now]);
  }
}

function spent(seen: ReadonlyMap<number, readonly number[]>): number {
  let sum = 0;
  for (const [from = 0, to = 0] of seen.values()) sum += to - from;
  return sum;
}

async function childrenOf(pid: number): Promise<readonly number[]> {
  const names = await readdir('/proc').catch(() => []);
  const pids = names.map(Number).filter(Number.isInteger);
  const parents = await Promise.all(pids.map(async (one) => Number((await statOf(one))?.[1])));
  return pids.filter((_, index) => parents[index] === pid);
}

/** The fields of /proc/PID/stat after the name: state, parent, … */
async function statOf(pid: number): Promise<readonly string[] | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  return text === null ? null : text.slice(text.lastIndexOf(')') + 2).split(' ');
}
