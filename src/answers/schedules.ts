/** The JSON form of pay schedules: a list, or one schedule with its definition and periods. */
import { conditionOf, scopeOf } from '#caller.ts';
import type { AddedSchedule } from '#operations/schedules/add-schedule.ts';
import type { World } from '#operations/world.ts';
import { companies, type ScheduleRow, schedules } from '#store/reads/companies.ts';
import { eachShownAs, shownAs, verbatim } from './json-form.ts';
import { type NextRun, nextRunOf } from './next-run.ts';
import { type PeriodsListed, periodsListed } from './periods.ts';

export interface ListedSchedule extends ScheduleRow {
  /** Code of the company. */
  readonly company: string;
}

export async function schedulesListed(
  { store, caller }: Pick<World, 'store' | 'caller'>,
  ask: { readonly companyId?: number } = {},
): Promise<readonly ListedSchedule[]> {
  const { companyId } = ask;
  const scope = companyId === undefined ? scopeOf(caller) : { companyId };
  const { found, codes } = await store.read(scope, async (at) => ({
    found: await schedules(at, conditionOf(caller)),
    codes: new Map((await companies(at)).map((one) => [one.companyId, one.code])),
  }));
  const all = found.map((one) => ({ ...one, company: codes.get(one.companyId) ?? '' }));
  return eachShownAs(all, (one) => ({
    company: one.company,
    code: one.code,
    frequency: one.frequency,
    timeZone: one.timeZone,
    automation: one.automationEnabled,
    employees: one.employees,
    generatedTo: one.generatedTo,
    definition: verbatim(one.definition),
  }));
}

export interface ScheduleSeen extends ListedSchedule {
  /** The first hundred periods. */
  readonly periods: PeriodsListed['periods'];
  readonly now: Temporal.Instant;
  /** What the next run does by itself, and what it asks. Null: no period waits for its run. */
  readonly next: NextRun | null;
}

const periodsMax = 100;

/** Finds a schedule by its code. */
export async function scheduleSeen(
  world: Pick<World, 'store' | 'caller'>,
  ask: { readonly schedule: ScheduleRow; readonly company: string },
): Promise<ScheduleSeen> {
  const { schedule, company } = ask;
  const { companyId, scheduleId } = schedule;
  const which = { companyId, scheduleId, limit: periodsMax };
  const { periods, now } = await periodsListed(world, which);
  const next = await world.store.read({ companyId }, (at) => nextRunOf(at, { schedule, periods }));
  return shownAs({ ...schedule, company, periods, now, next }, (one) => ({
    company: one.company,
    code: one.code,
    employees: one.employees,
    definition: verbatim(one.definition),
    next: one.next,
    periods: one.periods,
  }));
}

export function addedScheduleShape(
  { code: company }: { readonly code: string },
  { code, periods, warnings }: AddedSchedule,
): object {
  return { company, code, periods, warnings };
}

/** Leaves out the time of the query, which only calendar feeds use. */
export function plansShape({ plans }: { readonly plans: readonly object[] }): object {
  return { plans };
}
