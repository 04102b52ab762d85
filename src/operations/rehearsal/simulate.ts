/**
 * Simulates the months to come: the company is copied into a scratch database with a clock of its own, and lived through
 * by the operations that real work uses. The answer says what would run when, what would be held or late, and the
 * money that each pay date needs.
 *
 * With changes, the months are lived through twice: as they are, and with the changes.
 *
 * Refusals: months_invalid, rehearsal_stopped; those of `withScratchCompany` and of `applyChange`.
 */
import { type Answer, answer, refuse } from '#errors.ts';
import { packOfCompany } from '#operations/tables/packs-now.ts';
import type { World } from '#operations/world.ts';
import type { CompanyRow } from '#store/reads/companies.ts';
import { beingShadowed, openingAtTicks } from '#store/reads/rehearsed.ts';
import { extensibleSchedules } from '#store/reads/schedules.ts';
import type { PaybeatEvent } from '#telemetry.ts';
import { dayInWords, toEpochDay } from '#time/plain-date.ts';
import { type AppliedChange, applyChange, type ChangeFile } from './apply-change.ts';
import { type Assumption, assumptionsOf } from './assumptions.ts';
import { type Cash, cashOf } from './cash.ts';
import { type ExtraPayDate, extraPayDates } from './extra-pay-dates.ts';
import { liveThrough } from './live-through.ts';
import { type Approvals } from './people-at-once.ts';
import type { PlantedOutage } from './plant-outages.ts';
import { type RehearsedDeposits, rehearsedDeposits } from './rehearsed-deposits.ts';
import { type RehearsedPeriods, rehearsedPeriods } from './rehearsed-runs.ts';
import { type ScratchWorld, withScratchCompany } from './scratch-company.ts';

interface Simulate {
  readonly company: CompanyRow;
  /** URL of the real database. */
  readonly databaseUrl: string;
  readonly months: number;
  readonly approvals: Approvals;
  /** Null: no outages. */
  readonly outageSeed: number | null;
  readonly changes: readonly ChangeFile[];
  /** Called with the share that is done, from 0 to 1. */
  readonly onProgress?: (share: number) => void;
  readonly say?: (line: string) => void;
  /** When aborted, at any moment, the scratch database is dropped and the answer is refused. */
  readonly signal?: AbortSignal | undefined;
}

/** One way through the months. */
export interface Rehearsal extends RehearsedPeriods {
  readonly cash: Cash;
  readonly taxes: RehearsedDeposits;
  readonly extraPayDates: readonly ExtraPayDate[];
  readonly assumptions: readonly Assumption[];
  readonly outages: readonly PlantedOutage[];
  /** Schedules whose periods end too soon, with the reason. */
  readonly stuck: readonly { readonly code: string; readonly message: string }[];
}

export interface Simulated {
  readonly company: CompanyRow;
  readonly from: Temporal.Instant;
  readonly until: Temporal.Instant;
  readonly months: number;
  readonly approvals: Approvals;
  readonly outageSeed: number | null;
  readonly asItIs: Rehearsal;
  /** Null: no change was tried. */
  readonly changed: (Rehearsal & { readonly changes: readonly AppliedChange[] }) | null;
}

const monthsMax = 120;

export async function simulate(world: World, ask: Simulate): Promise<Answer<Simulated>> {
  const { company, months, approvals, outageSeed, changes } = ask;
  if (!Number.isSafeInteger(months) || months < 1 || months > monthsMax)
    return monthsInvalid(months);
  const parts = changes.length === 0 ? 1 : 2;
  // A change that is refused is refused before anything else is done.
  const changed =
    changes.length === 0 ? null : await rehearse(world, { ...ask, part: { nth: 0, of: parts } });
  if (changed !== null && !changed.ok) return changed;
  const last = { nth: parts - 1, of: parts };
  const asItIs = await rehearse(world, { ...ask, changes: [], part: last });
  if (!asItIs.ok) return asItIs;
  const { from, until } = asItIs.value;
  return answer({
    ...{ company, from, until, months, approvals, outageSeed, asItIs: asItIs.value.lived },
    changed: changed && { ...changed.value.lived, changes: changed.value.applied },
  });
}

interface Rehearsed {
  readonly lived: Rehearsal;
  readonly from: Temporal.Instant;
  readonly until: Temporal.Instant;
  readonly applied: readonly AppliedChange[];
}

type Rehearse = Simulate & { readonly part: { readonly nth: number; readonly of: number } };

