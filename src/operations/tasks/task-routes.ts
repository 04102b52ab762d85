/**
 * Which queue a task goes to: the first pattern that matches, as in `CELERY_TASK_ROUTES`.
 *
 * In a pattern, `*` matches any text. When no pattern matches, periods and chunks go to `payroll`, and all
 * other tasks to `default`.
 */
import { defaultQueue } from '#engine/task-rules.ts';
import type { TaskRoutes } from '#settings/work-settings.ts';

const payrollQueue = 'payroll';
/** The queues that a worker serves by default. */
export const everyDefaultQueue: readonly string[] = [payrollQueue, defaultQueue];

const houseRoutes: TaskRoutes = {
  calculate_chunk: payrollQueue,
  advance_run: payrollQueue,
  find_due_periods: payrollQueue,
  run_set: payrollQueue,
  run_payroll_for_period: payrollQueue,
};

export function queueFor(task: string, routes: TaskRoutes): string {
  for (const [pattern, queue] of Object.entries(routes)) {
    if (fits(pattern, task)) return queue;
  }
  return houseRoutes[task] ?? defaultQueue;
}

/** `run_*` matches `run_payroll_for_period`. */
export function fits(pattern: string, task: string): boolean {
  const parts = pattern.split('*').map((part) => RegExp.escape(part));
  return new RegExp(`^${parts.join('.*')}$`).test(task);
}
