/** A task that was sent, as the command shows it. */

import type { SentTask } from '#operations/tasks/send-task.ts';

export function sentJson(sent: SentTask): Readonly<Record<string, unknown>> {
  return { ...sent };
}

/** Its id, and what is missing when nobody would come to it. */
export function sentSentences(sent: SentTask): readonly string[] {
  const { taskId, task, queue, workers } = sent;
  const told = `Sent ${task} to the queue ${queue}: ${taskId}`;
  if (workers > 0) return [told];
  return [
    told,
    `No worker serves the queue ${queue}, so the task waits. Start one: paybeat worker --queues ${queue}`,
  ];
}
