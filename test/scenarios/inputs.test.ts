/**
 * Changes from a day on: raises, second jobs, hires, leavers, unpaid leave, allowances, loans.
 * Every payslip in these tests is also explained from the inputs that its run froze.
 */
import { describe, expect, it } from 'vitest';
import { importBalances } from '#operations/people/import-balances.ts';
import { importRoster } from '#operations/people/import-roster.ts';
import { runOffCycle } from '#operations/runs/run-off-cycle.ts';
import { totalsFromRows } from '#store/reads/run-totals.ts';
import { freshDatabase } from '../support/database.ts';
import {
  companyRow,
  hours,
  inputs,
  items,
  payCodes,
  payslip,
  period,
  run,
  settings,
  terms,
} from '../support/paid-periods.ts';
import { drivenBy, must, type SmallCompany, smallCompany } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

const roster = `employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,hire_date,end_date
ada,Ada Lovelace,salary,91000.00,,single,2019-03-01,
ben,Ben Carter,hourly,,24.50,mfj,2021-06-14,
new,Nell Ewing,salary,65000.00,,single,2026-01-08,
old,Olga Ryan,salary,52000.00,,single,2018-05-01,2026-01-09
`;

async function company(people = roster): Promise<SmallCompany> {
  const database = await freshDatabase();
  return smallCompany({ url: database.url, now: '2026-01-02T12:00:00Z', roster: people });
}

/** 5 to 18 January 2026, Monday to Sunday. */
const january = { from: '2026-01-05' };

describe('a part of a pay period', () => {
  // 65,000 ÷ 26 = 2,500 and 52,000 ÷ 26 = 2,000. Nell is employed for 11 of 14 days, 7 of 10
  // working days. Olga is employed for 5 of 14 days, 5 of 10 working days.
  it.each([
    ['calendar_days', '1964.29', '714.29', '11 of 14 calendar days'],
    ['working_days', '1750.00', '1000.00', '7 of 10 working days'],
  ])('is measured by %s, and says so', async (proration, hired, left, told) => {
    const small = await company();
    await settings(small, { proration });
    const first = await period(small, january);
    await hours(small, first, 'employee_id,regular_hours\nben,80\n');
    const { runId } = await run(small, first);
    const nell = await payslip(small, { runId, number: 'new' });
    expect(nell.lines['SALARY']).toBe(hired);
    expect(nell.warnings).toEqual([
      `prorated: salary prorated: ${told} (employed 2026-01-08 to 2026-01-18)`,
    ]);
    expect((await payslip(small, { runId, number: 'old' })).lines['SALARY']).toBe(left);
    await expectSound(small.world);
    await small.close();
  });

  it("is measured by the entered hours if the company's settings say so", async () => {
    const small = await company();
    await settings(small, { proration: 'hours' });
    const first = await period(small, january);
    await inputs(small, first, 'employee_id,code,hours\nben,REGULAR,80\nnew,SALARY,56\n');
    const { runId, heldCount } = await run(small, first);
    // 56 × 65,000 ÷ 2,080; Olga has no hours.
    expect((await payslip(small, { runId, number: 'new' })).lines['SALARY']).toBe('1750.00');
    expect(heldCount).toBe(1);
    await expectSound(small.world);
    await small.close();
  });
});

describe('pay that changes on a day', () => {
  it('is split at that day, and a past run does not change', async () => {
    const small = await company();
    const first = await period(small, january);
    await hours(small, first, 'employee_id,regular_hours\nben,80\n');
    const before = await run(small, first);
    const then = await payslip(small, { runId: before.runId, number: 'ada' });
    expect(then.lines['SALARY']).toBe('3500.00');

    await terms(small, 'employee_id,from,pay_type,annual_salary\nada,2026-01-26,salary,104000\n');
    const second = await period(small, { from: '2026-01-19' });
    await hours(small, second, 'employee_id,regular_hours\nben,80\n');
    const { runId } = await run(small, second);
    const now = await payslip(small, { runId, number: 'ada' });
    // (91,000 × 7 + 104,000 × 7) ÷ (26 × 14)
    expect(now.lines['SALARY']).toBe('3750.00');
    expect(now.warnings).toEqual(['salary_changed: annual salary 104000.00 from 2026-01-26']);
    expect(await payslip(small, { runId: before.runId, number: 'ada' })).toEqual(then);
    await expectSound(small.world);
    await small.close();
  });

  it('needs the day of each hour, and a second job has its own hours', async () => {
    const small = await company();
    await terms(
      small,
      [
        'employee_id,job,from,until,pay_type,annual_salary,hourly_rate',
        'ben,,2026-01-12,,hourly,,30',
        'ben,night guard,2026-01-01,2026-03-31,hourly,,18.25',
        '',
      ].join('\n'),
    );
    const first = await period(small, january);
    await inputs(
      small,
      first,
      [
        'employee_id,code,hours,job,worked_on',
        'ben,REGULAR,8,,2026-01-09',
        'ben,REGULAR,8,,2026-01-12',
        'ben,REGULAR,4,night guard,',
        '',
      ].join('\n'),
    );
    const { runId } = await run(small, first);
    // 8 × 24.50 + 8 × 30 + 4 × 18.25
    expect((await payslip(small, { runId, number: 'ben' })).lines).toMatchObject({
      REGULAR: '509.00',
    });
    await expectSound(small.world);
    await small.close();
  });
});

