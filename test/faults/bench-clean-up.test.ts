/** A bench that fails or is interrupted leaves no server, worker or folder behind. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, it } from 'vitest';
import { isLive } from '#store/embedded/process-facts.ts';

const root = mkdtempSync(join(tmpdir(), 'paybeat-benches-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A bench with a server and a worker. It prints their process ids, and fails on request. */
const program = `
  const { benchDatabase } = await import('./bench/bench-database.ts');
  const { WorkerProcesses } = await import('./bench/worker-processes.ts');
  const database = await benchDatabase();
  const workers = await WorkerProcesses.on(database.url);
  await workers.start(['bench-a']);
  const told = new Promise((resolve) => process.once('SIGUSR2', resolve));
  setInterval(() => undefined, 1_000);
  console.log(JSON.stringify([database.pid(), ...workers.pids()]));
  await told;
  throw new Error('no good');`;

it.concurrent.for([
  { how: 'fails', signal: 'SIGUSR2' as const, code: 1 },
  { how: 'is told to end', signal: 'SIGTERM' as const, code: 143 },
])(
  'a bench that $how leaves nothing behind',
  { timeout: 120_000 },
  async ({ signal, code }, { expect, onTestFinished }) => {
    const folder = mkdtempSync(join(root, 'tmp-'));
    // As root, the server runs as another user, who needs access to the folder.
    await Promise.all([root, folder].map((one) => chmod(one, 0o755)));
    const bench = spawn(
      process.execPath,
      ['--conditions=paybeat-source', '--input-type=module', '--eval', program],
      { stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, TMPDIR: folder } },
    );
    const ended = once(bench, 'exit');
    const [line] = await once(createInterface({ input: bench.stdout }), 'line');
    const pids: readonly number[] = JSON.parse(line);
    expect(pids.map(isLive)).toEqual([true, true]);
    onTestFinished(() => {
      for (const pid of pids.filter(isLive)) process.kill(pid, 'SIGKILL');
    });
    bench.kill(signal);
    expect((await ended)[0]).toBe(code);
    expect(pids.map(isLive)).toEqual([false, false]);
    expect(readdirSync(folder)).toEqual([]);
  },
);
