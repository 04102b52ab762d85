/**
 * The first phase: at each step the seed decides what happens next and what fails.
 */
import type { Seeded } from '#engine/seeded.ts';
import { Bug } from '#errors.ts';
import { SimWorker, simulatedError } from './callers.ts';
import type { Caller, Parked } from './gate.ts';
import { settings } from './laid-database.ts';
import { look, view } from './outside.ts';
import { deedOf } from './people.ts';
import { SimThread } from './sim-threads.ts';
import { isStopped, type Move, type Stage } from './stage.ts';
import { chanceOf } from './weather.ts';

/** Favours faults at a COMMIT, where they do most harm. */
const commitWeight = 4;
/** Statements that read or write during the calculation of a chunk. */
const ofChunk = /run_chunk c set|payslip|employee_item|period_item|opening_balance/;
const claims = /^\s*update run_chunk c\s+set epoch/;
const begins = /^begin; set local role paybeat_app/;
/** The approximate number of statements between the claim and the end of a chunk. */
const statementsOfChunk = 24;

export async function storm(stage: Stage, chance: Seeded): Promise<void> {
  const { weather } = stage;
  const people = chanceOf(chance.below(2 ** 31), 'people');
  stage.cast.startWorkers({ faults: true });
  await stage.runCode();
  const ambush: Ambush = { isLaid: false, worker: null, left: 0 };
  let last: unknown = null;
  let slow: unknown = null;
  for (let step = 0; step < weather.stormSteps; step += 1) {
    await worldEvent(stage, { chance, people, ambush });
    const moves = stage.moves();
    if (moves.length === 0) {
      await passTime(stage, chance);
      continue;
    }
    if (chance.chance(weather.slowness)) slow = callerOf(chance.pick(moves));
    const quick = moves.filter((move) => callerOf(move) !== slow);
    const sameAgain = quick.filter((move) => callerOf(move) === last);
    const goesOn = chance.chance(weather.stickiness) && sameAgain.length > 0;
    const move = chance.pick(goesOn ? sameAgain : quick.length > 0 ? quick : moves);
    last = callerOf(move);
    if (move.kind === 'send') {
      const { parked } = move;
      if (springs(ambush, { parked, chance })) {
        await stall(stage, { worker: ambush.worker, chance });
        ambush.worker = null;
        continue;
      }
      await letThrough(stage, { parked, chance });
    } else await stage.perform(move);
  }
}

/** A plan to freeze a worker that has claimed a chunk, before the chunk is done. */
interface Ambush {
  isLaid: boolean;
  worker: SimWorker | null;
  /** How many statements remain. At 0 it freezes before the transaction that writes the result. */
  left: number;
}

/** True if the worker of this statement freezes now. */
function springs(
  ambush: Ambush,
  ask: { readonly parked: Parked; readonly chance: Seeded },
): boolean {
  const { parked, chance } = ask;
  const caller = workerOf(parked.line.caller);
  if (ambush.isLaid && caller !== null && claims.test(parked.sql)) {
    const left = chance.chance(0.5) ? 0 : 1 + chance.below(statementsOfChunk);
    Object.assign(ambush, { isLaid: false, worker: caller, left });
    return false;
  }
  if (ambush.worker === null || ambush.worker !== caller) return false;
  if (ambush.left === 0) return begins.test(parked.sql);
  ambush.left -= 1;
  return ambush.left === 0;
}

/** The process that a statement comes from, through one of its threads or not. Null: a person. */
function workerOf(caller: Caller): SimWorker | null {
  if (caller instanceof SimThread) return caller.worker;
  return caller instanceof SimWorker ? caller : null;
}

function callerOf(move: Move): unknown {
  if (move.kind === 'send') return move.parked.line.caller;
  return move.kind === 'arrive' ? move.flight.parked.line.caller : null;
}

async function letThrough(
  stage: Stage,
  ask: { readonly parked: Parked; readonly chance: Seeded },
): Promise<void> {
  const { parked, chance } = ask;
  const { statement } = stage.weather;
  const { line, sql } = parked;
  const weight = sql === 'commit' ? commitWeight : 1;
  const happens = (probability: number) => chance.chance(Math.min(1, probability * weight));
  const diesBefore = happens(statement.diesBefore);
  const diesAfter = happens(statement.diesAfter);
  const lostBefore = happens(statement.lostBefore);
  const replyLost = happens(statement.replyLost);
  const broken = happens(statement.broken) && ofChunk.test(sql);
  const worker = workerOf(line.caller);
  const thread = line.caller instanceof SimThread ? line.caller : null;
  const threadDies = thread !== null && happens(statement.threadDies);
  if (worker && diesBefore) {
    stage.cast.kill(worker, `dies before: ${sql.slice(0, 40)}`);
    await stage.runCode();
  } else if (thread && threadDies && chance.chance(0.5)) {
    stage.cast.killThread(thread, `dies before: ${sql.slice(0, 40)}`);
    await stage.runCode();
  } else if (lostBefore) {
    stage.trace.note(line.caller.name, `loses its connection before: ${sql.slice(0, 40)}`);
    stage.traffic.breakLine(line);
    await stage.runCode();
  } else if (broken) {
    stage.trace.note(line.caller.name, `breaks: ${sql.slice(0, 40)}`);
    stage.gate.take(parked);
    parked.fail(chance.chance(0.2) ? new Bug(simulatedError) : new Error(simulatedError));
    await stage.runCode();
  } else {
    const dies = threadDies || (worker !== null && diesAfter);
    await stage.send(parked, dies ? 'caller_dies' : replyLost ? 'reply_lost' : 'answered');
  }
}

