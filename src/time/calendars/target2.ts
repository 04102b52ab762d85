/**
 * T2 (formerly TARGET2), the Eurosystem's settlement system, which settles SEPA credit transfers.
 *
 * It closes on Saturdays, Sundays and six days a year. A closing day on a weekend has no
 * substitute. Euro payments move on every other national holiday.
 *
 * Source: European Central Bank, "TARGET Services calendar": long-term calendar decided on 14
 * December 2000, https://www.ecb.europa.eu/press/pr/date/2000/html/pr001214_4.en.html
 */

import type { BankCalendar } from '#time/bank-calendar.ts';
import { epochDayOf } from '#time/plain-date.ts';
import { closingsOf, easterSunday, type Holiday } from './holiday-rules.ts';

const years = { first: 2023, last: 2030 } as const;

export const target2: BankCalendar = {
  id: 'target2',
  title: 'TARGET2',
  firstYear: years.first,
  lastYear: years.last,
  weekend: [6, 7],
  closings: closingsOf(years, holidaysOf),
};

function holidaysOf(year: number): readonly Holiday[] {
  const easter = easterSunday(year);
  return [
    { day: epochDayOf({ year, month: 1, day: 1 }), name: "New Year's Day" },
    { day: easter - 2, name: 'Good Friday' },
    { day: easter + 1, name: 'Easter Monday' },
    { day: epochDayOf({ year, month: 5, day: 1 }), name: 'Labour Day' },
    { day: epochDayOf({ year, month: 12, day: 25 }), name: 'Christmas Day' },
    { day: epochDayOf({ year, month: 12, day: 26 }), name: '26 December' },
  ];
}