describe('unpaid leave', () => {
  it('reduces the salary by the hour', async () => {
    const small = await company();
    const first = await period(small, january);
    await inputs(small, first, 'employee_id,code,hours\nben,REGULAR,80\nada,UNPAID_LEAVE,16\n');
    const { runId } = await run(small, first);
    // 16 × 91,000 ÷ 2,080
    expect((await payslip(small, { runId, number: 'ada' })).lines).toMatchObject({
      SALARY: '3500.00',
      UNPAID_LEAVE: '-700.00',
    });
    await expectSound(small.world);
    await small.close();
  });
});

describe('an item that applies from a day on', () => {
  it('is in every period that its days touch, and ends the earlier item', async () => {
    const small = await company();
    await payCodes(small, [
      {
        id: 1000,
        code: 'CAR',
        kind: 'earning',
        title: 'Car allowance',
        amount: { by: 'amount' },
        journal_account: 'wages',
      },
    ]);
    await items(
      small,
      'employee_id,code,amount,from,until\nada,CAR,100,2026-01-10,\nada,CAR,120,2026-02-01,2026-02-20\n',
    );
    const paid: (string | undefined)[] = [];
    for (const from of ['2026-01-05', '2026-01-19', '2026-02-02', '2026-02-16', '2026-03-02']) {
      const id = await period(small, { from });
      await hours(small, id, 'employee_id,regular_hours\nben,80\n');
      const { runId } = await run(small, id);
      paid.push((await payslip(small, { runId, number: 'ada' })).lines['CAR']);
    }
    expect(paid).toEqual(['100.00', '120.00', '120.00', '120.00', undefined]);
    await expectSound(small.world);
    await small.close();
  });

  it('that is a loan decreases by each deduction, and stops by itself', async () => {
    const small = await company();
    await items(
      small,
      'employee_id,code,amount,from,balance,reference\nada,LOAN,400,2026-01-01,1000,L-7\n',
    );
    const slips: { taken: string | undefined; ended: boolean }[] = [];
    for (const from of ['2026-01-05', '2026-01-19', '2026-02-02', '2026-02-16']) {
      const id = await period(small, { from });
      await hours(small, id, 'employee_id,regular_hours\nben,80\n');
      const { runId } = await run(small, id);
      const { lines, warnings } = await payslip(small, { runId, number: 'ada' });
      slips.push({
        taken: lines['LOAN'],
        ended: warnings.some((one) => one.startsWith('goal_reached')),
      });
    }
    expect(slips).toEqual([
      { taken: '400.00', ended: false },
      { taken: '400.00', ended: false },
      { taken: '200.00', ended: true },
      { taken: undefined, ended: false },
    ]);
    await expectSound(small.world);
    await small.close();
  });

  it('is capped by the month of the pay date, over several runs', async () => {
    const small = await company();
    await payCodes(small, [
      {
        id: 1000,
        code: 'PARKING',
        kind: 'deduction',
        title: 'Parking',
        amount: { by: 'amount', amount: '60.00' },
        caps: { monthly: '100.00' },
        journal_account: 'parking',
      },
    ]);
    await items(small, 'employee_id,code,from\nada,PARKING,2026-01-01\n');
    const taken: (string | undefined)[] = [];
    for (const [from, payOn] of [
      ['2026-01-05', '2026-01-09'],
      ['2026-01-19', '2026-01-30'],
      ['2026-02-02', '2026-02-13'],
    ] as const) {
      const id = await period(small, { from, payOn });
      await hours(small, id, 'employee_id,regular_hours\nben,80\n');
      const { runId } = await run(small, id);
      taken.push((await payslip(small, { runId, number: 'ada' })).lines['PARKING']);
    }
    expect(taken).toEqual(['60.00', '40.00', '60.00']);
    await expectSound(small.world);
    await small.close();
  });
});

