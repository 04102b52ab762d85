/**
 * Pays the due periods of several companies in sets, each in one transaction from opening to commit.
 *
 * A set has few companies and few people, so it lasts much shorter than a lease (set-size.ts). A set that
 * fails is split until the company that fails it is found: that one is left to the code that pays it alone,
 * which counts and tells what failed. Whatever happens to one company, all others are paid.
 *
 * A killed process leaves nothing of a set: its transaction is rolled back, and the periods are due as before.
 */
import { Outage } from '#errors.ts';
import { tellMove } from '#operations/runs/advance-run.ts';
import { asWorker, type World } from '#operations/world.ts';
import type { DueFor } from '#store/reads/due.ts';
import { databaseNow } from '#store/reads/server.ts';
import { type DueInSet, dueOfCompanies } from '#store/reads/sets.ts';
import { peopleOfRunMax } from './enqueue-sets.ts';
import { openSet } from './open-set.ts';
import { type PaidRun, paySet } from './pay-set.ts';
import { sizeOfSets } from './set-size.ts';

interface RunSets {
  readonly companyIds: readonly number[];
  readonly opens: DueFor;
}

interface RanSets {
  readonly paid: readonly PaidRun[];
  /** Companies to look at alone, now. */
  readonly alone: readonly number[];
  /** Companies that somebody else has locked: paying them by now, or changing them. */
  readonly locked: readonly number[];
}

export async function runSets(world: World, ask: RunSets): Promise<RanSets> {
  const house = asWorker(world);
  const peopleMax = peopleOfRunMax(world.settings);
  const due = await house.store.read('every company', (at) =>
    dueOfCompanies(at, { ...ask, peopleMax }),
  );
  const { single, alone } = singleOf(due, peopleMax);
  const ran: RanSets[] = [{ paid: [], alone, locked: [] }];
  for (const periods of setsOf(single, world.settings)) {
    ran.push(await runOrSplit(house, { periods, opens: ask.opens }));
  }
  return merged(ran);
}

/** One due period of a company, and few enough people; whatever else is due goes alone. */
function singleOf(
  due: readonly DueInSet[],
  peopleMax: number,
): { readonly single: readonly DueInSet[]; readonly alone: readonly number[] } {
  const single: DueInSet[] = [];
  const alone: number[] = [];
  for (const [companyId, periods] of Map.groupBy(due, (one) => one.companyId)) {
    const [period] = periods;
    if (period === undefined || periods.length > 1 || period.people > peopleMax) {
      alone.push(companyId);
    } else single.push(period);
  }
  return { single, alone };
}

/** Each is cut when its turn comes, of the size that sets have by then. */
function* setsOf(
  single: readonly DueInSet[],
  settings: World['settings'],
): Generator<readonly DueInSet[]> {
  const size = sizeOfSets(settings);
  let set: DueInSet[] = [];
  let people = 0;
  for (const period of single) {
    const hasRoom = set.length < size.companies && people + period.people <= settings.setPeople;
    if (set.length > 0 && !hasRoom) {
      yield set;
      set = [];
      people = 0;
    }
    set.push(period);
    people += period.people;
  }
  if (set.length > 0) yield set;
}

interface OneSet {
  readonly periods: readonly DueInSet[];
  readonly opens: DueFor;
}

async function runOrSplit(world: World, ask: OneSet): Promise<RanSets> {
  try {
    return await runSet(world, ask);
  } catch (error) {
    // Where the database does not answer, nobody's company is to blame.
    if (error instanceof Outage) await world.store.read('every company', databaseNow);
    const { periods, opens } = ask;
    const message = error instanceof Error ? error.message : String(error);
    world.telemetry.emit({ kind: 'set_split', companies: periods.length, message });
    if (periods.length === 1) return { paid: [], alone: companiesOf(periods), locked: [] };
    const half = Math.ceil(periods.length / 2);
    return merged([
      await runOrSplit(world, { opens, periods: periods.slice(0, half) }),
      await runOrSplit(world, { opens, periods: periods.slice(half) }),
    ]);
  }
}

async function runSet(world: World, { periods, opens }: OneSet): Promise<RanSets> {
  const companyIds = companiesOf(periods);
  const periodIds = periods.map(({ periodId }) => periodId);
  const { paid, locked, ms } = await world.store.write({ companyIds }, async (tx) => {
    const begunAt = await databaseNow(tx);
    const opened = await openSet(tx, { world, periodIds, opens });
    const { runs } = opened;
    const ended = { ...opened, paid: runs.length === 0 ? [] : await paySet(tx, { world, runs }) };
    return { ...ended, ms: begunAt.until(await databaseNow(tx)).total('milliseconds') };
  });
  sizeOfSets(world.settings).took({ companies: periods.length, ms });
  for (const run of paid) tellPaid(world, run);
  const done = new Set(paid.map(({ opened }) => opened.run.companyId));
  const [waits, others] = [true, false].map((isLocked) =>
    companiesOf(periods.filter(({ periodId }) => locked.has(periodId) === isLocked)),
  );
  return { paid, locked: waits ?? [], alone: (others ?? []).filter((one) => !done.has(one)) };
}

function companiesOf(periods: readonly DueInSet[]): readonly number[] {
  return periods.map(({ companyId }) => companyId);
}

/** As a run that was taken by steps. */
export function tellPaid(world: World, { opened, paid, held, isCommitted }: PaidRun): void {
  const { run, opening, claim } = opened;
  const { runId, periodId } = run;
  const { rosterCount: roster } = opening.plan;
  const { telemetry } = world;
  telemetry.emit({ kind: 'run_opened', runId, periodId, roster, chunks: opening.chunks.length });
  telemetry.emit({ kind: 'chunk_done', runId, ordinal: claim.ordinal, paid, held });
  tellMove(world, { runId, move: 'review', needsPerson: !isCommitted });
  if (!isCommitted) return;
  tellMove(world, { runId, move: 'approve' });
  tellMove(world, { runId, move: 'commit' });
}

function merged(ran: readonly RanSets[]): RanSets {
  return {
    paid: ran.flatMap(({ paid }) => paid),
    alone: ran.flatMap(({ alone }) => alone),
    locked: ran.flatMap(({ locked }) => locked),
  };
}
