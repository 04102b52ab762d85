/** Reads the seasons of a schedule. */

import type { Season } from '#schedule/pay-schedule.ts';
import { overlappingSeason } from '#schedule/seasons.ts';
import type { ReportIssue } from './read-basis.ts';
import type { ScheduleShape } from './schedule-shape.ts';

export function readSeasons(shape: ScheduleShape, report: ReportIssue): readonly Season[] {
  const seasons = (shape.seasons ?? []).map(({ from, to }) => ({
    from: monthDayOf(from),
    to: monthDayOf(to),
  }));
  const twice = overlappingSeason(seasons);
  if (twice !== null) {
    const message = 'The season shares days with one before it: write them as one.';
    report(`/seasons/${twice}/from`, 'seasons_overlap', message);
  }
  return seasons;
}

/** The shape has checked the text. */
function monthDayOf(text: string): { readonly month: number; readonly day: number } {
  const [month = 1, day = 1] = text.split('-').map(Number);
  return { month, day };
}
