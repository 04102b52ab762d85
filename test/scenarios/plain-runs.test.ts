/**
 * A plain period that somebody runs is paid in one transaction, and as if it had been taken by steps
 * (decision 0084).
 */
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { type InProcessEngine, inProcessEngine } from '#engine/in-process.ts';
import { runPayrollForPeriods } from '#operations/runs/auto-run-payroll.ts';
import { showTask } from '#operations/tasks/await-task.ts';
import { sendTask } from '#operations/tasks/send-task.ts';
import { taskHandlers } from '#operations/workers/task-handlers.ts';
import type { Settings } from '#settings/work-settings.ts';
import { connectionsOf } from '#store/connections.ts';
import { storeOver } from '#store/store.ts';
import type { PaybeatEvent } from '#telemetry.ts';
import { systemClock } from '#time/clock.ts';
import { freshDatabase } from '../support/database.ts';
import { paidFacts } from '../support/paid-facts.ts';
import { everyKind, layCompanies } from '../support/set-of-companies.ts';
import { drivenBy, must } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

interface Run {
  readonly settings: Partial<Settings>;
  readonly of: readonly string[];
  readonly force?: { readonly reason: string };
  /** Changed in the database before, without its triggers. */
  readonly planted?: string;
}

/** All that is there after each period was run by itself, and how many transactions could write. */
async function ran({ settings, of, force, planted }: Run) {
  await using database = await freshDatabase();
  const laid = await layCompanies(database.url, { of, settings });
  if (planted) {
    const options = '-c search_path=paybeat -c session_replication_role=replica';
    const client = new pg.Client({ connectionString: database.url, options });
    await client.connect();
    await client.query(planted).finally(() => client.end());
  }
  const real = connectionsOf({ url: database.url });
  let writing = 0;
  const store = storeOver({
    ...real,
    connect: async () => {
      const connection = await real.connect();
      return {
        ...connection,
        query: (text, parameters, how) => {
          if (text.startsWith('begin;')) writing += 1;
          return connection.query(text, parameters, how);
        },
      };
    },
  });
  const told: PaybeatEvent[] = [];
  const telemetry = { emit: (event: PaybeatEvent) => told.push(event) };
  const world = { ...laid.world, store, telemetry };
  const ask = { periodIds: [...laid.periods.values()], ...(force ? { force } : {}) };
  const results = await runPayrollForPeriods(world, ask, drivenBy(laid.clock));
  await expectSound(laid.world);
  const facts = await paidFacts(database.url);
  await store.close();
  await laid.close();
  const states = results.map((one) => (one.kind === 'ran' ? one.run.state : one.kind));
  return { states, facts, writing, told };
}

const byItself = { settings: { setCompanies: 50 }, of: everyKind };
const bySteps = { settings: { setCompanies: 0 }, of: everyKind };

describe('a task for a plain period', () => {
  it('ends at once, with the result of its run', async () => {
    await using database = await freshDatabase();
    const laid = await layCompanies(database.url, { of: ['plain'] });
    const engine = inProcessEngine({ clock: systemClock }) as InProcessEngine;
    const world = { ...laid.world, engine };
    const args = { periodId: laid.periods.get('plain') ?? 0 };
    const task = 'run_payroll_for_period';
    const { taskId } = must(await sendTask(world, { task, args }));
    const { signal } = new AbortController();
    const handlers = taskHandlers(world, { engine, stopping: signal });
    const hint = { taskId, task, payload: { taskId }, attempt: 1, signal };
    expect(await handlers[task]?.(hint)).toBe('success');
    expect(must(await showTask(world, { taskId }))).toMatchObject({
      state: 'success',
      result: { state: 'committed', periodId: args.periodId },
    });
    await expectSound(laid.world);
    await laid.close();
  });
});

describe('a plain period that a person runs', () => {
  it.each([
    ['is due', {}],
    ['is forced', { force: { reason: 'the bank closes early' } }],
  ])('%s: has the payslips, totals and facts of one that was taken by steps', async (_, how) => {
    const steps = await ran({ ...bySteps, ...how });
    const plain = await ran({ ...byItself, ...how });
    expect(plain.states).toEqual(steps.states);
    for (const [table, rows] of Object.entries(steps.facts)) {
      expect({ table, rows: plain.facts[table] }).toEqual({ table, rows });
    }
    const kinds = ({ told }: typeof steps) =>
      told.map(({ kind }) => kind).filter((kind) => kind !== 'employees_calculated');
    expect(kinds(plain)).toEqual(kinds(steps));
    expect(plain.writing).toBe(everyKind.length);
  });

  it('is refused by the database: it is taken by steps, which count and tell the failure', async () => {
    const planted = `create function refuse_it() returns trigger language plpgsql as
        $$ begin raise exception 'not this one'; end $$;
      grant execute on function refuse_it() to public;
      create trigger refused before insert on payslip for each row execute function refuse_it()`;
    const { states, facts, told } = await ran({ ...byItself, of: ['plain'], planted });
    expect(states).toEqual(['failed']);
    expect(facts['runs']).toMatchObject([{ state: 'failed', failed_in: 'calculating' }]);
    expect(told.filter(({ kind }) => kind === 'set_split')).toHaveLength(1);
    expect(told.filter(({ kind }) => kind === 'chunk_failed').length).toBeGreaterThan(1);
  });

  it('holds more people than its limit: its run waits for a person', async () => {
    const { states, writing } = await ran({ ...byItself, of: ['no_hours'] });
    expect({ states, writing }).toEqual({ states: ['review'], writing: 1 });
  });
});
