/**
 * Moves an employee from one pay schedule to another, from a day on. The answer proves that every day is paid
 * exactly once.
 *
 * Each schedule pays its part: the old schedule up to the day before, the new schedule from the day on. When
 * the day lies inside a period, a salary is paid for that part of it.
 *
 * Refusals: employee_not_found, schedule_not_found, already_on_schedule, move_before_another, move_too_close
 * (two moves within one period), move_after_run (the old schedule has a run that pays later days),
 * move_misses_run (the new one has a run of that period without the employee), period_of_other_schedule,
 * period_not_found, day_missing; those of `moveEmployee` (schedule/).
 */

import { actorOf } from '#caller.ts';
import { type Answer, answer, refuse } from '#errors.ts';
import { allOrNothing } from '#operations/all-or-nothing.ts';
import { periodNotFound } from '#operations/not-found.ts';
import { partOn, savedSchedule } from '#operations/schedules/saved-schedule.ts';
import type { World } from '#operations/world.ts';
import { type PeriodPart, proveMove } from '#schedule/change-schedule.ts';
import type { TilingProof } from '#schedule/tiling.ts';
import { type CompanyRow, type ScheduleRow, schedules } from '#store/reads/companies.ts';
import { type MoveRow, movesOf } from '#store/reads/moves.ts';
import { liveRunsOf, periodById } from '#store/reads/periods.ts';
import { currentSchedules, employeeIdsOf } from '#store/reads/roster.ts';
import type { Writing } from '#store/store.ts';
import { audit } from '#store/writes/audit.ts';
import { raiseInputRevision } from '#store/writes/companies.ts';
import { closeMove, insertMove, putOnSchedule } from '#store/writes/moves.ts';
import { didYouMean } from '#text/closest-word.ts';
import { fromEpochDay } from '#time/plain-date.ts';

export interface MoveEmployee {
  readonly company: CompanyRow;
  readonly number: string;
  readonly toCode: string;
  /** The first day on the new schedule: a date, or the id of the period that starts on it. */
  readonly from: { readonly periodId: number } | { readonly on: Temporal.PlainDate };
  readonly reason: string;
  readonly dryRun: boolean;
}

export interface MovedEmployee {
  readonly number: string;
  readonly from: string | null;
  readonly to: string;
  readonly effectiveOn: Temporal.PlainDate;
  /** The last part that the old schedule pays, and the first part that the new schedule pays. */
  readonly lastOnOld: PeriodPart | null;
  readonly firstOnNew: PeriodPart | null;
  /** Null when the employee had no schedule before. */
  readonly proof: TilingProof | null;
  /** An earlier plan to move on that day is cancelled. */
  readonly isTakenBack: boolean;
  readonly written: boolean;
}

export async function moveEmployee(
  world: World,
  ask: MoveEmployee,
): Promise<Answer<MovedEmployee>> {
  const { companyId } = ask.company;
  const how = { scope: { companyId }, dryRun: ask.dryRun };
  return allOrNothing(world, how, (tx) => move(tx, { ...ask, actor: actorOf(world.caller) }));
}

async function move(
  tx: Writing,
  ask: MoveEmployee & { readonly actor: string },
): Promise<Answer<MovedEmployee>> {
  const { company, number, actor } = ask;
  const { companyId } = company;
  // Locks the row that every opening run also locks, so that no run reads its roster between this check and
  // the move.
  const revision = await raiseInputRevision(tx, companyId);
  const employeeId = (await employeeIdsOf(tx, { companyId, numbers: [number] })).get(number);
  if (employeeId === undefined) return employeeNotFound(number);
  const all = await schedules(tx);
  const to = all.find(({ code }) => code === ask.toCode);
  if (to === undefined) return scheduleUnknown(ask.toCode, all);
  const day = await firstDay(tx, { ...ask, to });
  if (!day.ok) return day;
  const on = day.value;
  const known = await movesOf(tx, { employeeId, revision });
  const planned = known.find(({ effectiveOn }) => effectiveOn.equals(on));
  const now = await currentSchedules(tx, { companyId, employeeIds: [employeeId] });
  const leavingId = now.get(employeeId) ?? null;
  const fromId = planned ? planned.fromScheduleId : leavingId;
  const from = all.find(({ scheduleId }) => scheduleId === fromId) ?? null;
  const isTakenBack = planned !== undefined && fromId === to.scheduleId;
  const facts: Facts = { number, employeeId, on, from, leavingId, to, known, planned, isTakenBack };
  const proved = await provenMove(tx, facts);
  if (!proved.ok) return proved;
  const owned = { companyId, employeeId, revision };
  if (planned) await closeMove(tx, { ...owned, effectiveOn: on });
  if (!isTakenBack) {
    const ids = { fromScheduleId: fromId, toScheduleId: to.scheduleId };
    await insertMove(tx, { ...owned, ...ids, effectiveOn: on, reason: ask.reason });
  }
  await putOnSchedule(tx, { ...owned, scheduleId: to.scheduleId });
  await audit(tx, {
    companyId,
    actor,
    action: isTakenBack ? 'employee.move_back' : 'employee.move',
    subject: `employee:${employeeId}`,
    facts: {
      from: from?.code ?? null,
      to: to.code,
      on: on.toString(),
      reason: ask.reason,
      revision,
    },
  });
  return answer({
    number,
    from: from?.code ?? null,
    to: to.code,
    effectiveOn: on,
    ...proved.value,
    isTakenBack,
    written: !ask.dryRun,
  });
}