/** Rarely, something happens to the whole world. */
async function worldEvent(
  stage: Stage,
  ask: { readonly chance: Seeded; readonly people: Seeded; readonly ambush: Ambush },
): Promise<void> {
  const { chance } = ask;
  const { step } = stage.weather;
  stage.cast.wakeSomebody(chance);
  if (chance.chance(step.clockMoves)) await stage.moveClock(leapOf(chance));
  if (chance.chance(step.stalls)) ask.ambush.isLaid = true;
  if (chance.chance(step.workerStops)) stopWorker(stage, chance);
  if (chance.chance(step.queueFlushed)) {
    stage.trace.note('queue', 'forgets everything');
    stage.cast.flushQueue();
  }
  if (chance.chance(step.databaseRestarts)) await restartDatabase(stage);
  if (chance.chance(step.personActs)) await somebodyActs(stage, ask.people);
}

function leapOf(chance: Seeded): Temporal.DurationLike {
  const leaps: readonly Temporal.DurationLike[] = [
    { seconds: 1 + chance.below(10) },
    { seconds: 31 + chance.below(30) },
    { seconds: 31 + chance.below(30) },
    { minutes: 1 + chance.below(60) },
    { hours: 12 + chance.below(24) },
    { hours: 24 * (1 + chance.below(5)) },
    { hours: 24 * (7 + chance.below(30)) },
  ];
  return leaps[Math.floor(chance.next() ** 2 * leaps.length)] ?? { seconds: 1 };
}

/** Freezes a worker for longer than a lease, as SIGSTOP does. It then continues where it was. */
async function stall(
  stage: Stage,
  ask: { readonly worker: SimWorker | null; readonly chance: Seeded },
): Promise<void> {
  const { worker, chance } = ask;
  if (!worker?.isAlive || worker.isStalled) return;
  worker.isStalled = true;
  worker.stalledAtMs = stage.time.nowMs;
  stage.trace.note(worker.name, 'stands still');
  // A broker gives the task to other workers. A broker that forgot it lets them find it again.
  if (chance.chance(0.5)) stage.cast.flushQueue();
  const latestMs = 1_000 * (10 + chance.below(110));
  stage.time.timersOf(stage).after(latestMs, () => stage.cast.wake(worker));
  if (chance.chance(0.7)) await stage.moveClock({ seconds: settings.leaseSeconds + 1 });
}

function stopWorker(stage: Stage, chance: Seeded): void {
  const running = stage.cast.workers.filter((worker) => !worker.isStopping);
  if (running.length === 0) return;
  const worker = chance.pick(running);
  stage.trace.note(worker.name, 'is told to stop');
  worker.stop();
}

/** Breaks every connection and rolls back every transaction at once. */
async function restartDatabase(stage: Stage): Promise<void> {
  stage.trace.note('database', 'restarts');
  for (const line of stage.gate.lines) stage.traffic.breakLine(line);
  await stage.reapAll();
}

async function somebodyActs(stage: Stage, chance: Seeded): Promise<void> {
  const person = stage.cast.people.find((one) => !one.isBusy);
  if (!person) return;
  const { company } = stage.database;
  const seen = await view(stage.database.backends, company.hasUndo);
  const deed = deedOf(chance, { view: seen, company });
  if (deed) stage.cast.act(deed);
  await stage.runCode();
}

/** Nobody can act at this time: moves to the next time at which somebody can. */
async function passTime(stage: Stage, chance: Seeded): Promise<void> {
  const timerMs = stage.time.nextMs(isStopped) ?? stage.time.nowMs + 15_000;
  const { runs, tasks, due, nextDueMs } = await look(stage.database.backends);
  const isDull = runs + tasks + due === 0 && nextDueMs !== null && chance.chance(0.5);
  await stage.moveClockTo(isDull ? nextDueMs : timerMs);
}
