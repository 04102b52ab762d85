/**
 * Hours that other runs pay and that count in the workweeks of this one, as they were known when it
 * opened; and which workweeks are this run's to look at.
 *
 *   a run of a period   looks at the workweeks that end in it. Hours of earlier periods count, paid or
 *                       not yet, and those that off-cycle runs have paid. Late hours of a workweek that
 *                       ended before have what earlier runs did not pay. Who leaves inside the period
 *                       has their last workweek looked at here: no later run pays them.
 *   an off-cycle run    looks only at workweeks whose period has been paid to the person: of any other
 *                       the run of the period does, and counts these hours.
 *
 * So whatever the order of the runs, each hour above the limit is paid for once.
 */

import { workweekStartOn } from '#payslip/overtime/workweeks.ts';
import type { PayItem, WorkedElsewhere } from '#payslip/payslip-input.ts';
import { stretchOn } from '#run/coverage.ts';
import type { MoveRow } from '#store/reads/moves.ts';
import type { EmployeeRow } from '#store/reads/roster.ts';
import type { RunFrame } from '#store/reads/run-work.ts';
import type { ItemRow } from '#store/reads/terms-and-items.ts';
import { daysPaidUntil, hoursOfOtherPeriods, type WorkedRow } from '#store/reads/worked-hours.ts';
import type { Reading } from '#store/store.ts';
import { fromEpochDay, toEpochDay } from '#time/plain-date.ts';

const { compare } = Temporal.PlainDate;

interface ElsewhereAsk {
  readonly frame: RunFrame;
  /** As what is dated is known. */
  readonly dated: number;
  readonly people: readonly EmployeeRow[];
  readonly items: readonly ItemRow[];
  readonly moves: ReadonlyMap<number, readonly MoveRow[]>;
}

/** By employee; who is not in it has worked nothing elsewhere, and is paid the whole period. */
export async function workedElsewhere(
  at: Reading,
  ask: ElsewhereAsk,
): Promise<ReadonlyMap<number, WorkedElsewhere>> {
  const { frame, people } = ask;
  const found = new Map<number, WorkedElsewhere>();
  if (frame.settings.overtime === 'none') return found;
  const fromOn = firstDay(ask);
  const common = {
    companyId: frame.companyId,
    employeeIds: people.map(({ employeeId }) => employeeId),
    fromOn,
    revision: frame.snapshotRevision,
  };
  const isWhole = frame.hasBasePay && fromOn.equals(frame.startOn);
  const rows = isWhole
    ? []
    : await hoursOfOtherPeriods(at, {
        ...{ ...common, periodId: frame.periodId, untilOn: frame.endOn, dated: ask.dated },
      });
  const byPerson = Map.groupBy(rows, ({ employeeId }) => employeeId);
  const paidUntil = frame.hasBasePay ? null : await daysPaidUntil(at, common);
  for (const person of people) {
    const own = byPerson.get(person.employeeId) ?? [];
    const worked =
      paidUntil === null
        ? beforePeriod(ask, { person, rows: own })
        : besidePeriods(own, paidUntil.get(person.employeeId) ?? null);
    if (worked !== null) found.set(person.employeeId, worked);
  }
  return found;
}

/** The first day of the first workweek that some hours of this run, or its first day, fall into. */
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
    if (kind === 'off_cycle') return isPaid;
    const isEarlier = compare(rowEndOn, startOn) < 0;
    return isEarlier || (scheduleId !== frame.scheduleId && compare(workedOn, startOn) < 0);
  });
  const { endedOn } = person;
  const isLast = endedOn !== null && compare(endedOn, endOn) <= 0;
  const until = isLast ? latest(endOn, endedOn.add({ days: 6 })) : endOn;
  return { items: counted.map(itemOf), settledBefore: startOn, until };
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
