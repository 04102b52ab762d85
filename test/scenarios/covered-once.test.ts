/** People who move between schedules, and people whom two schedules would pay for the same days. */
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MoveEmployee, moveEmployee } from '#operations/people/move-employee.ts';
import { activatePeriod } from '#operations/periods/activate-period.ts';
import { addPeriod } from '#operations/periods/add-period.ts';
import { runPayrollForPeriod } from '#operations/runs/auto-run-payroll.ts';
import { calculateChunk } from '#operations/runs/calculate-chunk.ts';
import { voidRun } from '#operations/runs/control-run.ts';
import { openRun } from '#operations/runs/open-run.ts';
import { addSchedule } from '#operations/schedules/add-schedule.ts';
import { companyById } from '#store/reads/companies.ts';
import { type PeriodRow, periods } from '#store/reads/periods.ts';
import { exceptionsOf, payslipOf } from '#store/reads/runs.ts';
import { factsIn } from '#text/facts.fixture.ts';
import { auditOf } from '../support/audit-rows.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import {
  as,
  drivenBy,
  must,
  type SmallCompany,
  smallCompany,
  takeRoster,
} from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

const by = 'person:ada';
const roster = (
  schedule: string,
) => `employee_id,name,pay_type,annual_salary,filing_status,hire_date,schedule
ada,Ada Lovelace,salary,91000.00,single,2019-03-01,${schedule}
cleo,Cleo Marsh,salary,130000.00,single,2018-01-08,office
fay,Fay Munro,salary,84000.00,single,2018-01-08,month
`;
const day = (text: string) => Temporal.PlainDate.from(text);

let database: TestDatabase;
let company: SmallCompany;
beforeEach(async () => {
  database = await freshDatabase();
  company = await smallCompany({ url: database.url, now: '2026-06-01T12:00:00Z' });
  const { world, companyId } = company;
  const office = {
    code: 'office',
    frequency: 'biweekly',
    anchor: '2026-06-19',
    pay_date: { days_after_end: 5 },
  };
  for (const definition of [office, { code: 'month', frequency: 'monthly' }]) {
    must(await addSchedule(as(world, by), { companyId, definition }));
  }
  await takeRoster(world, { companyId, text: roster('office') });
});
afterEach(async () => {
  await expectSound(company.world);
  await company.close();
  await database.drop();
});

async function stored(): Promise<readonly PeriodRow[]> {
  const { world, companyId } = company;
  return world.store.read({ companyId }, (at) => periods(at, { companyId, limit: 100 }));
}

async function period(schedule: string, startOn: string): Promise<PeriodRow> {
  const found = (await stored()).find(
    (one) => one.scheduleCode === schedule && one.startOn.equals(startOn),
  );
  if (!found) throw new Error(`there is a period of ${schedule} from ${startOn}`);
  return found;
}

/** Forces a period to run. Returns the amount of each paid person, and the reason of each other. */
async function run(schedule: string, startOn: string): Promise<Record<string, string>> {
  const { periodId } = await period(schedule, startOn);
  const ask = { periodId, force: { reason: 'test' } };
  const done = must(await runPayrollForPeriod(company.world, ask, drivenBy(company.clock)));
  if (done.kind !== 'ran') throw new Error(JSON.stringify(done));
  return told(done.run.runId);
}

async function told(runId: number): Promise<Record<string, string>> {
  const { world, companyId } = company;
  return world.store.read({ companyId }, async (at) => {
    const result: Record<string, string> = {};
    for (const number of ['ada', 'cleo', 'fay']) {
      const slip = await payslipOf(at, { runId, number });
      if (slip) result[number] = `${slip.grossMinor}`;
    }
    for (const { number, disposition, code } of await exceptionsOf(at, runId)) {
      result[number] = `${disposition} ${code}`;
    }
    return result;
  });
}

async function move(more: Partial<MoveEmployee>) {
  const { world, companyId } = company;
  const row = await world.store.read({ companyId }, (at) => companyById(at, companyId));
  if (!row) throw new Error('the company is there');
  return moveEmployee(as(world, by), {
    ...{ company: row, number: 'ada', toCode: 'month', from: { on: day('2026-07-01') } },
    ...{ reason: 'promoted', dryRun: false },
    ...more,
  });
}

const refusalOf = async (more: Partial<MoveEmployee>) => {
  const done = await move(more);
  return done.ok ? 'it was done' : done.refusal.code;
};

