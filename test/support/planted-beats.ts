/** Faulty beats. A week of each must show its fault. */
import { randomUUID } from 'node:crypto';
import { planTicks } from '#operations/beat/plan-ticks.ts';
import { cronOf } from '#operations/beat/strike-entry.ts';
import type { WorkingWorld } from '#operations/world.ts';
import { type EntryRow, entries, ticks } from '#store/reads/beat.ts';
import { databaseNow } from '#store/reads/server.ts';
import type { Writing } from '#store/store.ts';
import { claimEntry, insertTick, setNextDue } from '#store/writes/beat.ts';
import { insertTask } from '#store/writes/tasks.ts';
import type { Look } from './beat-week.ts';

type Planned = ReturnType<typeof planTicks>;
type Tick = Planned['ticks'][number];

async function planned(tx: Writing, entry: EntryRow): Promise<Planned> {
  return planTicks({ ...entry, cron: cronOf(entry), now: await databaseNow(tx) });
}

function writeTick(
  tx: Writing,
  ask: { readonly entry: EntryRow; readonly tick: Tick; readonly taskId: string },
): Promise<boolean> {
  const { entry, tick, taskId } = ask;
  return insertTick(tx, {
    ...tick,
    entry: entry.name,
    taskId: tick.state === 'sent' ? taskId : null,
    decidedBy: 'planted',
  });
}

async function sendTask(tx: Writing, entry: EntryRow, taskId: string): Promise<void> {
  const { task, args } = entry;
  await insertTask(tx, {
    taskId,
    task,
    args,
    queue: 'default',
    priority: 5,
    sentBy: 'beat',
    countdownSeconds: null,
    notBefore: null,
    expiresSeconds: null,
    notAfter: null,
    retries: 3,
  });
}

const idOf = ({ name }: EntryRow, { dueAt }: Tick) => `beat.${name}.${dueAt.epochMilliseconds}`;

function everyEntry(strike: (world: WorkingWorld, name: string) => Promise<void>): Look {
  return async (world) => {
    const all = await world.store.read('every company', entries);
    for (const { name } of all) await strike(world, name);
  };
}

/**
 * Writes the next time first, and the ticks after that. If it is killed in between, the ticks are
 * lost.
 */
export const movesOnFirst = everyEntry(async ({ store }, name) => {
  const moved = await store.write('every company', async (tx) => {
    const entry = await claimEntry(tx, name);
    if (entry === null) return null;
    const { ticks: come, nextDueAt } = await planned(tx, entry);
    await setNextDue(tx, { name, nextDueAt });
    return { entry, come };
  });
  if (moved === null) return;
  await store.write('every company', async (tx) => {
    for (const tick of moved.come) {
      const taskId = idOf(moved.entry, tick);
      const isNew = await writeTick(tx, { entry: moved.entry, tick, taskId });
      if (isNew && tick.state === 'sent') await sendTask(tx, moved.entry, taskId);
    }
  });
});

/**
 * Writes ticks in one transaction and sends their tasks in the next. If it is killed in between, it
 * sends nothing.
 */
export const sendsAfterwards = everyEntry(async ({ store }, name) => {
  const written = await store.write('every company', async (tx) => {
    const entry = await claimEntry(tx, name);
    if (entry === null) return null;
    const { ticks: come, nextDueAt } = await planned(tx, entry);
    const taskIds: string[] = [];
    for (const tick of come) {
      const taskId = idOf(entry, tick);
      const isNew = await writeTick(tx, { entry, tick, taskId });
      if (isNew && tick.state === 'sent') taskIds.push(taskId);
    }
    await setNextDue(tx, { name, nextDueAt });
    return { entry, taskIds };
  });
  if (written === null) return;
  for (const taskId of written.taskIds) {
    await store.write('every company', (tx) => sendTask(tx, written.entry, taskId));
  }
});

/** Checks whether a tick was written, claims nothing, and sends the task with a random id. */
export const asksThenSends = everyEntry(async ({ store }, name) => {
  const found = await store.read('every company', async (at) => ({
    entry: (await entries(at)).find((one) => one.name === name),
    before: await ticks(at, { entry: name, limit: 10_000 }),
  }));
  const { entry, before } = found;
  if (entry === undefined) return;
  const known = new Set(before.map(({ dueAt }) => String(dueAt)));
  await store.write('every company', async (tx) => {
    const { ticks: come, nextDueAt } = await planned(tx, entry);
    for (const tick of come.filter(({ dueAt }) => !known.has(String(dueAt)))) {
      const taskId = `beat.${name}.${randomUUID()}`;
      await writeTick(tx, { entry, tick, taskId });
      if (tick.state === 'sent') await sendTask(tx, entry, taskId);
    }
    await setNextDue(tx, { name, nextDueAt });
  });
});
