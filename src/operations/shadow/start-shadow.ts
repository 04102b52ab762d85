/**
 * Puts a schedule into shadow: another payroll pays its people from a day on, and Paybeat only calculates.
 *
 * Its periods stay as they are and take hours as usual. Nobody can run them, and the database refuses it, too. Periods
 * that come later are in shadow by themselves.
 *
 * Refusals: those of `findScheduleNamed`, shadow_exists, runs_in_the_way (runs that have paid these days, or could still
 * pay somebody), no_period_from (the day is inside a period).
 */
import { actorOf } from '#caller.ts';
import { type Answer, answer, refuse } from '#errors.ts';
import { allOrNothing } from '#operations/all-or-nothing.ts';
import { findScheduleNamed } from '#operations/schedules/name-schedules.ts';
import type { World } from '#operations/world.ts';
import { periodAround, runsInTheWay } from '#store/reads/shadows.ts';
import type { Writing } from '#store/store.ts';
import { audit } from '#store/writes/audit.ts';
import { lockPaidDays } from '#store/writes/paid-before.ts';
import { lockSchedule } from '#store/writes/periods.ts';
import { insertShadow, putPeriodsInShadow } from '#store/writes/shadows.ts';
import { counted } from '#text/counted.ts';
import { recordOf, type ShadowRecord, type WhichShadow } from './shadow-record.ts';

interface StartShadow extends WhichShadow {
  /** The first day of a period. */
  readonly fromOn: Temporal.PlainDate;
  readonly why: string;
  readonly dryRun: boolean;
}

export async function startShadow(world: World, ask: StartShadow): Promise<Answer<ShadowRecord>> {
  const { company, schedule } = ask;
  const found = await findScheduleNamed(world, { company, code: schedule });
  if (!found.ok) return found;
  const { companyId } = found.value.company;
  const how = { scope: { companyId }, dryRun: ask.dryRun };
  return allOrNothing(world, how, async (tx) => {
    const started = await startInside(tx, {
      ...ask,
      world,
      companyId,
      scheduleId: found.value.saved.row.scheduleId,
    });
    return started.ok ? recordOf(tx, found.value) : started;
  });
}

async function startInside(
  tx: Writing,
  ask: StartShadow & {
    readonly world: World;
    readonly companyId: number;
    readonly scheduleId: number;
  },
): Promise<Answer<null>> {
  const { companyId, scheduleId, schedule, fromOn, why, world } = ask;
  await lockPaidDays(tx, companyId);
  await lockSchedule(tx, scheduleId);
  const around = await periodAround(tx, { scheduleId, day: fromOn });
  if (around !== null) return insidePeriod(around, fromOn);
  const runs = await runsInTheWay(tx, { companyId, scheduleId, fromOn });
  if (runs.length > 0) return inTheWay(runs);
  const by = actorOf(world.caller);
  const shadowId = await insertShadow(tx, { companyId, scheduleId, fromOn, why, by });
  if (shadowId === null) return shadowExists(schedule);
  const periods = await putPeriodsInShadow(tx, { shadowId, scheduleId, fromOn });
  const facts = { shadowId, fromOn: fromOn.toString(), why, periods };
  const subject = `schedule:${scheduleId}`;
  await audit(tx, { companyId, actor: by, action: 'shadow.start', subject, facts });
  return answer(null);
}

function insidePeriod(
  { periodId, startOn, endOn }: NonNullable<Awaited<ReturnType<typeof periodAround>>>,
  day: Temporal.PlainDate,
): Answer<never> {
  return refuse({
    family: 'conflict',
    code: 'day_inside_period',
    message: `${day} is inside period ${periodId}, ${startOn} to ${endOn}; one payroll pays a whole period`,
    hint: `give ${startOn} or ${endOn.add({ days: 1 })}`,
    facts: { periodId, startOn: startOn.toString(), endOn: endOn.toString() },
  });
}

function inTheWay(runs: Awaited<ReturnType<typeof runsInTheWay>>): Answer<never> {
  const list = runs.map(({ runId, state }) => `run ${runId} (${state})`).join(', ');
  const open = runs.filter(({ state }) => state !== 'committed');
  return refuse({
    family: 'conflict',
    code: 'runs_in_the_way',
    message: `${counted(runs.length, 'run')} paid people of these days, or still could: ${list}`,
    hint:
      open.length > 0
        ? 'void the runs that are not committed'
        : 'start the shadow after the periods that were paid here',
    actions: open.slice(0, 3).map(({ runId }) => ({ action: 'void_run', run: runId })),
    facts: { runs: runs.map(({ runId }) => runId) },
  });
}

function shadowExists(schedule: string): Answer<never> {
  return refuse({
    family: 'conflict',
    code: 'shadow_exists',
    message: `pay schedule ${schedule} is in shadow already`,
  });
}
