/**
 * When United States federal taxes are due. A due day on a Saturday, a Sunday or a legal holiday of the District of
 * Columbia moves to the next business day (IRS Publication 15 (2026), section 11; 26 U.S.C. 7503).
 */
import type { DueDay } from '#payslip/taxes/tax-returns.ts';
import { bankingDayFrom, bankingDaysAfter } from '#time/bank-calendar.ts';
import {
  civilOf,
  daysInMonth,
  type EpochDay,
  epochDayOf,
  weekdayOf,
  yearOf,
} from '#time/plain-date.ts';
import type { Quarter } from '#time/quarter.ts';
import { districtOfColumbia, printedYears } from './legal-holidays.ts';

/** The day itself, or the next business day. */
export function dueFrom(day: EpochDay): DueDay {
  return dueOn(bankingDayFrom(districtOfColumbia, { day, step: 1 }), day);
}

/** So many business days after a day. */
export function dueAfter(day: EpochDay, days: number): DueDay {
  return dueOn(bankingDaysAfter(districtOfColumbia, { day, days }), day);
}

function dueOn(day: EpochDay | null, from: EpochDay): DueDay {
  if (day === null) return { day, holidays: 'missing' };
  const isPrinted = [from, day].every((one) => printedYears.has(yearOf(one)));
  return { day, holidays: isPrinted ? 'printed' : 'derived' };
}

/** The last day of the month after the quarter: 30 April, 31 July, 31 October, 31 January. */
export function monthAfterQuarter({ year, quarter }: Quarter): EpochDay {
  if (quarter === 4) return epochDayOf({ year: year + 1, month: 1, day: 31 });
  const month = quarter * 3 + 1;
  return epochDayOf({ year, month, day: daysInMonth(year, month) });
}

/** The last day of the day's month. */
export function monthEnd(day: EpochDay): EpochDay {
  const { year, month } = civilOf(day);
  return epochDayOf({ year, month, day: daysInMonth(year, month) });
}

/** The 15th of the month after the day's. */
export function fifteenthAfter(day: EpochDay): EpochDay {
  const { year, month } = civilOf(day);
  return month === 12
    ? epochDayOf({ year: year + 1, month: 1, day: 15 })
    : epochDayOf({ year, month: month + 1, day: 15 });
}

/** The first day of the semiweekly period: a Wednesday or a Saturday. */
export function semiweeklyStart(day: EpochDay): EpochDay {
  const weekday = weekdayOf(day);
  return weekday >= 3 && weekday <= 5 ? day + 3 - weekday : day - ((weekday + 1) % 7);
}

/** The last day of the semiweekly period: Wednesday to Friday, or Saturday to Tuesday. */
export function semiweeklyEnd(day: EpochDay): EpochDay {
  const weekday = weekdayOf(day);
  if (weekday >= 3 && weekday <= 5) return day + 5 - weekday;
  return day + ((2 - weekday + 7) % 7);
}