interface Facts {
  readonly number: string;
  readonly employeeId: number;
  readonly on: Temporal.PlainDate;
  readonly from: ScheduleRow | null;
  /** The schedule that the last known move leads to; equals `from` unless this move replaces that one. */
  readonly leavingId: number | null;
  readonly to: ScheduleRow;
  readonly known: readonly MoveRow[];
  readonly planned: MoveRow | undefined;
  readonly isTakenBack: boolean;
}

type Proof = Pick<MovedEmployee, 'lastOnOld' | 'firstOnNew' | 'proof'>;

/** The parts that each schedule pays, or a refusal. */
async function provenMove(tx: Writing, of: Facts): Promise<Answer<Proof>> {
  const { from, to, on, known, planned, isTakenBack } = of;
  const isThere = planned?.toScheduleId === to.scheduleId || from?.scheduleId === to.scheduleId;
  if (isThere && !isTakenBack) return alreadyThere(of);
  const last = known.findLast((one) => one !== planned);
  if (last && Temporal.PlainDate.compare(last.effectiveOn, on) >= 0) return beforeAnother(of, last);
  const none: Proof = { lastOnOld: null, firstOnNew: null, proof: null };
  const blocked = await runsInTheWay(tx, of);
  if (blocked !== null) return blocked;
  if (from === null || isTakenBack) return answer(none);
  const proved = proveMove({
    from: partOn(await savedSchedule(tx, from), on.subtract({ days: 1 })),
    to: partOn(await savedSchedule(tx, to), on),
    on,
  });
  if (!proved.ok) return proved;
  const { lastOnOld, firstOnNew, proof } = proved.value;
  const joined = fromEpochDay(firstOnNew.period.startDay);
  const isInside = (start: Temporal.PlainDate) =>
    last !== undefined && Temporal.PlainDate.compare(last.effectiveOn, start) > 0;
  if (last && (isInside(lastOnOld.startOn) || isInside(joined))) return tooClose(of, last);
  if (proof.holds) return answer({ lastOnOld, firstOnNew, proof });
  return refuse({
    family: 'conflict',
    code: 'move_leaves_gap',
    message: `moving ${of.number} on ${on} would pay days twice or leave days unpaid`,
    facts: { proof },
  });
}

/** Finds live runs that have already paid these days or left them out. */
async function runsInTheWay(tx: Writing, of: Facts): Promise<Answer<never> | null> {
  const { number, on, leavingId, to, employeeId } = of;
  const ask = { employeeId, fromOn: on };
  const leaving = await liveRunsOf(tx, { ...ask, scheduleId: leavingId });
  const paying = leaving.find(({ isOnIt }) => isOnIt);
  if (paying) {
    return refuse({
      family: 'conflict',
      code: 'move_after_run',
      message: `run ${paying.runId} already pays ${number} up to ${paying.endOn}`,
      hint: `move from ${paying.endOn.add({ days: 1 })} on, or void that run if it is not committed`,
    });
  }
  const [missing] = await liveRunsOf(tx, { ...ask, scheduleId: to.scheduleId });
  if (!missing) return null;
  return refuse({
    family: 'conflict',
    code: 'move_misses_run',
    message: `run ${missing.runId} of ${to.code} already pays up to ${missing.endOn}, without these days of ${number}`,
    hint: `move from ${missing.endOn.add({ days: 1 })} on, or void that run if it is not committed`,
  });
}

async function firstDay(
  tx: Writing,
  ask: MoveEmployee & { readonly to: ScheduleRow },
): Promise<Answer<Temporal.PlainDate>> {
  if ('on' in ask.from) return answer(ask.from.on);
  const { periodId } = ask.from;
  const period = await periodById(tx, periodId);
  if (!period) return periodNotFound(periodId);
  if (period.scheduleId === ask.to.scheduleId) return answer(period.startOn);
  return refuse({
    family: 'invalid',
    code: 'period_of_other_schedule',
    message: `period ${periodId} belongs to ${period.scheduleCode ?? 'no schedule'}, not to ${ask.to.code}`,
    hint: 'choose one of its periods',
    actions: [{ action: 'show_schedule', schedule: ask.to.code, company: ask.company.code }],
  });
}

function employeeNotFound(number: string): Answer<never> {
  return refuse({
    family: 'not_found',
    code: 'employee_not_found',
    message: `there is no employee ${number}`,
    hint: 'write the employee number exactly as in the roster; capital letters matter',
  });
}

function scheduleUnknown(code: string, all: readonly ScheduleRow[]): Answer<never> {
  const codes = all.map((one) => one.code);
  return refuse({
    family: 'not_found',
    code: 'schedule_not_found',
    message: `there is no pay schedule ${code}.${didYouMean(code, codes)}`,
    hint: 'choose an existing schedule',
    actions: [{ action: 'list_schedules' }],
  });
}

function alreadyThere({ number, to, on }: Facts): Answer<never> {
  return refuse({
    family: 'conflict',
    code: 'already_on_schedule',
    message: `employee ${number} is already on ${to.code} on ${on}`,
  });
}

function beforeAnother({ number }: Facts, last: MoveRow): Answer<never> {
  return refuse({
    family: 'conflict',
    code: 'move_before_another',
    message: `employee ${number} already moves on ${last.effectiveOn}; a new move must come after it`,
    hint: 'undo that move first: move to the old schedule from the same day',
  });
}

function tooClose({ number }: Facts, last: MoveRow): Answer<never> {
  return refuse({
    family: 'conflict',
    code: 'move_too_close',
    message: `employee ${number} moved on ${last.effectiveOn}, inside the same period`,
    hint: 'let the next move begin with a later period',
  });
}