async function rehearse(world: World, ask: Rehearse): Promise<Answer<Rehearsed>> {
  const { signal } = ask;
  const reached: { at: Temporal.Instant | null } = { at: null };
  const isStopped = (): boolean => signal?.aborted === true;
  if (isStopped()) return stopped(null);
  try {
    const onMoment = (now: Temporal.Instant): void => void (reached.at = now);
    return await rehearseIn(world, { ...ask, onMoment });
  } catch (error) {
    // Its database was dropped under it.
    if (isStopped()) return stopped(reached.at);
    throw error;
  }
}

async function rehearseIn(
  world: World,
  ask: Rehearse & { readonly onMoment: (now: Temporal.Instant) => void },
): Promise<Answer<Rehearsed>> {
  const { company, databaseUrl, months, approvals, outageSeed, signal, say } = ask;
  const { companyId, timeZone } = company;
  const stuck: Stuck = new Map();
  const listen = (event: PaybeatEvent) => {
    if (event.kind === 'schedule_stuck') stuck.set(event.scheduleId, event);
  };
  const scratch = { databaseUrl, companyId, listen, signal, ...(say ? { say } : {}) };
  return withScratchCompany(world, scratch, async (inside) => {
    const from = inside.startedAt;
    const until = from.toZonedDateTimeISO(timeZone).add({ months }).toInstant();
    const applied: AppliedChange[] = [];
    for (const file of ask.changes) {
      const one = await applyChange(inside, { company, file });
      if (!one.ok) return one;
      applied.push(one.value);
    }
    const lived = await liveThrough(inside, {
      ...{ until, approvals, outageSeed, signal },
      onMoment: (now) => {
        ask.onMoment(now);
        ask.onProgress?.(shareOf(ask, { now, from, until }));
      },
    });
    if (lived.isStopped) return stopped(inside.clock.now());
    const { tables } = (await packOfCompany(inside, company)) ?? { tables: [] };
    const periods = await rehearsedPeriods(inside, { lived, until, tables });
    const setAside = await inside.store.read({ companyId }, async (at) => ({
      ofTicks: await openingAtTicks(at, { from, until }),
      inShadow: await beingShadowed(at, until),
    }));
    const found: Rehearsal = {
      ...{ ...periods, outages: lived.outages },
      cash: cashOf(periods.runs),
      taxes: await rehearsedDeposits(inside, { company, runs: periods.runs }),
      extraPayDates: await extraPayDates(inside, { company, from, until, runs: periods.runs }),
      assumptions: assumptionsOf({ lived, periods, approvals, tables, ...setAside }),
      stuck: await endingTooSoon(inside, { until, stuck }),
    };
    return answer({ lived: found, from, until, applied });
  });
}

type Stuck = Map<number, Rehearsal['stuck'][number]>;

/** Schedules without periods up to the end. One that ends later is no trouble of these months. */
async function endingTooSoon(
  { store, companyId }: ScratchWorld,
  { until, stuck }: { readonly until: Temporal.Instant; readonly stuck: Stuck },
): Promise<Rehearsal['stuck']> {
  const rows = await store.read({ companyId }, (at) => extensibleSchedules(at, { companyId }));
  return rows.flatMap(({ scheduleId, generatedTo, timeZone }) => {
    const found = stuck.get(scheduleId);
    const lastOn = until.toZonedDateTimeISO(timeZone).toPlainDate();
    const isShort = generatedTo === null || Temporal.PlainDate.compare(generatedTo, lastOn) < 0;
    return found !== undefined && isShort ? [{ code: found.code, message: found.message }] : [];
  });
}

function shareOf(
  { part: { nth, of } }: Rehearse,
  at: Record<'now' | 'from' | 'until', Temporal.Instant>,
): number {
  const passed = at.from.until(at.now).total('seconds') / at.from.until(at.until).total('seconds');
  return (nth + Math.min(1, passed)) / of;
}

function monthsInvalid(months: number): Answer<never> {
  return refuse({
    family: 'usage',
    code: 'months_invalid',
    message: `${months} is not a number of months from 1 to ${monthsMax}`,
    hint: 'give a whole number, such as 24',
    facts: { months, max: monthsMax },
  });
}

/** `at`: the moment that the months had come to. Null: they had not begun. */
function stopped(at: Temporal.Instant | null): Answer<never> {
  const when =
    at === null
      ? 'before the first month'
      : `when it had come to ${dayInWords(toEpochDay(at.toZonedDateTimeISO('UTC').toPlainDate()))}`;
  return refuse({
    family: 'conflict',
    code: 'rehearsal_stopped',
    message: `the simulation was stopped ${when}; its scratch database is removed`,
    hint: 'start it again for an answer',
    facts: { reached: at === null ? null : at.toString() },
  });
}
