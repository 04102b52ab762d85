/**
 * What is unusual in the inputs of a period: hours that the days cannot hold, or far above those of the last periods;
 * days outside the period or the employment; amounts, rates and percentages.
 */

import { type CodeKinds, isEarning, isStraight, isWorkedHours } from '#judgement/code-kinds.ts';
import { daysOfOneDate } from '#judgement/dated-hours.ts';
import { measureText } from '#judgement/finding-words.ts';
import type { LimitName } from '#judgement/limits.ts';
import type { Measure } from '#judgement/person-limits.ts';
import { codeKindsOf } from '#operations/judgement/code-kinds-of.ts';
import type { PayCodes } from '#payslip/codes/pay-code.ts';
import { packFor } from '#payslip/taxes/tax-packs.ts';
import { microText } from '#payslip/text.ts';
import { periodsPerYear, storedFrequency } from '#schedule/frequency.ts';
import type { PeriodRow } from '#store/reads/periods.ts';
import type { Reading } from '#store/store.ts';
import type { Staged } from '#store/writes/staged-rows.ts';
import {
  longDays,
  type OddDay,
  paidPeriodsBefore,
  peopleWithManyHours,
  peopleWithMoreHours,
  rowsWithOddDays,
} from '#store/writes/unusual-rows.ts';
import { measured } from '#text/counted.ts';
import { toEpochDay } from '#time/plain-date.ts';
import type { CompanyMeasures } from './measures-of-company.ts';
import { unusualAmountsIn } from './unusual-amounts.ts';
import type { UnusualValue } from './unusual-values.ts';
import { changeFactor } from './weigh-changes.ts';

interface Ask {
  readonly period: PeriodRow;
  readonly staged: Staged;
  readonly codes: PayCodes;
  readonly measures: CompanyMeasures;
  readonly column: {
    readonly hours: string;
    /** An hours file has a column for each pay code of amounts. */
    readonly isByCode: boolean;
  };
}

/** As many past periods as the limits of a run look at. */
const pastPeriods = 6;

export async function unusualInInputs(at: Reading, ask: Ask): Promise<readonly UnusualValue[]> {
  return [
    ...(await manyHours(at, ask)),
    ...(await moreHours(at, ask)),
    ...(await oddAmounts(at, ask)),
    ...(await oddDays(at, ask)),
  ];
}

/** Ids of the pay codes with one of these kinds. */
function idsOf(codes: PayCodes, kind: number): readonly number[] {
  const kinds: CodeKinds = codeKindsOf(codes);
  return codes.all.filter(({ id }) => ((kinds[id] ?? 0) & kind) !== 0).map(({ id }) => id);
}

function hundredths(value: number): number {
  return value * 10_000;
}

async function manyHours(at: Reading, ask: Ask): Promise<readonly UnusualValue[]> {
  const { period, staged, codes, measures } = ask;
  const { hours_a_day: aDay, hours_on_a_day: onADay } = measures.limits;
  const { periodId, startOn, endOn } = period;
  const of = { staged, periodId, payCodeIds: idsOf(codes, isWorkedHours) };
  const span = { startOn, endOn };
  const many =
    aDay === null
      ? []
      : await peopleWithManyHours(at, { ...of, ...span, aDayMicro: hundredths(aDay) });
  const long =
    onADay === null ? [] : await longDays(at, { ...of, onADayMicro: hundredths(onADay) });
  const periodDays = startOn.until(endOn).days + 1;
  return [
    ...many.map((one) =>
      hoursValue(one, {
        ...{ ask, limit: 'hours_a_day', measure: 'hours' },
        about: `on ${one.days} ${one.days === 1 ? 'day' : 'days'} of employment`,
      }),
    ),
    ...long
      .filter(({ micro, dates }) => {
        const all = dates.map((date) => toEpochDay(Temporal.PlainDate.from(date)));
        // A day of another year would look like a total for a year.
        const days = all.filter((day) => day >= toEpochDay(startOn) && day <= toEpochDay(endOn));
        return Number(micro) > hundredths(onADay ?? 0) * daysOfOneDate(days, periodDays);
      })
      .map((one) =>
        hoursValue(one, {
          ...{ ask, limit: 'hours_on_a_day', measure: 'hours_on_day' },
          about: `on ${one.on}`,
        }),
      ),
  ];
}

