/**
 * The tasks that may be sent, and their arguments.
 *
 * Names and arguments are those of the origin: `run_payroll_for_period(period_id, force)`. Arguments are ids
 * and short words, never pay data. The engine's own tasks (`calculate_chunk`, `advance_run`,
 * `find_due_periods`, `run_set`) are not here, because they are derived from rows and nobody sends them.
 *
 * Elsewhere: what a worker does for each (workers/task-handlers.ts).
 */
import { z } from 'zod';
import { type Answer, answer, refuse } from '#errors.ts';
import type { TaskRoutes } from '#settings/work-settings.ts';
import { didYouMean } from '#text/closest-word.ts';
import { readJson } from '#text/read-json.ts';
import { queueFor } from './task-routes.ts';

type TaskArgs = Readonly<Record<string, string | number | boolean>>;

interface RunPeriodArgs {
  readonly periodId: number;
  readonly force: boolean;
  /** Accepts that the period is late. */
  readonly late: boolean;
  /** Why the run is forced or late; recorded on the run. */
  readonly reason: string | null;
}

interface TaskKind {
  readonly description: string;
  readonly read: (json: unknown) => {
    readonly value: TaskArgs | null;
    readonly issues: readonly { pointer: string; code: string; message: string }[];
  };
}

const rowNumber = z.int().min(1).max(2_147_483_647);

const runPeriodShape = z
  .strictObject({
    periodId: rowNumber.optional(),
    period_id: rowNumber.optional(),
    force: z.boolean().optional(),
    late: z.boolean().optional(),
    reason: z.string().min(1).max(500).optional(),
  })
  .refine((args) => args.periodId !== undefined || args.period_id !== undefined, {
    path: ['period_id'],
    params: { code: 'missing_key' },
    message: 'The key "period_id" is missing: {"period_id": 7}.',
  })
  .refine((args) => args.periodId === undefined || args.period_id === undefined, {
    path: ['period_id'],
    message: 'Give the pay period once: either "period_id" or "periodId".',
  })
  .refine((args) => args.late !== true || (args.reason !== undefined && args.force !== true), {
    path: ['reason'],
    message:
      '"late" needs a reason and excludes "force": {"period_id": 7, "late": true, "reason": "…"}.',
  })
  .transform(
    ({ periodId, period_id, force, late, reason }): TaskArgs => ({
      periodId: periodId ?? period_id ?? 0,
      force: force ?? false,
      ...(late === true ? { late } : {}),
      ...(reason === undefined ? {} : { reason }),
    }),
  );

const noArgs = z.strictObject({}).transform((): TaskArgs => ({}));

export const taskKinds: Readonly<Record<string, TaskKind>> = {
  auto_run_payroll: {
    description: 'opens and runs every pay period that is due, each in isolation',
    read: (json) => readJson(json, noArgs),
  },
  run_payroll_for_period: {
    description:
      'runs one pay period; "force": even before it is due; "late": even if it is held for being late',
    read: (json) => readJson(json, runPeriodShape),
  },
};

/** Every task that a worker may perform. */
export const everyTask: readonly string[] = [
  ...Object.keys(taskKinds),
  ...['calculate_chunk', 'advance_run', 'find_due_periods', 'run_set'],
];

/** The queues that these routes use, in alphabetical order. */
export function queuesInUse(routes: TaskRoutes): readonly string[] {
  return [...new Set(everyTask.map((task) => queueFor(task, routes)))].toSorted();
}

/** ` Did you mean …?`. The name may have the prefix of its old module: `payroll.tasks.NAME`. */
function taskMeant(task: string): string {
  return didYouMean(task.slice(task.lastIndexOf('.') + 1), Object.keys(taskKinds));
}

/** Refusals: `task_unknown` (with the name that was probably meant), `task_args_invalid`. */
export function readTaskArgs(task: string, json: unknown): Answer<TaskArgs> {
  const names = Object.keys(taskKinds);
  const kind = Object.hasOwn(taskKinds, task) ? taskKinds[task] : undefined;
  if (kind === undefined) {
    return refuse({
      family: 'invalid',
      code: 'task_unknown',
      message: `there is no task ${task}.${taskMeant(task)}`,
      hint: `tasks that may be sent: ${names.join(', ')}`,
    });
  }
  const { value, issues } = kind.read(json);
  if (value !== null) return answer(value);
  return refuse({
    family: 'invalid',
    code: 'task_args_invalid',
    message: `The arguments of ${task} are not valid: ${issues.map(({ message }) => message).join(' ')}`,
    issues,
  });
}

/** The arguments must have been read by `readTaskArgs`. */
export function runPeriodArgs(args: Readonly<Record<string, unknown>>): RunPeriodArgs {
  const { periodId, force, late, reason } = args;
  return {
    periodId: Number(periodId),
    force: force === true,
    late: late === true,
    reason: typeof reason === 'string' ? reason : null,
  };
}
