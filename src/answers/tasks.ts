/** The JSON form of sent tasks: their arguments, their state and their result. */
import { conditionOf } from '#caller.ts';
import type { World } from '#operations/world.ts';
import { type SentTaskState, type TaskEventRow, type TaskRow, tasks } from '#store/reads/tasks.ts';
import { eachShownAs, verbatim } from './json-form.ts';

export type ListedTask = TaskRow;
export type ListedTaskState = SentTaskState;
export type TaskEventSeen = TaskEventRow;

/** Lists tasks, the newest first. */
export async function tasksListed(
  { store, caller }: Pick<World, 'store' | 'caller'>,
  ask: Parameters<typeof tasks>[1],
): Promise<readonly ListedTask[]> {
  const which = { ...ask, ...conditionOf(caller) };
  return eachShownAs(await store.read('every company', (at) => tasks(at, which)), taskShape);
}

/** The arguments and the result of a task keep their own JSON form. */
export function taskShape(task: ListedTask): object {
  return { ...task, args: verbatim(task.args), result: verbatim(task.result) };
}

/** The facts of the event are at the same level as the keys that every event has. */
export function taskEventShape({ facts, ...event }: TaskEventSeen): object {
  return { ...event, ...facts };
}
