/**
 * The settings that every kind of work depends on: a worker's, a command's or the library's.
 *
 * Operations receive them in their world, and do not know their source.
 */
import type { Config } from './config.ts';
import { fixed } from './defaults.ts';

/** Pattern → queue. The first pattern that matches is used. */
export type TaskRoutes = Readonly<Record<string, string>>;

export interface Limits {
  /** Seconds. Null: no limit. */
  readonly softSeconds: number | null;
  readonly hardSeconds: number | null;
}

export interface TaskLimits extends Limits {
  /**
   * By task name (`*` for any text). The first pattern that matches is used; other tasks have the
   * limits above.
   */
  readonly byTask: Readonly<Record<string, Limits>>;
}

export interface Settings {
  /** Employees in one chunk, which is one task. */
  readonly chunkSize: number;
  /** How long a chunk or task stays with a worker that is silent. */
  readonly leaseSeconds: number;
  /** How many rows one statement sends, and how many people's rows one statement writes. */
  readonly importSliceRows: number;
  /** How many days ahead periods are generated. */
  readonly daysAheadMin: number;
  /** Companies in one set of small runs; 0: none are paid together. */
  readonly setCompanies: number;
  /** People in one set, and so in each of its runs. */
  readonly setPeople: number;
  /** Task name (`*` for any text) → queue. Other tasks use their default queue. */
  readonly taskRoutes: TaskRoutes;
  /** How long a task may take. */
  readonly taskLimits: TaskLimits;
  /** How long the result of a sent task is kept. */
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
