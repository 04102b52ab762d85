/**
 * A process that takes tasks and never finishes one, for tests that kill it.
 *
 * `hold-task.ts ASK`: ASK is the JSON of an `EngineAsk` without its clock. The program writes the
 * id of each task that it takes.
 */
import { writeSync } from 'node:fs';
import { type EngineAsk, engineFor } from '#engine/engine-for.ts';
import { systemClock } from '#time/clock.ts';

const ask: Omit<EngineAsk, 'clock'> = JSON.parse(process.argv[2] ?? '{}');
const engine = engineFor({ ...ask, clock: systemClock });
const pay = ({ taskId }: { readonly taskId: string }): Promise<never> => {
  writeSync(1, `${taskId}\n`);
  return new Promise(() => {});
};
await engine.work(['default'], { pay }, { concurrency: 1, name: 'holder' });
