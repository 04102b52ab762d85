/** Starts `hold-task.ts`, a process that takes a task and never finishes it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { EngineAsk } from '#engine/engine-for.ts';

const program = fileURLToPath(new URL('./hold-task.ts', import.meta.url));

/** Resolves when it has taken its first task. */
export async function holdTask(ask: Omit<EngineAsk, 'clock'>): Promise<ChildProcess> {
  const args = ['--conditions=paybeat-source', program, JSON.stringify(ask)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [first] = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    once(child, 'exit').then(() => [null]),
  ]);
  if (first === null) throw new Error('it ended without a task');
  return child;
}
