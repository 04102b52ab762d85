/** Shows a task that was sent. */

import type { SentTask } from '#operations/tasks/send-task.ts';
import { actorNamed } from '#operations/who-was-first.ts';

export function sentJson(sent: SentTask): Readonly<Record<string, unknown>> {
  return { ...sent };
}

/** The id of the task, and a warning if no worker serves its queue or all workers are paused. */
export function sentSentences(sent: SentTask): readonly string[] {
  const { taskId, task, queue, workers, pausedBy } = sent;
  const told = `Sent ${task} to the queue ${queue}: ${taskId}`;
  const paused =
    pausedBy === null
      ? []
      : [
          `All workers are paused by ${actorNamed(pausedBy)}, so the task waits. To resume: paybeat control resume`,
        ];
  if (workers > 0) return [told, ...paused];
  return [
    told,
    ...paused,
    `No worker serves the queue ${queue}, so the task waits. Start one: paybeat worker --queues ${queue}`,
  ];
}
