/**
 * Companies that are due together, and in most of them the input is bad: each is left out and named, with the
 * reason. All others are paid together (decision 0077).
 */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importInputs } from '#operations/people/import-inputs.ts';
import { explainPeriod } from '#operations/periods/explain-period.ts';
import { autoRunPayroll, type PeriodResult } from '#operations/runs/auto-run-payroll.ts';
import { runTogether } from '#operations/runs/sets/run-together.ts';
import { pauseSchedule, resumeSchedule } from '#operations/schedules/pause-schedule.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { inputs } from '../support/paid-periods.ts';
import { type LaidSet, layCompanies } from '../support/set-of-companies.ts';
import { drivenBy, must } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

/** The fourth and the seventh of a kind get their place in the list as part of their name. */
const of = ['plain', 'hours', 'codes', 'plain', 'scheduled', 'no_hours', 'no_hours', 'plain'];
const good = ['plain', 'hours', 'codes'];
const troubled = {
  payCode: 'plain-3',
  paused: 'scheduled',
  refusedRow: 'no_hours',
  heldLimit: 'no_hours-6',
  taxTable: 'plain-7',
} as const;

let database: TestDatabase;
let laid: LaidSet;
let refusedRows: unknown;
/** Company → what the set made of it; the others were left out of it. */
let together: ReadonlyMap<string, string>;
let results: ReadonlyMap<string, PeriodResult>;

function place(code: string) {
  const company = laid.companies.get(code);
  const periodId = laid.periods.get(code);
  if (!company || periodId === undefined) throw new Error(`${code} is there`);
  return { company, periodId };
}

beforeAll(async () => {
  database = await freshDatabase();
  laid = await layCompanies(database.url, { of, settings: { setCompanies: 100 } });
  const { world, clock } = laid;
  await breakRows();
  await pauseTheCrew();
  await importHours();
  const nameOf = new Map([...laid.periods].map(([code, periodId]) => [periodId, code]));
  const runs = await runTogether(world, { opens: 'any' });
  together = new Map(runs.map((run) => [nameOf.get(run.periodId) ?? '', run.state]));
  const all = await autoRunPayroll(world, drivenBy(clock));
  results = new Map(all.map((one) => [nameOf.get(one.periodId) ?? '', one]));
});

afterAll(async () => {
  await expectSound(laid.world);
  await laid.close();
  await database.drop();
});

/** What no door lets in: a stored definition that nobody can read, and a pay date without a tax table. */
async function breakRows(): Promise<void> {
  const [broken, untaxed] = [place(troubled.payCode).company, place(troubled.taxTable).periodId];
  const options = '-c search_path=paybeat -c session_replication_role=replica';
  const client = new pg.Client({ connectionString: database.url, options });
  await client.connect();
  await client.query(`insert into pay_code (company_id, pay_code_id, code, valid_from, definition, from_revision)
    values (${broken.companyId}, 1000, 'X', '0001-01-01', '{"code": "X"}', 1);
    update pay_period set pay_on = '2031-01-05' where period_id = ${untaxed}`);
  await client.end();
}

const crew = { code: 'all', why: 'we move house' };

async function pauseTheCrew(): Promise<void> {
  must(await pauseSchedule(laid.world, { ...crew, company: null }));
}

/** A file with one bad row, and one that leaves two of three people without hours. */
async function importHours(): Promise<void> {
  const { periodId } = place(troubled.refusedRow);
  const text = 'employee_id,code,hours\nben,REGULAR,80\ndan,REGULAR,eighty\nkim,REGULAR,80\n';
  const file = { bytes: Buffer.from(text), replaceAll: false, dryRun: false };
  const refused = await importInputs(laid.world, { periodId, ...file });
  refusedRows = refused.ok ? null : refused.refusal.issues?.map(({ pointer }) => pointer);
  const { company, periodId: limited } = place(troubled.heldLimit);
  await inputs(company, limited, 'employee_id,code,hours\nben,REGULAR,80\n');
}

describe('bad input of some companies of a set', () => {
  it.each(good)('leaves %s in the set, which pays it', (code) => {
    expect(together.get(code)).toBe('committed');
  });

  it('is a broken pay code: that company alone fails', () => {
    expect(together.has(troubled.payCode)).toBe(false);
    expect(results.get(troubled.payCode)).toMatchObject({ kind: 'failed' });
  });

  it('is a missing tax table: that company alone is refused', () => {
    expect(together.has(troubled.taxTable)).toBe(false);
    const refusal = { code: 'tax_table_missing' };
    expect(results.get(troubled.taxTable)).toMatchObject({ kind: 'refused', refusal });
  });

  it('is a refused row of hours: the row is named, and its run alone waits', async () => {
    expect(refusedRows).toEqual(['row 3, column hours']);
    expect(together.get(troubled.refusedRow)).toBe('review');
    expect(await blockersOf(troubled.refusedRow)).toEqual(['no_hours', 'nobody_to_pay']);
  });

  it('is more people held than its limit: its run alone waits, and they are named', async () => {
    expect(together.get(troubled.heldLimit)).toBe('review');
    expect(await blockersOf(troubled.heldLimit)).toEqual(['many_held']);
    expect(await heldOf(troubled.heldLimit)).toEqual(['dan', 'kim']);
  });

  it('is a paused schedule: that company alone is not paid until it resumes', async () => {
    const { periodId } = place(troubled.paused);
    expect(together.has(troubled.paused)).toBe(false);
    expect(results.has(troubled.paused)).toBe(false);
    const explained = must(await explainPeriod(laid.world, { periodId }));
    const failing = explained.conditions.filter(({ holds }) => !holds).map(({ code }) => code);
    expect(failing).toEqual(['not_paused']);
    must(await resumeSchedule(laid.world, { ...crew, company: null, runMissed: true }));
    const again = await autoRunPayroll(laid.world, drivenBy(laid.clock));
    const resumed = again.find((one) => one.periodId === periodId);
    expect(resumed).toMatchObject({ kind: 'ran', run: { state: 'committed' } });
  });
});

async function rowsOfRun(code: string, question: string) {
  const client = new pg.Client({
    connectionString: database.url,
    options: '-c search_path=paybeat',
  });
  await client.connect();
  const { rows } = await client.query(question, [place(code).periodId]).finally(() => client.end());
  return rows.map(({ found }) => found);
}

function blockersOf(code: string) {
  return rowsOfRun(
    code,
    `select blocker ->> 'code' as found from pay_run, jsonb_array_elements(blockers) blocker
     where period_id = $1 order by 1`,
  );
}

function heldOf(code: string) {
  return rowsOfRun(
    code,
    `select e.number as found from run_exception x join pay_run r using (run_id)
       join employee e using (employee_id)
     where r.period_id = $1 and x.disposition = 'held' order by 1`,
  );
}