describe('recalculation', () => {
  it('gives the same payslips in chunks of every size', async () => {
    const nets: unknown[] = [];
    for (const chunkSize of [1, 3, 2_500]) {
      const database = await freshDatabase();
      const small = await smallCompany({
        url: database.url,
        now: '2026-01-02T12:00:00Z',
        roster,
        settings: { chunkSize },
      });
      await terms(small, 'employee_id,from,pay_type,annual_salary\nada,2026-01-14,salary,99000\n');
      await items(small, 'employee_id,code,amount,from,balance\nada,LOAN,400,2026-01-01,1000\n');
      const first = await period(small, january);
      await hours(small, first, 'employee_id,regular_hours\nben,80\n');
      const { runId, netMinor } = await run(small, first);
      // The hash over all payslips: that of a run also covers how they were cut into chunks.
      const { hash } = await small.world.store.read(small, (at) =>
        totalsFromRows(at, { runId, form: 1 }),
      );
      nets.push({ hash, netMinor });
      await small.close();
    }
    expect(new Set(nets.map((one) => JSON.stringify(one, (_, v) => String(v)))).size).toBe(1);
    expect(nets[1]).toEqual(nets[0]);
    expect(nets[2]).toEqual(nets[0]);
  });
});

describe('the yearly limits of a person', () => {
  const people = `employee_id,name,pay_type,annual_salary,filing_status,hire_date,birth_date,k401_pct
old,Olga Ryan,salary,130000.00,single,2018-05-01,1971-03-02,20
rich,Rita Cole,salary,260000.00,single,2018-05-01,1971-03-02,20
young,Yuri Lane,salary,130000.00,single,2018-05-01,1990-03-02,20
else,Elsa Moor,salary,130000.00,single,2018-05-01,1990-03-02,20
`;
  // 24,000.00 were given in 2026. Rita had more than 150,000.00 of Social Security wages in 2025.
  const balances = `employee_id,year,tax,taxable_wages,withheld,code,amount
old,2025,SS,120000,7440,,
rich,2025,SS,176100,10918.20,,
old,2026,,,,401K,24000
rich,2026,,,,401K,24000
young,2026,,,,401K,24000
else,2026,,,,401K,4000
`;
  it('count by birth date, by the wages of the year before and by a limit of their own', async () => {
    const small = await company(people);
    const company_ = await companyRow(small);
    const file = { company: company_, bytes: Buffer.from(balances), dryRun: false };
    must(await importBalances(small.world, file));
    await items(small, 'employee_id,code,from,limit\nelse,401K,2026-01-01,4300\n');
    const first = await period(small, january);
    const { runId } = await run(small, first);
    const of = async (number: string) => {
      const { lines, warnings } = await payslip(small, { runId, number });
      return [lines['401K'], ...warnings.map((one) => one.split(':')[0])];
    };
    expect(await of('old')).toEqual(['1000.00']);
    expect(await of('rich')).toEqual(['500.00', 'limit_reached', 'limit_after_tax_only']);
    expect(await of('young')).toEqual(['500.00', 'limit_reached']);
    expect(await of('else')).toEqual(['300.00', 'limit_reached']);

    // A bonus alone is limited, too, although recurring items are not part of it.
    const bonus = 'employee_id,code,amount,percent\nelse,BONUS,1000,\nelse,401K,,20\n';
    const ask = {
      ...{ company: company_, key: null, bytes: Buffer.from(bonus), dryRun: false },
      ...{ payOn: Temporal.PlainDate.from('2026-01-30'), startOn: null, endOn: null },
      frequency: 'biweekly',
    };
    const apart = must(await runOffCycle(small.world, ask, drivenBy(small.clock)));
    if (!('run' in apart)) throw new Error(JSON.stringify(apart));
    const slip = await payslip(small, { runId: apart.run.runId, number: 'else' });
    expect(slip.lines['401K']).toBe('0.00');

    // A roster without birth dates keeps those that are known.
    const without = people.replaceAll(/,birth_date|,19[0-9-]{8}(?=,20)/g, '');
    const again = {
      company: company_,
      bytes: Buffer.from(without),
      scheduleCode: null,
      dryRun: false,
    };
    expect(must(await importRoster(small.world, again))).toMatchObject({
      changed: 0,
      unchanged: 4,
    });
    await expectSound(small.world);
    await small.close();
  });
});
