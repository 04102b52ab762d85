/** A list of a part of a year reads the payslips of that part, and plans the deposits that the whole years have. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Seeded, seeded } from '#engine/seeded.ts';
import { listLiabilities } from '#operations/liabilities/list-liabilities.ts';
import { chooseDepositor } from '#operations/liabilities/set-depositor.ts';
import { usReturns } from '#payslip/taxes/us/returns/us-returns.ts';
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import { plainDate } from '#time/plain-date.fixture.ts';
import { type EpochDay, fromEpochDay, isoOf, toEpochDay } from '#time/plain-date.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { type LaidRun, layRuns } from '../support/laid-runs.ts';
import { companyRow } from '../support/paid-periods.ts';
import { must, type SmallCompany } from '../support/small-company.ts';
import { twoSalaries } from '../support/two-salaries.ts';

let database: TestDatabase;
let small: SmallCompany;
beforeAll(async () => {
  database = await freshDatabase();
  small = await twoSalaries(database.url, '2024-12-01T12:00:00Z');
});
afterAll(async () => {
  await small.close();
  await database.drop();
});

/** Both included. */
const between = (chance: Seeded, low: number, high: number) => low + chance.below(high - low + 1);
const dayOf = (text: string) => toEpochDay(plainDate(text));
const [firstDay, lastDay] = [dayOf('2025-01-01'), dayOf('2026-12-31')];

/** Some companies often wait with their yearly tax, and others never do. */
function randomRuns(seed: number): readonly LaidRun[] {
  const chance = seeded(seed);
  const futaMax = chance.pick([0, 100_00, 400_00, 3_000_00]);
  const count = between(chance, 10, 60);
  return Array.from({ length: count }, (): LaidRun => {
    const payOn = isoOf(between(chance, firstDay, lastDay));
    const [fit, futa] = [between(chance, 0, 120_000_00), between(chance, 0, futaMax)];
    const kind = chance.pick(['regular', 'regular', 'regular', 'correction'] as const);
    const sign = kind === 'correction' && between(chance, 0, 1) === 1 ? -1 : 1;
    return { payOn, fit: sign * fit, futa: sign * futa, kind };
  });
}

/** The plan of both years, from the runs themselves. */
function wholePlan(runs: readonly LaidRun[], status: 'monthly' | 'semiweekly') {
  const byDay = Map.groupBy(runs, ({ payOn }) => dayOf(payOn));
  const days = [...byDay]
    .sort(([one], [other]) => one - other)
    .map(([on, own]) => {
      const sum = (of: 'fit' | 'futa') => BigInt(own.reduce((all, one) => all + one[of], 0));
      const sums = new Map([
        ['FIT', sum('fit')],
        ['FUTA_EMPLOYER', sum('futa')],
      ]);
      return { on, sumOf: (code: string) => sums.get(code) ?? 0n };
    });
  const whole = { fromOn: firstDay, untilOn: lastDay };
  return usReturns.deposits({ days, whole, statusOf: () => status, ofYearEnd: new Map() });
}

async function listed(from: EpochDay, to: EpochDay) {
  const ask = {
    company: await companyRow(small),
    fromOn: fromEpochDay(from),
    toOn: fromEpochDay(to),
  };
  return must(await listLiabilities(small.world, ask));
}

async function set(status: 'monthly' | 'semiweekly') {
  for (const year of [2025, 2026]) {
    const set = { status, why: 'a test' };
    const ask = { company: await companyRow(small), year, set, replace: true };
    must(await chooseDepositor(small.world, ask));
  }
}

describe.each(['semiweekly', 'monthly'] as const)('%s deposits', (status) => {
  it('of any part are those of the whole years that have a pay date in it', async () => {
    await set(status);
    let compared = 0;
    for (let seed = 1; seed <= 8; seed += 1) {
      const runs = randomRuns(seed);
      await layRuns({ small, url: database.url }, runs);
      const plan = wholePlan(runs, status);
      const chance = seeded(1_000 + seed);
      for (let part = 0; part < 8; part += 1) {
        const from = between(chance, firstDay, lastDay);
        const to = Math.min(lastDay, from + between(chance, 0, chance.pick([6, 90, 400])));
        const isIn = (day: EpochDay) => day >= from && day <= to;
        const expected = plan.deposits.filter(({ payDays }) => payDays.some(isIn));
        const list = await listed(from, to);
        const shown = list.deposits.map(
          ({ payOns, dueOn, holidays: _, untilOn, isFinal: __, ...one }) => {
            return {
              ...one,
              payDays: payOns.map(toEpochDay),
              untilOn: toEpochDay(untilOn),
              due: dueOn,
            };
          },
        );
        const due = (day: EpochDay | null) => (day === null ? null : fromEpochDay(day));
        expect({ seed, from: isoOf(from), to: isoOf(to), shown }).toEqual({
          ...{ seed, from: isoOf(from), to: isoOf(to) },
          shown: expected.map((one) => ({ ...one, due: due(one.due.day) })),
        });
        expect(list.nextDays.map(toEpochDay)).toEqual(plan.nextDays.filter(isIn));
        compared += expected.length;
      }
    }
    expect(compared).toBeGreaterThan(100);
  });
});

interface Node {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly Plans?: readonly Node[];
}

function* nodesOf(node: Node): Generator<Node> {
  yield node;
  for (const one of node.Plans ?? []) yield* nodesOf(one);
}

it('a list of a month reads the payslips of its quarter, and of one run that shows what was deposited', async () => {
  await set('semiweekly');
  const people = 300;
  // Every second Friday of both years: 26 pay dates a year.
  const runs = Array.from({ length: 52 }, (_, place): LaidRun => {
    return { payOn: isoOf(dayOf('2025-01-10') + 14 * place), fit: 400_00, futa: 2_00 };
  });
  await layRuns({ small, url: database.url }, runs, people);
  const nodes: Node[] = [];
  const { store } = small.world;
  const spied: typeof store.read = (scope, work) =>
    store.read(scope, (at) =>
      work({
        ...at,
        run: async (text: Parameters<Reading['run']>[0]) => {
          const [row] = await rowsOf<{ 'QUERY PLAN': readonly { readonly Plan: Node }[] }>(
            at,
            sql`explain (analyze, format json) ${text}`,
          );
          for (const { Plan } of row?.['QUERY PLAN'] ?? []) nodes.push(...nodesOf(Plan));
          return at.run(text);
        },
      }),
    );
  const world = { ...small.world, store: { ...store, read: spied } };
  const ask = {
    company: await companyRow(small),
    fromOn: plainDate('2026-08-01'),
    toOn: plainDate('2026-08-31'),
  };
  must(await listLiabilities(world, ask));
  const read = nodes.filter((node) => node['Relation Name'] === 'payslip');
  expect(read.map((node) => node['Node Type'])).not.toContain('Seq Scan');
  // The last deposit period of the quarter ends on Friday 2 October.
  const inQuarter = runs.filter(({ payOn }) => payOn >= '2026-07-01' && payOn <= '2026-10-02');
  const rows = read.reduce((all, node) => all + node['Actual Rows'] * node['Actual Loops'], 0);
  expect(rows).toBe((inQuarter.length + 1) * people);
});
