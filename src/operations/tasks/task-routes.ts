/**
 * Which queue a task goes to: the first pattern that fits, as in `CELERY_TASK_ROUTES`.
 *
 * Patterns are names in which `*` stands for anything. What no pattern fits goes where the house
 * sends it: periods and chunks to `payroll`, the rest to `default`.
 */
import { defaultQueue } from '#engine/task-rules.ts';
import type { TaskRoutes } from '#settings/work-settings.ts';

const payrollQueue = 'payroll';
/** What a worker serves when it is not told. */
export const everyDefaultQueue: readonly string[] = [payrollQueue, defaultQueue];

const houseRoutes: TaskRoutes = {
  calculate_chunk: payrollQueue,
  advance_run: payrollQueue,
  look_at_company: payrollQueue,
  run_payroll_for_period: payrollQueue,
};

export function queueFor(task: string, routes: TaskRoutes): string {
  for (const [pattern, queue] of Object.entries(routes)) {
    if (fits(pattern, task)) return queue;
  }
  return houseRoutes[task] ?? defaultQueue;
}

/** `run_*` fits `run_payroll_for_period`. */
export function fits(pattern: string, task: string): boolean {
  const parts = pattern.split('*').map((part) => RegExp.escape(part));
  return new RegExp(`^${parts.join('.*')}$`).test(task);
}
