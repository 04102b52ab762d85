/** The calendars that come with Paybeat, by id. */

import { type Answer, answer, refuse } from '#errors.ts';
import { didYouMean } from '#text/closest-word.ts';
import type { BankCalendar } from '#time/bank-calendar.ts';
import { fed } from './fed.ts';
import { target2 } from './target2.ts';
import { englandAndWales, northernIreland, scotland } from './uk.ts';

/** Closed only on Saturdays and Sundays: for a company that follows no bank's calendar. */
const weekendsOnly: BankCalendar = {
  id: 'weekends',
  title: 'Saturdays and Sundays only',
  firstYear: 1970,
  lastYear: 2199,
  weekend: [6, 7],
  closings: new Map(),
};

export const builtInCalendars: readonly BankCalendar[] = [
  fed,
  target2,
  englandAndWales,
  scotland,
  northernIreland,
  weekendsOnly,
];

/** Searches `custom` first, then the built-in calendars. Refusals: `calendar_unknown`. */
export function findCalendar(
  id: string,
  custom: readonly BankCalendar[] = [],
): Answer<BankCalendar> {
  const all = [...custom, ...builtInCalendars];
  const found = all.find((calendar) => calendar.id === id);
  if (found !== undefined) return answer(found);
  const ids = all.map((calendar) => calendar.id);
  return refuse({
    family: 'invalid',
    code: 'calendar_unknown',
    message: `There is no bank calendar "${id}".${didYouMean(id, ids)}`,
    hint: `Write one of ${ids.join(', ')}, or describe your own.`,
  });
}
