/**
 * The database is killed while workers hold leases, and the workers survive. Within six simulated
 * seconds of its return, the work must be claimed again.
 *
 * All connections die at once. A statement in flight may or may not have taken effect, and its
 * sender gets no reply. Until the database returns, every statement fails, and time passes.
 */
import type { Seeded } from '#engine/seeded.ts';
import { look } from './outside.ts';
import { isStopped, type Stage } from './stage.ts';
import { type Weather, weatherOf } from './weather.ts';

/** Has no other faults, because a worker that dies or freezes may wait for its lease. */
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
/** After this many steps without a claim, everything is paid and no claim will follow. */
const stepsMax = 2_000;
/** The approximate number of statements between the claim and the end of a chunk. */
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

/** Lets one statement through, or moves to the next time at which something happens. */
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
  // A statement in flight may have taken effect.
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

/** Tells every waiting caller that its connection is lost. */
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

/** The chunks that are claimed and not released. One that failed waits for its retry, not for a lease. */
function inHand(stage: Stage): Promise<readonly InHand[]> {
  return stage.database.backends.query<InHand>(
    `select c.run_id as run, c.ordinal, c.epoch
     from paybeat.run_chunk c join paybeat.pay_run r using (run_id)
     where c.state = 'open' and c.retry_at is null and r.state = 'calculating' and c.epoch > 0
     order by 1, 2`,
  );
}
