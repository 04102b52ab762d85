/**
 * Seasons: the parts of every year in which a schedule pays.
 *
 * A period that shares a day with a season is paid whole, so that no working day of a season is
 * left out. A season may cross the end of a year (15 November to 31 March). 29 February is not a
 * bound: most years do not have it.
 */

import { civilOf, type EpochDay, epochDayOf } from '#time/plain-date.ts';
import type { DatedPeriod, PaySchedule, Season } from './pay-schedule.ts';

/** Whether the schedule leaves days out on purpose. */
export function mayLeaveGaps({ basis, seasons }: Pick<PaySchedule, 'basis' | 'seasons'>): boolean {
  return basis.kind === 'listed' ? basis.hasMeantGaps : seasons.length > 0;
}

/** Whether a period shares a day with a season. Without seasons every period does. */
export function isInSeason(
  period: Pick<DatedPeriod, 'startDay' | 'endDay'>,
  seasons: readonly Season[],
): boolean {
  if (seasons.length === 0) return true;
  const { year } = civilOf(period.startDay);
  return seasons.some((season) =>
    [year - 1, year, year + 1].some((begins) => {
      const { fromDay, toDay } = seasonIn(season, begins);
      return period.startDay <= toDay && fromDay <= period.endDay;
    }),
  );
}

/** The season that begins in a year. */
function seasonIn(season: Season, year: number): { fromDay: EpochDay; toDay: EpochDay } {
  const { from, to } = season;
  return {
    fromDay: epochDayOf({ year, ...from }),
    toDay: epochDayOf({ year: crossesYear(season) ? year + 1 : year, ...to }),
  };
}

function crossesYear({ from, to }: Season): boolean {
  return to.month < from.month || (to.month === from.month && to.day < from.day);
}

/** The first season that shares a day with one before it, or null. */
export function overlappingSeason(seasons: readonly Season[]): number | null {
  const years = [2023, 2024, 2025];
  for (const [index, season] of seasons.entries()) {
    const own = seasonIn(season, 2024);
    const isTwice = seasons.slice(0, index).some((other) =>
      years.some((year) => {
        const { fromDay, toDay } = seasonIn(other, year);
        return own.fromDay <= toDay && fromDay <= own.toDay;
      }),
    );
    if (isTwice) return index;
  }
  return null;
}
