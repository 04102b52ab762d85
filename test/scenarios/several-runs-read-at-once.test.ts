/**
 * The inputs of several runs asked for at once are those of each run alone: runs of two companies, of
 * other revisions, tax years and pay dates, with all that reaches from one run into another.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addCompany } from '#operations/companies/add-company.ts';
import { payCodesOfRuns } from '#operations/companies/pay-codes.ts';
import { importBalances } from '#operations/people/import-balances.ts';
import { moveEmployee } from '#operations/people/move-employee.ts';
import type { FreezeAsk } from '#operations/runs/frozen-inputs.ts';
import { type RunInput, runInputs } from '#operations/runs/retro-inputs.ts';
import { runOffCycle } from '#operations/runs/run-off-cycle.ts';
import { addSchedule } from '#operations/schedules/add-schedule.ts';
import { employeesOfRun, runFrames } from '#store/reads/run-work.ts';
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import {
  companyRow,
  inputs,
  items,
  payCodes,
  period,
  run,
  settings,
  terms,
} from '../support/paid-periods.ts';
import {
  drivenBy,
  must,
  type SmallCompany,
  smallCompany,
  smallRoster,
  takeRoster,
} from '../support/small-company.ts';

const day = Temporal.PlainDate.from;
const retirement = {
  ...{ id: 1000, code: 'SAVINGS', kind: 'deduction', title: 'Savings', applies_to_all: true },
  amount: { by: 'percent', percent: '4', of: ['gross'] },
  caps: { monthly: '300' },
  journal_account: 'deductions_payable',
};

let database: TestDatabase;
let first: SmallCompany;
let asks: readonly FreezeAsk[];
let together: readonly (readonly RunInput[])[];

/** Two periods whose workweeks reach across them, a raise that reaches back, a loan and a bonus. */
async function paidYear(company: SmallCompany): Promise<void> {
  await payCodes(company, [retirement]);
  const balances = 'employee_id,year,tax,taxable_wages,withheld\nada,2026,SS,1000,62\n';
  const row = await companyRow(company);
  must(
    await importBalances(company.world, {
      ...{ company: row, bytes: Buffer.from(balances), dryRun: false },
    }),
  );
  await items(company, 'employee_id,code,amount,from,balance\nada,LOAN,400,2026-01-01,900\n');
  for (const from of ['2025-12-11', '2025-12-25', '2026-01-08']) {
    const id = await period(company, { from });
    const worked = [0, 1, 2, 9, 12, 13].map(
      (after) => `ben,REGULAR,10,${day(from).add({ days: after })}`,
    );
    await inputs(company, id, ['employee_id,code,hours,worked_on', ...worked, ''].join('\n'));
    await run(company, id);
  }
  const raise = 'employee_id,from,pay_type,annual_salary\nada,2026-01-01,salary,104000\n';
  await terms(company, raise);
  await terms(company, raise.replace('ada,2026-01-01', 'cleo,2026-01-10'));
  const { companyId, world } = company;
  const later = smallRoster.replace('eve,Eve Stone,salary,70000.00,,single,,2099-01-01', '');
  await takeRoster(world, { companyId, text: later.replace('2018-01-08', '2018-02-08') });
  must(
    await runOffCycle(
      world,
      {
        ...{ company: row, payOn: day('2026-01-30'), key: null, startOn: null, endOn: null },
        ...{ bytes: Buffer.from('employee_id,code,amount\nada,BONUS,500\n'), dryRun: false },
        frequency: 'biweekly',
      },
      drivenBy(company.clock),
    ),
  );
  await run(company, await period(company, { from: '2026-01-22' }));
}

async function anotherCompany(of: SmallCompany): Promise<SmallCompany> {
  const code = { code: 'other', name: 'Other & Co', currency: 'USD', calendar: 'fed' };
  const { companyId } = must(
    await addCompany(of.world, {
      ...{ ...code, timeZone: 'UTC', stateTax: 'none_calculated' },
    }),
  );
  const other = { ...of, companyId };
  await takeRoster(of.world, { companyId, text: smallRoster.replaceAll('000.00', '123.45') });
  await settings(other, { supplementalMethod: 'aggregate', workweekStart: 'monday' });
  return other;
}

