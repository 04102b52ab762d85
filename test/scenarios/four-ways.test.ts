/**
 * A run has the same payslips and totals whether one thread calculates it chunk by chunk, threads calculate
 * its chunks beside each other, it is one chunk, it is one transaction, or it is paid in a set with others
 * (decisions 0077, 0079 and 0084).
 *
 * The payslips are also those of `data/rich-payslips.txt`. Only a change of what people are paid may change that
 * file (`vitest --update`), never a change of how fast they are paid.
 */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { autoRunPayroll, runPayrollForPeriods } from '#operations/runs/auto-run-payroll.ts';
import { runTogether } from '#operations/runs/sets/run-together.ts';
import { extendSchedules } from '#operations/schedules/generate-periods.ts';
import { asWorker, type World } from '#operations/world.ts';
import { ChunkThreadPool } from '#processes/threads/chunk-threads.ts';
import type { Settings } from '#settings/work-settings.ts';
import { duePeriods } from '#store/reads/due.ts';
import { createStore } from '#store/store.ts';
import { copyOfDatabase, freshDatabase, type TestDatabase } from '../support/database.ts';
import { databaseClock } from '../support/database-clock.ts';
import { paidFacts } from '../support/paid-facts.ts';
import {
  layRichCompanies,
  richDueCount,
  richDueMoment,
  richInSetsCount,
} from '../support/rich-companies.ts';
import { silent } from '../support/silent.ts';
import { drivenBy, worldOn } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

interface Way {
  readonly settings: Partial<Settings>;
  readonly inSets?: true;
  readonly inThreads?: true;
  /** Each period is run by its id: a plain one is then one transaction (decision 0084). */
  readonly byId?: true;
}

const ways = {
  'one chunk': { settings: { setCompanies: 0, chunkSize: 1000 } },
  'a set': { settings: { setCompanies: 100, chunkSize: 1000 }, inSets: true },
  'one transaction': { settings: { setCompanies: 0, chunkSize: 1000 }, byId: true },
  'one thread': { settings: { setCompanies: 0, chunkSize: 2 } },
  'the pipeline': { settings: { setCompanies: 0, chunkSize: 2 }, inThreads: true },
} satisfies Readonly<Record<string, Way>>;

type Facts = Awaited<ReturnType<typeof paidFacts>>;

interface Paid {
  readonly facts: Facts;
  readonly payslips: readonly string[];
}

let laid: TestDatabase;
const paid = new Map<string, Paid>();

beforeAll(async () => {
  laid = await freshDatabase();
  await layRichCompanies(laid.url);
  for (const [name, way] of Object.entries(ways)) paid.set(name, await pay(way));
}, 120_000);

afterAll(() => laid.drop());

async function pay({ settings, inSets, inThreads, byId }: Way): Promise<Paid> {
  await using database = await copyOfDatabase(laid);
  const store = createStore({ url: database.url });
  const clock = await databaseClock(database.url, richDueMoment);
  const plain = worldOn(store, settings);
  const threads = inThreads ? await threadsFor(database.url, plain) : null;
  const world = threads === null ? plain : { ...plain, chunkThreads: threads.pool };
  try {
    const together = inSets ? await runTogether(world, { opens: 'any' }) : [];
    expect(together).toHaveLength(inSets ? richInSetsCount : 0);
    const drive = { ...drivenBy(clock), ...(inThreads ? {} : { concurrency: 1 }) };
    const results = byId
      ? await runPayrollForPeriods(asWorker(world), { periodIds: await dueIn(world) }, drive)
      : await autoRunPayroll(world, drive);
    expect(results.map((one) => (one.kind === 'ran' ? one.run.state : one))).toEqual(
      Array.from({ length: richDueCount - together.length }, () => 'committed'),
    );
    if (threads) expect(threads.chunks()).toBeGreaterThan(20);
    await expectSound(world);
    return { facts: await paidFacts(database.url), payslips: await payslipsOf(database.url) };
  } finally {
    await threads?.pool.close();
    await store.close();
    await clock.close();
  }
}

/** After what every look at all companies does first. */
async function dueIn(world: World): Promise<readonly number[]> {
  await extendSchedules(world);
  const { store } = world;
  const due = await store.read('every company', (at) =>
    duePeriods(at, { limit: 100, opens: 'due_instant' }),
  );
  return due.map(({ periodId }) => periodId);
}

