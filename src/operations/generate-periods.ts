/**
 * Keeps the periods of a schedule ahead of today, each with its due instant.
 *
 * Periods are written once: the schedule remembers up to where, and only one worker at a time adds.
 * Where the bank calendar does not reach far enough, the periods that it knows are added and the
 * refusal says so.
 */
import { type Answer, answer, assert, type Refused } from '#errors.ts';
import { dueInstant } from '#schedule/due-instant.ts';
import { periodsPerYear } from '#schedule/frequency.ts';
import { knownPayPeriods, type PayPeriod } from '#schedule/pay-period.ts';
import { type PaySchedule, paySchedule } from '#schedule/pay-schedule.ts';
import { schedules } from '#store/reads/companies.ts';
import { databaseNow } from '#store/reads/due.ts';
import type { Writing } from '#store/store.ts';
import {
  claimScheduleForPeriods,
  insertPeriod,
  type NewDueInstant,
  setGeneratedTo,
} from '#store/writes/periods.ts';
import type { World } from './world.ts';

export interface GeneratePeriods {
  readonly companyId: number;
  readonly scheduleId: number;
  /** For the first time only: periods that end before this day are left out. */
  readonly fromOn?: Temporal.PlainDate;
}

export interface GeneratedPeriods {
  readonly added: number;
  /** Why the periods do not reach far enough: the bank calendar ends, or the rule skips one. */
  readonly beyond: Refused | null;
}

/** Days from a period's end to the next one's, and some: two periods are always ahead. */
function daysAhead(schedule: PaySchedule, daysAheadMin: number): number {
  return Math.max(daysAheadMin, Math.ceil(800 / periodsPerYear(schedule.frequency)));
}

export async function generatePeriods(
  world: World,
  ask: GeneratePeriods,
): Promise<Answer<GeneratedPeriods>> {
  const { companyId, scheduleId } = ask;
  const generated = await world.store.write({ companyId }, async (tx) => {
    const claim = await claimScheduleForPeriods(tx, scheduleId);
    if (!claim) return answer({ added: 0, beyond: null });
    const row = (await schedules(tx)).find((one) => one.scheduleId === scheduleId);
    assert(row, 'a claimed schedule is there');
    const schedule = paySchedule(row.definition);
    const today = (await databaseNow(tx)).toZonedDateTimeISO(schedule.timeZone).toPlainDate();
    const fromOn = claim.generatedTo?.add({ days: 1 }) ?? ask.fromOn ?? today;
    const toOn = today.add({ days: daysAhead(schedule, world.settings.daysAheadMin) });
    if (Temporal.PlainDate.compare(fromOn, toOn) > 0) return answer({ added: 0, beyond: null });
    const known = knownPayPeriods(schedule, { fromOn, toOn });
    if (!known.ok) return known;
    let { beyond } = known.value;
    let lastOn = fromOn.subtract({ days: 1 });
    let added = 0;
    for (const period of known.value.periods) {
      const due = dueOf(schedule, period);
      if (!due.ok) {
        beyond = due;
        break;
      }
      await insertGenerated(tx, { companyId, scheduleId, schedule, period, due: due.value });
      added += 1;
      lastOn = period.endOn;
    }
    // Whatever ends up to here exists now; the next call starts behind it.
    await setGeneratedTo(tx, { scheduleId, to: beyond ? lastOn : toOn });
    return answer({ added, beyond });
  });
  if (generated.ok && generated.value.added > 0) {
    world.telemetry.emit({ kind: 'periods_generated', scheduleId, count: generated.value.added });
  }
  return generated;
}

async function insertGenerated(
  tx: Writing,
  ask: {
    readonly companyId: number;
    readonly scheduleId: number;
    readonly schedule: PaySchedule;
    readonly period: PayPeriod;
    readonly due: NewDueInstant | null;
  },
): Promise<void> {
  const { schedule, period } = ask;
  await insertPeriod(tx, {
    companyId: ask.companyId,
    scheduleId: ask.scheduleId,
    frequency: schedule.frequency,
    ...period,
    status: 'active',
    automationEnabled: schedule.rule !== null,
    automationRule: null,
    catchUpDays: schedule.catchUpDays,
    due: ask.due,
  });
}

function dueOf(schedule: PaySchedule, period: PayPeriod): Answer<NewDueInstant | null> {
  const { rule } = schedule;
  if (rule === null) return answer(null);
  const { timeZone: zone, calendar } = schedule;
  const due = dueInstant({ rule, period, zone, calendar });
  if (!due.ok) return due;
  return answer({ ...due.value, local: localText(due.value.local), rule: rule.definition });
}

/** Every schedule whose periods do not reach far enough gets more; one that cannot says so. */
export async function extendSchedules(world: World): Promise<void> {
  const all = await world.store.read('every company', (at) => schedules(at));
  for (const schedule of all) {
    const { companyId, scheduleId } = schedule;
    const generated = await generatePeriods(world, { companyId, scheduleId });
    const stuck = generated.ok ? generated.value.beyond : generated;
    if (stuck) {
      const { code, message } = stuck.refusal;
      world.telemetry.emit({ kind: 'schedule_stuck', scheduleId, code, message });
    }
  }
}

/** `2024-01-28T02:00`: how local times are stored. */
export function localText(local: Temporal.PlainDateTime): string {
  return local.toString({ smallestUnit: 'minute' });
}
