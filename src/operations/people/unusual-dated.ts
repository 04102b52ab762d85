/** What is unusual in a file of terms or of recurring items: days, pay of new jobs, amounts and percentages. */
import { farDays } from '#judgement/far-dates.ts';
import type { PayCodes } from '#payslip/codes/pay-code.ts';
import type { Reading } from '#store/store.ts';
import type { Staged } from '#store/writes/staged-rows.ts';
import { type OddDay, rowsWithOddDays, termsOfNewJobs } from '#store/writes/unusual-rows.ts';
import { fromEpochDay, toEpochDay } from '#time/plain-date.ts';
import type { CompanyMeasures } from './measures-of-company.ts';
import { unusualAmountsIn } from './unusual-amounts.ts';
import { unusualDay } from './unusual-days.ts';
import { payLimitBeyond, payRanges, unusualPay } from './unusual-pay.ts';
import type { UnusualValue } from './unusual-values.ts';

interface Ask {
  readonly staged: Staged;
  readonly measures: CompanyMeasures;
}

export async function unusualInTerms(
  at: Reading,
  ask: Ask & { readonly revision: number },
): Promise<readonly UnusualValue[]> {
  const { measures } = ask;
  const ranges = payRanges(measures);
  const jobs = await termsOfNewJobs(at, { ...ask, ...finite(ranges) });
  const pay = jobs.flatMap(({ rowNumber: row, employeeNumber: employee, ...one }) => {
    const range = one.payType === 'salary' ? ranges.salary : ranges.hourly;
    const limit = payLimitBeyond(Number(one.pay), range);
    return limit === null ? [] : [unusualPay({ ...one, row, employee, limit }, measures)];
  });
  return [...pay, ...(await unusualSpans(at, ask))];
}

/** A number that the database can read. */
function finite({ hourly, salary }: ReturnType<typeof payRanges>): ReturnType<typeof payRanges> {
  const capped = ({ least, most }: typeof hourly) => ({
    least,
    most: Math.min(most, Number.MAX_SAFE_INTEGER),
  });
  return { hourly: capped(hourly), salary: capped(salary) };
}

export async function unusualInItems(
  at: Reading,
  ask: Ask & { readonly codes: PayCodes },
): Promise<readonly UnusualValue[]> {
  const { measures, codes, staged } = ask;
  const compared = codes.all.filter(({ kind }) => kind === 'earning' || kind === 'deduction');
  const amounts = await unusualAmountsIn(at, {
    ...{ staged, codes, measures, payCodeIds: compared.map(({ id }) => id) },
    ...{ on: fromEpochDay(measures.today), partsOfYear: 12, part: 'the pay of a month' },
    columnOf: () => 'amount',
  });
  return [...amounts, ...(await unusualSpans(at, ask))];
}

/** First and last days. */
async function unusualSpans(
  at: Reading,
  { staged, measures: { today } }: Ask,
): Promise<readonly UnusualValue[]> {
  const dayOf = (day: number | null) => (day === null ? null : fromEpochDay(day));
  const rows = async (column: 'from_on' | 'until_on', role: 'begin' | 'end') => {
    const { first, last, none } = farDays(today, role);
    return rowsWithOddDays(at, {
      ...{ staged, column, before: fromEpochDay(first), after: fromEpochDay(last) },
      // A file may name one first day for everybody, and end an item after the person has left.
      ...{ none: dayOf(none), mayPrecedeEmployment: true, mayFollowEmployment: role === 'end' },
    });
  };
  const from = await rows('from_on', 'begin');
  const until = await rows('until_on', 'end');
  return [
    ...from.map((one) => {
      const { rowNumber: row, employeeNumber: employee } = one;
      const day = { row, employee, column: 'from', day: toEpochDay(one.on), before: null };
      return unusualDay({ ...day, role: 'begin' }, today) ?? afterLeaving(one);
    }),
    ...until.flatMap(({ rowNumber: row, employeeNumber: employee, on }) => {
      const day = { row, employee, column: 'until', day: toEpochDay(on), before: null };
      return unusualDay({ ...day, role: 'end' }, today) ?? [];
    }),
  ];
}

function afterLeaving({
  rowNumber: row,
  employeeNumber: employee,
  on,
  endedOn,
}: OddDay): UnusualValue {
  const message = `${employee}: from ${on} is after the last day, ${endedOn}`;
  return {
    ...{ code: 'outside_employment', row, column: 'from', employee, message },
    ...{ before: null, after: `${on}`, factor: null, limit: null },
  };
}
