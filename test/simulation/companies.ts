/**
 * The companies of the simulation. Each is in a database that is reset before every seed.
 *
 *   - `mill`: seven people without a schedule, and three months that were added by hand. Finn
 *     passes the Social Security wage base in his first month, so his later payslips depend on the
 *     year-to-date. Dan never has hours; Eve starts later, Gil in February;
 *   - `ferry`: three people on a weekly schedule, whose periods are generated as time passes;
 *   - `dock`: four people on a weekly schedule. Four of its periods are due at once, and two fall
 *     due while those run. The third has no hours, so its run waits for a person;
 *   - `quay`: five companies in one database (quay.ts). Their periods are due together, so they are paid
 *     in sets;
 *   - `loft`: two companies whose committed runs are reversed, corrected and paid again (loft.ts).
 */

import { addCompany } from '#operations/companies/add-company.ts';
import { importHours } from '#operations/people/import-hours.ts';
import { activatePeriod } from '#operations/periods/activate-period.ts';
import { addPeriod } from '#operations/periods/add-period.ts';
import { addSchedule } from '#operations/schedules/add-schedule.ts';
import type { World } from '#operations/world.ts';
import { periods } from '#store/reads/periods.ts';
import { must, takeRoster } from '../support/small-company.ts';
import { loft } from './loft.ts';
import { quay } from './quay.ts';

export interface SimulatedCompany {
  readonly name: 'mill' | 'ferry' | 'dock' | 'quay' | 'loft';
  /** The schedule that people can pause, and name in a roster. Default: none. */
  readonly schedule?: 'crew';
  /** When the company is set up. Default: when the simulation starts. */
  readonly laidAt?: string;
  readonly startsAt: string;
  /** Some runs wait for a person, so people also approve. */
  readonly hasWaitingRuns?: true;
  /** Committed runs are reversed and corrected, and hours change after they were paid. */
  readonly hasUndo?: true;
  readonly lastsUntil: string;
  /** The regular hours of the hourly people. Each variant gives different hours. */
  hours(variant: number): string;
  /** A raise for one of them. */
  raise(variant: number): string;
  /** Hours that arrive after the run of their period. */
  lateHours(variant: number): string;
  /** Off-cycle payments. The same variant always pays the same person. */
  readonly expenses: {
    readonly payOn: string;
    readonly frequency: string;
    file(variant: number): string;
    /** One person's payments have a key from the caller. The others have a derived key. */
    key(variant: number): string | null;
  };
  lay(world: World): Promise<void>;
  /** SQL that follows: what its world does to it. */
  readonly schema?: string;
}

const header =
  'employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,k401_pct,hire_date\n';
const day = (text: string) => Temporal.PlainDate.from(text);

const millRoster = `${header}ada,Ada,salary,91000.00,,single,,2019-03-01
ben,Ben,hourly,,24.50,mfj,,2021-06-14
cleo,Cleo,salary,130000.00,,hoh,5,2018-01-08
dan,Dan,hourly,,19.75,single,,2023-02-20
eve,Eve,salary,70000.00,,single,,2099-01-01
finn,Finn,salary,2400000.00,,single,,2015-01-01
gil,Gil,salary,60000.00,,single,,2024-02-10
`;

/** An untaxed payment, which does not change the rest of anybody's pay. */
function expensesOf(numbers: readonly string[], variant: number): string {
  const who = variant % numbers.length;
  return `employee_id,code,amount\n${numbers[who]},REIMBURSEMENT,${40 + who}.00\n`;
}

const months = [
  ['2024-01-01', '2024-01-31'],
  ['2024-02-01', '2024-02-29'],
  ['2024-03-01', '2024-03-31'],
] as const;

const mill: SimulatedCompany = {
  name: 'mill',
  startsAt: '2024-01-27T12:00:00Z',
  lastsUntil: '2024-04-20T00:00:00Z',
  hours: (variant) => `employee_id,regular_hours\nben,${150 + variant}\n`,
  raise: (variant) => `${header}ada,Ada,salary,${92000 + variant}.00,,single,,2019-03-01\n`,
  lateHours: (variant) => `employee_id,regular_hours\ndan,${100 + variant}\n`,
  expenses: {
    payOn: '2024-04-12',
    frequency: 'monthly',
    file: (variant) => expensesOf(['ada', 'cleo', 'finn'], variant),
    key: (variant) => (variant % 3 === 0 ? 'expenses of ada' : null),
  },
  async lay(world) {
    const companyId = await laidCompany(world, 'mill');
    await takeRoster(world, { companyId, text: millRoster });
    for (const [startOn, endOn] of months) {
      const { periodId } = must(
        await addPeriod(world, {
          companyId,
          scheduleId: null,
          frequency: 'monthly',
          startOn: day(startOn),
          endOn: day(endOn),
          payOn: null,
          rule: { days_before_end: 3 },
        }),
      );
      must(await activatePeriod(world, { periodId }));
      const bytes = Buffer.from(mill.hours(10));
      must(await importHours(world, { periodId, bytes, dryRun: false }));
    }
  },
};

