/**
 * The conditions that a seed chooses: the number of participants, and the probability of each
 * fault.
 *
 * Every seed has its own mixture and leaves some faults out. A fault that is always present hides
 * problems that need its absence.
 */
import { type Seeded, seeded } from '#engine/seeded.ts';

export interface Weather {
  readonly workers: number;
  /** The number of tasks that one worker runs at once. */
  readonly concurrency: number;
  readonly people: number;
  readonly chunkSize: number;
  /** One queue for all workers, or one for each. */
  readonly queue: 'shared' | 'own';
  /** The number of steps before the quiet phase. */
  readonly stormSteps: number;
  /** The probability that the same caller continues, instead of any other. */
  readonly stickiness: number;
  /**
   * The probability that another caller becomes the slow one. The slow one continues only if nobody
   * else can.
   */
  readonly slowness: number;
  /** Probabilities for each statement. */
  readonly statement: {
    readonly diesBefore: number;
    readonly diesAfter: number;
    /** Of a statement of a chunk thread: the thread dies, and its worker lives on. */
    readonly threadDies: number;
    readonly lostBefore: number;
    readonly replyLost: number;
    /**
     * An error during a chunk that no code expects. The chunk is retried, and then the run fails.
     */
    readonly broken: number;
  };
  /** Probabilities for each step. */
  readonly step: {
    readonly stalls: number;
    readonly clockMoves: number;
    readonly queueFlushed: number;
    readonly databaseRestarts: number;
    readonly workerStops: number;
    readonly personActs: number;
  };
  /** The longest time between two pulses of a worker. Null: a pulse comes with each scan. */
  readonly pulseSeconds: number | null;
  /**
   * How many times the database is killed while leases are held, instead of a storm (crashes.ts).
   */
  readonly crashes: number;
  readonly tasks: {
    readonly lose: number;
    readonly double: number;
    readonly reorder: number;
    readonly delay: number;
  };
  /**
   * How many hours the engine's clocks differ from the database's. Only the database's clock
   * decides.
   */
  readonly clockErrorHours: number;
  /** The number of chunk threads of a worker. Without threads, it calculates chunks itself. */
  readonly threads: number;
}

export function weatherOf(seed: number): Weather {
  const chance = seeded(seed);
  const of = (...choices: readonly number[]) => chance.pick(choices);
  return {
    workers: of(2, 3),
    concurrency: of(1, 2),
    people: of(0, 1, 2, 3),
    // In one chunk a run may be paid in a set.
    chunkSize: of(2, 3, 100),
    queue: chance.pick(['shared', 'own'] as const),
    stormSteps: of(200, 350, 500),
    stickiness: of(0, 0.5, 0.9),
    slowness: of(0, 0.01, 0.03),
    statement: {
      diesBefore: of(0, 0.002, 0.006),
      diesAfter: of(0, 0.002, 0.006),
      lostBefore: of(0, 0, 0.01),
      replyLost: of(0, 0.005, 0.02),
      broken: of(0, 0, 0.1, 0.25),
      threadDies: 0.005,
    },
    step: {
      stalls: of(0, 0.04, 0.1),
      clockMoves: of(0.002, 0.01, 0.02),
      queueFlushed: of(0, 0, 0.01),
      databaseRestarts: of(0, 0, 0.003),
      workerStops: of(0, 0, 0.005),
      personActs: of(0.01, 0.03, 0.06),
    },
    pulseSeconds: null,
    crashes: 0,
    tasks: {
      lose: of(0, 0.1, 0.4),
      double: of(0, 0.2),
      reorder: of(0, 0.5),
      delay: of(0, 0.2),
    },
    clockErrorHours: of(0, 0, 1, -1, 960, -960),
    threads: of(0, 0, 2),
  };
}

/** The same faults in a longer storm: as many in all, and fewer for each statement and step. */
export function drawnOut({ statement, step, stormSteps, ...rest }: Weather, by: number): Weather {
  const thinned = <T extends Readonly<Record<string, number>>>(of: T) =>
    Object.fromEntries(Object.entries(of).map(([name, value]) => [name, value / by])) as T;
  return {
    ...rest,
    stormSteps: stormSteps * by,
    statement: thinned(statement),
    step: thinned(step),
  };
}

/** Four people act often. A tenth of the faults, so that most of what they begin is done. */
export function withManyDeeds(weather: Weather): Weather {
  const { statement, step } = drawnOut(weather, 10);
  return { ...weather, statement, step: { ...step, personActs: 0.2 }, people: 4 };
}

/** There are no faults, and callers act one after another. */
export const calm: Weather = {
  workers: 1,
  concurrency: 1,
  people: 0,
  chunkSize: 3,
  queue: 'own',
  stormSteps: 0,
  stickiness: 1,
  slowness: 0,
  statement: { diesBefore: 0, diesAfter: 0, lostBefore: 0, replyLost: 0, broken: 0, threadDies: 0 },
  step: {
    stalls: 0,
    clockMoves: 0,
    queueFlushed: 0,
    databaseRestarts: 0,
    workerStops: 0,
    personActs: 0,
  },
  pulseSeconds: null,
  crashes: 0,
  tasks: { lose: 0, double: 0, reorder: 0, delay: 0 },
  clockErrorHours: 0,
  threads: 0,
};

/**
 * Where the scheduler's random numbers start in the seed, so that weather and order are
 * independent.
 */
export function chanceOf(seed: number, what: 'order' | 'people' | 'queue' | 'restarts'): Seeded {
  const branch = { order: 1n, people: 2n, queue: 3n, restarts: 4n }[what];
  return seeded((BigInt(seed) << 8n) | branch);
}
