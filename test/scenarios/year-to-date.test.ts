/** Yearly limits continue from run to run, and from another system's balances. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { payCodeIdOf } from '#operations/companies/pay-codes.ts';
import { importBalances } from '#operations/people/import-balances.ts';
import { activatePeriod } from '#operations/periods/activate-period.ts';
import { addPeriod } from '#operations/periods/add-period.ts';
import { explainPeriod } from '#operations/periods/explain-period.ts';
import { releasePeriod } from '#operations/periods/hold-period.ts';
import { autoRunPayroll, runPayrollForPeriod } from '#operations/runs/auto-run-payroll.ts';
import { recalculateRun, voidRun } from '#operations/runs/control-run.ts';
import { driveRun } from '#operations/runs/drive-run.ts';
import { openRun } from '#operations/runs/open-run.ts';
import { runOffCycle } from '#operations/runs/run-off-cycle.ts';
import { usFederal } from '#payslip/taxes/us/us-federal.ts';
import { companyById } from '#store/reads/companies.ts';
import { employeeIdsOf } from '#store/reads/roster.ts';
import { payslipOf, type RunRow, runById } from '#store/reads/runs.ts';
import { withoutYearToDate } from '#store/reads/unknown-years.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { companyRow, period, run } from '../support/paid-periods.ts';
import { drivenBy, must, type SmallCompany, smallCompany } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

const day = (text: string) => Temporal.PlainDate.from(text);
const roster = `employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,hire_date
ceo,Una Vale,salary,480000.00,,single,2019-01-01
`;

let database: TestDatabase;
let company: SmallCompany;

beforeAll(async () => {
  database = await freshDatabase();
  company = await smallCompany({ url: database.url, now: '2026-05-02T12:00:00Z', roster });
});

afterAll(async () => {
  await company.close();
  await database.drop();
});

async function month(from: string, to: string): Promise<number> {
  const { periodId } = must(
    await addPeriod(company.world, {
      companyId: company.companyId,
      scheduleId: null,
      frequency: 'monthly',
      startOn: day(from),
      endOn: day(to),
      payOn: null,
      rule: { days_before_end: 0 },
    }),
  );
  must(await activatePeriod(company.world, { periodId }));
  return periodId;
}

async function lineOf(runId: number, code: string): Promise<bigint> {
  const { world, companyId } = company;
  const payslip = await world.store.read({ companyId }, (at) =>
    payslipOf(at, { runId, number: 'ceo' }),
  );
  const place = payslip?.lineCodes.indexOf(payCodeIdOf(code, usFederal)) ?? -1;
  return place === -1 ? 0n : (payslip?.lineAmounts[place] ?? 0n);
}

async function runAt(moment: string): Promise<number> {
  await company.clock.set(moment);
  const [result] = await autoRunPayroll(company.world, drivenBy(company.clock));
  if (result?.kind !== 'ran') throw new Error(`it did not run: ${JSON.stringify(result)}`);
  return result.run.runId;
}

async function brought(wages: string, withheld: string): Promise<void> {
  const { world, companyId } = company;
  const row = await world.store.read({ companyId }, (at) => companyById(at, companyId));
  if (!row) throw new Error('the company is there');
  const text = `employee_id,year,tax,taxable_wages,withheld\nceo,2026,SS,${wages},${withheld}\n`;
  must(await importBalances(world, { company: row, bytes: Buffer.from(text), dryRun: false }));
}

describe('Social Security up to its wage base of 184,500 in 2026', () => {
  it('counts what the earlier system withheld, run after run', async () => {
    await brought('120000.00', '7440.00');
    await month('2026-05-01', '2026-05-31');
    // 120,000 imported and 40,000 a month: 6.2 % of 40,000, then of the remaining 24,500.
    const first = await runAt('2026-05-31T06:00:00Z');
    expect(await lineOf(first, 'SS')).toBe(248_000n);
    await month('2026-06-01', '2026-06-30');
    const second = await runAt('2026-06-30T06:00:00Z');
    expect(await lineOf(second, 'SS')).toBe(151_900n);
    await month('2026-07-01', '2026-07-31');
    expect(await lineOf(await runAt('2026-07-31T06:00:00Z'), 'SS')).toBe(0n);
  });

  it('counts a late correction of a balance in later runs, and not in earlier ones', async () => {
    await brought('80000.00', '4960.00');
    await month('2026-08-01', '2026-08-31');
    // 80,000 imported and 64,500 taxed here leave exactly these 40,000 below the base.
    expect(await lineOf(await runAt('2026-08-31T06:00:00Z'), 'SS')).toBe(248_000n);
    // 60,000 and 104,500: 20,000 are left.
    await brought('60000.00', '3720.00');
    await month('2026-09-01', '2026-09-30');
    expect(await lineOf(await runAt('2026-09-30T06:00:00Z'), 'SS')).toBe(124_000n);
  });
});

describe('a run that another run of the same people overtook', () => {
  it('is recalculated before it commits, so that no limit is used twice', async () => {
    const { world, companyId } = company;
    const late = await month('2026-10-01', '2026-10-31');
    const next = await month('2026-11-01', '2026-11-30');
    await company.clock.set('2026-11-30T12:00:00Z');
    const open = { companyId, force: { reason: 'both at once' } };
    const first = must(await openRun(world, { ...open, periodId: late }));
    const second = must(await openRun(world, { ...open, periodId: next }));
    await autoRunPayroll(world, drivenBy(company.clock));
    const runs = await world.store.read({ companyId }, async (at) => [
      await runById(at, first.runId),
      await runById(at, second.runId),
    ]);
    expect(runs.map((run) => run?.state)).toEqual(['committed', 'committed']);
    // The run that commits second includes what the first paid. Its epoch is one higher.
    expect(runs.map((run) => run?.epoch).sort()).toEqual([1, 2]);
    await expectSound(world);
  });
});

describe('a run that a person voids', () => {
  it('leaves its period held until a person releases it', async () => {
    const { world, companyId, clock } = company;
    const periodId = await month('2026-12-01', '2026-12-31');
    await clock.set('2026-12-31T12:00:00Z');
    const opened = must(await openRun(world, { companyId, periodId }));
    must(await voidRun(world, { runId: opened.runId, why: 'wrong salary' }));
    expect(await autoRunPayroll(world, drivenBy(clock))).toEqual([]);
    const explained = must(await explainPeriod(world, { periodId }));
    expect(explained.period).toMatchObject({ dueState: 'held' });
    expect(explained.summary).toMatch(
      new RegExp(`\\b${opened.runId}\\b.*\\btest\\b.*wrong salary`),
    );
    const again = await recalculateRun(world, { runId: opened.runId, why: 'no' });
    expect(again).toMatchObject({ ok: false, refusal: { code: 'run_state' } });
    const force = { reason: 'salary corrected' };
    const held = await runPayrollForPeriod(world, { periodId, force }, drivenBy(clock));
    expect(held).toMatchObject({ refusal: { code: 'due_held' } });
    must(await releasePeriod(world, { periodId }));
    const forced = must(await runPayrollForPeriod(world, { periodId, force }, drivenBy(clock)));
    expect(forced).toMatchObject({ kind: 'ran', run: { state: 'committed' } });
  });
});

describe('the first run in the middle of a year', () => {
  it('names the people without pay history for the year, except those hired in it', async () => {
    await using own = await freshDatabase();
    const people = ['ann', 'bob', 'cid', 'dee', 'eli'].map(
      (name) => `${name},${name},salary,52000.00,,single,2024-05-06`,
    );
    const header = roster.split('\n')[0];
    const text = [header, ...people, 'new,New One,salary,52000.00,,single,2026-04-01', ''].join(
      '\n',
    );
    const small = await smallCompany({ url: own.url, now: '2026-05-02T12:00:00Z', roster: text });
    const first = await run(small, await period(small, { from: '2026-04-20' }));
    expect(first.warnings).toEqual([
      {
        code: 'no_opening_balances',
        message: expect.stringMatching(/^5 people .*\(ann, bob, cid .*\b2\b/),
        facts: [{ taxYear: 2026, people: 5 }],
        actions: [{ action: 'import_balances' }],
      },
    ]);
    expect((await run(small, await period(small, { from: '2026-05-04' }))).warnings).toEqual([]);
    await small.close();
  });
});

describe('people without pay history for the year', () => {
  it('are found the same among few people and among very many', async () => {
    await using own = await freshDatabase();
    const people = Array.from(
      { length: 20 },
      (_, nth) => `p${nth},P,salary,52000.00,,single,2024-05-06`,
    );
    const text = [roster.split('\n')[0], ...people, 'hal,Hal,hourly,,20.00,single,2024-05-06', ''];
    const now = '2026-05-02T12:00:00Z';
    const small = await smallCompany({ url: own.url, now, roster: text.join('\n') });
    const { companyId, world } = small;
    const strangers = Array.from({ length: 6_000 }, (_, nth) => 1_000_000 + nth);
    const unknown = (more: readonly number[]) =>
      world.store.read({ companyId }, async (at) => {
        const ids = [...(await employeeIdsOf(at, { companyId })).values()];
        const revision = 2 ** 30;
        const ask = { companyId, taxYear: 2026, revision, employeeIds: [...ids, ...more] };
        return withoutYearToDate(at, [ask]);
      });
    const all = [{ count: 21, firstNumbers: ['hal', 'p0', 'p1'] }];
    expect([await unknown([]), await unknown(strangers)]).toEqual([all, all]);
    const { state, heldCount } = await run(small, await period(small, { from: '2026-05-04' }));
    expect({ state, heldCount }).toEqual({ state: 'committed', heldCount: 1 });
    const held = [{ count: 1, firstNumbers: ['hal'] }];
    expect([await unknown([]), await unknown(strangers)]).toEqual([held, held]);
    await small.close();
  });
});

describe('the warning about missing pay history for the year', () => {
  it('appears on a bonus, and again on the next period', async () => {
    await using own = await freshDatabase();
    const small = await smallCompany({ url: own.url, now: '2026-05-02T12:00:00Z', roster });
    const bonus = must(
      await runOffCycle(
        small.world,
        {
          company: await companyRow(small),
          ...{
            payOn: day('2026-05-08'),
            bytes: Buffer.from('employee_id,code,amount\nceo,BONUS,500\n'),
          },
          ...{ key: null, startOn: null, endOn: null, frequency: 'biweekly', dryRun: false },
        },
        drivenBy(small.clock),
      ),
    );
    const paid = bonus.kind === 'ran' ? bonus.run : null;
    expect(paid?.state).toBe('committed');
    expect(unknownIn(paid)).toEqual([{ taxYear: 2026, people: 1 }]);
    const regular = await run(small, await period(small, { from: '2026-05-04' }));
    expect(unknownIn(regular)).toEqual([{ taxYear: 2026, people: 1 }]);
    await small.close();
  });

  it('is checked again when the run is recalculated', async () => {
    await using own = await freshDatabase();
    const small = await smallCompany({ url: own.url, now: '2026-05-02T12:00:00Z' });
    const periodId = await period(small, { from: '2026-05-04' });
    const { world, companyId } = small;
    // Two hourly people have no hours, so half of the roster is held and a person decides.
    const { runId, state, warnings } = await run(small, periodId);
    expect({ state, facts: unknownIn({ warnings }) }).toEqual({
      state: 'review',
      facts: [{ taxYear: 2026, people: 4 }],
    });
    const again = async (numbers: readonly string[]) => {
      const rows = numbers.map((number) => `${number},2026,SS,1000.00,62.00\n`);
      const text = `employee_id,year,tax,taxable_wages,withheld\n${rows.join('')}`;
      must(
        await importBalances(world, {
          ...{ company: await companyRow(small), bytes: Buffer.from(text), dryRun: false },
        }),
      );
      must(await recalculateRun(world, { runId, why: 'balances came in' }));
      await driveRun(world, { companyId, runId }, drivenBy(small.clock));
      return unknownIn(await world.store.read({ companyId }, (at) => runById(at, runId)));
    };
    expect(await again(['ada'])).toEqual([{ taxYear: 2026, people: 3 }]);
    expect(await again(['ben', 'cleo', 'dan'])).toEqual([]);
    await small.close();
  });
});

function unknownIn(run: Pick<RunRow, 'warnings'> | null) {
  return run?.warnings
    .filter(({ code }) => code === 'no_opening_balances')
    .flatMap(({ facts }) => facts);
}