const ferryRoster = `${header}hal,Hal,salary,52000.00,,single,,2020-01-01
ida,Ida,hourly,,31.00,single,3,2020-01-01
jon,Jon,salary,8800000.00,,mfj,,2020-01-01
`;

const ferry: SimulatedCompany = {
  name: 'ferry',
  schedule: 'crew',
  startsAt: '2024-01-25T12:00:00Z',
  lastsUntil: '2024-03-10T00:00:00Z',
  hours: (variant) => `employee_id,regular_hours\nida,${30 + (variant % 10)}\n`,
  raise: (variant) => `${header}hal,Hal,salary,${53000 + variant}.00,,single,,2020-01-01\n`,
  lateHours: (variant) => `employee_id,regular_hours\nida,${20 + (variant % 10)}\n`,
  expenses: {
    payOn: '2024-03-08',
    frequency: 'weekly',
    file: (variant) => expensesOf(['hal', 'jon'], variant),
    key: (variant) => (variant % 2 === 0 ? 'expenses of hal' : null),
  },
  async lay(world) {
    const companyId = await laidCompany(world, 'ferry');
    const definition = {
      code: 'crew',
      frequency: 'weekly',
      anchor: '2024-02-02',
      starts_on: '2024-01-22',
      ends_on: '2024-02-18',
      pay_date: { days_after_end: 5 },
      rule: { days_before_pay_date: 2 },
    };
    must(await addSchedule(world, { companyId, definition, fromOn: day('2024-01-22') }));
    await takeRoster(world, { companyId, text: ferryRoster, scheduleCode: 'crew' });
  },
};

const dockRoster = `${header}hal,Hal,salary,52000.00,,single,,2020-01-01
ida,Ida,hourly,,31.00,single,3,2020-01-01
jon,Jon,salary,2400000.00,,mfj,,2020-01-01
kim,Kim,hourly,,28.00,single,,2020-01-01
`;
/** The position of the period without hours among those that are due at once. */
const withoutHours = 2;

const dock: SimulatedCompany = {
  ...ferry,
  name: 'dock',
  laidAt: '2024-01-20T12:00:00Z',
  startsAt: '2024-02-23T12:00:00Z',
  lastsUntil: '2024-03-20T00:00:00Z',
  hasWaitingRuns: true,
  hours: (variant) =>
    `employee_id,regular_hours\nida,${30 + (variant % 10)}\nkim,${20 + (variant % 10)}\n`,
  lateHours: (variant) => `employee_id,regular_hours\nkim,${20 + (variant % 10)}\n`,
  expenses: { ...ferry.expenses, payOn: '2024-03-18' },
  async lay(world) {
    const companyId = await laidCompany(world, 'dock');
    const definition = {
      ...{ code: 'crew', frequency: 'weekly', anchor: '2024-02-02', starts_on: '2024-01-22' },
      ...{ ends_on: '2024-03-03', pay_date: { days_after_end: 5 }, catch_up_days: 90 },
      rule: { days_before_pay_date: 2 },
    };
    const ahead = { ...world, settings: { ...world.settings, daysAheadMin: 60 } };
    must(await addSchedule(ahead, { companyId, definition, fromOn: day('2024-01-22') }));
    await takeRoster(world, { companyId, text: dockRoster, scheduleCode: 'crew' });
    const laid = await world.store.read({ companyId }, (at) =>
      periods(at, { companyId, limit: 10 }),
    );
    for (const [place, { periodId }] of laid.entries()) {
      if (place === withoutHours) continue;
      const bytes = Buffer.from(dock.hours(5));
      must(await importHours(world, { periodId, bytes, dryRun: false }));
    }
  },
};

export const simulatedCompanies = { mill, ferry, dock, quay, loft } as const;

async function laidCompany(world: World, code: string): Promise<number> {
  const added = await addCompany(world, {
    code,
    name: code,
    currency: 'USD',
    timeZone: 'America/New_York',
    calendar: 'fed',
    stateTax: 'none_calculated',
  });
  return must(added).companyId;
}
