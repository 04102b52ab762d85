/** The one answer to whoever names a task that is not there. */
import { type Refused, refuse } from '#errors.ts';

export function taskNotFound(taskId: string): Refused {
  return refuse({
    family: 'not_found',
    code: 'task_not_found',
    message: `there is no task ${taskId}`,
    hint: 'the ends of tasks are kept for a day; what they did stands in the runs',
    facts: { taskId },
  });
}
