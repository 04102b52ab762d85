/**
 * Decides for each person on the roster of a run's schedule whether the run calculates them. The roster
 * includes people who move to or from the schedule inside the period. People whom another run already pays
 * for the same days are excluded.
 *
 * People who are not employed in the period are calculated only if something is owed to them, or was entered
 * for them (plan-leavers.ts).
 *
 * An employee who is paid elsewhere for only some of the days is still calculated, and then held
 * (calculate-chunk.ts). A person must decide about the other days.
 */
import { assert } from '#errors.ts';
import { clipped, joinsAfter, stretchOn } from '#run/coverage.ts';
import type { Employment } from '#run/employments.ts';
import { placementOf } from '#run/roster.ts';
import type { AskedFrame } from '#store/reads/asked.ts';
import { earlierEmployments } from '#store/reads/earlier-employments.ts';
import {
  type CoveredRow,
  coveredElsewhere,
  type MoveRow,
  movesAround,
} from '#store/reads/moves.ts';
import { type RosterRow, rosterAt, rosterOf } from '#store/reads/roster.ts';
import type { Reading } from '#store/store.ts';
import type { Exclusion, LockedPeriod } from '#store/writes/runs.ts';
import { type WithWarnings, withLeavers } from './plan-leavers.ts';

export interface RosterPlan extends WithWarnings {
  readonly rosterCount: number;
  readonly excluded: readonly Exclusion[];
  readonly calculated: readonly number[];
}

interface PlanRoster {
  readonly period: Pick<
    LockedPeriod,
    'periodId' | 'companyId' | 'scheduleId' | 'startOn' | 'endOn' | 'payOn'
  >;
  readonly revision: number;
}

/** Everybody on the roster of a period at a revision: calculated, or excluded with a reason. */
export async function planRoster(at: Reading, ask: PlanRoster): Promise<RosterPlan> {
  const { period, revision } = ask;
  const { companyId, scheduleId, periodId } = period;
  const moves = Map.groupBy(
    await movesAround(at, { companyId, scheduleId, revision }),
    ({ employeeId }) => employeeId,
  );
  const excluded: Exclusion[] = [];
  const calculated: number[] = [];
  let rosterCount = 0;
  const place = (people: readonly RosterRow[]): void => {
    rosterCount += people.length;
    const placement = placeEverybody(people, { period, moves });
    for (const one of placement.excluded) excluded.push(one);
    for (const one of placement.calculated) calculated.push(one);
  };
  // Of people who have moved, those who are on the roster now.
  const here = new Set<number>();
  for await (const page of rosterAt(at, { companyId, scheduleId, revision })) {
    for (const { employeeId } of page) if (moves.has(employeeId)) here.add(employeeId);
    place(page);
  }
  const leavers = await leaversOf(at, { ...ask, moves, here });
  place(leavers);
  if (leavers.length > 0) {
    calculated.sort((one, other) => one - other);
    excluded.sort((one, other) => one.employeeId - other.employeeId);
  }
  const covered = await coveredElsewhere(at, { periodId, employeeIds: calculated });
  const whole = new Map(
    covered.filter(({ isWhole }) => isWhole).map((row) => [row.employeeId, row]),
  );
  const plan = {
    rosterCount,
    excluded: [...excluded, ...[...whole.values()].map(coveredReason)],
    calculated: calculated.filter((employeeId) => !whole.has(employeeId)),
  };
  const [planned] = await withLeavers(at, [{ frame: frameOf(period, revision), plan }]);
  assert(planned, 'one plan for one run');
  return planned;
}

/** What is read for a regular run of the period. */
export function frameOf(period: PlanRoster['period'], snapshotRevision: number): AskedFrame {
  const { companyId, periodId, startOn, endOn, payOn } = period;
  return { companyId, periodId, startOn, endOn, payOn, snapshotRevision, taxYear: payOn.year };
}

/** Where nobody moves between schedules, and no other run pays the days of the period, that is all. */
export function placeEverybody(
  everybody: readonly RosterRow[],
  of: {
    readonly period: PlanRoster['period'];
    readonly moves: ReadonlyMap<number, readonly MoveRow[]>;
  },
): Pick<RosterPlan, 'excluded' | 'calculated'> {
  const excluded: Exclusion[] = [];
  const calculated: number[] = [];
  for (const person of everybody) {
    const moves = of.moves.get(person.employeeId) ?? [];
    const placement = placed(person, { period: of.period, moves });
    if (placement === null) calculated.push(person.employeeId);
    else excluded.push(placement);
  }
  return { excluded, calculated };
}

/** The reason in words, the same for excluded and for held people. */
export function coveredReason(row: CoveredRow): Exclusion {
  const { employeeId, runId, runState, startOn, endOn, isWhole } = row;
  const verb = runState === 'committed' ? 'was paid' : 'is paid';
  return {
    employeeId,
    code: 'covered_by_other_period',
    detail: `${verb} by run ${runId} for ${startOn} to ${endOn}, which covers ${isWhole ? 'all' : 'some'} of these days`,
    hint: isWhole
      ? 'no action needed, unless that run paid this person by mistake'
      : 'pay the other days in an off-cycle run, or void that run if it is not committed',
  };
}

/** People who have left this schedule but were on it for some days of the period. */
async function leaversOf(
  at: Reading,
  ask: PlanRoster & {
    readonly moves: ReadonlyMap<number, readonly MoveRow[]>;
    readonly here: ReadonlySet<number>;
  },
): Promise<readonly RosterRow[]> {
  const { period, revision, here } = ask;
  if (ask.moves.size === 0) return [];
  const employeeIds = [...ask.moves]
    .filter(([employeeId, moves]) => !here.has(employeeId) && stretchOn(moves, within(period)))
    .map(([employeeId]) => employeeId);
  return employeeIds.length === 0 ? [] : rosterOf(at, { employeeIds, revision });
}

/** Why a person on the roster is not calculated; null when they are. */
function placed(
  person: RosterRow,
  of: { readonly period: PlanRoster['period']; readonly moves: readonly MoveRow[] },
): Exclusion | null {
  const { period, moves } = of;
  const { employeeId } = person;
  const stretch = moves.length === 0 ? null : stretchOn(moves, within(period));
  if (moves.length > 0 && stretch === null)
    return { employeeId, ...onOtherSchedule(period, moves) };
  const placementIn = (employment: Employment) =>
    placementOf(stretch === null ? employment : clipped(employment, stretch), period);
  const placement = placementIn(person);
  if (placement.kind === 'calculated') return null;
  const earlier = person.earlier === null ? [] : earlierEmployments(person.earlier);
  const isBefore = earlier.some((one) => placementIn(one).kind === 'calculated');
  return isBefore ? null : { employeeId, ...placement };
}

function onOtherSchedule(
  period: PlanRoster['period'],
  moves: readonly MoveRow[],
): Omit<Exclusion, 'employeeId'> {
  const from = joinsAfter(moves, within(period));
  return {
    code: 'on_other_schedule',
    detail:
      from === null
        ? 'is paid by another schedule in this period'
        : `joins this schedule on ${from}; another schedule pays until then`,
    hint: 'no action needed: the other schedule pays these days',
  };
}

function within(period: PlanRoster['period']) {
  return { scheduleId: period.scheduleId, period };
}