/** Cleo goes to a schedule of its own, which takes her out of a period that others share. */
async function withMove(company: SmallCompany): Promise<void> {
  const { companyId, world } = company;
  const definition = { code: 'office', frequency: 'biweekly', anchor: '2026-02-18', rule: null };
  must(await addSchedule(world, { companyId, definition, fromOn: day('2026-02-05') }));
  must(
    await moveEmployee(world, {
      ...{ company: await companyRow(company), number: 'cleo', toCode: 'office' },
      ...{ from: { on: day('2026-02-12') }, reason: 'a new job', dryRun: false },
    }),
  );
  await run(company, await period(company, { from: '2026-02-05' }));
}

function asksOf(at: Reading): Promise<readonly FreezeAsk[]> {
  return rowsOf<{ runId: number }>(at, sql`select run_id as "runId" from pay_run order by 1`).then(
    async (rows) => {
      const frames = [
        ...(
          await runFrames(
            at,
            rows.map(({ runId }) => runId),
          )
        ).values(),
      ];
      const codes = await payCodesOfRuns(at, frames);
      const asked: FreezeAsk[] = [];
      for (const [place, frame] of frames.entries()) {
        const of = codes[place];
        if (of === undefined) throw new Error('each run has pay codes');
        asked.push({ frame, codes: of, employeeIds: await employeesOfRun(at, frame.runId) });
      }
      return asked;
    },
  );
}

beforeAll(async () => {
  database = await freshDatabase();
  first = await smallCompany({ url: database.url, now: '2026-01-02T12:00:00Z' });
  const second = await anotherCompany(first);
  await paidYear(first);
  await paidYear(second);
  await withMove(first);
  await first.world.store.read('every company', async (at) => {
    asks = await asksOf(at);
    together = await inputsOf(at, asks);
  });
});

afterAll(async () => {
  await first.close();
  await database.drop();
});

async function inputsOf(at: Reading, runs: readonly FreezeAsk[]) {
  return (await runInputs(at, runs)).map((inputs) => [...inputs]);
}

describe('the inputs of several runs', () => {
  it('asked for at once are those of each run alone, read as its own company', async () => {
    expect(asks).toHaveLength(11);
    for (const [place, ask] of asks.entries()) {
      const [alone] = await first.world.store.read(ask.frame, (at) => inputsOf(at, [ask]));
      expect(together[place]).toEqual(alone);
      expect(alone?.map(({ employeeId }) => employeeId)).toEqual(ask.employeeIds);
    }
  });

  it('do not depend on the order of the runs, and somebody may be in several', async () => {
    const again = [...asks, ...asks].reverse();
    const read = await first.world.store.read('every company', (at) => inputsOf(at, again));
    expect(read).toEqual([...together, ...together].reverse());
  });

  it('hold all that reaches from one run into another', () => {
    const all = together.flat();
    const has = (holds: (one: RunInput) => unknown) => all.filter(holds).length;
    expect({
      openings: has((one) => one.openings.size > 0) > 0,
      yearToDate: has((one) => one.input.yearToDate.size > 0) > 0,
      months: has((one) => (one.input.monthToDate?.size ?? 0) > 0) > 0,
      goals: new Set(all.flatMap(({ input }) => input.items.map((item) => item.balanceMinor))).size,
      terms: has((one) => one.input.employee.terms) > 0,
      hoursElsewhere: has((one) => (one.input.worked?.items.length ?? 0) > 0) > 0,
      retro: has((one) => one.retro.length > 0) > 0,
      lastRegularPay: has((one) => one.input.lastRegularPay),
      endsEarly: has((one) => one.input.employee.endedOn?.equals(day('2026-02-11'))),
    }).toEqual({
      ...{ openings: true, yearToDate: true, months: true, goals: 4, terms: true },
      ...{ hoursElsewhere: true, retro: true, lastRegularPay: 1, endsEarly: 1 },
    });
  });
});
