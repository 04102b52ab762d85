/**
 * The database goes away with leases in hand, and the workers live: what was in hand must be claimed
 * again within six seconds of its return, by simulated time.
 *
 * All connections of a moment die. A statement that was on its way has happened or has not, and nobody
 * is told. While the database is away every statement fails, and time goes on.
 */
import type { Seeded } from '#engine/seeded.ts';
import { look } from './outside.ts';
import { isStopped, type Stage } from './stage.ts';
import { type Weather, weatherOf } from './weather.ts';

/** Nothing else goes wrong: who dies or stands still may wait for its lease. */
export function crashWeatherOf(seed: number): Weather {
  const { statement, step, ...rest } = weatherOf(seed);
  const none = <T extends object>(of: T) =>
    Object.fromEntries(Object.keys(of).map((name) => [name, 0])) as { [name in keyof T]: number };
  return {
    ...rest,
    ...{ people: 0, stormSteps: 0, slowness: 0, pulseSeconds: 2, crashes: 3 },
    ...{ statement: none(statement), step: none(step) },
    tasks: { lose: 0, double: 0, reorder: 0, delay: 0 },
  };
}

interface InHand {
  readonly run: number;
  readonly ordinal: number;
  readonly epoch: number;
}

const claimedWithinMs = 6_000;
/** After so many steps without a claim there will be none: everything is paid. */
const stepsMax = 2_000;
/** From its claim on a chunk takes about so many statements. */
const statementsOfChunk = 20;

export async function crashes(stage: Stage, chance: Seeded): Promise<void> {
  stage.cast.startWorkers({ faults: true });
  await stage.runCode();
  for (let crash = 0; crash < stage.weather.crashes; crash += 1) {
    if (!(await untilSomethingIsInHand(stage, chance))) return;
    for (let left = chance.below(statementsOfChunk); left > 0; left -= 1)
      await stepOn(stage, chance);
    await goAway(stage, chance);
    await expectClaims(stage, chance);
  }
}

async function untilSomethingIsInHand(stage: Stage, chance: Seeded): Promise<boolean> {
  for (let steps = 0; steps < stepsMax; steps += 1) {
    await stepOn(stage, chance);
    if (steps % 5 === 0 && (await inHand(stage)).length > 0) return true;
  }
  return false;
}

/** One statement, or on to the next moment at which somebody has something to do. */
async function stepOn(stage: Stage, chance: Seeded): Promise<void> {
  const moves = stage.moves();
  if (moves.length > 0) return stage.perform(chance.pick(moves));
  const { runs, tasks, due, nextDueMs } = await look(stage.database.backends);
  const isDull = runs + tasks + due === 0 && nextDueMs !== null;
  return stage.moveClockTo(isDull ? nextDueMs : nextMs(stage));
}

function nextMs(stage: Stage): number {
  return stage.time.nextMs(isStopped) ?? stage.time.nowMs + 1_000;
}

async function goAway(stage: Stage, chance: Seeded): Promise<void> {
  const { gate, time, trace, traffic } = stage;
  trace.note('database', 'is killed');
  // What was on its way may have happened.
  for (const parked of [...gate.parked]) {
    if (gate.parked.includes(parked) && chance.chance(0.5)) await stage.send(parked, 'reply_lost');
  }
  gate.isAway = true;
  for (const line of gate.lines) traffic.breakLine(line);
  await stage.reapAll();
  const untilMs = time.nowMs + 1_000 * (1 + chance.below(20));
  await failParked(stage);
  while (time.nowMs < untilMs) {
    await stage.moveClockTo(Math.min(untilMs, Math.max(nextMs(stage), time.nowMs + 1)));
    await failParked(stage);
  }
  gate.isAway = false;
  trace.note('database', 'answers again');
}

/** Whoever waits for an answer is told that the connection is lost. */
async function failParked(stage: Stage): Promise<void> {
  const { gate } = stage;
  for (let [parked] = gate.parked; parked; [parked] = gate.parked)
    await stage.send(parked, 'answered');
}

async function expectClaims(stage: Stage, chance: Seeded): Promise<void> {
  const backMs = stage.time.nowMs;
  const lastMs = backMs + claimedWithinMs;
  const before = await inHand(stage);
  for (;;) {
    const moves = stage.moves();
    if (moves.length > 0) await stage.perform(chance.pick(moves));
    else {
      const waiting = (await inHand(stage)).filter((one) => before.some((was) => isSame(was, one)));
      if (waiting.length === 0) return;
      if (nextMs(stage) > lastMs) {
        for (const { run, ordinal } of waiting) {
          stage.problem(
            'waits_for_lease',
            `chunk ${ordinal} of run ${run} waits for longer than 6 s`,
          );
        }
        return;
      }
      await stage.moveClockTo(nextMs(stage));
    }
  }
}

function isSame(one: InHand, other: InHand): boolean {
  return one.run === other.run && one.ordinal === other.ordinal && one.epoch === other.epoch;
}

/** Claimed, and not given back. */
function inHand(stage: Stage): Promise<readonly InHand[]> {
  return stage.database.backends.query<InHand>(
    `select c.run_id as run, c.ordinal, c.epoch
     from paybeat.run_chunk c join paybeat.pay_run r using (run_id)
     where c.state = 'open' and r.state = 'calculating' and c.epoch > 0
     order by 1, 2`,
  );
}
