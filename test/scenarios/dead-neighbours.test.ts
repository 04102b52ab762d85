/**
 * Work of a dead process on the same machine is taken over at once. Work of any other worker is
 * not.
 */
import { spawnSync } from 'node:child_process';
import { beforeAll, expect, it } from 'vitest';
import type { Performer } from '#operations/tasks/perform-task.ts';
import { sendTask } from '#operations/tasks/send-task.ts';
import { buryNeighbours } from '#operations/workers/bury-neighbours.ts';
import { isGone, processPlace } from '#operations/workers/process-place.ts';
import type { WorkingWorld } from '#operations/world.ts';
import { ownerStates } from '#store/reads/locks.ts';
import { workers } from '#store/reads/workers.ts';
import { beatHeart } from '#store/writes/workers.ts';
import type { PaybeatEvent } from '#telemetry.ts';
import { freshDatabase } from '../support/database.ts';
import { must, smallCompany, worldOn } from '../support/small-company.ts';
import { performs, working } from '../support/working.ts';

const gonePid = spawnSync(process.execPath, ['--version']).pid;
const place = processPlace();
const told: PaybeatEvent[] = [];
let world: WorkingWorld;
beforeAll(async () => {
  const database = await freshDatabase();
  const company = await smallCompany({ url: database.url, now: '2024-01-02T12:00:00Z' });
  world = { ...working(company.world), telemetry: { emit: (event) => told.push(event) } };
});

const done: Performer = async () => ({ kind: 'done', result: 'well' });

/**
 * A worker that claims a task and falls silent. The returned object shows what happens when it
 * wakes up.
 */
async function falls(ask: {
  readonly name: string;
  readonly pid: number;
  readonly place: string | null;
}) {
  const workerId = `worker:${ask.name}`;
  const tells = () =>
    world.store.write('every company', (tx) =>
      beatHeart(tx, {
        ...{ workerId, kind: 'worker', name: ask.name, host: 'h', pid: ask.pid, queues: [] },
        ...{ concurrency: 1, state: 'running', leaseSeconds: 30, version: '', registered: [] },
        ...{ active: [], settings: {}, facts: { place: ask.place } },
      }),
    );
  await tells();
  const { taskId } = must(await sendTask(world, { task: 'auto_run_payroll' }));
  const asleep = Promise.withResolvers<void>();
  const claimed = Promise.withResolvers<void>();
  const outcome = performs(worldOn(world.store, {}, ask.name), {
    taskId,
    perform: async () => {
      claimed.resolve();
      await asleep.promise;
      return { kind: 'done', result: 'too late' };
    },
  });
  await claimed.promise;
  const wakes = () => {
    asleep.resolve();
    return outcome;
  };
  return { workerId, taskId, tells, wakes };
}

const stateOf = async (workerId: string) => {
  const [rows, owners] = await world.store.read('every company', async (at) => [
    await workers(at),
    await ownerStates(at, [workerId]),
  ]);
  const isAlive = rows.find((row) => row.workerId === workerId)?.isAlive;
  return { isAlive, lockOwner: owners.get(workerId) };
};

it('the work of a dead process is taken over before its lease expires', async () => {
  expect([isGone(gonePid), isGone(process.pid)]).toEqual([true, false]);
  const dead = await falls({ name: 'dead', pid: gonePid, place });
  expect(await performs(world, { taskId: dead.taskId, perform: done })).toBe('nothing_to_do');
  expect(await buryNeighbours(world)).toBe(1);
  expect(told.at(-1)).toEqual({ kind: 'worker_found_dead', name: 'dead', pid: gonePid });
  expect(await stateOf(dead.workerId)).toEqual({ isAlive: false, lockOwner: 'dead' });
  expect(await performs(world, { taskId: dead.taskId, perform: done })).toBe('success');
  expect(await buryNeighbours(world)).toBe(0);
  // If the worker were alive, it could write nothing, and would count as alive at its next pulse.
  expect(await dead.wakes()).toBe('claim_lost');
  await dead.tells();
  expect(await stateOf(dead.workerId)).toEqual({ isAlive: true, lockOwner: 'alive' });
});

it.each([
  ['of a process that lives', { name: 'busy', pid: process.pid, place }],
  ['of a process elsewhere', { name: 'elsewhere', pid: gonePid, place: 'other-boot pid:[1]' }],
  ['of a process that does not know its place', { name: 'lost', pid: gonePid, place: null }],
])('the lease %s must expire first', async (_what, ask) => {
  const other = await falls(ask);
  await buryNeighbours(world);
  expect(await performs(world, { taskId: other.taskId, perform: done })).toBe('nothing_to_do');
  expect(await other.wakes()).toBe('success');
});
