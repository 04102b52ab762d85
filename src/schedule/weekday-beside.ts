/**
 * The nearest weekday before or after a date of a period, never the date itself.
 *
 * Before a pay date, it is counted from the nominal one: "the Thursday before" a Friday stays in its
 * week when a holiday moves that Friday to Thursday. A weekday that would then not be before the pay
 * date becomes the working day before it. A pay date that was moved by weeks takes its weekdays along.
 */

import { type BankCalendar, bankingDaysBefore } from '#time/bank-calendar.ts';
import { type EpochDay, toEpochDay, type Weekday, weekdayOf } from '#time/plain-date.ts';
import type { PayPeriod } from './pay-period.ts';

interface Beside {
  readonly day: EpochDay;
  /** The weekday that was not before the pay date. Null: it was. */
  readonly movedFrom: EpochDay | null;
}

/** Null: the calendar does not know the days before the pay date. */
export function weekdayBeside(
  period: Pick<PayPeriod, 'endOn' | 'payOn' | 'nominalPayOn'>,
  of: {
    readonly weekday: Weekday;
    readonly direction: 'before' | 'after';
    readonly from: 'pay_date' | 'period_end';
    readonly calendar: BankCalendar;
  },
): Beside | null {
  const { weekday, direction, from, calendar } = of;
  if (from === 'period_end') {
    return { day: nearest(toEpochDay(period.endOn), { weekday, direction }), movedFrom: null };
  }
  const payDay = toEpochDay(period.payOn);
  const nominalDay = toEpochDay(period.nominalPayOn);
  const base = nominalDay + Math.trunc((payDay - nominalDay) / 7) * 7;
  const wanted = nearest(base, { weekday, direction });
  if (wanted < payDay) return { day: wanted, movedFrom: null };
  const day = bankingDaysBefore(calendar, { day: payDay, days: 1 });
  return day === null ? null : { day, movedFrom: wanted };
}

function nearest(
  base: EpochDay,
  of: { readonly weekday: Weekday; readonly direction: 'before' | 'after' },
): EpochDay {
  const own = weekdayOf(base);
  return of.direction === 'after'
    ? base + ((of.weekday - own + 6) % 7) + 1
    : base - ((own - of.weekday + 6) % 7) - 1;
}