function hoursValue(
  one: { readonly rowNumber: number; readonly employeeNumber: string; readonly micro: bigint },
  how: {
    readonly ask: Ask;
    readonly limit: LimitName;
    readonly measure: Measure;
    readonly about: string;
  },
): UnusualValue {
  const { rowNumber: row, employeeNumber: employee, micro } = one;
  const { column, measures } = how.ask;
  const hours = measureText(micro, { measure: how.measure, currency: measures.currency });
  const limit = measures.limits[how.limit] ?? 0;
  return {
    ...{ code: 'hours_beyond_period', row, column: column.hours, employee, limit: how.limit },
    message: `${employee}: ${hours} ${how.about}; the limit is ${limit / 100} hours a day`,
    ...{ before: null, after: microText(micro), factor: null },
  };
}

async function moreHours(at: Reading, ask: Ask): Promise<readonly UnusualValue[]> {
  const { period, staged, codes, measures } = ask;
  const { hours_above: times, pay_least: least } = measures.limits;
  const { companyId, scheduleId, startOn, endOn, periodId } = period;
  if (times === null || period.kind !== 'regular') return [];
  const days = startOn.until(endOn).days + 1;
  const before = { companyId, scheduleId, startOn, days, most: pastPeriods };
  const pastIds = await paidPeriodsBefore(at, before);
  if (pastIds.length === 0) return [];
  const found = await peopleWithMoreHours(at, {
    ...{ staged, periodId, pastIds, payCodeIds: hourCodes(codes) },
    ...{ times: times / 100, leastMicro: hundredths(least ?? 0) },
  });
  return found.map((one): UnusualValue => {
    const { rowNumber: row, employeeNumber: employee, micro, usualMicro } = one;
    const message = `${employee}: ${measured(microText(micro), 'hour')}; usual are ${microText(usualMicro)}`;
    return {
      ...{ code: 'hours_far_above_usual', row, column: ask.column.hours, employee, message },
      ...{ before: microText(usualMicro), after: microText(micro), limit: 'hours_above' },
      factor: changeFactor(Number(usualMicro), Number(micro)),
    };
  });
}

/** Hours that are paid at the plain rate. */
function hourCodes(codes: PayCodes): readonly number[] {
  const worked = new Set(idsOf(codes, isWorkedHours));
  return idsOf(codes, isStraight).filter((id) => worked.has(id));
}

function oddAmounts(at: Reading, ask: Ask): Promise<readonly UnusualValue[]> {
  const { period, staged, codes, measures, column } = ask;
  return unusualAmountsIn(at, {
    ...{ staged, codes, measures, payCodeIds: idsOf(codes, isEarning), on: period.endOn },
    partsOfYear: periodsPerYear(storedFrequency(period.frequency)),
    part: 'the pay of the period',
    columnOf: (code) => (column.isByCode ? code.toLowerCase() : 'amount'),
  });
}

async function oddDays(at: Reading, ask: Ask): Promise<readonly UnusualValue[]> {
  const { period, staged, codes, measures } = ask;
  const { startOn, endOn } = period;
  const earlier = packFor(measures.currency.code).earlierDays ?? [];
  const mayBeEarlier = codes.all.flatMap(({ id, code }) => (earlier.includes(code) ? [id] : []));
  const found = await rowsWithOddDays(at, {
    ...{ staged, column: 'worked_on', before: startOn, after: endOn, none: null },
    ...{ mayBeEarlier, mayPrecedeEmployment: false, mayFollowEmployment: false },
  });
  return found.map((one) => oddDay(one, startOn));
}

function oddDay(
  { rowNumber: row, employeeNumber: employee, on, hiredOn, endedOn }: OddDay,
  startOn: Temporal.PlainDate,
): UnusualValue {
  const value = {
    ...{ row, column: 'worked_on', employee, before: null, after: `${on}` },
    ...{ factor: null, limit: null },
  };
  const isBefore = Temporal.PlainDate.compare(on, hiredOn) < 0;
  const isAfter = endedOn !== null && Temporal.PlainDate.compare(on, endedOn) > 0;
  if (isBefore || isAfter) {
    const which = isBefore ? `before the first day, ${hiredOn}` : `after the last day, ${endedOn}`;
    return { ...value, code: 'outside_employment', message: `${employee}: ${on} is ${which}` };
  }
  const message = `${employee}: ${on} is before the period, which begins on ${startOn}`;
  return { ...value, code: 'before_period', message };
}
