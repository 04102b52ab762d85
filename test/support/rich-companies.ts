/**
 * Companies whose due period needs every kind of input: hours by day and weekly overtime, opening balances,
 * back pay, people who move, dated terms and second jobs, loans that end, caps of a month and a year, old and
 * new tax forms, amounts beyond what a number holds, people who are held or excluded.
 *
 * Earlier runs of each are committed. Their next periods are all due at the moment at which the clock stands.
 */

import { addCompany } from '#operations/companies/add-company.ts';
import { importBalances } from '#operations/people/import-balances.ts';
import { moveEmployee } from '#operations/people/move-employee.ts';
import { activatePeriod } from '#operations/periods/activate-period.ts';
import { addPeriod } from '#operations/periods/add-period.ts';
import { runOffCycle } from '#operations/runs/run-off-cycle.ts';
import { addSchedule } from '#operations/schedules/add-schedule.ts';
import { createStore } from '#store/store.ts';
import { databaseClock } from './database-clock.ts';
import {
  companyRow,
  inputs,
  items,
  limits,
  payCodes,
  period,
  run,
  settings,
  terms,
} from './paid-periods.ts';
import { crowd, ownPayCodes, richRoster } from './rich-people.ts';
import { drivenBy, must, type SmallCompany, takeRoster, worldOn } from './small-company.ts';

const day = Temporal.PlainDate.from;

/** When everything is due. The clock of the database stands there. */
export const richDueMoment = '2026-04-29T23:30:00Z';
/** The earlier periods with their pay dates: two in April, in which the due one is paid too. */
const earlier = [
  { from: '2026-01-08', payOn: '2026-01-23' },
  { from: '2026-03-19', payOn: '2026-04-03' },
  { from: '2026-04-02', payOn: '2026-04-17' },
] as const;
const due = { from: '2026-04-16', to: '2026-04-29', payOn: '2026-04-30' } as const;

/** Of the companies with a due period, one cannot be paid in a set: somebody moved there. */
export const richDueCount = 4;
export const richInSetsCount = 3;

export async function layRichCompanies(url: string): Promise<void> {
  const store = createStore({ url });
  const clock = await databaseClock(url, '2026-01-02T12:00:00Z');
  const world = worldOn(store);
  const close = async () => undefined;
  const lay = async (code: string, roster: string): Promise<SmallCompany> => {
    const name = { code, name: code, currency: 'USD', timeZone: 'UTC', calendar: 'fed' };
    const { companyId } = must(await addCompany(world, { ...name, stateTax: 'none_calculated' }));
    await takeRoster(world, { companyId, text: roster });
    const company = { companyId, world, clock, close };
    await payCodes(company, ownPayCodes);
    await settings(company, { heldPercentMax: 100 });
    // A bonus of 1,400,000.00, for the thresholds of taxes.
    await limits(company, true);
    await terms(company, secondJob);
    return company;
  };
  try {
    const rich = await lay('rich', richRoster);
    await layYear(rich);
    await layDue(rich);
    const other = await lay('other', richRoster.replaceAll('000.00', '123.45'));
    await settings(other, otherSettings);
    await layYear(other);
    await layDue(other);
    await layDue(await lay('crowd', crowd));
    const moved = await lay('moved', richRoster);
    await layYear(moved);
    await layMove(moved);
    await layDue(moved);
    await clock.set(richDueMoment);
  } finally {
    await store.close();
    await clock.close();
  }
}

const secondJob = `employee_id,job,from,pay_type,hourly_rate
gus,bar,2026-01-01,hourly,17.355\n`;

const otherSettings = {
  ...{ supplementalMethod: 'aggregate', workweekStart: 'monday', proration: 'working_days' },
  employerTaxPercent: '0.9',
} as const;

