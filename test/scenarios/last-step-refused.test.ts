/**
 * If the database refuses a run's review, approval or commit each time, the run stops with a
 * message.
 */
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { doctor } from '#operations/doctor.ts';
import { importHours } from '#operations/people/import-hours.ts';
import { advanceRun } from '#operations/runs/advance-run.ts';
import { approveRun } from '#operations/runs/approve-run.ts';
import { autoRunPayroll } from '#operations/runs/auto-run-payroll.ts';
import { recalculateRun, retryRun, voidRun } from '#operations/runs/control-run.ts';
import { driveRun } from '#operations/runs/drive-run.ts';
import { openDueRuns } from '#operations/runs/open-due-runs.ts';
import { enqueueWork } from '#operations/runs/reconcile.ts';
import { type RunRow, runById } from '#store/reads/runs.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { dueFortnight } from '../support/due-fortnight.ts';
import {
  as,
  drivenBy,
  must,
  type SmallCompany,
  smallCompany,
  takeRoster,
} from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

const roster = `employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,hire_date
una,Una Vale,salary,48000.00,,single,2019-01-01
`;
const why = 'the cause is put right';

let database: TestDatabase;
let company: SmallCompany;
let periodId: number;

beforeEach(async () => {
  database = await freshDatabase();
  company = await smallCompany({ url: database.url, now: '2026-01-02T12:00:00Z', roster });
  periodId = await dueFortnight(company, { from: '2026-01-05' });
  await company.clock.set('2026-03-02T12:00:00Z');
});

afterEach(async () => {
  await company.close();
  await database.drop();
});

async function sqlIn(text: string): Promise<void> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(`set search_path = paybeat, public; ${text}`);
  await client.end();
}

/**
 * Refuses the state that a run is about to get, as a check that an operator added to the database.
 */
async function refuse(state: string, errcode = 'P0001'): Promise<void> {
  await sqlIn(`
    create function planted() returns trigger language plpgsql as $$
      begin raise exception 'planted: not today' using errcode = '${errcode}'; end $$;
    create trigger planted before update on pay_run for each row when (new.state = '${state}')
      execute function planted();`);
}

function letPass(): Promise<void> {
  return sqlIn('drop function planted cascade');
}

async function opened(): Promise<number> {
  const [one] = await openDueRuns(company.world, { opens: 'due_instant' });
  if (one?.kind !== 'opened') throw new Error(JSON.stringify(one));
  return one.runId;
}

async function works(runId: number): Promise<void> {
  const { world, companyId, clock } = company;
  await driveRun(world, { companyId, runId }, drivenBy(clock));
}

async function now(runId: number): Promise<RunRow> {
  const { world, companyId } = company;
  const row = await world.store.read({ companyId }, (at) => runById(at, runId));
  if (!row) throw new Error('the run is there');
  return row;
}

describe.each([
  { step: 'review', before: 'calculating', refused: 'review', epoch: 2 },
  { step: 'approve', before: 'review', refused: 'approved', epoch: 1 },
  { step: 'commit', before: 'approved', refused: 'committed', epoch: 1 },
])('a run whose $step is refused each time', ({ step, before, refused, epoch }) => {
  it('stops after the attempts of the retry policy, says why, and can be retried from that step', async () => {
    await refuse(refused);
    const runId = await opened();
    await works(runId);
    const stopped = await now(runId);
    expect(stopped).toMatchObject({ state: 'failed', failedIn: before, failures: 4 });
    expect(stopped.closedWhy).toContain(step);
    expect(stopped.closedWhy).toContain('planted: not today');
    await expectSound(company.world);
    await letPass();
    must(await retryRun(company.world, { runId, why }));
    expect(await now(runId)).toMatchObject({ state: before, failedIn: null, failures: 0, epoch });
    await expectSound(company.world);
    await works(runId);
    expect(await now(runId)).toMatchObject({ state: 'committed', epoch });
    await expectSound(company.world);
  });
});

