/** Runs of the same people follow one another: by pay date, then first day, then id. */
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { doctor } from '#operations/doctor.ts';
import { explainPeriod } from '#operations/periods/explain-period.ts';
import { holdPeriod } from '#operations/periods/hold-period.ts';
import { autoRunPayroll, runPayrollForPeriod } from '#operations/runs/auto-run-payroll.ts';
import { voidRun } from '#operations/runs/control-run.ts';
import { driveRun } from '#operations/runs/drive-run.ts';
import { type OpenResult, openDueRuns } from '#operations/runs/open-due-runs.ts';
import { openRun } from '#operations/runs/open-run.ts';
import { runOffCycle } from '#operations/runs/run-off-cycle.ts';
import { addSchedule } from '#operations/schedules/add-schedule.ts';
import { verify } from '#operations/verify.ts';
import { companyById } from '#store/reads/companies.ts';
import { runs } from '#store/reads/runs.ts';
import { waitingPeriods } from '#store/reads/waiting-periods.ts';
import { factsIn } from '#text/facts.fixture.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { dueFortnight } from '../support/due-fortnight.ts';
import {
  drivenBy,
  must,
  type SmallCompany,
  smallCompany,
  takeRoster,
  worldOn,
} from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

const day = (text: string) => Temporal.PlainDate.from(text);
const header = 'employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,hire_date\n';
const roster = `${header}una,Una Vale,salary,48000.00,,single,2019-01-01\n`;

let database: TestDatabase;
let company: SmallCompany;

beforeEach(async () => {
  database = await freshDatabase();
  company = await smallCompany({ url: database.url, now: '2026-01-02T12:00:00Z', roster });
});

afterEach(async () => {
  await company.close();
  await database.drop();
});

function fortnight(from: string, payOn?: string): Promise<number> {
  return dueFortnight(company, payOn === undefined ? { from } : { from, payOn });
}

async function three(): Promise<readonly [number, number, number]> {
  const first = await fortnight('2026-01-05');
  const second = await fortnight('2026-01-19');
  const third = await fortnight('2026-02-02');
  await company.clock.set('2026-03-02T12:00:00Z');
  return [first, second, third];
}

/** Nobody has hours, so each run waits for a person. */
async function withoutHours(): Promise<void> {
  const hourly = Array.from({ length: 12 }, (_, n) => `h${n},H ${n},hourly,,20,single,2019-01-01`);
  const text = [header.trim(), ...hourly, ''].join('\n');
  await takeRoster(company.world, { companyId: company.companyId, text });
}

function looks(): Promise<readonly OpenResult[]> {
  return openDueRuns(company.world, { opens: 'due_instant' });
}

async function allRuns() {
  const { world, companyId } = company;
  const rows = await world.store.read({ companyId }, (at) => runs(at, { companyId, limit: 100 }));
  return rows.toReversed();
}

async function sqlIn(text: string): Promise<void> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(text);
  await client.end();
}

/** Does all the work of a run, as a worker would. */
async function works(runId: number): Promise<void> {
  const { world, companyId, clock } = company;
  await driveRun(world, { companyId, runId }, drivenBy(clock));
}

