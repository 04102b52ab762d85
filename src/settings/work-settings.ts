/**
 * The settings that the work itself depends on, whoever does it: a worker, a command, the library.
 *
 * Operations are handed them in their world and know nothing of where they come from.
 */
import type { Config } from './config.ts';
import { fixed } from './defaults.ts';

/** Pattern → queue, in the order in which they are tried. */
export type TaskRoutes = Readonly<Record<string, string>>;

export interface Limits {
  /** Seconds; null: none. */
  readonly softSeconds: number | null;
  readonly hardSeconds: number | null;
}

export interface TaskLimits extends Limits {
  /** By task name (`*` for anything), tried in order; what fits none has the limits above. */
  readonly byTask: Readonly<Record<string, Limits>>;
}

export interface Settings {
  /** Employees in one chunk, which is one task. */
  readonly chunkSize: number;
  /** How long a chunk or task belongs to a worker that is not heard of. */
  readonly leaseSeconds: number;
  /** Rows of a file that are sent, and people whose rows are written, in one statement. */
  readonly importSliceRows: number;
  /** How far ahead periods exist. */
  readonly daysAheadMin: number;
  /** Task name (`*` for anything) → queue; what fits none goes where the house sends it. */
  readonly taskRoutes: TaskRoutes;
  /** How long a task may take. */
  readonly taskLimits: TaskLimits;
  /** How long the end of a sent task is kept for whoever asks. */
  readonly resultsKeptSeconds: number;
}

type Given = Pick<
  Config,
  | 'chunkSize'
  | 'leaseSeconds'
  | 'taskRoutes'
  | 'resultsKeptSeconds'
  | 'taskLimits'
  | 'taskSoftLimitSeconds'
  | 'taskHardLimitSeconds'
>;

export function settingsOf(config: Given): Settings {
  const { chunkSize, leaseSeconds, taskRoutes, resultsKeptSeconds } = config;
  const limits = Object.entries(config.taskLimits).map(([pattern, { soft, hard }]) => [
    pattern,
    { softSeconds: soft ?? null, hardSeconds: hard ?? null },
  ]);
  return {
    ...fixed,
    ...{ chunkSize, leaseSeconds, taskRoutes, resultsKeptSeconds },
    taskLimits: {
      softSeconds: config.taskSoftLimitSeconds,
      hardSeconds: config.taskHardLimitSeconds,
      byTask: Object.fromEntries(limits),
    },
  };
}
