/**
 * One simulation: a company is paid through a storm of faults, then in quiet, and then checked.
 *
 * The real store and operations run on a real PostgreSQL. The order of statements, the time and the
 * faults are simulated. The same seed gives the same events in the same order.
 *
 *   - storm: the scheduler lets one statement through at a time, and any fault may happen. With
 *     `--crashes`, only the database fails, while leases are held (crashes.ts);
 *   - quiet: there are no more faults, and the workers continue until nothing moves;
 *   - after: everything that must hold is checked (checks.ts).
 */
import type { Seeded } from '#engine/seeded.ts';
import { asBuilt, type Conduct } from './callers.ts';
import { checkEverything, type Problem } from './checks.ts';
import { crashes } from './crashes.ts';
import type { LaidDatabase } from './laid-database.ts';
import { failedRuns, heldPeriods, look, reversedRuns, setsPaid, waitingRuns } from './outside.ts';
import { deedNamed } from './people.ts';
import { Stage } from './stage.ts';
import { storm } from './storm.ts';
import { Trace } from './trace.ts';
import { chanceOf, type Weather, weatherOf } from './weather.ts';

interface SimulationAsk {
  readonly seed: number;
  readonly database: LaidDatabase;
  readonly conduct?: Conduct;
  /** Replaces the seed's own faults. */
  readonly weather?: Weather;
  readonly echo?: (line: string) => void;
}

export interface Simulated {
  readonly seed: number;
  readonly problems: readonly Problem[];
  readonly trace: Trace;
  /** First day of a period, and its company → the net pay of its committed run. */
  readonly netByPeriod: ReadonlyMap<string, bigint>;
  /** Sets of several companies that were paid during the storm. */
  readonly setsInStorm: number;
  /** True if nobody changed the inputs, and the periods were paid in order. */
  readonly isComparable: boolean;
}

const roundsMax = 80;

export async function simulate(ask: SimulationAsk): Promise<Simulated> {
  const { seed, database } = ask;
  await database.reset();
  const stage = new Stage({
    seed,
    database,
    conduct: ask.conduct ?? asBuilt,
    weather: ask.weather ?? weatherOf(seed),
    trace: new Trace(ask.echo),
  });
  const order = chanceOf(seed, 'order');
  let setsInStorm = 0;
  try {
    if (stage.weather.crashes > 0) await crashes(stage, order);
    else await storm(stage, order);
    setsInStorm = await setsPaid(database.backends);
    await quiet(stage, order);
  } catch (error) {
    stage.problem('simulation_broke', error instanceof Error ? `${error.stack}` : `${error}`);
  }
  await stage.clear();
  const checked = await checkEverything(stage);
  return { seed, trace: stage.trace, setsInStorm, ...checked };
}

async function quiet(stage: Stage, chance: Seeded): Promise<void> {
  const { backends, company } = stage.database;
  const act = (name: string, about: { readonly periodId?: number; readonly runId?: number }) => {
    const choice = { company, why: 'the storm is over', periodId: 0, runId: 0 };
    stage.cast.act(deedNamed(name, { ...choice, ...about, variant: chance.below(40) }));
    return stage.runUntilIdle(chance);
  };
  // A payment in the meantime causes a recalculation. The run then waits once more.
  const approveOrLeave = async (runId: number) => {
    const isApproved = chance.chance(0.7);
    if (!isApproved && company.hasUndo === true) await act('voids the run', { runId });
    for (let times = 0; isApproved && times < 3; times += 1) {
      await act('approves the run', { runId });
      await settleEverything(stage, chance);
    }
  };
  stage.trace.note('', 'the storm is over');
  await stage.calmDown();
  await stage.runUntilIdle(chance);
  stage.cast.startWorkers({ faults: false });
  if (company.schedule) await act('resumes the crew', {});
  await settleEverything(stage, chance);
  // What Paybeat leaves to people, they do now, or leave alone.
  for (const runId of await failedRuns(backends)) await act('retries the run', { runId });
  for (const periodId of await heldPeriods(backends)) {
    const deeds = ['forces the period', 'releases the period', 'asks about the period'];
    await act(chance.pick(deeds), { periodId });
  }
  for (const runId of await waitingRuns(backends)) await approveOrLeave(runId);
  for (const runId of company.hasUndo === true ? await reversedRuns(backends) : []) {
    await act('pays whom the run held', { runId });
  }
  await settleEverything(stage, chance);
  // After this time, whatever has not moved will never move.
  await stage.moveClock({ minutes: 11 });
  await stage.runUntilIdle(chance);
}

/** Continues until no run moves, and every due instant has come. */
async function settleEverything(stage: Stage, chance: Seeded): Promise<void> {
  for (let rounds = 0; ; ) {
    await stage.runUntilIdle(chance);
    const { runs, tasks, due, nextDueMs } = await look(stage.database.backends);
    if (runs + tasks + due === 0 && !stage.cast.isAnybodyBusy()) {
      if (nextDueMs === null) return;
      await stage.moveClockTo(nextDueMs);
      rounds = 0;
    } else {
      rounds += 1;
      if (rounds > roundsMax) {
        stage.problem('stuck', `${runs} runs, ${tasks} tasks and ${due} due periods go nowhere`);
        return;
      }
      await stage.moveClock({ seconds: 10 });
    }
  }
}
