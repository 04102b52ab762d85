/**
 * Ends a shadow: Paybeat pays the schedule itself from a day on.
 *
 * One transaction. The periods before that day become days that were paid: nobody can pay them here again. The year
 * continues from the kept results, or from a file of balances of the other payroll. Periods that are due already are
 * held for a person, as after a pause.
 *
 * Refusals: those of `findScheduleNamed` and of the balances file, not_in_shadow, live_day_unfit (not the first day of a
 * period in shadow, or of the day after the last), not_compared (the kept results have gaps), year_to_date_needed,
 * shadow_outdated (a comparison has to be made again).
 */
import { actorOf } from '#caller.ts';
import { type Answer, answer, refuse } from '#errors.ts';
import { allOrNothing } from '#operations/all-or-nothing.ts';
import type { GivenForm } from '#operations/people/file-forms.ts';
import { importBalances } from '#operations/people/import-balances.ts';
import { findScheduleNamed } from '#operations/schedules/name-schedules.ts';
import type { World } from '#operations/world.ts';
import { storeInside, type Writing } from '#store/store.ts';
import { audit } from '#store/writes/audit.ts';
import { lockPaidDays } from '#store/writes/paid-before.ts';
import { lockSchedule } from '#store/writes/periods.ts';
import { endShadow, markPaidInShadow, releaseFromShadow } from '#store/writes/shadows.ts';
import { keepYear } from './kept-year.ts';
import {
  notInShadow,
  type PeriodBeside,
  recordOf,
  type ShadowRecord,
  type WhichShadow,
} from './shadow-record.ts';

/** What the year continues from. */
export type LiveYear =
  | { readonly by: 'kept' }
  | {
      readonly by: 'file';
      readonly bytes: Uint8Array;
      readonly fileName?: string | undefined;
      readonly form?: GivenForm | undefined;
    };

export interface EndShadow extends WhichShadow {
  /** The first day that Paybeat pays. */
  readonly liveOn: Temporal.PlainDate;
  /** Null: nobody was paid by the other payroll in shadow. */
  readonly year: LiveYear | null;
  readonly why: string;
  readonly dryRun: boolean;
}

export interface EndedShadow extends ShadowRecord {
  /** Periods that the other payroll has paid. */
  readonly paidBefore: readonly number[];
  readonly live: readonly number[];
  /** Of the live ones: due already, so they wait for a person. */
  readonly held: readonly number[];
  /** People whose year continues here. */
  readonly balances: number;
  readonly written: boolean;
}

export async function endShadowOf(world: World, ask: EndShadow): Promise<Answer<EndedShadow>> {
  const { company, schedule, dryRun } = ask;
  const found = await findScheduleNamed(world, { company, code: schedule });
  if (!found.ok) return found;
  const named = found.value;
  const { companyId } = named.company;
  return allOrNothing(
    world,
    { scope: { companyId }, dryRun },
    async (tx): Promise<Answer<EndedShadow>> => {
      const { scheduleId } = named.saved.row;
      await lockPaidDays(tx, companyId);
      await lockSchedule(tx, scheduleId);
      const before = await recordOf(tx, named);
      if (!before.ok) return before;
      const record = before.value;
      if (record.shadow.endedAt !== null)
        return notInShadow({ company: named.company.code, schedule });
      const { telemetry, caller, worker, settings } = world;
      const inside: World = { telemetry, caller, worker, settings, store: storeInside(tx) };
      const ended = await endInside(tx, { ...ask, world: inside, record, scheduleId });
      if (!ended.ok) return ended;
      const after = await recordOf(tx, named);
      return after.ok ? answer({ ...after.value, ...ended.value, written: !dryRun }) : after;
    },
  );
}

type Ended = Pick<EndedShadow, 'paidBefore' | 'live' | 'held' | 'balances'>;

