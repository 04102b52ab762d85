/**
 * Writes the due ticks of one entry and sends their tasks.
 *
 * Everything is one transaction. It claims the entry, and stops if another beat holds it. Then it writes the
 * ticks and the task of each sent tick, under an id derived from the tick, and advances the entry. So a tick
 * and its task are written together and once, whatever crashes. The queue gets its hint afterwards. A lost
 * hint is repeated by the next worker that looks.
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

/** The `sent_by` of a task that a tick caused. */
const beatActor = 'beat';
const priority = 5;

/** Null when another beat holds the entry, or it is deleted, disabled or paused. */
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
  // The clock ran ahead and was corrected: the times between now and `nextDueAt` are still to come.
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
    // A task that waits in the queue expires at the same time as its tick.
    notAfter: expiresSeconds === null ? null : dueAt.add({ seconds: expiresSeconds }),
    retries: defaultRetries,
  });
  assert(isSent, `the tick ${taskId} is new, so its task is`);
  const facts = { by: beatActor };
  const event = { kind: 'task_sent', at: null, workerId: null, taskId, task, queue, facts };
  await insertTaskEvents(tx, [event]);
  return { taskId, task, queue };
}

/** The expression was checked before it was stored. */
export function cronOf(entry: Pick<EntryRow, 'name' | 'cron'>): Cron {
  const cron = parseCron(entry.cron);
  assert(cron.ok, `the cron expression of ${entry.name} was checked when it was saved`);
  return cron.value;
}
