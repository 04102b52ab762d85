/** The names of the weekdays in settings and files. */

import type { Weekday } from './plain-date.ts';

/** In the order of their numbers: Monday first. */
export const dayNames = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;
export type DayName = (typeof dayNames)[number];

/** 1 is Monday, as in ISO 8601. */
export function weekdayNamed(name: DayName): Weekday {
  return (dayNames.indexOf(name) + 1) as Weekday;
}
