/**
 * Which people the inputs of a pay period may be about: those whom its run will pay.
 *
 * A person on another pay schedule is refused, because no run would ever pay the input. A person who moves to
 * or from the schedule inside the period is accepted, because the period pays some of their days. A person
 * who is not employed in the period is accepted with a note. The run pays what was entered for people who have
 * left; hire dates are often corrected later.
 *
 * Reported: employee_unknown, not_on_schedule.
 */

import { type People, peopleOf } from '#files/employee-cell.ts';
import type { FileNote } from '#files/typed-file.ts';
import { stretchOn } from '#run/coverage.ts';
import { placementOf } from '#run/roster.ts';
import { currentRevision } from '#store/reads/companies.ts';
import { movesAround } from '#store/reads/moves.ts';
import type { PeriodRow } from '#store/reads/periods.ts';
import { type ElsewhereRow, employeeIdsOf, peopleElsewhere } from '#store/reads/roster.ts';
import type { Reading } from '#store/store.ts';
import { counted } from '#text/counted.ts';

interface PeriodPeople extends People {
  idOf(employeeNumber: string): number;
  /** Notes about the people who were checked. */
  notes(): readonly FileNote[];
}

export async function peopleOfPeriod(at: Reading, period: PeriodRow): Promise<PeriodPeople> {
  const known = await employeeIdsOf(at, period);
  const elsewhere = await elsewhereIn(at, period);
  const onRoster = peopleOf(known);
  const notEmployed = new Set<string>();
  const left = new Set<string>();
  return {
    idOf: (employeeNumber) => known.get(employeeNumber) ?? 0,
    has: onRoster.has,
    problemWith: (employeeNumber) => {
      const person = elsewhere.get(employeeNumber);
      if (person === undefined) return onRoster.problemWith(employeeNumber);
      if (person.isOnSchedule) {
        (person.hasLeft ? left : notEmployed).add(employeeNumber);
        return null;
      }
      const where =
        person.schedule === null ? 'no pay schedule' : `pay schedule ${person.schedule}`;
      const message = `${employeeNumber} is on ${where}, and not on that of period ${period.periodId}, which would never pay this.`;
      return { code: 'not_on_schedule', message };
    },
    notes: () => [...notEmployedNotes([...notEmployed]), ...leftNotes([...left])],
  };
}

type Elsewhere = Pick<ElsewhereRow, 'schedule'> & {
  readonly isOnSchedule: boolean;
  /** The last day is before the period. */
  readonly hasLeft: boolean;
};

/** By employee number: people on another schedule for the whole period, or not employed in it. */
async function elsewhereIn(
  at: Reading,
  period: PeriodRow,
): Promise<ReadonlyMap<string, Elsewhere>> {
  const { companyId, scheduleId } = period;
  // People whom the run held may be entered, whatever schedule they are on now.
  if (period.liveRunId !== null || period.kind !== 'regular') return new Map();
  const revision = await currentRevision(at, companyId);
  const moves = Map.groupBy(
    await movesAround(at, { companyId, scheduleId, revision }),
    ({ employeeId }) => employeeId,
  );
  const found = new Map<string, Elsewhere>();
  for (const person of await peopleElsewhere(at, period)) {
    const own = moves.get(person.employeeId) ?? [];
    const isMoving = stretchOn(own, { scheduleId, period }) !== null;
    const isOnSchedule = person.scheduleId === scheduleId && own.length === 0;
    const placement = placementOf(person, period);
    const hasLeft = placement.kind === 'excluded' && placement.code === 'left_before_period';
    if (!isMoving) found.set(person.number, { schedule: person.schedule, isOnSchedule, hasLeft });
  }
  return found;
}

function leftNotes(numbers: readonly string[]): readonly FileNote[] {
  if (numbers.length === 0) return [];
  const who = whoOf(numbers, ['has', 'have']);
  const message = `${who} left before the period. The run pays what was entered, without a salary or recurring items.`;
  return [{ code: 'not_employed', message }];
}

function whoOf(numbers: readonly string[], [one, many]: readonly [string, string]): string {
  const [first = ''] = numbers;
  return numbers.length === 1
    ? `${first} ${one}`
    : `${counted(numbers.length, 'person')} (${first} and others) ${many}`;
}

function notEmployedNotes(numbers: readonly string[]): readonly FileNote[] {
  if (numbers.length === 0) return [];
  const who = whoOf(numbers, ['is', 'are']);
  const message = `${who} not employed in the period, so they are not paid unless the roster changes.`;
  return [{ code: 'not_employed', message }];
}
