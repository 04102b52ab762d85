/** Tasks that were sent, as somebody sees them who looks: what they were told, and their end. */
import type { World } from '#operations/world.ts';
import { type TaskRow, tasks } from '#store/reads/tasks.ts';
import { eachShownAs, verbatim } from './json-form.ts';

/** The newest first. */
export async function tasksListed(
  { store }: Pick<World, 'store'>,
  ask: Parameters<typeof tasks>[1],
): Promise<readonly TaskRow[]> {
  return eachShownAs(await store.read('every company', (at) => tasks(at, ask)), taskShape);
}

/** What it was told and what came of it is JSON of its own. */
export function taskShape(task: TaskRow): object {
  return { ...task, args: verbatim(task.args), result: verbatim(task.result) };
}
