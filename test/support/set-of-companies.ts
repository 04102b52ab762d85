/**
 * Small companies of many kinds in one database, all due at the same moment of a clock that stands still.
 * Laid twice, they have the same ids.
 */
import { addCompany } from '#operations/companies/add-company.ts';
import { activatePeriod } from '#operations/periods/activate-period.ts';
import { addPeriod } from '#operations/periods/add-period.ts';
import { addSchedule } from '#operations/schedules/add-schedule.ts';
import type { Settings } from '#settings/work-settings.ts';
import { periods } from '#store/reads/periods.ts';
import { createStore } from '#store/store.ts';
import { databaseClock } from './database-clock.ts';
import { inputs, items, payCodes, run, settings, terms } from './paid-periods.ts';
import { must, type SmallCompany, smallRoster, takeRoster, worldOn } from './small-company.ts';

const dueMoment = '2026-01-31T23:30:00Z';

const header =
  'employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,k401_pct,hire_date\n';
const salaried = `${header}ada,Ada,salary,91000.00,,single,,2019-03-01
cleo,Cleo,salary,130000.00,,hoh,5,2025-12-29\n`;
const hourly = `${header}ben,Ben,hourly,,24.50,mfj,,2021-06-14
dan,Dan,hourly,,19.75,single,,2023-02-20
kim,Kim,hourly,,28.00,single,,2020-01-01\n`;

const match = {
  ...{ id: 1000, code: 'MATCH_401K', kind: 'employer_contribution', title: '401(k) match' },
  amount: {
    ...{ by: 'match', matches: '401K', of: ['gross'] },
    tiers: [{ up_to_percent: '3', match_percent: '100' }],
  },
  ...{ applies_to_all: true, journal_account: 'benefits_expense' },
};

export interface LaidSet extends Pick<SmallCompany, 'world' | 'clock' | 'close'> {
  readonly companies: ReadonlyMap<string, SmallCompany>;
  /** Of the period that is due. */
  readonly periods: ReadonlyMap<string, number>;
}

/** What there is to each company, in addition to a period that is due. */
const kinds: Readonly<Record<string, (company: SmallCompany) => Promise<number>>> = {
  plain: async (company) => {
    await takeRoster(company.world, { ...company, text: salaried });
    return january(company);
  },
  /** One held, one excluded, overtime by the workweek. */
  hours: async (company) => {
    await takeRoster(company.world, { ...company, text: smallRoster });
    const due = await january(company);
    const days = ['05', '06', '07', '08', '09'].map((day) => `ben,REGULAR,9.5,2026-01-${day}`);
    await inputs(company, due, `employee_id,code,hours,worked_on\n${days.join('\n')}\n`);
    return due;
  },
  codes: async (company) => {
    await takeRoster(company.world, { ...company, text: salaried });
    await payCodes(company, [match]);
    await settings(company, { proration: 'working_days' });
    return january(company);
  },
  /** Paid in the year before, and a deduction with a goal. */
  last_year: async (company) => {
    await takeRoster(company.world, { ...company, text: salaried });
    await items(company, 'employee_id,code,amount,from,balance\nada,LOAN,400,2025-01-01,300\n');
    return january(company, {
      ...{ startOn: '2025-12-01', endOn: '2025-12-31', payOn: '2025-12-31' },
    });
  },
  retro: async (company) => {
    await takeRoster(company.world, { ...company, text: salaried });
    const before = await january(company, {
      ...{ startOn: '2025-12-01', endOn: '2025-12-31', payOn: '2026-01-05', isByHand: true },
    });
    await run(company, before);
    await terms(company, 'employee_id,from,pay_type,annual_salary\nada,2025-12-15,salary,104000\n');
    return january(company);
  },
  scheduled: async (company) => {
    const definition = {
      ...{ code: 'all', frequency: 'monthly', starts_on: '2026-01-01' },
      rule: { days_before_end: 0, at: '20:00' },
    };
    const fromOn = Temporal.PlainDate.from('2026-01-01');
    must(await addSchedule(company.world, { ...company, definition, fromOn }));
    await takeRoster(company.world, { ...company, text: salaried, scheduleCode: 'all' });
    const { store } = company.world;
    const [first] = await store.read(company, (at) =>
      periods(at, { companyId: company.companyId, limit: 1 }),
    );
    return first?.periodId ?? 0;
  },
  /** Nobody has entered hours: its run waits for a person. */
  no_hours: async (company) => {
    await takeRoster(company.world, { ...company, text: hourly });
    return january(company);
  },
};

export const everyKind: readonly string[] = Object.keys(kinds);

export async function layCompanies(
  url: string,
  ask: { readonly of: readonly string[]; readonly settings?: Partial<Settings> },
): Promise<LaidSet> {
  const store = createStore({ url });
  const clock = await databaseClock(url, '2026-01-02T12:00:00Z');
  const world = worldOn(store, { chunkSize: 100, ...ask.settings });
  const close = async () => {
    await store.close();
    await clock.close();
  };
  const companies = new Map<string, SmallCompany>();
  const due = new Map<string, number>();
  for (const [place, kind] of ask.of.entries()) {
    const code = ask.of.indexOf(kind) === place ? kind : `${kind}-${place}`;
    const { companyId } = must(
      await addCompany(world, {
        ...{ code, name: code, currency: 'USD', timeZone: 'UTC', calendar: 'fed' },
        stateTax: 'none_calculated',
      }),
    );
    const company = { companyId, world, clock, close };
    companies.set(code, company);
    due.set(code, (await kinds[kind]?.(company)) ?? 0);
  }
  await clock.set(dueMoment);
  return { world, clock, close, companies, periods: due };
}

/** Of the people without a schedule. */
async function january(
  { world, companyId }: SmallCompany,
  ask: {
    readonly startOn?: string;
    readonly endOn?: string;
    readonly payOn?: string;
    readonly isByHand?: boolean;
  } = {},
): Promise<number> {
  const { startOn = '2026-01-01', endOn = '2026-01-31', payOn } = ask;
  const day = (text: string) => Temporal.PlainDate.from(text);
  const { periodId } = must(
    await addPeriod(world, {
      ...{ companyId, scheduleId: null, frequency: 'monthly' },
      ...{ startOn: day(startOn), endOn: day(endOn), payOn: payOn ? day(payOn) : null },
      rule: ask.isByHand === true ? null : { run_on_date: '2026-01-31', at: '23:00' },
    }),
  );
  must(await activatePeriod(world, { periodId }));
  return periodId;
}
