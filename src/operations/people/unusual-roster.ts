/**
 * What is unusual in a roster: of people whom it adds or changes, and in what it changes about them. Others stay as they
 * were told before.
 *
 * Pay is judged by itself only for new people. Changed pay is compared with the pay before (weigh-changes.ts).
 */
import type { Reading } from '#store/store.ts';
import { peopleBegunAt } from '#store/writes/unusual-people.ts';
import type { ClosedRow } from '#store/writes/versions.ts';
import { toEpochDay } from '#time/plain-date.ts';
import type { CompanyMeasures } from './measures-of-company.ts';
import type { SeenRow } from './roster-look.ts';
import { type SeenDay, unusualDay } from './unusual-days.ts';
import { unusualPay } from './unusual-pay.ts';
import type { UnusualValue } from './unusual-values.ts';

export async function unusualInRoster(
  at: Reading,
  ask: {
    readonly companyId: number;
    readonly revision: number;
    readonly seen: readonly SeenRow[];
    readonly closedRows: readonly ClosedRow[];
    readonly measures: CompanyMeasures;
  },
): Promise<readonly UnusualValue[]> {
  const { seen, closedRows, measures } = ask;
  const numbers = seen.map(({ employee }) => employee);
  const begun = numbers.length === 0 ? [] : await peopleBegunAt(at, { ...ask, numbers });
  const changed = new Map(begun.map((one) => [one.number, one]));
  const found: UnusualValue[] = [];
  for (const { row, employee, pay, hired, ended } of seen) {
    const person = changed.get(employee);
    if (person === undefined) continue;
    if (pay !== null && person.isNew) found.push(unusualPay(pay, measures));
    const { hiredBefore, endedBefore } = person;
    const days: readonly SeenDay[] = [
      { row, employee, column: 'hire_date', role: 'begin', day: hired, before: dayOf(hiredBefore) },
      ...(ended === null
        ? []
        : [
            {
              ...{ row, employee, column: 'end_date', role: 'end' as const },
              ...{ day: ended, before: dayOf(endedBefore) },
            },
          ]),
    ];
    found.push(...unusualDays(days, measures));
  }
  const told = new Set(found.map(({ row, column }) => `${row} ${column}`));
  const moved = unusualDays(closedRows.flatMap(movedDays), measures);
  return [...found, ...moved.filter(({ row, column }) => !told.has(`${row} ${column}`))];
}

/** Days that are as they were say nothing. */
function unusualDays(
  days: readonly SeenDay[],
  { today }: CompanyMeasures,
): readonly UnusualValue[] {
  return days
    .filter(({ day, before }) => day !== before)
    .map((one) => unusualDay(one, today))
    .filter((one) => one !== null);
}

/** A new employment has other days by intention. */
function movedDays({ rowNumber, employeeNumber, before, after }: ClosedRow): readonly SeenDay[] {
  if (after === null || !('hired_on' in before)) return [];
  if (JSON.stringify(before['earlier']) !== JSON.stringify(after['earlier'])) return [];
  const said = { row: rowNumber, employee: employeeNumber };
  const day = (column: string, name: 'hired_on' | 'ended_on', role: 'begin' | 'end') => {
    const [was, is] = [dayOf(before[name]), dayOf(after[name])];
    return was === null || is === null ? [] : [{ ...said, column, role, day: is, before: was }];
  };
  return [...day('hire_date', 'hired_on', 'begin'), ...day('end_date', 'ended_on', 'end')];
}

function dayOf(value: unknown): number | null {
  return value instanceof Temporal.PlainDate ? toEpochDay(value) : null;
}
