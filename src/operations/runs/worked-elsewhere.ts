/**
 * Hours that other runs pay but that count towards this run's workweeks, as known when this run opened. Also
 * decides which workweeks this run checks for overtime.
 *
 *   a run of a period   checks the workweeks that end in the period. Hours of earlier periods count, paid or
 *                       not, and so do hours paid by off-cycle runs. For late hours in a workweek that ended
 *                       earlier, it pays what earlier runs did not. The last workweek of a person who leaves
 *                       inside the period is checked here, because no later run pays them.
 *   an off-cycle run    checks only workweeks in periods already paid to the person. The run of any other
 *                       period checks its own workweeks, and counts these hours.
 *
 * So each hour above the limit is paid once, in any order of runs.
 */

import { workweekStartOn } from '#payslip/overtime/workweeks.ts';
import type { PayItem, WorkedElsewhere } from '#payslip/payslip-input.ts';
import { stretchOn } from '#run/coverage.ts';
import { type AskedRun, byPlace } from '#store/reads/asked.ts';
import { earlierEmployments } from '#store/reads/earlier-employments.ts';
import type { MoveRow } from '#store/reads/moves.ts';
import type { EmployeeRow } from '#store/reads/roster.ts';
import type { ItemRow } from '#store/reads/terms-and-items.ts';
import { daysPaidUntil, hoursOfOtherPeriods, type WorkedRow } from '#store/reads/worked-hours.ts';
import type { Reading } from '#store/store.ts';
import { fromEpochDay, toEpochDay } from '#time/plain-date.ts';

const { compare } = Temporal.PlainDate;

interface ElsewhereAsk extends AskedRun {
  readonly people: readonly EmployeeRow[];
  readonly items: readonly ItemRow[];
  readonly moves: ReadonlyMap<number, readonly MoveRow[]>;
}

type ByEmployee = ReadonlyMap<number, WorkedElsewhere>;

/**
 * Returns a map by employee id for each run. A missing employee worked no hours elsewhere and is paid the whole
 * period.
 */
export async function workedElsewhere(
  at: Reading,
  runs: readonly ElsewhereAsk[],
): Promise<readonly ByEmployee[]> {
  const looking = runs
    .filter(({ frame }) => frame.settings.overtime !== 'none')
    .map((run) => ({ ...run, fromOn: firstDay(run) }));
  const across = looking.filter(
    ({ frame, fromOn }) => !(frame.hasBasePay && fromOn.equals(frame.startOn)),
  );
  const rows = across.length === 0 ? [] : await hoursOfOtherPeriods(at, across);
  const hours = byPlace(rows);
  const beside = looking.filter(({ frame }) => !frame.hasBasePay);
  const paid = beside.length === 0 ? [] : await daysPaidUntil(at, beside);
  const paidUntil = byPlace(paid);
  const places = new Set(looking.map(({ place }) => place));
  return runs.map((run) => {
    if (!places.has(run.place)) return new Map();
    return workedOf(run, { hours: hours(run.place), paid: paidUntil(run.place) });
  });
}

function workedOf(
  run: ElsewhereAsk,
  of: {
    readonly hours: readonly WorkedRow[];
    readonly paid: readonly { readonly employeeId: number; readonly endOn: Temporal.PlainDate }[];
  },
): ByEmployee {
  const byPerson = Map.groupBy(of.hours, ({ employeeId }) => employeeId);
  const paidUntil = new Map(of.paid.map(({ employeeId, endOn }) => [employeeId, endOn]));
  const found = new Map<number, WorkedElsewhere>();
  for (const person of run.people) {
    const own = byPerson.get(person.employeeId) ?? [];
    const worked = run.frame.hasBasePay
      ? beforePeriod(run, { person, rows: own })
      : besidePeriods(own, paidUntil.get(person.employeeId) ?? null);
    if (worked !== null) found.set(person.employeeId, worked);
  }
  return found;
}

/** The first day of the earliest workweek that this run touches, by its hours or by its first day. */
function firstDay({ frame, items }: ElsewhereAsk): Temporal.PlainDate {
  let first = toEpochDay(frame.startOn);
  for (const { workedOn } of items) {
    if (workedOn !== null) first = Math.min(first, toEpochDay(workedOn));
  }
  return fromEpochDay(workweekStartOn(first, frame.settings.workweekStart));
}

function beforePeriod(
  { frame, moves }: ElsewhereAsk,
  of: { readonly person: EmployeeRow; readonly rows: readonly WorkedRow[] },
): WorkedElsewhere | null {
  const { person, rows } = of;
  const own = moves.get(person.employeeId) ?? [];
  const stretch =
    own.length === 0 ? null : stretchOn(own, { scheduleId: frame.scheduleId, period: frame });
  const isPart = frame.wholeStartOn !== null || stretch !== null;
  if (rows.length === 0 && !isPart) return null;
  const startOn = latest(frame.startOn, stretch?.fromOn ?? null);
  const endOn = earliest(frame.endOn, stretch?.untilOn ?? null);
  const counted = rows.filter(({ kind, isPaid, scheduleId, endOn: rowEndOn, workedOn }) => {
    if (kind !== 'regular') return isPaid;
    const isEarlier = compare(rowEndOn, startOn) < 0;
    return isEarlier || (scheduleId !== frame.scheduleId && compare(workedOn, startOn) < 0);
  });
  const endedOn = endOfWork(person, frame);
  const isLast = endedOn !== null && compare(endedOn, endOn) <= 0;
  const until = isLast ? latest(endOn, endedOn.add({ days: 6 })) : endOn;
  return { items: counted.map(itemOf), settledBefore: startOn, until };
}

/** The last day of work before or in the period, unless the person is back within its workweek. */
function endOfWork(person: EmployeeRow, frame: ElsewhereAsk['frame']): Temporal.PlainDate | null {
  if (person.earlier === null) return person.endedOn;
  const all = [...earlierEmployments(person.earlier), person];
  const last = all.findLastIndex(({ hiredOn }) => compare(hiredOn, frame.endOn) <= 0);
  const { endedOn = null } = all[last] ?? {};
  const next = all[last + 1]?.hiredOn;
  if (endedOn === null || next === undefined) return endedOn;
  return compare(next, endedOn.add({ days: 6 })) > 0 ? endedOn : null;
}

function besidePeriods(
  rows: readonly WorkedRow[],
  until: Temporal.PlainDate | null,
): WorkedElsewhere {
  const items = rows.filter(({ isPaid }) => isPaid).map(itemOf);
  const settledBefore = until?.add({ days: 1 }) ?? fromEpochDay(0);
  return { items, settledBefore, until };
}

function itemOf(row: WorkedRow): PayItem {
  const { payCodeId, job, quantityMicro, rateMicro, workedOn } = row;
  const none = { amountMinor: null, percentMicro: null };
  return { payCodeId, quantityMicro, rateMicro, ...none, job: job === '' ? null : job, workedOn };
}

function latest(one: Temporal.PlainDate, other: Temporal.PlainDate | null): Temporal.PlainDate {
  return other !== null && compare(other, one) > 0 ? other : one;
}

function earliest(one: Temporal.PlainDate, other: Temporal.PlainDate | null): Temporal.PlainDate {
  return other !== null && compare(other, one) < 0 ? other : one;
}
