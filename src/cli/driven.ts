/** Lets a verb work on runs until they stop moving, and shows their progress meanwhile. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Answer } from '#errors.ts';
import type { DriveOptions } from '#operations/runs/drive-run.ts';
import type { World } from '#operations/world.ts';
import type { CliContext } from './context.ts';
import { followRuns } from './run-progress.ts';

const pauseMilliseconds = 200;

export async function driven<T>(
  cli: CliContext,
  act: (world: World, drive: DriveOptions) => Promise<Answer<T>>,
): Promise<Answer<T>> {
  const config = cli.config();
  if (!config.ok) return config;
  const progress = followRuns(cli);
  const drive = {
    concurrency: config.value.workerConcurrency,
    pause: () => wait(pauseMilliseconds),
  };
  return cli.withWorld((world) => act(world, drive).finally(progress.end), {
    listen: progress.listen,
  });
}
