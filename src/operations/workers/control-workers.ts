/**
 * Gives orders to workers: Celery's `control`. A command is a row that the worker reads and answers at its
 * next pulse. It needs no broker. A worker that dies in the meantime does not answer.
 *
 * A pause outlives the worker. A worker that starts under a paused name is paused too. After a pause of all
 * workers, every new worker is paused until a person resumes them. So all workers can be paused and resumed
 * even when none is running.
 *
 * Refusals: no_workers (no workers are running), worker_not_found (no worker of that name is running),
 * beat_cannot (a beat has no slots), workers_paused, workers_not_paused (another person was first; the
 * message names them), no_answer (some workers did not answer in time; the message gives the answers of the
 * others).
 */
import { actorOf, operatorOnly } from '#caller.ts';
import { type Answer, answer, type Refused, refuse } from '#errors.ts';
import { actorInWords, firstFacts } from '#operations/who-was-first.ts';
import type { World } from '#operations/world.ts';
import { lastResumed, ordersGiven, pauseOf, pauseOfAll } from '#store/reads/pauses.ts';
import { commandAnswers, type WorkerRow, workers } from '#store/reads/workers.ts';
import type { Reading, Writing } from '#store/store.ts';
import { lockOrders, orderAll, orderNamed } from '#store/writes/pauses.ts';
import { type CommandName, insertCommands } from '#store/writes/workers.ts';
import { isMeant, workerNotFound } from './inspect-workers.ts';

export interface ControlWorkers {
  readonly command: CommandName;
  /** Name or id of a worker; null for all. */
  readonly destination: string | null;
  /** For pool_grow and pool_shrink. */
  readonly byHowMany?: number;
  readonly timeoutMs: number;
  readonly pause: (milliseconds: number) => Promise<void>;
}

export interface WorkerReply {
  readonly worker: string;
  readonly answer: string;
}

/** A beat has no pool to change. */
const forBeats: readonly CommandName[] = ['shutdown', 'ping'];
const lookMs = 200;

export async function controlWorkers(
  world: Pick<World, 'store' | 'caller'>,
  ask: ControlWorkers,
): Promise<Answer<readonly WorkerReply[]>> {
  const allowed = operatorOnly(world.caller);
  if (!allowed.ok) return allowed;
  const all = await world.store.read('every company', (at) => workers(at));
  const alive = all.filter(({ isAlive }) => isAlive);
  const hearing = alive.filter(({ kind }) => kind === 'worker' || forBeats.includes(ask.command));
  const meant = hearing.filter((row) => isMeant(row, ask.destination));
  const isForAll = ask.destination === null && isOrder(ask.command);
  if (meant.length === 0 && !isForAll) return nobody(ask.destination, alive);
  const workerIds = meant.map(({ workerId }) => workerId);
  const by = actorOf(world.caller);
  const sent = await world.store.write('every company', async (tx) => {
    const refused = isOrder(ask.command) ? await recordOrder(tx, { ...ask, meant, by }) : null;
    if (refused) return refused;
    const command = { command: ask.command, byHowMany: ask.byHowMany ?? 0, sentBy: by };
    return answer(await insertCommands(tx, { workerIds, ...command }));
  });
  if (!sent.ok) return sent;
  const commandIds = sent.value;
  for (let left = ask.timeoutMs; ; left -= lookMs) {
    const rows = await world.store.read('every company', (at) => commandAnswers(at, commandIds));
    const answered = rows.flatMap(({ workerId, answer: said }) => {
      const worker = meant.find((one) => one.workerId === workerId)?.name ?? workerId;
      return said === null ? [] : [{ worker, answer: said }];
    });
    if (answered.length === meant.length) return answer(answered);
    if (left <= 0) return silent(meant, answered);
    await ask.pause(lookMs);
  }
}

function isOrder(command: CommandName): boolean {
  return command === 'pause' || command === 'resume';
}

