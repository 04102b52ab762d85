/**
 * Generates the coming periods of a schedule, each with its due instant.
 *
 * A period is written once: the schedule stores how far its periods reach, and only one worker at a time adds
 * more. When the bank calendar ends too soon, the periods that it covers are added, and the refusal reports
 * the rest.
 */
import { type Answer, answer, assert, Outage, type Refused, refuse } from '#errors.ts';
import type { World } from '#operations/world.ts';
import { dueInstant } from '#schedule/due-instant.ts';
import { periodsPerYear, storedFrequency } from '#schedule/frequency.ts';
import type { PayPeriod } from '#schedule/pay-period.ts';
import type { PaySchedule } from '#schedule/pay-schedule.ts';
import { stageInstants } from '#schedule/stages.ts';
import { type WholePeriod, wholeAround } from '#schedule/whole-period.ts';
import { schedules } from '#store/reads/companies.ts';
import { extensibleSchedules } from '#store/reads/schedules.ts';
import { databaseNow } from '#store/reads/server.ts';
import { violatedConstraint } from '#store/store.ts';
import {
  claimScheduleForPeriods,
  insertPeriod,
  type NewDueInstant,
  type NewPeriod,
  type NewStage,
  setGeneratedTo,
} from '#store/writes/periods.ts';
import { ownKey } from '#text/read-json.ts';
import { fromEpochDay, toEpochDay } from '#time/plain-date.ts';
import { paidDaysFrom, withoutPaidDays } from './days-paid-before.ts';
import { type PartPeriod, periodsOfParts, savedSchedule } from './saved-schedule.ts';

interface GeneratePeriods {
  readonly companyId: number;
  readonly scheduleId: number;
  /** Used only the first time: periods that end before this day are left out. */
  readonly fromOn?: Temporal.PlainDate;
}

interface GeneratedPeriods {
  readonly added: number;
  /** Why the periods end too soon: the bank calendar ends, or the rule skips one. */
  readonly beyond: Refused | null;
}

/** The day up to which periods must exist, so that at least two are always ahead. */
export function aheadUntil(ask: {
  readonly frequency: PaySchedule['frequency'];
  readonly todayOn: Temporal.PlainDate;
  readonly daysAheadMin: number;
}): Temporal.PlainDate {
  const days = Math.max(ask.daysAheadMin, Math.ceil(800 / periodsPerYear(ask.frequency)));
  return ask.todayOn.add({ days });
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
    const { parts, current } = await savedSchedule(tx, row);
    const todayOn = (await databaseNow(tx)).toZonedDateTimeISO(current.timeZone).toPlainDate();
    const fromOn = claim.generatedTo?.add({ days: 1 }) ?? ask.fromOn ?? todayOn;
    const { daysAheadMin } = world.settings;
    const toOn = aheadUntil({ frequency: current.frequency, todayOn, daysAheadMin });
    if (Temporal.PlainDate.compare(fromOn, toOn) > 0) return answer({ added: 0, beyond: null });
    const known = periodsOfParts(parts, { fromOn, toOn });
    if (!known.ok) return known;
    const unpaid = withoutPaidDays(
      known.value.periods,
      await paidDaysFrom(tx, { companyId, scheduleId, fromOn }),
    );
    let beyond = unpaid.beyond ?? known.value.beyond;
    let lastOn = fromOn.subtract({ days: 1 });
    let added = 0;
    for (const one of unpaid.periods) {
      const period = newPeriod(one, { companyId, scheduleId });
      if (!period.ok) {
        beyond = period;
        break;
      }
      await insertPeriod(tx, period.value);
      added += 1;
      lastOn = one.period.endOn;
    }
    // All periods up to this day exist now. The next call starts after it.
    await setGeneratedTo(tx, { scheduleId, to: beyond ? lastOn : toOn });
    return answer({ added, beyond });
  });
  if (generated.ok && generated.value.added > 0) {
    world.telemetry.emit({ kind: 'periods_generated', scheduleId, count: generated.value.added });
  }
  return generated;
}

