/**
 * A week of three beats on a clock that jumps, and the problems that it shows. Beats are killed
 * during statements, or lose their replies.
 */
import { inProcessEngine } from '#engine/in-process.ts';
import { type Seeded, seeded } from '#engine/seeded.ts';
import { Outage } from '#errors.ts';
import { syncEntries } from '#operations/beat/put-entries.ts';
import { strikeDue } from '#operations/beat/strike-due.ts';
import type { WorkingWorld } from '#operations/world.ts';
import { parseCron } from '#schedule/cron/cron-expression.ts';
import { nextOccurrence } from '#schedule/cron/occurrences.ts';
import type { Connection, Connections } from '#store/connections.ts';
import { connectionsOf } from '#store/connections.ts';
import { oneByOne } from '#store/one-by-one.fixture.ts';
import { entries, type TickRow, ticks } from '#store/reads/beat.ts';
import { type TaskRow, tasks } from '#store/reads/tasks.ts';
import { createStore, storeOver } from '#store/store.ts';
import { systemClock } from '#time/clock.ts';
import { freshDatabase } from './database.ts';
import { databaseClock } from './database-clock.ts';
import { must, worldOn } from './small-company.ts';
import { until } from './until.ts';

const start = Temporal.Instant.from('2026-10-28T00:10:00Z');
const end = start.add({ hours: 7 * 24 });
/** In this week, on 1 November 2026, clocks in New York are set back. */
const zone = 'America/New_York';
const beat = {
  hourly: { task: 'auto_run_payroll', cron: '0 * * * *', zone, catch_up: 'all' },
  'twice-a-day': { task: 'auto_run_payroll', cron: '0 2,14 * * *', zone, expires: 3_600 },
  weekdays: { task: 'auto_run_payroll', cron: '30 1 * * mon-fri', zone },
};

/** What a beat does each time it wakes. */
export type Look = (world: WorkingWorld) => Promise<unknown>;

interface Week {
  readonly written: readonly TickRow[];
  readonly sent: readonly TaskRow[];
  /** How many times a beat was killed. */
  readonly deaths: number;
}

export async function liveThroughTheWeek(seed: number, look: Look = strikeDue): Promise<Week> {
  const database = await freshDatabase();
  const clock = await databaseClock(database.url, start.toString());
  const chance = seeded(seed);
  const engine = inProcessEngine({ clock: systemClock });
  const connections = connectionsOf({ url: database.url, connections: 6 });
  const steady = createStore({ url: database.url, connections: 2 });
  const beats = [1, 2, 3].map((number): WorkingWorld => {
    const store = storeOver(mortal(connections, chance.split()));
    return { ...worldOn(store, {}, `beat-${number}`), engine };
  });
  must(await syncEntries(worldOn(steady), beat));
  let deaths = 0;
  const lookOfAll = () =>
    Promise.all(
      beats.map((world) =>
        look(world).catch((error: unknown) => {
          if (!(error instanceof Outage)) throw error;
          deaths += 1;
        }),
      ),
    );
  let now = start;
  while (Temporal.Instant.compare(now, end) < 0) {
    const jump = chance.pick([20, 20, 40, 40, 61, 90, 5 * 60, -3 * 60]);
    const next = now.add({ minutes: jump });
    now = Temporal.Instant.compare(next, start) < 0 ? start : next;
    if (Temporal.Instant.compare(now, end) > 0) now = end;
    await clock.set(now);
    await lookOfAll();
  }
  // The locks of a killed beat are free after the server has noticed.
  await until(async () => {
    await look({ ...worldOn(steady), engine });
    const all = await steady.read('every company', entries);
    return all.every(({ nextDueAt }) => Temporal.Instant.compare(nextDueAt, end) > 0);
  });
  const { written, sent } = await steady.read('every company', async (at) => ({
    written: await ticks(at, { limit: 10_000 }),
    sent: await tasks(at, { limit: 10_000 }),
  }));
  await engine.close({ graceful: false });
  await Promise.all([steady.close(), connections.end(), clock.close()]);
  await database.drop();
  return { written, sent, deaths };
}

/** One sentence per problem. Empty if each tick was written and sent once. */
export function problemsOf({ written, sent }: Week): readonly string[] {
  const problems: string[] = [];
  for (const [name, { cron }] of Object.entries(beat)) {
    const expected = new Set(occurrencesOf(cron).map(String));
    for (const { dueAt } of written.filter(({ entry }) => entry === name)) {
      if (!expected.delete(String(dueAt))) problems.push(`${name}: a tick too many at ${dueAt}`);
    }
    for (const dueAt of expected) problems.push(`${name}: no tick at ${dueAt}`);
  }
  const caused = new Set<string | null>();
  for (const { entry, dueAt, state, taskId } of written) {
    if (state === 'sent') caused.add(taskId);
    else if (entry === 'hourly') problems.push(`hourly: the tick at ${dueAt} was not sent`);
  }
  for (const { taskId } of sent) {
    if (!caused.delete(taskId)) problems.push(`${taskId}: sent without a tick of its own`);
  }
  for (const taskId of caused) problems.push(`${taskId}: a tick that sent nothing`);
  return problems;
}

/** The store's pool with faults: the beat dies before a statement, or its reply is lost. */
function mortal(connections: Connections, chance: Seeded): Connections {
  return {
    end: () => connections.end(),
    connect: async () => {
      const connection = await connections.connect();
      const killed = () => new Outage('database_unreachable', 'killed (planted)');
      const query: Connection['query'] = async (sql, parameters, how) => {
        if (sql !== 'rollback' && chance.chance(0.01)) throw killed();
        const result = await connection.query(sql, parameters, how);
        if (sql === 'commit' && chance.chance(0.05)) throw killed();
        return result;
      };
      return { ...connection, query, together: oneByOne(query) };
    },
  };
}

function occurrencesOf(cron: string): readonly Temporal.Instant[] {
  const parsed = must(parseCron(cron));
  const found: Temporal.Instant[] = [];
  for (let after = start; ; after = found.at(-1) ?? end) {
    const next = nextOccurrence(parsed, { after, zone });
    if (next === null || Temporal.Instant.compare(next.at, end) > 0) return found;
    found.push(next.at);
  }
}
