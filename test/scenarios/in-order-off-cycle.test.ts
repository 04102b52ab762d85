/** Off-cycle runs, and people who move, keep the order of the runs of the same people. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { moveEmployee } from '#operations/people/move-employee.ts';
import { holdPeriod } from '#operations/periods/hold-period.ts';
import { driveRun } from '#operations/runs/drive-run.ts';
import { openDueRuns } from '#operations/runs/open-due-runs.ts';
import { openOffCycleRun } from '#operations/runs/open-off-cycle.ts';
import { payHeld } from '#operations/runs/run-off-cycle.ts';
import { addSchedule } from '#operations/schedules/add-schedule.ts';
import { periods } from '#store/reads/periods.ts';
import { type RunRow, runs } from '#store/reads/runs.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { dueFortnight } from '../support/due-fortnight.ts';
import { companyRow } from '../support/paid-periods.ts';
import {
  drivenBy,
  must,
  type SmallCompany,
  smallCompany,
  takeRoster,
} from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

const day = (text: string) => Temporal.PlainDate.from(text);
const header = 'employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,hire_date\n';
const una = 'una,Una Vale,salary,48000.00,,single,2019-01-01\n';

let database: TestDatabase;
let company: SmallCompany;

beforeEach(async () => {
  database = await freshDatabase();
  const roster = header + una;
  company = await smallCompany({ url: database.url, now: '2026-01-02T12:00:00Z', roster });
});

afterEach(async () => {
  await company.close();
  await database.drop();
});

/** Opens a run that no worker works on yet. */
async function bonus(payOn: string): Promise<number> {
  const { world, companyId } = company;
  const row = await companyRow(company);
  const opened = await world.store.write({ companyId }, (tx) =>
    openOffCycleRun(tx, {
      ...{ world, company: row, payOn: day(payOn), key: null, startOn: null, endOn: null },
      ...{ frequency: 'biweekly', bytes: Buffer.from('employee_id,code,amount\nuna,BONUS,1000\n') },
    }),
  );
  return must(opened).runId;
}

async function allRuns() {
  const { world, companyId } = company;
  const rows = await world.store.read({ companyId }, (at) => runs(at, { companyId, limit: 100 }));
  return rows.toReversed();
}

async function works(runId: number): Promise<void> {
  const { world, companyId, clock } = company;
  await driveRun(world, { companyId, runId }, drivenBy(clock));
}

const looks = () => openDueRuns(company.world, { opens: 'due_instant' });

describe('a regular period', () => {
  it('waits for an earlier off-cycle run that pays one of its people', async () => {
    const periodId = await dueFortnight(company, { from: '2026-02-16', payOn: '2026-03-06' });
    await company.clock.set('2026-03-02T12:00:00Z');
    const runId = await bonus('2026-03-05');
    expect(await looks()).toMatchObject([{ periodId, kind: 'waits', ahead: { runId } }]);
    await works(runId);
    expect(await looks()).toMatchObject([{ periodId, kind: 'opened' }]);
    await expectSound(company.world);
  });

  it('does not wait for an off-cycle run with a later pay date', async () => {
    const periodId = await dueFortnight(company, { from: '2026-02-16', payOn: '2026-03-05' });
    await company.clock.set('2026-03-02T12:00:00Z');
    await bonus('2026-03-06');
    expect(await looks()).toMatchObject([{ periodId, kind: 'opened' }]);
  });

  it('does not wait for an off-cycle run of other people', async () => {
    const text = `${header}${una}vic,Vic,salary,60000.00,,single,2019-01-01\n`;
    await takeRoster(company.world, { companyId: company.companyId, text });
    const definition = { code: 'crew', frequency: 'monthly', rule: { days_before_end: 3 } };
    const { world, companyId } = company;
    must(await addSchedule(world, { companyId, definition }));
    await takeRoster(world, { companyId, text: header + una, scheduleCode: 'crew' });
    const periodId = await dueFortnight(company, { from: '2026-02-16', payOn: '2026-03-06' });
    await company.clock.set('2026-03-02T12:00:00Z');
    await bonus('2026-03-05');
    expect(await looks()).toContainEqual(expect.objectContaining({ periodId, kind: 'opened' }));
  });

  it('passes an off-cycle run that waits for a person, and says so', async () => {
    await dueFortnight(company, { from: '2026-02-16', payOn: '2026-03-06' });
    await company.clock.set('2026-03-02T12:00:00Z');
    await works(await bonus('2026-03-04'));
    // The same amount on another day looks like a duplicate.
    const second = await bonus('2026-03-05');
    await works(second);
    expect((await allRuns()).at(-1)).toMatchObject({ runId: second, state: 'review' });
    expect(await looks()).toMatchObject([{ kind: 'opened' }]);
    expect((await allRuns()).at(-1)?.warnings).toContainEqual(
      expect.objectContaining({
        code: 'passed_earlier',
        facts: [expect.objectContaining({ runId: second, state: 'review' })],
      }),
    );
  });
});