describe('several due periods of the same people', () => {
  it('are opened one after another, and each is calculated once', async () => {
    const [first, second, third] = await three();
    const opened = await looks();
    const [run] = await allRuns();
    const ahead = { periodId: first, runId: run?.runId };
    expect(opened).toMatchObject([
      { periodId: first, kind: 'opened' },
      { periodId: second, kind: 'waits', ahead },
      { periodId: third, kind: 'waits' },
    ]);
    await works(run?.runId ?? 0);
    expect(await looks()).toMatchObject([
      { periodId: second, kind: 'opened' },
      { periodId: third, kind: 'waits' },
    ]);
    await autoRunPayroll(company.world, drivenBy(company.clock));
    const all = await allRuns();
    expect(all).toMatchObject(
      [first, second, third].map((periodId) => ({ periodId, state: 'committed', epoch: 1 })),
    );
    expect(all.map(({ warnings }) => warnings.map(({ code }) => code))).toEqual([
      expect.not.arrayContaining(['passed_earlier']),
      [],
      [],
    ]);
    await expectSound(company.world);
  });

  it('are ordered by pay date, then by first day', async () => {
    const late = await fortnight('2026-01-05', '2026-03-06');
    const early = await fortnight('2026-01-19', '2026-03-05');
    await company.clock.set('2026-03-02T12:00:00Z');
    expect(await looks()).toMatchObject([
      { periodId: early, kind: 'opened' },
      { periodId: late, kind: 'waits' },
    ]);
  });

  it('are all run by one command', async () => {
    await three();
    const results = await autoRunPayroll(company.world, drivenBy(company.clock));
    expect(results).toMatchObject(
      Array.from({ length: 3 }, () => ({ kind: 'ran', run: { state: 'committed', epoch: 1 } })),
    );
  });

  it('wait for a period that another worker is about to open', async () => {
    const [first, second] = await three();
    const { world, companyId } = company;
    const dueBefore = { opens: 'due_instant', except: new Set<number>() } as const;
    const refused = await openRun(world, { companyId, periodId: second, dueBefore });
    expect(refused).toMatchObject({
      ok: false,
      refusal: {
        code: 'waits_in_turn',
        facts: { periodId: second, aheadPeriodId: first, aheadRunId: null },
      },
    });
  });

  it('show which run they wait for', async () => {
    const [first, second] = await three();
    await looks();
    const [run] = await allRuns();
    const explained = must(await explainPeriod(company.world, { periodId: second }));
    expect(explained.isDue).toBe(false);
    expect(explained.ahead).toEqual({ periodId: first, runId: run?.runId });
    expect(explained.conditions.filter(({ holds }) => !holds)).toMatchObject([{ code: 'in_turn' }]);
  });

  it('are listed with what each waits for', async () => {
    const [first, second, third] = await three();
    const { world, companyId } = company;
    const told = () => world.store.read({ companyId }, (at) => waitingPeriods(at, { limit: 10 }));
    const none = { aheadPeriodId: first, aheadRunId: null };
    expect(await told()).toMatchObject([
      { periodId: second, ...none },
      { periodId: third, ...none },
    ]);
    await looks();
    const [run] = await allRuns();
    const ahead = { aheadPeriodId: first, aheadRunId: run?.runId };
    expect(await told()).toMatchObject([
      { periodId: second, ...ahead },
      { periodId: third, ...ahead },
    ]);
    const findings = await doctor(world, { embeddedIn: null });
    const seen = findings.find(({ check }) => check === 'waiting periods')?.seen;
    expect(factsIn(seen)).toEqual(expect.arrayContaining([first, run?.runId, second].map(String)));
  });

  it('are not missed while they wait; only a period that nobody opens is', async () => {
    const [first] = await three();
    await sqlIn(`insert into paybeat.worker (worker_id, host, pid, kind, name, queues,
      concurrency, state, lease_seconds, version, registered, active, facts, settings)
      values ('w', 'h', 1, 'worker', 'w', '{}', 1, 'running', 30, '', '{}', '[]', '{}', '{}')`);
    const missed = async () =>
      (await verify(company.world))
        .filter(({ id }) => id === 'I9')
        .flatMap(({ violations }) => violations.map(({ subject }) => subject));
    expect(await missed()).toEqual([`period:${first}`]);
    await looks();
    expect(await missed()).toEqual([]);
  });

  it('have the same order for two workers that scan at the same time', async () => {
    await three();
    const { world } = company;
    const worlds = [world, worldOn(world.store, {}, 'other'), worldOn(world.store, {}, 'third')];
    await Promise.all(worlds.map((one) => openDueRuns(one, { opens: 'due_instant' })));
    expect(await allRuns()).toHaveLength(1);
  });
});

describe('a period whose rule says if_missed: hold', () => {
  const hold = { ifMissed: 'hold' } as const;
  /** The first run opens at 12:00 by default, twelve hours after both fell due. */
  async function behind(openedAt: string, endsAt: string): Promise<readonly OpenResult[]> {
    await dueFortnight(company, { from: '2026-01-05' });
    await dueFortnight(company, { from: '2026-01-19', ...hold });
    await company.clock.set(openedAt);
    await looks();
    await company.clock.set(endsAt);
    await works((await allRuns())[0]?.runId ?? 0);
    return looks();
  }

  it('runs if it was waiting for its turn, however long', async () => {
    expect(await behind('2026-03-02T05:00:30Z', '2026-03-02T09:00:00Z')).toMatchObject([
      { kind: 'opened' },
    ]);
  });

  it('is held if no worker scanned before its turn', async () => {
    expect(await behind('2026-03-02T08:00:00Z', '2026-03-02T08:01:00Z')).toMatchObject([
      { kind: 'refused', refusal: { code: 'missed_and_held' } },
    ]);
  });
});

describe('a period that a person runs', () => {
  it('runs after the earlier run, which the command finishes', async () => {
    const [first, second] = await three();
    await looks();
    const { world, clock } = company;
    must(await runPayrollForPeriod(world, { periodId: second }, drivenBy(clock)));
    expect(await allRuns()).toMatchObject([
      { periodId: first, state: 'committed', epoch: 1 },
      { periodId: second, state: 'committed', epoch: 1 },
    ]);
  });

  it('runs after the earlier run even if it is forced', async () => {
    const [first, second] = await three();
    await looks();
    const { world, clock } = company;
    const force = { reason: 'the bank closes early' };
    must(await runPayrollForPeriod(world, { periodId: second, force }, drivenBy(clock)));
    expect(await allRuns()).toMatchObject([
      { periodId: first, state: 'committed', epoch: 1 },
      { periodId: second, state: 'committed', epoch: 1 },
    ]);
  });
});

describe('a result', () => {
  it('names the run of the same people that was committed first', async () => {
    const [first, second] = await three();
    await looks();
    const { world, clock } = company;
    const force = { reason: 'the bank closes early' };
    const ran = must(
      await runPayrollForPeriod(world, { periodId: second, force }, drivenBy(clock)),
    );
    expect(ran).toMatchObject({ earlierRuns: [{ periodId: first, state: 'committed' }] });
  });
});