async function endInside(
  tx: Writing,
  ask: EndShadow & {
    readonly world: World;
    readonly record: ShadowRecord;
    readonly scheduleId: number;
  },
): Promise<Answer<Ended>> {
  const { record, liveOn, year, why, world } = ask;
  const { company, shadow, periods } = record;
  const { companyId } = company;
  const unfit = liveDayUnfit(record, liveOn);
  if (unfit !== null) return unfit;
  const paid = periods.filter(({ startOn }) => isBefore(startOn, liveOn));
  const counted = paid.filter(({ isSkipped }) => !isSkipped);
  if (year === null && counted.length > 0) return yearNeeded(ask, counted);
  const yearToDate = counted.length === 0 || year === null ? 'none' : year.by;
  if (yearToDate === 'kept') {
    const gap = gapIn(counted);
    if (gap !== null) return gap;
  }
  const by = actorOf(world.caller);
  const { shadowId } = shadow;
  await endShadow(tx, { shadowId, liveOn, yearToDate, by });
  const inWords = `another payroll paid it while Paybeat calculated beside it: ${why} (${by})`;
  const paidBefore = await markPaidInShadow(tx, { shadowId, liveOn, why: inWords });
  const heldWhy = 'it was in shadow when it fell due';
  const { live, held } = await releaseFromShadow(tx, { shadowId, liveOn, heldWhy });
  const balances = await yearOf(tx, { ...ask, counted, live: liveYearOf(record, liveOn) });
  if (!balances.ok) return balances;
  const facts = { shadowId, liveOn: liveOn.toString(), why, yearToDate, paidBefore, live, held };
  const subject = `schedule:${ask.scheduleId}`;
  await audit(tx, { companyId, actor: by, action: 'shadow.end', subject, facts });
  return answer({ paidBefore, live, held, balances: balances.value });
}

function isBefore(one: Temporal.PlainDate, other: Temporal.PlainDate): boolean {
  return Temporal.PlainDate.compare(one, other) < 0;
}

/** The tax year in which Paybeat pays first. */
function liveYearOf({ periods }: ShadowRecord, liveOn: Temporal.PlainDate): number {
  const first = periods.find(({ startOn }) => !isBefore(startOn, liveOn));
  return first?.payOn.year ?? liveOn.year;
}

/** Returns for how many people the year continues. */
async function yearOf(
  tx: Writing,
  ask: EndShadow & {
    readonly world: World;
    readonly record: ShadowRecord;
    readonly counted: readonly PeriodBeside[];
    readonly live: number;
  },
): Promise<Answer<number>> {
  const { year, counted, record, world } = ask;
  const { company } = record;
  if (year === null || counted.length === 0) return answer(0);
  if (year.by === 'kept') {
    const { shadowId } = record.shadow;
    const actor = actorOf(world.caller);
    return answer(await keepYear(tx, { company, shadowId, taxYear: ask.live, actor }));
  }
  const { bytes, fileName, form } = year;
  const file = { company, bytes, fileName, form, dryRun: false };
  const imported = await importBalances(world, file);
  return imported.ok ? answer(imported.value.employees) : imported;
}

function liveDayUnfit(
  { periods, shadow }: ShadowRecord,
  liveOn: Temporal.PlainDate,
): Answer<never> | null {
  const last = periods.at(-1);
  const isFit =
    periods.some(({ startOn }) => startOn.equals(liveOn)) ||
    liveOn.equals(shadow.fromOn) ||
    last?.endOn.add({ days: 1 }).equals(liveOn) === true;
  if (isFit) return null;
  const days = periods.map(({ startOn }) => startOn.toString());
  const near = days.filter((day) => day >= liveOn.toString()).at(0) ?? days.at(-1);
  return refuse({
    family: 'conflict',
    code: 'live_day_unfit',
    message: `${liveOn} is not the first day of a period in shadow`,
    hint:
      near === undefined ? 'see its periods' : `give the first day of a period, such as ${near}`,
    facts: { firstDays: days },
  });
}

function yearNeeded({ schedule }: EndShadow, counted: readonly PeriodBeside[]): Answer<never> {
  return refuse({
    family: 'usage',
    code: 'year_to_date_needed',
    message: `the other payroll paid ${counted.length} periods of ${schedule} in shadow, and the year has to continue from them`,
    hint: 'let it continue from the kept results, or give the balances of the other payroll',
    actions: [{ action: 'ask_again', with: 'year_to_date' }],
    facts: { periods: counted.map(({ periodId }) => periodId) },
  });
}

function gapIn(counted: readonly PeriodBeside[]): Answer<never> | null {
  const missing = counted.filter(({ comparedAt }) => comparedAt === null);
  const outdated = counted.filter(({ verdict }) => verdict === 'outdated');
  const gaps = missing.length > 0 ? missing : outdated;
  if (gaps.length === 0) return null;
  const isMissing = missing.length > 0;
  const list = gaps.map(({ periodId }) => periodId);
  return refuse({
    family: 'conflict',
    code: isMissing ? 'not_compared' : 'shadow_outdated',
    message: isMissing
      ? `the kept results lack periods that were not compared: ${list.join(', ')}`
      : `results of earlier periods changed after these comparisons: ${list.join(', ')}`,
    hint: 'compare them, or give the balances of the other payroll',
    actions: list.slice(0, 3).map((one) => ({ action: 'compare_shadow', period: one })),
    facts: { periods: list },
  });
}
