/**
 * Which rows of a file of net pays are of a period: by the dates in its columns, if it has any.
 *
 * Refusal: file_of_another_period, if every row is of other dates. Rows of other dates next to rows of the period are
 * left out, with a note.
 */
import { type Answer, answer, refuse } from '#errors.ts';
import type { NetPaysFileRow } from '#files/net-pays-file.ts';
import type { FileNote } from '#files/typed-file.ts';
import type { ShadowPeriodRow } from '#store/reads/shadows.ts';
import { counted } from '#text/counted.ts';
import { toEpochDay } from '#time/plain-date.ts';

type Days = Pick<ShadowPeriodRow, 'periodId' | 'startOn' | 'endOn' | 'payOn'>;

/** Another payroll may pay some days earlier or later, because of holidays. */
const payDaysApartMax = 4;

export function rowsOfPeriod(
  rows: Iterable<NetPaysFileRow>,
  ask: { readonly period: Days; readonly others: readonly Days[] },
): Answer<{ readonly rows: readonly NetPaysFileRow[]; readonly notes: readonly FileNote[] }> {
  const kept: NetPaysFileRow[] = [];
  const left: NetPaysFileRow[] = [];
  for (const row of rows) if (!row.isTotal) (isOf(row, ask.period) ? kept : left).push(row);
  const [first] = left;
  if (first === undefined) return answer({ rows: kept, notes: [] });
  if (kept.length > 0) {
    const message = `${counted(left.length, 'row')} of other dates left out.`;
    return answer({ rows: kept, notes: [{ code: 'other_dates_left_out', message }] });
  }
  const { period } = ask;
  const fitting = ask.others.find((one) => one.periodId !== period.periodId && isOf(first, one));
  const dates = [...first.dates].map(([column, day]) => `${column} ${day}`).join(', ');
  return refuse({
    family: 'invalid',
    code: 'file_of_another_period',
    message: `The file is of another period (${dates}). Period ${period.periodId} is ${period.startOn} to ${period.endOn}, paid on ${period.payOn}.`,
    ...(fitting === undefined
      ? { hint: 'Export the period again.' }
      : {
          hint: `Period ${fitting.periodId} has these dates`,
          actions: [{ action: 'compare_shadow', period: fitting.periodId }],
        }),
    facts: { periodId: period.periodId, fits: fitting?.periodId ?? null },
  });
}

function isOf({ dates }: NetPaysFileRow, period: Days): boolean {
  const [startOn, endOn, payOn] = ['period_start', 'period_end', 'pay_date'].map((one) =>
    dates.get(one),
  );
  if (startOn !== undefined && !startOn.equals(period.startOn)) return false;
  if (endOn !== undefined && !endOn.equals(period.endOn)) return false;
  if (payOn === undefined || startOn !== undefined || endOn !== undefined) return true;
  return Math.abs(toEpochDay(payOn) - toEpochDay(period.payOn)) <= payDaysApartMax;
}