describe('an employee who moves from one schedule to another', () => {
  it('is paid by each for its days, each day once', async () => {
    const moved = must(await move({}));
    expect(moved).toMatchObject({
      from: 'office',
      to: 'month',
      lastOnOld: { days: 2, daysInPeriod: 14 },
      firstOnNew: { days: 31, daysInPeriod: 31 },
      proof: { holds: true, days: 33 },
    });
    expect(await run('office', '2026-06-01')).toEqual({ ada: '350000', cleo: '500000' });
    expect(await run('month', '2026-06-01')).toEqual({
      ada: 'excluded on_other_schedule',
      fay: '700000',
    });
    expect(await run('office', '2026-06-15')).toEqual({ ada: '350000', cleo: '500000' });
    // 91,000 / 26 × 2 / 14
    expect(await run('office', '2026-06-29')).toEqual({ ada: '50000', cleo: '500000' });
    // 91,000 / 12
    expect(await run('month', '2026-07-01')).toEqual({ ada: '758333', fay: '700000' });
    expect(await run('office', '2026-07-13')).toEqual({ cleo: '500000' });
    expect(await auditOf(company, ['employee.move'])).toMatchObject([
      { actor: by, facts: { from: 'office', to: 'month', on: '2026-07-01', reason: 'promoted' } },
    ]);
  });

  it('may begin with a period of the new schedule, and has a dry run', async () => {
    const { periodId } = await period('month', '2026-07-01');
    const dry = must(await move({ from: { periodId }, dryRun: true }));
    expect(`${dry.effectiveOn}`).toBe('2026-07-01');
    expect(await auditOf(company, ['employee.move'])).toEqual([]);
    expect(must(await move({ from: { periodId } }))).toEqual({ ...dry, written: true });
    const other = await period('office', '2026-06-29');
    expect(await refusalOf({ from: { periodId: other.periodId } })).toBe(
      'period_of_other_schedule',
    );
    expect(await refusalOf({ from: { periodId: 999 } })).toBe('period_not_found');
  });

  it('is not moved for days that are paid, or if no run would pay them', async () => {
    await run('office', '2026-06-29');
    expect(await refusalOf({})).toBe('move_after_run');
    await run('month', '2026-07-01');
    expect(await refusalOf({ number: 'cleo', from: { on: day('2026-07-13') } })).toBe(
      'move_misses_run',
    );
    expect(await refusalOf({ from: { on: day('2026-08-01') } })).toBe('it was done');
  });

  it('moves at most once within a period, and never before an earlier move', async () => {
    must(await move({}));
    expect(await refusalOf({ toCode: 'office', from: { on: day('2026-06-20') } })).toBe(
      'move_before_another',
    );
    expect(await refusalOf({ toCode: 'office', from: { on: day('2026-07-10') } })).toBe(
      'move_too_close',
    );
    expect(await refusalOf({ toCode: 'month', from: { on: day('2026-08-10') } })).toBe(
      'already_on_schedule',
    );
    must(await move({ toCode: 'office', from: { on: day('2026-08-10') } }));
    expect(await run('month', '2026-08-01')).toEqual({ ada: '220161', fay: '700000' });
    expect(await run('office', '2026-08-10')).toEqual({ ada: '350000', cleo: '500000' });
  });

  it('stays if the move is reversed before it begins', async () => {
    must(await move({}));
    expect(must(await move({ toCode: 'office' }))).toMatchObject({ isTakenBack: true });
    expect(await run('office', '2026-06-29')).toMatchObject({ ada: '350000' });
    expect(await run('month', '2026-07-01')).toEqual({ fay: '700000' });
  });

  it('follows the roster if it names another schedule', async () => {
    must(await move({}));
    await takeRoster(company.world, { companyId: company.companyId, text: roster('office') });
    expect(await run('office', '2026-06-29')).toMatchObject({ ada: '350000' });
    expect(await auditOf(company, ['roster.import'])).toMatchObject([
      {},
      {},
      { facts: { movesClosed: 1 } },
    ]);
  });

  it.each([
    [{ number: 'nobody' }, 'employee_not_found'],
    [{ toCode: 'monht' }, 'schedule_not_found'],
    [{ toCode: 'office' }, 'already_on_schedule'],
  ])('is refused: %j', async (more, code) => {
    expect(await refusalOf(more)).toBe(code);
  });
});

describe('days that another run pays already', () => {
  const onMonth = () =>
    takeRoster(company.world, { companyId: company.companyId, text: roster('month') });

  it('hold a person for whom some days remain', async () => {
    await run('office', '2026-06-01');
    await onMonth();
    expect(await run('month', '2026-06-01')).toEqual({
      ada: 'held covered_by_other_period',
      fay: '700000',
    });
  });

  it('exclude a person for whom no day remains', async () => {
    await onMonth();
    await run('month', '2026-06-01');
    await takeRoster(company.world, { companyId: company.companyId, text: roster('office') });
    expect(await run('office', '2026-06-01')).toEqual({
      ada: 'excluded covered_by_other_period',
      cleo: '500000',
    });
    const { liveRunId } = await period('office', '2026-06-01');
    const { world, companyId } = company;
    const [ada] = await world.store.read({ companyId }, (at) => exceptionsOf(at, liveRunId ?? 0));
    expect(factsIn(ada?.detail)).toEqual(expect.arrayContaining(['2026-06-01', '2026-06-30']));
  });

  it('no longer count after that run is voided', async () => {
    const { periodId } = await period('office', '2026-06-01');
    const { world, companyId } = company;
    const opened = must(
      await openRun(as(world, by), { companyId, periodId, force: { reason: 'x' } }),
    );
    await calculateChunk(world, { companyId, runId: opened.runId, ordinal: 1 });
    must(await voidRun(as(world, by), { runId: opened.runId, why: 'wrong roster' }));
    await onMonth();
    expect(await run('month', '2026-06-01')).toEqual({ ada: '758333', fay: '700000' });
  });

  it('are seen by the second of two open runs', async () => {
    const { world, companyId } = company;
    const first = await period('office', '2026-06-01');
    const one = must(await openRun(as(world, by), { ...first, force: { reason: 'x' } }));
    await onMonth();
    const second = await period('month', '2026-06-01');
    const two = must(await openRun(as(world, by), { ...second, force: { reason: 'x' } }));
    expect(await calculateChunk(world, { companyId, runId: two.runId, ordinal: 1 })).toMatchObject({
      paid: 2,
    });
    expect(await calculateChunk(world, { companyId, runId: one.runId, ordinal: 1 })).toMatchObject({
      paid: 1,
      held: 1,
    });
    expect(await told(one.runId)).toEqual({ ada: 'held covered_by_other_period', cleo: '500000' });
  });
});