describe('an off-cycle run', () => {
  it('does not wait, and is recalculated when an earlier run is committed', async () => {
    await dueFortnight(company, { from: '2026-02-16', payOn: '2026-03-05' });
    await company.clock.set('2026-03-02T12:00:00Z');
    await looks();
    const [regular] = await allRuns();
    const runId = await bonus('2026-03-06');
    await works(regular?.runId ?? 0);
    await works(runId);
    expect(await allRuns()).toMatchObject([
      { runId: regular?.runId, state: 'committed', epoch: 1 },
      { runId, state: 'committed', epoch: 2 },
    ]);
    await expectSound(company.world);
  });

  it('reports that it passes a held period of its people', async () => {
    const periodId = await dueFortnight(company, { from: '2026-02-16', payOn: '2026-03-05' });
    await company.clock.set('2026-03-02T12:00:00Z');
    must(await holdPeriod(company.world, { periodId, why: 'asked the owner' }));
    await bonus('2026-03-06');
    expect(passedIn((await allRuns())[0])).toEqual([
      { periodId, payOn: '2026-03-05', runId: null, state: 'held' },
    ]);
  });

  it('reports that it passes a run of its people that waits for a person', async () => {
    await dueFortnight(company, { from: '2026-02-16', payOn: '2026-03-06' });
    await company.clock.set('2026-03-02T12:00:00Z');
    await works(await bonus('2026-03-03'));
    const second = await bonus('2026-03-04');
    await works(second);
    await bonus('2026-03-05');
    expect(passedIn((await allRuns()).at(-1))).toEqual([
      expect.objectContaining({ runId: second, state: 'review' }),
    ]);
  });

  it('does not mention a period with a later pay date', async () => {
    const periodId = await dueFortnight(company, { from: '2026-02-16', payOn: '2026-03-06' });
    await company.clock.set('2026-03-02T12:00:00Z');
    must(await holdPeriod(company.world, { periodId, why: 'asked the owner' }));
    await bonus('2026-03-05');
    expect(passedIn((await allRuns())[0])).toEqual([]);
  });
});

describe('a run for held people', () => {
  it('reports that it passes a later held period of its people with an earlier pay date', async () => {
    const text = `${header}${una}hugo,Hugo,hourly,,20,single,2019-01-01\n`;
    await takeRoster(company.world, { companyId: company.companyId, text });
    await dueFortnight(company, { from: '2026-02-02', payOn: '2026-03-04' });
    const second = await dueFortnight(company, { from: '2026-02-16', payOn: '2026-03-05' });
    await company.clock.set('2026-03-02T12:00:00Z');
    must(await holdPeriod(company.world, { periodId: second, why: 'asked the owner' }));
    await looks();
    const [first] = await allRuns();
    await works(first?.runId ?? 0);
    const ask = { runId: first?.runId ?? 0, payOn: day('2026-03-06'), dryRun: false };
    must(await payHeld(company.world, ask, drivenBy(company.clock)));
    expect(passedIn((await allRuns()).at(-1))).toEqual([
      expect.objectContaining({ periodId: second, state: 'held' }),
    ]);
  });
});

describe('a person who moves to another schedule', () => {
  it("makes the new schedule's first period wait for the old one's last run", async () => {
    const { world, companyId, clock } = company;
    const shared = {
      ...{ frequency: 'weekly', pay_date: { days_after_end: 5 }, catch_up_days: 30 },
      rule: { days_before_pay_date: 2 },
    };
    const weeks = [
      { code: 'early', anchor: '2026-02-27', starts_on: '2026-02-16', ends_on: '2026-02-22' },
      { code: 'late', anchor: '2026-03-06', starts_on: '2026-02-23', ends_on: '2026-03-01' },
    ];
    for (const week of weeks) {
      const definition = { ...shared, ...week };
      const fromOn = day(definition.starts_on);
      must(await addSchedule(world, { companyId, definition, fromOn }));
    }
    await takeRoster(world, { companyId, text: header + una, scheduleCode: 'early' });
    const other = `${header}vic,Vic,salary,60000.00,,single,2019-01-01\n`;
    await takeRoster(world, { companyId, text: other, scheduleCode: 'late' });
    const move = { number: 'una', toCode: 'late', from: { on: day('2026-02-23') } };
    const row = await companyRow(company);
    must(await moveEmployee(world, { ...move, company: row, reason: 'a job', dryRun: false }));
    await clock.set('2026-03-05T12:00:00Z');
    const [first, second] = await world.store.read({ companyId }, (at) =>
      periods(at, { companyId, limit: 10 }),
    );
    const opened = await looks();
    const [run] = await allRuns();
    expect(opened).toMatchObject([
      { periodId: first?.periodId, kind: 'opened' },
      { periodId: second?.periodId, kind: 'waits', ahead: { runId: run?.runId } },
    ]);
    await works(run?.runId ?? 0);
    expect(await looks()).toMatchObject([{ periodId: second?.periodId, kind: 'opened' }]);
  });
});

/** The runs that a run reports to have passed. */
function passedIn(run: RunRow | undefined) {
  return run?.warnings
    .filter(({ code }) => code === 'passed_earlier')
    .flatMap(({ facts }) => facts);
}
