/** Calendar quarters. */
import { civilOf, daysInMonth, type EpochDay, epochDayOf } from './plain-date.ts';

export interface Quarter {
  readonly year: number;
  /** 1 to 4. */
  readonly quarter: number;
}

export function quarterOf({ year, month }: { year: number; month: number }): Quarter {
  return { year, quarter: Math.ceil(month / 3) };
}

export function quarterOfDay(day: EpochDay): Quarter {
  return quarterOf(civilOf(day));
}

export function quarterStart({ year, quarter }: Quarter): EpochDay {
  return epochDayOf({ year, month: quarter * 3 - 2, day: 1 });
}

/** The last day of the quarter. */
export function quarterEnd({ year, quarter }: Quarter): EpochDay {
  const month = quarter * 3;
  return epochDayOf({ year, month, day: daysInMonth(year, month) });
}

/** `2026-Q4` */
export function quarterName({ year, quarter }: Quarter): string {
  return `${year}-Q${quarter}`;
}

/** Later quarters have higher numbers. */
export function quarterRank({ year, quarter }: Quarter): number {
  return year * 4 + quarter - 1;
}
