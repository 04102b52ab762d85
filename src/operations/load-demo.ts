/**
 * The demo: a bakery of ten and a city of 2,000, both paid every two weeks, each with a period that has just
 * fallen due. It is loaded only into a database without a company.
 */
import { operator } from '#caller.ts';
import { type Answer, answer } from '#errors.ts';
import { standardPack } from '#payslip/taxes/tax-packs.ts';
import { companies, companyById } from '#store/reads/companies.ts';
import { periods } from '#store/reads/periods.ts';
import { databaseNow } from '#store/reads/server.ts';
import { takeDemoLock } from '#store/writes/companies.ts';
import { fed } from '#time/calendars/fed.ts';
import { asOne } from './as-one.ts';
import { addCompany } from './companies/add-company.ts';
import { demoBalances } from './demo-balances.ts';
import {
  type DemoDates,
  demoDates,
  demoDueDays,
  demoPayDelayDays,
  demoTime,
  demoZone,
} from './demo-dates.ts';
import { importBalances } from './people/import-balances.ts';
import { importHours } from './people/import-hours.ts';
import { importRoster } from './people/import-roster.ts';
import { addSchedule } from './schedules/add-schedule.ts';
import type { World } from './world.ts';

/** CSV files, as bytes. */
export interface DemoFiles {
  readonly roster: Uint8Array;
  readonly hours: Uint8Array;
}

interface DemoCompany {
  readonly code: string;
  readonly name: string;
  readonly employees: number;
}

export interface LoadedDemo {
  readonly companies: readonly DemoCompany[];
  readonly note: string | null;
}

const demo = operator({ who: 'person:demo', door: 'command' });

interface BothFiles {
  readonly bakery: DemoFiles;
  readonly city: DemoFiles;
}

/**
 * Null when a company exists; then nothing is changed. Loading is one transaction, so nobody can pay a
 * half-loaded company. Of several processes that start at once, one loads it.
 */
export function loadDemo(world: World, files: BothFiles): Promise<Answer<LoadedDemo | null>> {
  return asOne<LoadedDemo | null>(world, 'every company', async (inside) => {
    const { known, now } = await inside.store.write('every company', async (tx) => {
      await takeDemoLock(tx);
      return { known: await companies(tx), now: await databaseNow(tx) };
    });
    if (known.length > 0) return answer(null);
    return loadBoth({ ...inside, caller: demo }, { files, now });
  });
}

async function loadBoth(
  world: World,
  { files, now }: { readonly files: BothFiles; readonly now: Temporal.Instant },
): Promise<Answer<LoadedDemo>> {
  const newestTaxYear = Math.max(...standardPack.tables.map((table) => table.untilOn.year));
  const dates = demoDates({ now, newestTaxYear, calendar: fed });
  const wanted = [
    { code: 'harbour-bakery', name: 'Harbour Bakery', files: files.bakery },
    { code: 'two-rivers', name: 'City of Two Rivers', files: files.city },
  ];
  const loaded: DemoCompany[] = [];
  for (const company of wanted) {
    const one = await loadCompany(world, { ...company, dates });
    if (!one.ok) return one;
    loaded.push(one.value);
  }
  return answer({ companies: loaded, note: dates.note });
}

async function loadCompany(
  world: World,
  ask: {
    readonly code: string;
    readonly name: string;
    readonly files: DemoFiles;
    readonly dates: DemoDates;
  },
): Promise<Answer<DemoCompany>> {
  const { code, name, files, dates } = ask;
  const added = await addCompany(world, {
    code,
    name,
    currency: standardPack.currency,
    timeZone: demoZone,
    calendar: fed.id,
    stateTax: 'none_calculated',
  });
  if (!added.ok) return added;
  const { companyId } = added.value;
  const schedule = await addSchedule(world, {
    companyId,
    definition: definitionFor(dates),
    fromOn: dates.endOn,
  });
  if (!schedule.ok) return schedule;
  const company = await world.store.read({ companyId }, (at) => companyById(at, companyId));
  if (!company) return answer({ code, name, employees: 0 });
  const roster = await importRoster(world, {
    company,
    bytes: files.roster,
    scheduleCode: schedule.value.code,
    dryRun: false,
  });
  if (!roster.ok) return roster;
  const earlier = demoBalances({
    ...{ roster: files.roster, currency: company.currency, scheduleCode: schedule.value.code },
    ...{ payOn: dates.payOn, endOn: dates.endOn },
  });
  if (!earlier.ok) return earlier;
  if (earlier.value !== null) {
    const balances = await importBalances(world, { company, bytes: earlier.value, dryRun: false });
    if (!balances.ok) return balances;
  }
  const [first] = await world.store.read({ companyId }, (at) =>
    periods(at, { companyId, limit: 1 }),
  );
  if (!first) return answer({ code, name, employees: roster.value.rows });
  const { periodId } = first;
  const hours = await importHours(world, { periodId, bytes: files.hours, dryRun: false });
  if (!hours.ok) return hours;
  return answer({ code, name, employees: roster.value.rows });
}

function definitionFor(dates: DemoDates): Readonly<Record<string, unknown>> {
  const rule = {
    days_before_pay_date: demoDueDays,
    business_days: true,
    at: demoTime.toString({ smallestUnit: 'minute' }),
  };
  return {
    code: 'biweekly',
    title: 'Every two weeks',
    frequency: 'biweekly',
    anchor: dates.payOn.toString(),
    pay_date: { days_after_end: demoPayDelayDays },
    convention: 'preceding',
    rule,
    // When the demo uses another year, the one due period is all there is to see.
    ...(dates.note === null ? {} : { ends_on: dates.endOn.toString(), catch_up_days: 3_660 }),
  };
}
