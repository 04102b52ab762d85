/** A company with some of everything, to query through the command and the library. */
import type { Paybeat } from '#index.ts';
import { contextOf } from '#library/context.ts';
import type { Command } from '../support/command.ts';

export const roster = `employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,hire_date
E1,Ada Byron,salary,52000,,single,2020-01-01
E2,Zoë Hale,hourly,,20.50,mfj,2021-06-01
`;
const officeRoster = `employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,hire_date
E3,Una Moss,salary,60000,,single,2020-01-01
`;
export const items = `employee_id,code,amount,from
E1,GARNISHMENT,10.00,2024-01-01
`;
export const forms = `employee_id,received,filing_status
E1,2024-01-02,mfj
`;
export const terms = `employee_id,job,from,until,pay_type,annual_salary,hourly_rate
E1,,2025-01-01,,salary,60000,
`;
const lateRoster = `employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,hire_date
E4,Bea Finch,salary,48000,,single,2023-11-13
`;
const owingRoster = `employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,hire_date
E5,Gil Marsh,salary,52000,,single,2020-01-01
E7,Pia Holm,salary,52000,,single,2020-01-01
`;
const raise = `employee_id,from,pay_type,annual_salary
E5,2025-12-01,salary,54600
E7,2025-12-01,salary,49400
`;
const late = `employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,hire_date
E6,Lea Frost,salary,52000,,single,2020-01-01
`;
const cut = `employee_id,from,pay_type,annual_salary
E1,2024-01-01,salary,48000
`;
export const hours = `employee_id,regular_hours
E2,160
`;
export const bonus = `employee_id,code,amount
E1,BONUS,100.00
`;
export const balances = `employee_id,year,tax,taxable_wages,withheld
E1,2026,SS,1000,62
`;
export const payCodes = {
  pay_codes: [
    {
      ...{ id: 1900, code: 'PARKING', title: 'Parking', kind: 'reimbursement' },
      ...{ amount: { by: 'amount' }, journal_account: 'parking_expense' },
    },
  ],
};
export const calendar = {
  id: 'winter',
  years: { from: 2026, to: 2026 },
  weekend: [],
  closed: [{ from: '2026-12-24', to: '2026-12-31', name: 'Winter closing' }],
};
export const office = {
  code: 'office',
  frequency: 'biweekly',
  anchor: '2026-01-02',
  rule: { days_before_pay_date: 4, business_days: true },
};

export interface TwoDoors {
  readonly paybeat: Command;
  readonly library: Paybeat;
  /** Monthly periods of 2024 in order, for people without a schedule. */
  readonly periods: readonly number[];
  /** The committed run of January. It held E2 for missing hours, which were imported later. */
  readonly runId: number;
  /** A committed run of this year. E5 should have had more since. */
  readonly owingRunId: number;
  /** A period of the schedule `office`. */
  readonly officePeriodId: number;
  readonly taskId: string;
}

export async function prepare(doors: Pick<TwoDoors, 'paybeat' | 'library'>): Promise<TwoDoors> {
  const { paybeat, library } = doors;
  const zone = ['--zone', 'America/New_York'];
  await paybeat.json(['company', 'add', 'acme', '--name', 'Acme Ltd', ...zone]);
  await paybeat.json(['roster', 'import', paybeat.file('roster.csv', roster)]);
  await paybeat.json(['items', 'import', paybeat.file('items.csv', items)]);
  await paybeat.json(['forms', 'import', paybeat.file('forms.csv', forms)]);
  await paybeat.json(['terms', 'import', paybeat.file('terms.csv', terms)]);
  for (const code of ['office', 'second', 'third', 'owing']) {
    const file = paybeat.file(`${code}.json`, JSON.stringify({ ...office, code }));
    await paybeat.json(['schedule', 'add', '--file', file]);
  }
  const people = paybeat.file('office.csv', officeRoster);
  await paybeat.json(['roster', 'import', people, '--schedule', 'office']);
  const periods: number[] = [];
  for (let month = 1; month <= 9; month += 1) {
    const first = Temporal.PlainDate.from({ year: 2024, month, day: 1 });
    const last = first.add({ months: 1 }).subtract({ days: 1 });
    const dates = ['--start', `${first}`, '--end', `${last}`, '--type', 'monthly'];
    const added = await paybeat.json(['periods', 'add', ...dates, '--activate']);
    periods.push(Number(added['period_id']));
  }
  // Both doors act as one user of the operating system.
  const alone = ['--second-eyes', 'none'];
  await paybeat.json(['company', 'settings', '--held-limit', '100', ...alone]);
  const january = String(periods[0]);
  await paybeat.json(['run', '--period-id', january, '--force', '--reason', 'a test']);
  const hoursFile = paybeat.file('hours.csv', hours);
  await paybeat.json(['hours', 'import', hoursFile, '--period-id', january]);
  // Somebody is owed pay from long ago, and somebody was paid too much.
  const dates = ['--start', '2023-11-01', '--end', '2023-11-30', '--type', 'monthly'];
  const november = await paybeat.json(['periods', 'add', ...dates, '--activate']);
  const of = ['--period-id', String(november['period_id'])];
  await paybeat.json(['run', ...of, '--force', '--reason', 'a test']);
  await paybeat.json(['roster', 'import', paybeat.file('late.csv', lateRoster)]);
  await paybeat.json(['terms', 'import', paybeat.file('cut.csv', cut)]);
  // The same in this year: E5 is owed pay, E6 waits for a decision, and E7 was overpaid.
  const owing = ['--schedule', 'owing'];
  await paybeat.json(['roster', 'import', paybeat.file('owing.csv', owingRoster), ...owing]);
  const [paid] = (await library.periods.list()).filter((one) => one.scheduleCode === 'owing');
  const forced = ['--period-id', String(paid?.periodId), '--force', '--reason', 'a test'];
  await paybeat.json(['run', ...forced]);
  await paybeat.json(['roster', 'import', paybeat.file('entered-late.csv', late), ...owing]);
  await paybeat.json(['terms', 'import', paybeat.file('raise.csv', raise)]);
  const sent = await paybeat.json([
    'tasks',
    'call',
    'run_payroll_for_period',
    '--args',
    '{"periodId": 7}',
  ]);
  const cron = ['--task', 'auto_run_payroll', '--cron', '0 2 * * *'];
  await paybeat.json(['beat', 'add', 'nightly', ...cron]);
  const holder = { owner: 'worker:x', host: 'elsewhere', pid: 1 };
  for (const name of ['payroll_processing_901', 'payroll_processing_902']) {
    await contextOf(library).world.locks.acquire(name, { holder, ttlSeconds: 600 });
  }
  const [run] = await library.runs.list({ periodId: periods[0] ?? 0 });
  const [owingRun] = await library.runs.list({ periodId: paid?.periodId ?? 0 });
  const listed = await library.periods.list();
  const ofOffice = listed.find(({ scheduleCode }) => scheduleCode === 'office');
  return {
    ...doors,
    periods,
    runId: run?.runId ?? 0,
    owingRunId: owingRun?.runId ?? 0,
    officePeriodId: ofOffice?.periodId ?? 0,
    taskId: String(sent['task_id']),
  };
}