/** The hours of a period: two long weeks, a second job, pieces, leave and a correction. */
function workedFrom(from: string): string {
  const on = (after: number) => day(from).add({ days: after }).toString();
  const rows = [
    ...[0, 1, 2, 4, 5, 6, 8, 9, 12, 13].map((after) => `ben,REGULAR,9.25,,,,${on(after)}`),
    ...[0, 1, 2, 3, 4, 5].map((after) => `gus,REGULAR,8,,,,${on(after)}`),
    ...[1, 3, 5].map((after) => `gus,REGULAR,5.125,,,bar,${on(after)}`),
    ...[1, 2].map((after) => `ben,TRAINING,6,,,,${on(after)}`),
    ...[2, 3, 10].map((after) => `gus,NIGHT,4.5,,,,${on(after)}`),
    ...[`ben,DOUBLE_TIME,3,31.255,,,${on(7)}`, 'hal,REGULAR,86.5,,,,'],
    ...['ada,BONUS,,,1250.55,,', 'cleo,COMMISSION,,,-75.25,,', 'ivy,BONUS,,,1400000,,'],
    ...['ada,REIMBURSEMENT,,,48.20,,', 'hal,REIMBURSEMENT,,,12.34,,'],
  ];
  return [
    'employee_id,code,hours,rate,amount,job,worked_on,pieces',
    ...rows.map((row) => `${row},`),
    'ben,PIECES,,0.375,,,,117\n',
  ].join('\n');
}

async function layYear(company: SmallCompany): Promise<void> {
  const { world, clock } = company;
  const row = await companyRow(company);
  const balances = [
    'employee_id,year,tax,taxable_wages,withheld,code,amount',
    ...['ada,2026,SS,180000,11160,,', 'ada,2026,FIT,180000,40000,,', 'ada,2026,FUTA,7000,42,,'],
    ...['ivy,2026,MEDICARE,199000,2885.50,,', 'cleo,2026,SS,1000,62,,', ''],
  ].join('\n');
  const file = { company: row, bytes: Buffer.from(balances), dryRun: false };
  must(await importBalances(world, file));
  await items(
    company,
    [
      'employee_id,code,amount,percent,reference,from,until,balance',
      'ada,LOAN,400,,,2026-01-01,,1500',
      'cleo,BICYCLE,250.50,,,2026-01-01,,600',
      'ben,COURT,,,order 7,2026-01-01,2026-12-31,',
      'gus,ALLOWANCE,33.33,,car,2026-03-25,,',
      'gus,ALLOWANCE,12.01,,phone,2026-01-01,2026-04-20,\n',
    ].join('\n'),
  );
  for (const [place, { from, payOn }] of earlier.entries()) {
    const id = await period(company, { from, payOn });
    await inputs(company, id, workedFrom(from));
    await run(company, id);
    if (place > 0) continue;
    const bonus = {
      bytes: Buffer.from('employee_id,code,amount\ncleo,BONUS,500\n'),
      dryRun: false,
    };
    const dates = { payOn: day('2026-01-30'), startOn: null, endOn: null, frequency: 'biweekly' };
    const ask = { company: row, key: null, ...dates, ...bonus };
    must(await runOffCycle(world, ask, drivenBy(clock)));
  }
  await terms(
    company,
    [
      'employee_id,from,pay_type,annual_salary,hourly_rate',
      ...['ada,2026-03-25,salary,104000,', 'ben,2026-04-02,hourly,,26.10'],
      // In the middle of the due period.
      ...['cleo,2026-04-22,salary,140000,', 'hal,2026-04-20,salary,52000,\n'],
    ].join('\n'),
  );
}

async function layDue({ world, companyId, ...company }: SmallCompany): Promise<void> {
  const { periodId } = must(
    await addPeriod(world, {
      ...{ companyId, scheduleId: null, frequency: 'biweekly' },
      ...{ startOn: day(due.from), endOn: day(due.to), payOn: day(due.payOn) },
      rule: { run_on_date: due.to, at: '23:00' },
    }),
  );
  must(await activatePeriod(world, { periodId }));
  await inputs({ world, companyId, ...company }, periodId, workedFrom(due.from));
}

/** Cleo goes to a schedule of its own, in the middle of the due period. */
async function layMove(company: SmallCompany): Promise<void> {
  const { companyId, world } = company;
  const definition = { code: 'office', frequency: 'biweekly', anchor: '2026-05-08', rule: null };
  must(await addSchedule(world, { companyId, definition, fromOn: day('2026-04-16') }));
  must(
    await moveEmployee(world, {
      ...{ company: await companyRow(company), number: 'cleo', toCode: 'office' },
      ...{ from: { on: day('2026-04-23') }, reason: 'a new job', dryRun: false },
    }),
  );
}