/** A period as its definition gives it, with its due instant. Refusals: those of `dueInstant`. */
export function newPeriod(
  one: PartPeriod,
  of: { readonly companyId: number; readonly scheduleId: number },
): Answer<NewPeriod> {
  const { part, period } = one;
  const due = dueOf(part, period);
  if (!due.ok) return due;
  const stages = newStages(part, period);
  if (!stages.ok) return stages;
  const whole = wholeOf(one);
  return answer({
    ...of,
    frequency: whole?.frequency ?? part.frequency,
    ...period,
    status: 'active',
    automationEnabled: part.rule !== null,
    automationRule: null,
    catchUpDays: part.catchUpDays,
    due: due.value,
    stages: stages.value,
    byHand: false,
    whole:
      whole === null
        ? null
        : { startOn: fromEpochDay(whole.startDay), endOn: fromEpochDay(whole.endDay) },
  });
}

/** Only a transition is part of a whole period. */
function wholeOf({ part, before, period }: PartPeriod): WholePeriod | null {
  const { transition } = part;
  if (transition === null || toEpochDay(period.startOn) !== transition.startDay) return null;
  return wholeAround(transition, { schedule: part, before });
}

function dueOf(schedule: PaySchedule, period: PayPeriod): Answer<NewDueInstant | null> {
  const { rule } = schedule;
  if (rule === null) return answer(null);
  const { timeZone: zone, calendar } = schedule;
  const due = dueInstant({ rule, period, zone, calendar });
  if (!due.ok) return due;
  return answer({ ...due.value, local: localText(due.value.local), rule: rule.definition });
}

/** The moments of a period besides its due instant. The rule that is kept is the stage of the definition. */
export function newStages(schedule: PaySchedule, period: PayPeriod): Answer<readonly NewStage[]> {
  if (schedule.rule === null) return answer([]);
  const staged = stageInstants(schedule, period);
  if (!staged.ok) return staged;
  const json = schedule.definition['stages'];
  const stages = (['prepare', 'approve'] as const).flatMap((stage): readonly NewStage[] => {
    const found = staged.value[stage];
    if (found === null) return [];
    const { at, local, zone, why } = found;
    const rule = ownKey(json, stage) as NewStage['rule'];
    return [{ stage, at, local: localText(local), zone, why, steps: [why], rule }];
  });
  return answer(stages);
}

/**
 * Adds periods to every schedule, or every one of a company, whose periods end too soon. Reports each schedule
 * that cannot have more.
 */
export async function extendSchedules(
  world: World,
  ask: { readonly companyId?: number } = {},
): Promise<void> {
  const { rows, now } = await world.store.read('every company', async (at) => ({
    rows: await extensibleSchedules(at, ask),
    now: await databaseNow(at),
  }));
  const { daysAheadMin } = world.settings;
  for (const { companyId, scheduleId, frequency, timeZone, generatedTo } of rows) {
    const todayOn = now.toZonedDateTimeISO(timeZone).toPlainDate();
    const toOn = aheadUntil({ frequency: storedFrequency(frequency), todayOn, daysAheadMin });
    if (generatedTo !== null && Temporal.PlainDate.compare(generatedTo, toOn) >= 0) continue;
    const generated = await generatedAlone(world, { companyId, scheduleId });
    const stuck = generated.ok ? generated.value.beyond : generated;
    if (stuck) {
      const { code, message } = stuck.refusal;
      world.telemetry.emit({ kind: 'schedule_stuck', scheduleId, code, message });
    }
  }
}

/** A failure in one schedule does not stop the others. Throws only an Outage. */
async function generatedAlone(
  world: World,
  ask: { readonly companyId: number; readonly scheduleId: number },
): Promise<Answer<GeneratedPeriods>> {
  try {
    return await generatePeriods(world, ask);
  } catch (error) {
    if (error instanceof Outage) throw error;
    const overlaps = violatedConstraint(error) === 'pay_period_no_overlap';
    const message = error instanceof Error ? error.message : String(error);
    return refuse({
      family: 'conflict',
      code: overlaps ? 'period_overlaps' : 'unexpected',
      message: overlaps ? 'a period added by hand overlaps a period of the schedule' : message,
      hint: 'find it, and skip the one you do not want',
      actions: [{ action: 'list_periods' }, { action: 'skip_periods' }],
    });
  }
}

/** `2024-01-28T02:00`: the form in which local times are stored. */
export function localText(local: Temporal.PlainDateTime): string {
  return local.toString({ smallestUnit: 'minute' });
}