describe('the database', () => {
  async function sql(text: string): Promise<string> {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    try {
      await client.query('set search_path = paybeat, public');
      await client.query(text);
      return 'done';
    } catch (error) {
      return error instanceof pg.DatabaseError ? `${error.constraint ?? error.message}` : 'other';
    } finally {
      await client.end();
    }
  }

  /** Copies Ada's payslip of one run into another run. */
  const copied = (from: number, to: number) => `insert into payslip
    select company_id, ${to}, employee_id, ordinal, epoch, gross_minor, reimbursements_minor,
      deductions_minor, taxes_minor, employer_minor, net_minor, line_codes, line_amounts, ytd_codes,
      ytd_amounts, warnings
    from payslip where run_id = ${from}
      and employee_id = (select employee_id from employee where number = 'ada')`;

  async function twoRuns(): Promise<{ paid: number; open: number }> {
    await run('office', '2026-06-01');
    const { world, companyId } = company;
    const { periodId } = await period('month', '2026-06-01');
    const opened = must(
      await openRun(as(world, by), { companyId, periodId, force: { reason: 'x' } }),
    );
    await calculateChunk(world, { companyId, runId: opened.runId, ordinal: 1 });
    return { paid: (await period('office', '2026-06-01')).liveRunId ?? 0, open: opened.runId };
  }

  it('refuses a second payslip for the same days from any writer', async () => {
    const { paid, open } = await twoRuns();
    expect(await sql(copied(paid, open))).toBe('payslip_covered_once');
  });

  it('refuses to commit a run with such a payslip that was written without a check', async () => {
    const { paid, open } = await twoRuns();
    const guarded = (how: 'enable' | 'disable') =>
      `alter table payslip ${how} trigger payslip_insert_open;`;
    const unseen = `${guarded('disable')} ${copied(paid, open)}; ${guarded('enable')}`;
    expect(await sql(unseen)).toBe('done');
    const commit = `update pay_run set state = 'committed', committed_at = now(), committed_revision = 1
      where run_id = ${open}`;
    expect(await sql(commit)).toBe('payslip_covered_once');
    const removed = `delete from payslip where run_id = ${open}
      and employee_id = (select employee_id from employee where number = 'ada')`;
    expect(await sql(removed)).toBe('done');
  });

  it('refuses to move the days of a period, and periods of one schedule that overlap', async () => {
    const { periodId } = await period('office', '2026-06-01');
    expect(
      await sql(`update pay_period set end_on = end_on - 1 where period_id = ${periodId}`),
    ).toMatch(new RegExp(`\\b${periodId} never change$`));
    const more = `insert into pay_period (company_id, schedule_id, frequency, start_on, end_on,
        nominal_pay_on, pay_on, pay_on_reason, status, automation_enabled)
      select company_id, schedule_id, frequency, start_on + 1, end_on + 1, pay_on, pay_on, '', 'active', false
      from pay_period where period_id = ${periodId}`;
    expect(await sql(more)).toBe('pay_period_no_overlap');
  });
});

describe('a period added by hand to a schedule', () => {
  it('is refused for days for which the schedule will generate a period', async () => {
    const { world, companyId } = company;
    const { scheduleId } = await period('month', '2026-06-01');
    const add = (startOn: string, endOn: string) =>
      addPeriod(as(world, by), {
        ...{ companyId, scheduleId, frequency: 'monthly', payOn: null, rule: null },
        ...{ startOn: day(startOn), endOn: day(endOn) },
      });
    expect(await add('2027-03-01', '2027-03-31')).toMatchObject({
      refusal: { code: 'period_overlaps' },
    });
    expect(await add('2026-07-10', '2026-07-20')).toMatchObject({
      refusal: { code: 'period_overlaps' },
    });
    const early = must(await add('2026-05-01', '2026-05-31'));
    must(await activatePeriod(as(world, by), { periodId: early.periodId }));
  });
});
