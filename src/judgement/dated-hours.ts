/**
 * For how many days the hours of one date stand. Some companies enter each day, others one total for a week, with the
 * date of its end. The dates of the person tell: what lies between two of them is one day, or seven.
 *
 * Pure. Elsewhere: the limit itself (person-limits.ts), and the quick look for it (person-screen.ts).
 */

/**
 * The median distance between the dates, so that one gap in the middle, or a week that the period cuts, changes
 * nothing. A single date may be the total of all days, and no date stands for more: one far away is a mistake.
 */
export function daysOfOneDate(dates: Iterable<number>, daysInPeriod: number): number {
  const sorted = [...dates].sort((one, other) => one - other);
  const gaps = sorted.slice(1).map((day, place) => day - (sorted[place] ?? day));
  gaps.sort((one, other) => one - other);
  return Math.min(gaps[gaps.length >> 1] ?? daysInPeriod, daysInPeriod);
}