/** Two threads, and how many chunks they have calculated. */
async function threadsFor(databaseUrl: string, { worker, settings }: World) {
  const start = { databaseUrl, worker, settings };
  const pool = new ChunkThreadPool({ start, telemetry: silent, count: 2, startsWithChunk: 1 });
  await pool.start();
  let chunks = 0;
  const calculate = pool.calculate.bind(pool);
  pool.calculate = (ask, claimed) => {
    chunks += 1;
    return calculate(ask, claimed);
  };
  return { pool, chunks: () => chunks };
}

/** One line for each, with amounts as they are stored: some are more than a number holds. */
async function payslipsOf(url: string): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: url, options: '-c search_path=paybeat' });
  await client.connect();
  const asked = client.query<{ line: string }>(
    `select concat_ws(' ', c.code, p.pay_on, r.kind, e.number,
       'gross', s.gross_minor, 'reimbursements', s.reimbursements_minor, 'deductions', s.deductions_minor,
       'taxes', s.taxes_minor, 'employer', s.employer_minor, 'net', s.net_minor,
       'lines', (select string_agg(concat(code, '=', amount), ' ' order by place)
         from unnest(s.line_codes, s.line_amounts) with ordinality l(code, amount, place)),
       'year', (select string_agg(concat(code, '=', amount), ' ' order by place)
         from unnest(s.ytd_codes, s.ytd_amounts) with ordinality y(code, amount, place)),
       'warnings', (select string_agg(split_part(warning, ':', 1), ' ') from unnest(s.warnings) warning)) as line
     from payslip s join pay_run r using (run_id) join pay_period p using (period_id)
       join employee e using (employee_id) join company c on c.company_id = s.company_id
     order by c.code, p.pay_on, r.kind, e.number`,
  );
  const { rows } = await asked.finally(() => client.end());
  return rows.map(({ line }) => line);
}

/** Without what depends on the size of chunks: their rows, their digests, and the hash over these. */
function withoutChunks({ chunks: _, ...facts }: Facts): unknown {
  const ofChunks = /^(ordinal|chunks?|chunk_count|totals|totals_?hash)$/i;
  return JSON.parse(JSON.stringify(facts), (name, value) =>
    ofChunks.test(name) ? undefined : value,
  );
}

function paidIn(way: string): Paid {
  const one = paid.get(way);
  if (!one) throw new Error(`${way} was paid`);
  return one;
}

/** Codes of the lines that show that the inputs were read. */
const expected = {
  'overtime by the week': 3,
  'overtime, with the premium of hours that keep their code': 3,
  'back pay': 14,
  'a deduction with a goal': 61,
  'additional medicare tax': 123,
  'a tax of its own': 1002,
  'a second goal': 1003,
  'a court order': 1007,
};

describe('runs with every kind of input', () => {
  it.each(Object.entries(expected))('show %s', (_, code) => {
    const due = paidIn('a set').payslips.filter((line) => line.includes(' 2026-04-30 regular '));
    expect(due.filter((line) => line.includes(` ${code}=`)).length).toBeGreaterThan(0);
  });

  it('hold people for every reason, exclude some, and warn of all that was limited', () => {
    const { payslips, facts } = paidIn('one chunk');
    const codes = new Set(facts['exceptions']?.map((row) => Object(row).code));
    expect([...codes].sort()).toEqual([
      ...['amount_out_of_range', 'future_hire', 'missing_hours', 'negative_net'],
    ]);
    const warnings = new Set(
      payslips.flatMap((line) => line.split(' warnings ')[1]?.split(' ') ?? []),
    );
    expect([...warnings].sort()).toEqual([
      ...['capped', 'garnishment_limited', 'goal_reached', 'limit_needs_birth_date'],
      ...['limit_reached', 'prorated', 'regular_rate_not_calculated', 'regular_tax_unknown'],
      'salary_changed',
    ]);
  });

  it.each(Object.keys(ways))('have the stored payslips in %s', async (way) => {
    await expect(paidIn(way).payslips.join('\n')).toMatchFileSnapshot('data/rich-payslips.txt');
  });

  it.each([
    ['a set', 'one chunk'],
    ['one transaction', 'one chunk'],
    ['the pipeline', 'one thread'],
  ] as const)('have all facts in %s that they have in %s', (one, other) => {
    const [facts, expected] = [paidIn(one).facts, paidIn(other).facts];
    for (const [table, rows] of Object.entries(expected)) {
      expect({ table, rows: facts[table] }).toEqual({ table, rows });
    }
  });

  it('have the same facts in large and in small chunks, but for the chunks', () => {
    expect(withoutChunks(paidIn('one thread').facts)).toEqual(
      withoutChunks(paidIn('one chunk').facts),
    );
  });
});