describe('a period that waits for a person', () => {
  it('is passed if it is held, and the run that passes it says so', async () => {
    const [first, second] = await three();
    must(await holdPeriod(company.world, { periodId: first, why: 'asked the owner' }));
    await looks();
    const [run] = await allRuns();
    expect(run).toMatchObject({ periodId: second });
    expect(run?.warnings).toContainEqual({
      code: 'passed_earlier',
      message: expect.stringContaining(`period ${first}`),
      facts: [{ periodId: first, payOn: '2026-01-16', runId: null, state: 'held' }],
    });
  });

  it('is passed if its run is in review', async () => {
    await withoutHours();
    const [, second] = await three();
    await looks();
    const [before] = await allRuns();
    await works(before?.runId ?? 0);
    expect((await allRuns())[0]).toMatchObject({ state: 'review' });
    expect(await looks()).toMatchObject([{ periodId: second, kind: 'opened' }, { kind: 'waits' }]);
    const [, run] = await allRuns();
    expect(run?.warnings).toContainEqual(
      expect.objectContaining({
        code: 'passed_earlier',
        facts: [expect.objectContaining({ runId: before?.runId, state: 'review' })],
      }),
    );
  });

  it('is passed by an off-cycle run of the same people, which says so', async () => {
    await withoutHours();
    await three();
    await looks();
    const [before] = await allRuns();
    await works(before?.runId ?? 0);
    const { world, companyId, clock } = company;
    const row = await world.store.read({ companyId }, (at) => companyById(at, companyId));
    if (!row) throw new Error('the company is there');
    const bytes = new TextEncoder().encode('employee_id,code,amount\nh1,bonus,100.00\n');
    const ask = {
      ...{ company: row, payOn: day('2026-03-06'), bytes, key: null, startOn: null, endOn: null },
      ...{ frequency: null, dryRun: false },
    };
    const paid = must(await runOffCycle(world, ask, drivenBy(clock)));
    expect(paid).toMatchObject({
      kind: 'ran',
      run: {
        state: 'committed',
        warnings: expect.arrayContaining([
          expect.objectContaining({
            code: 'passed_earlier',
            facts: [expect.objectContaining({ runId: before?.runId, state: 'review' })],
          }),
        ]),
      },
    });
  });

  it('is passed if its run is voided', async () => {
    const [first, second] = await three();
    await looks();
    const [run] = await allRuns();
    must(await voidRun(company.world, { runId: run?.runId ?? 0, why: 'wrong salary' }));
    expect(await looks()).toMatchObject([{ periodId: second, kind: 'opened' }, { kind: 'waits' }]);
    expect((await allRuns()).at(-1)?.warnings).toContainEqual(
      expect.objectContaining({
        code: 'passed_earlier',
        facts: [{ periodId: first, payOn: '2026-01-16', runId: null, state: 'held' }],
      }),
    );
  });

  it('is reported as due without a run when a person opens a later one', async () => {
    const [first, second] = await three();
    const { world, companyId } = company;
    must(await openRun(world, { companyId, periodId: second }));
    expect((await allRuns())[0]?.warnings).toContainEqual(
      expect.objectContaining({
        code: 'passed_earlier',
        facts: [{ periodId: first, payOn: '2026-01-16', runId: null, state: 'waiting' }],
      }),
    );
  });

  it('is passed if it cannot be opened', async () => {
    const [first, second] = await three();
    await sqlIn(`alter table paybeat.pay_run add constraint unlucky check (period_id <> ${first})`);
    expect(await looks()).toMatchObject([
      { periodId: first, kind: 'failed' },
      { periodId: second, kind: 'opened' },
      { kind: 'waits' },
    ]);
    expect((await allRuns())[0]?.warnings).toContainEqual(
      expect.objectContaining({
        code: 'passed_earlier',
        facts: [{ periodId: first, payOn: '2026-01-16', runId: null, state: 'waiting' }],
      }),
    );
  });
});

describe('periods of other people', () => {
  it('are run at the same time', async () => {
    const { world, companyId } = company;
    const definition = {
      ...{ code: 'crew', frequency: 'weekly', anchor: '2026-02-27', starts_on: '2026-02-16' },
      ...{ ends_on: '2026-03-01', pay_date: { days_after_end: 5 } },
      rule: { days_before_pay_date: 2 },
    };
    must(await addSchedule(world, { companyId, definition, fromOn: day('2026-02-16') }));
    await takeRoster(world, {
      companyId,
      text: `${header}hal,Hal,salary,52000.00,,single,2020-01-01\n`,
      scheduleCode: 'crew',
    });
    const first = await fortnight('2026-01-19');
    await fortnight('2026-02-02');
    await company.clock.set('2026-03-02T12:00:00Z');
    const opened = (await looks()).filter(({ kind }) => kind === 'opened');
    expect(opened).toHaveLength(2);
    expect(opened).toContainEqual(expect.objectContaining({ periodId: first }));
  });
});
