/**
 * Small companies that are due together are paid together, each as if it had gone alone; whatever is wrong
 * with one of them takes that one out, and all others are paid (decision 0077).
 */
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import type { Engine, TaskPayload } from '#engine/engine.ts';
import { autoRunPayroll, type PeriodResult } from '#operations/runs/auto-run-payroll.ts';
import { openRun } from '#operations/runs/open-run.ts';
import { runSets } from '#operations/runs/sets/run-sets.ts';
import { taskHandlers } from '#operations/workers/task-handlers.ts';
import type { Store } from '#store/store.ts';
import type { PaybeatEvent } from '#telemetry.ts';
import { freshDatabase } from '../support/database.ts';
import { paidFacts } from '../support/paid-facts.ts';
import { everyKind, type LaidSet, layCompanies } from '../support/set-of-companies.ts';
import { drivenBy, must, type SmallCompany } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

async function factsOf(setCompanies: number) {
  await using database = await freshDatabase();
  const laid = await layCompanies(database.url, { of: everyKind, settings: { setCompanies } });
  const results = await autoRunPayroll(laid.world, drivenBy(laid.clock));
  expect(results.map(({ kind }) => kind)).toEqual(everyKind.map(() => 'ran'));
  await expectSound(laid.world);
  await laid.close();
  return await paidFacts(database.url);
}

describe('companies that are paid in a set', () => {
  it('have the payslips, totals and facts of companies that went alone', async () => {
    const alone = await factsOf(0);
    const together = await factsOf(100);
    for (const [table, rows] of Object.entries(alone)) {
      expect({ table, rows: together[table] }).toEqual({ table, rows });
    }
    expect(alone['retro']).not.toEqual([]);
    expect(alone['exceptions']).toHaveLength(5);
  });
});

interface Planted {
  readonly laid: LaidSet;
  readonly sql: (statement: string) => Promise<unknown>;
}

const others = ['plain', 'hours', 'plain', 'codes', 'retro'];
/** The third, in the middle of all. */
const troubled = 'plain-2';