describe('a run whose commit is refused', () => {
  beforeEach(() => refuse('committed'));

  it('is retried at its time, and not at each scan', async () => {
    const { world, companyId, clock } = company;
    const runId = await opened();
    const looks = async () => advanceRun(world, { companyId, runId });
    const handed: string[] = [];
    const engine = {
      enqueue: async (task: string) => {
        handed.push(task);
        return { kind: 'enqueued' as const, id: task };
      },
    };
    const pause = async () => {
      throw new Error('it waits');
    };
    await expect(driveRun(world, { companyId, runId }, { concurrency: 1, pause })).rejects.toThrow(
      'it waits',
    );
    expect(await now(runId)).toMatchObject({ state: 'approved', failures: 1 });
    expect((await now(runId)).retryAt?.toString()).toBe('2026-03-02T12:00:10Z');
    expect(await looks()).toBe(false);
    await enqueueWork(world, engine);
    expect(handed).toEqual([]);
    expect(await now(runId)).toMatchObject({ state: 'approved', failures: 1 });
    await clock.advance({ seconds: 10 });
    await enqueueWork(world, engine);
    expect(handed).toEqual(['advance_run']);
    await looks();
    expect(await now(runId)).toMatchObject({ state: 'approved', failures: 2 });
  });

  it('is counted once by two workers that try at the same moment', async () => {
    const { world, companyId } = company;
    const runId = await opened();
    await works(runId);
    must(await retryRun(world, { runId, why }));
    const run = { companyId, runId };
    await Promise.all([advanceRun(world, run), advanceRun(world, run)]);
    expect(await now(runId)).toMatchObject({ state: 'approved', failures: 1 });
  });

  it('is passed by a later period of the same people, and recalculated when it is retried', async () => {
    const { world, clock } = company;
    const later = await dueFortnight(company, { from: '2026-01-19' });
    await autoRunPayroll(world, drivenBy(clock));
    const first = 1;
    expect(await now(first)).toMatchObject({ periodId, state: 'failed' });
    const second = await now(2);
    expect(second).toMatchObject({ periodId: later });
    expect(second.warnings).toContainEqual(
      expect.objectContaining({
        code: 'passed_earlier',
        facts: [expect.objectContaining({ periodId, runId: first, state: 'failed' })],
      }),
    );
    await letPass();
    must(await retryRun(world, { runId: 2, why }));
    await works(2);
    must(await retryRun(world, { runId: first, why }));
    await works(first);
    expect(await now(first)).toMatchObject({ state: 'committed', epoch: 2 });
    await expectSound(world);
  });

  it('is reported by doctor with what to do, and can be voided or recalculated', async () => {
    const { world } = company;
    const runId = await opened();
    await works(runId);
    const findings = await doctor(world, { embeddedIn: null });
    expect(findings.filter(({ check }) => check === 'stopped runs')).toMatchObject([
      {
        level: 'wrong',
        seen: expect.stringContaining('planted: not today'),
        actions: [
          { action: 'retry_run', run: runId },
          { action: 'recalculate_run', run: runId },
          { action: 'void_run', run: runId },
        ],
      },
    ]);
    await letPass();
    must(await recalculateRun(world, { runId, why }));
    await works(runId);
    expect(await now(runId)).toMatchObject({ state: 'committed', epoch: 2, failedIn: null });
    await expectSound(world);
  });

  it('can be voided like any failed run', async () => {
    const { world } = company;
    const runId = await opened();
    await works(runId);
    must(await voidRun(world, { runId, why }));
    expect(await now(runId)).toMatchObject({ state: 'voided', failedIn: null });
    await expectSound(world);
  });

  it('is not committed without the inputs that were imported after it failed', async () => {
    const { world } = company;
    const runId = await opened();
    await works(runId);
    const bytes = Buffer.from('employee_id,bonus\nuna,100.00\n');
    must(await importHours(world, { periodId, bytes, dryRun: false }));
    await letPass();
    expect(await retryRun(world, { runId, why })).toMatchObject({
      refusal: { code: 'inputs_changed', actions: [{ action: 'recalculate_run', run: runId }] },
    });
  });
});

it("a run keeps a person's approval while its commit is refused", async () => {
  const { world, companyId } = company;
  await takeRoster(world, { companyId, text: roster.replace('salary,48000.00,', 'hourly,,20') });
  const runId = await opened();
  await works(runId);
  expect(await now(runId)).toMatchObject({ state: 'review' });
  await refuse('committed');
  const approval = { runId, why: 'nobody worked', totals: null, dryRun: false };
  const by = 'person:ada';
  expect(must(await approveRun(as(world, by), approval))).toMatchObject({
    state: 'approved',
    failures: 1,
  });
  await works(runId);
  expect(await now(runId)).toMatchObject({
    state: 'failed',
    failedIn: 'approved',
    approvedBy: by,
  });
  await letPass();
  must(await retryRun(world, { runId, why }));
  await works(runId);
  expect(await now(runId)).toMatchObject({ state: 'committed', approvedWhy: 'nobody worked' });
  await expectSound(world);
});

it('a run whose commit the database aborts each time also fails, after more attempts', async () => {
  const { world, companyId, clock } = company;
  await refuse('committed', '57014');
  const runId = await opened();
  let tries = 0;
  while ((await now(runId)).state !== 'failed') {
    tries += 1;
    const drive = driveRun(world, { companyId, runId }, drivenBy(clock));
    await drive.catch((error: unknown) => expect(error).toMatchObject({ name: 'Outage' }));
  }
  expect(tries).toBeGreaterThan(10);
  expect(tries).toBeLessThan(30);
  await letPass();
  must(await retryRun(world, { runId, why }));
  await works(runId);
  expect(await now(runId)).toMatchObject({ state: 'committed', epoch: 1 });
});