async function recordOrder(
  tx: Writing,
  ask: Pick<ControlWorkers, 'command' | 'destination'> & {
    readonly by: string;
    readonly meant: readonly WorkerRow[];
  },
): Promise<Refused | null> {
  await lockOrders(tx);
  const isPaused = ask.command === 'pause';
  const refused = isPaused ? await pausedBefore(tx, ask) : await resumedBefore(tx, ask);
  if (refused) return refused;
  const order = { isPaused, by: ask.by };
  if (ask.destination === null) await orderAll(tx, order);
  else await orderNamed(tx, { ...order, workerNames: ask.meant.map(({ name }) => name) });
  return null;
}

type Ordered = Pick<ControlWorkers, 'destination'> & {
  readonly by: string;
  readonly meant: readonly WorkerRow[];
};

/** A person who repeats their own order is not refused, because they may never have received the answer. */
async function pausedBefore(at: Reading, ask: Ordered): Promise<Refused | null> {
  const { destination, by } = ask;
  const { resumed } = await ordersGiven(at);
  const found =
    destination !== null
      ? await Promise.all(ask.meant.map(({ name }) => pauseOf(at, name)))
      : [resumed === 0 ? await pauseOfAll(at) : null];
  const [first] = found;
  if (!first || found.some((one) => one === null || one.orderedBy === by)) return null;
  const act = { actor: first.orderedBy, at: first.since };
  const who = destination ?? 'every worker';
  return refuse({
    family: 'conflict',
    code: 'workers_paused',
    message: `${who} is already paused, by ${actorInWords(act)}`,
    hint: 'resume them when they should work',
    actions: [
      destination === null
        ? { action: 'resume_workers' }
        : { action: 'resume_worker', worker: destination },
    ],
    facts: firstFacts(act),
  });
}

async function resumedBefore(at: Reading, ask: Ordered): Promise<Refused | null> {
  const { paused } = await ordersGiven(at);
  const own = await Promise.all(ask.meant.map(({ name }) => pauseOf(at, name)));
  const isPaused = paused > 0 && (ask.destination === null || own.some((one) => one !== null));
  const first = isPaused ? null : await lastResumed(at);
  if (first === null || first.actor === ask.by) return null;
  return refuse({
    family: 'conflict',
    code: 'workers_not_paused',
    message: `${ask.destination ?? 'no worker'} is ${ask.destination ? 'not ' : ''}paused; resumed by ${actorInWords(first)}`,
    hint: 'see which workers are running',
    actions: [{ action: 'show_worker_stats' }],
    facts: firstFacts(first),
  });
}

function nobody(destination: string | null, alive: readonly WorkerRow[]): Answer<never> {
  if (destination === null || alive.length === 0) {
    return refuse({
      family: 'conflict',
      code: 'no_workers',
      message: 'no workers are running',
      hint: 'start one, or start everything',
      actions: [{ action: 'start_worker', queues: [] }, { action: 'start_everything' }],
    });
  }
  if (!alive.some((row) => isMeant(row, destination))) return workerNotFound(destination, alive);
  return refuse({
    family: 'conflict',
    code: 'beat_cannot',
    message: `${destination} is a scheduler: it does not run tasks`,
    hint: 'it answers shutdown and ping; to stop what it sends, pause its entries',
    actions: [{ action: 'list_beat_entries' }],
  });
}

function silent(meant: readonly WorkerRow[], answered: readonly WorkerReply[]): Answer<never> {
  const done = new Set(answered.map(({ worker }) => worker));
  const names = meant.map(({ name }) => name).filter((name) => !done.has(name));
  const others = answered.map(({ worker, answer: said }) => `; ${worker}: ${said}`).join('');
  return refuse({
    family: 'conflict',
    code: 'no_answer',
    message: `no answer in time from ${names.join(', ')}${others}`,
    hint: 'a worker that comes back will obey; a dead worker is listed as lost within seconds',
    facts: { answered },
  });
}
