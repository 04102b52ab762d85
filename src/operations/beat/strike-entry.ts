/**
 * Writes the ticks of one entry that have come, and sends their tasks.
 *
 * One transaction: the entry is claimed (another beat that has it in hand is left to it), the ticks
 * are written, the task of each tick that is sent is written with an id derived from the tick, and
 * the entry moves on. So a tick and its task exist together, once, whatever dies when. The queue is
 * told afterwards; a hint that is lost is given again by whoever looks.
 */
import { assert } from '#errors.ts';
import { defaultRetries, hintAt } from '#operations/tasks/send-task.ts';
import { queueFor } from '#operations/tasks/task-routes.ts';
import type { WorkingWorld, World } from '#operations/world.ts';
import { type Cron, parseCron } from '#schedule/cron/cron-expression.ts';
import type { EntryRow } from '#store/reads/beat.ts';
import { databaseNow } from '#store/reads/server.ts';
import type { Writing } from '#store/store.ts';
import { claimEntry, insertTick, setNextDue } from '#store/writes/beat.ts';
import { insertTask, insertTaskEvents } from '#store/writes/tasks.ts';
import { firstAfter, type PlannedTick, planTicks } from './plan-ticks.ts';

export interface Struck {
  readonly entry: string;
  readonly sent: readonly StruckTask[];
  readonly expired: number;
  readonly skipped: number;
}

interface StruckTask {
  readonly taskId: string;
  readonly task: string;
  readonly queue: string;
}

/** What is said in `sent_by` of a task that a tick caused. */
const beatActor = 'beat';
const priority = 5;

/** Null when another beat has the entry in hand, or it is gone, off or paused. */
export async function strikeEntry(world: WorkingWorld, name: string): Promise<Struck | null> {
  const struck = await world.store.write('every company', async (tx) => {
    const entry = await claimEntry(tx, name);
    return entry && strike(tx, { world, entry });
  });
  if (!struck) return null;
  const { entry, expired, skipped } = struck;
  if (struck.sent.length > 0 || expired > 0 || skipped > 0) {
    const sent = struck.sent.length;
    world.telemetry.emit({ kind: 'beat_ticked', entry, sent, expired, skipped });
  }
  for (const task of struck.sent)
    await hintAt(world, world.engine, { ...task, priority, epoch: 0 });
  return struck;
}

async function strike(
  tx: Writing,
  ask: { readonly world: World; readonly entry: EntryRow },
): Promise<Struck> {
  const { world, entry } = ask;
  const now = await databaseNow(tx);
  const cron = cronOf(entry);
  const { nextDueAt, timeZone } = entry;
  // A clock that ran ahead and was put right: what lies between now and then is still to come.
  const expected = firstAfter({ cron, timeZone, now });
  const hasGoneBack = Temporal.Instant.compare(nextDueAt, expected) > 0;
  const planned = planTicks({ ...entry, cron, now, nextDueAt: hasGoneBack ? expected : nextDueAt });
  const sent: StruckTask[] = [];
  const counts = { expired: 0, skipped: 0 };
  for (const tick of planned.ticks) {
    const task = await writeTick(tx, { world, entry, tick });
    if (task) sent.push(task);
    if (tick.state !== 'sent') counts[tick.state] += 1;
  }
  await setNextDue(tx, { name: entry.name, nextDueAt: planned.nextDueAt });
  return { entry: entry.name, sent, ...counts };
}

async function writeTick(
  tx: Writing,
  ask: { readonly world: World; readonly entry: EntryRow; readonly tick: PlannedTick },
): Promise<StruckTask | null> {
  const { world, entry, tick } = ask;
  const { dueAt, localTime, state, why } = tick;
  const taskId = `beat.${entry.name}.${Math.floor(dueAt.epochMilliseconds / 1_000)}`;
  const isNew = await insertTick(tx, {
    entry: entry.name,
    dueAt,
    localTime,
    state,
    why,
    taskId: state === 'sent' ? taskId : null,
    decidedBy: world.worker,
  });
  if (!isNew || state !== 'sent') return null;
  const { task, args, expiresSeconds } = entry;
  const queue = entry.queue ?? queueFor(task, world.settings.taskRoutes);
  const isSent = await insertTask(tx, {
    taskId,
    task,
    args,
    queue,
    priority,
    sentBy: beatActor,
    countdownSeconds: null,
    notBefore: null,
    expiresSeconds: null,
    // A tick that expires is not started after that either.
    notAfter: expiresSeconds === null ? null : dueAt.add({ seconds: expiresSeconds }),
    retries: defaultRetries,
  });
  assert(isSent, `the tick ${taskId} is new, so its task is`);
  const facts = { by: beatActor };
  const event = { kind: 'task_sent', at: null, workerId: null, taskId, task, queue, facts };
  await insertTaskEvents(tx, [event]);
  return { taskId, task, queue };
}

/** An entry was read before it was stored. */
export function cronOf(entry: Pick<EntryRow, 'name' | 'cron'>): Cron {
  const cron = parseCron(entry.cron);
  assert(cron.ok, `the cron expression of ${entry.name} was checked when it was saved`);
  return cron.value;
}