async function withTrouble<T>(
  plant: (planted: Planted & { readonly company: SmallCompany }) => Promise<unknown>,
  look: (planted: Planted & { readonly results: readonly PeriodResult[] }) => Promise<T>,
): Promise<T> {
  await using database = await freshDatabase();
  const laid = await layCompanies(database.url, { of: others, settings: { setCompanies: 100 } });
  const company = laid.companies.get(troubled);
  if (!company) throw new Error('the company is there');
  const sql = async (statement: string) => {
    const options = '-c search_path=paybeat -c session_replication_role=replica';
    const client = new pg.Client({ connectionString: database.url, options });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  await plant({ laid, sql, company });
  const results = await autoRunPayroll(laid.world, drivenBy(laid.clock));
  const looked = await look({ laid, sql, results });
  await expectSound(laid.world);
  await laid.close();
  return looked;
}

/** What became of the company in trouble; all others were committed. */
function ofTroubled({ laid, results }: Planted & { readonly results: readonly PeriodResult[] }) {
  const periodId = laid.periods.get(troubled);
  const rest = results.filter((one) => one.periodId !== periodId);
  expect(rest).toHaveLength(others.length - 1);
  for (const one of rest) expect(one).toMatchObject({ kind: 'ran', run: { state: 'committed' } });
  return results.find((one) => one.periodId === periodId);
}

describe('trouble of one company of a set', () => {
  const refused = (code: string) => ({ kind: 'refused', refusal: { code } });
  const payCode = (definition: object) => (company: number) =>
    `insert into pay_code (company_id, pay_code_id, code, valid_from, definition, from_revision)
     values (${company}, 1000, 'SALARY', '0001-01-01', '${JSON.stringify(definition)}', 1)`;
  const named = { id: 1000, code: 'SALARY', kind: 'earning', title: 'x', amount: { by: 'amount' } };
  it.each([
    ['a pay code that nobody can read', { kind: 'failed' }, payCode({ code: 'SALARY' })],
    [
      'a pay code with a built-in name',
      refused('invalid_pay_codes'),
      payCode({ ...named, journal_account: 'wages' }),
    ],
    [
      'a pay date without a tax table',
      refused('tax_table_missing'),
      (company: number) =>
        `update pay_period set pay_on = '2031-01-05' where company_id = ${company}`,
    ],
    [
      'a roster of nobody',
      refused('empty_roster'),
      (company: number) =>
        `update employee_version set schedule_id = 99 where company_id = ${company}`,
    ],
    [
      'a period that was missed too long',
      refused('missed_too_long'),
      (company: number) =>
        `update due_instant set due_at = due_at - interval '30 days' where company_id = ${company}`,
    ],
  ])('is %s: that one alone is refused', async (_, expected, statement) => {
    const result = await withTrouble(
      ({ sql, company }) => sql(statement(company.companyId)),
      async (planted) => ofTroubled(planted),
    );
    expect(result).toMatchObject(expected);
  });

  it('a paused schedule leaves that one out', async () => {
    const result = await withTrouble(
      async ({ sql, company: { companyId } }) => {
        await sql(`insert into pay_schedule (company_id, code, frequency, time_zone, definition,
            automation_enabled, paused_at, paused_by, paused_why)
          values (${companyId}, 'paused', 'monthly', 'UTC', '{}', false, now(), 'x', 'x');
          update pay_period set schedule_id = (select schedule_id from pay_schedule where code = 'paused')
          where company_id = ${companyId}`);
      },
      async (planted) => ofTroubled(planted),
    );
    expect(result).toBeUndefined();
  });

  it('more people held than its limit makes that run wait for a person', async () => {
    await using database = await freshDatabase();
    const of = ['plain', 'no_hours', 'plain'];
    const laid = await layCompanies(database.url, { of, settings: { setCompanies: 100 } });
    const results = await autoRunPayroll(laid.world, drivenBy(laid.clock));
    const states = results.map((one) => (one.kind === 'ran' ? one.run.state : one.kind));
    expect(states).toEqual(['committed', 'review', 'committed']);
    await expectSound(laid.world);
    await laid.close();
  });

  it('an error of the database fails that run alone, counted and told as ever', async () => {
    const run = await withTrouble(
      ({ sql, company }) =>
        sql(`create function refuse_it() returns trigger language plpgsql as $$ begin
            if new.company_id = ${company.companyId} then raise exception 'not this one'; end if;
            return new; end $$;
          grant execute on function refuse_it() to public;
          create trigger refused before insert on payslip for each row execute function refuse_it()`),
      async (planted) => {
        const result = ofTroubled(planted);
        await planted.sql('drop trigger refused on payslip');
        return result?.kind === 'ran' ? result.run : null;
      },
    );
    expect(run).toMatchObject({ state: 'failed', failedIn: 'calculating', failures: 4 });
  });

  it('a company that somebody has locked is left to whoever looks next', async () => {
    await using database = await freshDatabase();
    const laid = await layCompanies(database.url, { of: others, settings: { setCompanies: 100 } });
    const companyIds = [...laid.companies.values()].map((one) => one.companyId);
    const locked = laid.companies.get(troubled)?.companyId ?? 0;
    const holder = new pg.Client({ connectionString: database.url });
    await holder.connect();
    await holder.query('begin');
    await holder.query('select from paybeat.company where company_id = $1 for no key update', [
      locked,
    ]);
    const first = await runSets(laid.world, { companyIds, opens: 'any' });
    expect(first).toMatchObject({ locked: [locked], alone: [] });
    expect(first.paid).toHaveLength(others.length - 1);
    await holder.query('rollback');
    await holder.end();
    const then = await runSets(laid.world, { companyIds, opens: 'any' });
    expect(then.paid.map(({ opened }) => opened.run.companyId)).toEqual([locked]);
    await expectSound(laid.world);
    await laid.close();
  });
});

describe('companies of a set that somebody has locked', () => {
  it('are looked at again together, and those that are still locked each by itself', async () => {
    await using database = await freshDatabase();
    const laid = await layCompanies(database.url, { of: others, settings: { setCompanies: 100 } });
    const companyIds = [...laid.companies.values()].map((one) => one.companyId);
    const holder = new pg.Client({ connectionString: database.url });
    await holder.connect();
    await holder.query('begin');
    await holder.query('select from paybeat.company where company_id in (1, 2) for no key update');
    const sent: unknown[] = [];
    const engine: Pick<Engine, 'enqueue'> = {
      enqueue: async (task, payload, { delayMs }) => {
        sent.push({ task, payload, delayMs });
        return { kind: 'enqueued', id: task };
      },
    };
    const stopping = new AbortController().signal;
    const { run_set: handle } = taskHandlers(laid.world, { engine, stopping });
    const take = (payload: TaskPayload) =>
      handle?.({ task: 'run_set', taskId: 'set', payload, attempt: 1, signal: stopping });
    await take({ companyIds: companyIds.join() });
    const again = { companyIds: '1,2', isAgain: 'yes' };
    expect(sent.splice(0)).toEqual([{ task: 'run_set', payload: again, delayMs: 1_000 }]);
    await take(again);
    expect(sent.splice(0)).toEqual(
      [1, 2].map((companyId) => ({
        ...{ task: 'find_due_periods', payload: { companyId }, delayMs: 1_000 },
      })),
    );
    await holder.end();
    await laid.close();
  });
});

describe('two workers at the same companies', () => {
  it('pay each of them once', async () => {
    await using database = await freshDatabase();
    const settings = { setCompanies: 2 };
    const laid = await layCompanies(database.url, { of: [...others, ...others], settings });
    const companyIds = [...laid.companies.values()].map((one) => one.companyId);
    const all = { companyIds, opens: 'any' } as const;
    const ran = await Promise.all([runSets(laid.world, all), runSets(laid.world, all)]);
    const last = await runSets(laid.world, all);
    const paid = [...ran, last].flatMap((one) =>
      one.paid.map(({ opened }) => opened.run.companyId),
    );
    expect(paid.toSorted((a, b) => a - b)).toEqual(companyIds);
    await expectSound(laid.world);
    await laid.close();
  });
});

describe('a payslip that lands under another company', () => {
  it('is taken back with its set, and all are paid alone or in smaller sets', async () => {
    await using database = await freshDatabase();
    const laid = await layCompanies(database.url, { of: others, settings: { setCompanies: 100 } });
    const victim = laid.companies.get('hours');
    const periodId = laid.periods.get('hours');
    if (!victim || periodId === undefined) throw new Error('the company is there');
    const opened = must(await openRun(laid.world, { ...victim, periodId }));
    const companyIds = [...laid.companies.values()]
      .map(({ companyId }) => companyId)
      .filter((one) => one !== victim.companyId);
    const to = { companyId: victim.companyId, runId: opened.runId };
    const told: PaybeatEvent[] = [];
    const world = {
      ...laid.world,
      telemetry: { emit: (event: PaybeatEvent) => told.push(event) },
      store: misleading(laid.world.store, to),
    };
    const ran = await runSets(world, { companyIds, opens: 'any' });
    expect(told.filter(({ kind }) => kind === 'set_split')).toHaveLength(1);
    expect(ran.paid).toHaveLength(companyIds.length);
    const { payslips } = await paidFacts(database.url);
    expect(payslips?.filter((row) => JSON.stringify(row).includes('"ordinal":9'))).toEqual([]);
    await expectSound(laid.world);
    await laid.close();
  });
});

/** The first COPY of payslips sends its first row to another run, which takes payslips at this moment. */
function misleading(
  store: Store,
  to: { readonly companyId: number; readonly runId: number },
): Store {
  let isMisled = false;
  const mislead = (bytes: Buffer): Buffer => {
    if (isMisled) return bytes;
    isMisled = true;
    const changed = Buffer.from(bytes);
    // Header of 19 bytes, the count of columns, and a length before each of the two numbers.
    changed.writeInt32BE(to.companyId, 19 + 2 + 4);
    changed.writeInt32BE(to.runId, 19 + 2 + 4 + 8);
    return changed;
  };
  return {
    ...store,
    write: (scope, work) =>
      store.write(scope, (tx) =>
        work({
          ...tx,
          copyIn: (copied, blocks, how) => tx.copyIn(copied, [...blocks].map(mislead), how),
        }),
      ),
  };
}
