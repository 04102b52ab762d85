/**
 * Bank holidays of the three parts of the United Kingdom.
 *
 * A holiday on a weekend moves to the next working day that is not a holiday. The rules cover the
 * regular holidays. A single extra holiday (a coronation, a World Cup) is data below.
 *
 * Bacs, CHAPS and Faster Payments follow the days of England and Wales, wherever the employer is. A
 * Scottish or Northern Irish employer who pays through them and also closes on local holidays joins
 * both calendars.
 *
 * Sources: Banking and Financial Dealings Act 1971, schedule 1,
 * https://www.legislation.gov.uk/ukpga/1971/80/schedule/1, and https://www.gov.uk/bank-holidays
 */

import type { BankCalendar } from '#time/bank-calendar.ts';
import { type EpochDay, epochDayOf, weekdayOf } from '#time/plain-date.ts';
import { closingsOf, easterSunday, type Holiday, nthWeekday } from './holiday-rules.ts';

type Part = 'england-and-wales' | 'scotland' | 'northern-ireland';

interface OneOff extends Holiday {
  readonly parts: readonly Part[];
}

const years = { first: 2023, last: 2030 } as const;

const oneOff: readonly OneOff[] = [
  {
    // https://www.gov.uk/government/news/bank-holiday-proclaimed-in-honour-of-the-coronation-of-his-majesty-king-charles-iii
    day: epochDayOf({ year: 2023, month: 5, day: 8 }),
    name: 'Coronation of King Charles III',
    parts: ['england-and-wales', 'scotland', 'northern-ireland'],
  },
  {
    // Proclaimed in February 2026 for Scotland only; Scottish Government, "World Cup bank holiday
    // confirmed", 5 February 2026, and the list of https://www.gov.uk/bank-holidays.
    day: epochDayOf({ year: 2026, month: 6, day: 15 }),
    name: 'World Cup bank holiday',
    parts: ['scotland'],
  },
];

export const englandAndWales = ukCalendar('england-and-wales', 'England and Wales');
export const scotland = ukCalendar('scotland', 'Scotland');
export const northernIreland = ukCalendar('northern-ireland', 'Northern Ireland');

function ukCalendar(part: Part, title: string): BankCalendar {
  return {
    id: `uk-${part}`,
    title: `Bank holidays of ${title}`,
    firstYear: years.first,
    lastYear: years.last,
    weekend: [6, 7],
    closings: closingsOf(years, (year) => [
      ...holidaysOf(part, year),
      ...oneOff.filter((one) => one.parts.includes(part) && isIn(year, one.day)),
    ]),
  };
}

function holidaysOf(part: Part, year: number): readonly Holiday[] {
  const easter = easterSunday(year);
  const isScotland = part === 'scotland';
  const monday = (month: number, nth: number) => nthWeekday({ year, month }, { weekday: 1, nth });
  const fixed = (month: number, day: number, name: string): Holiday => ({
    day: epochDayOf({ year, month, day }),
    name,
  });
  const standing: Holiday[] = [
    { day: easter - 2, name: 'Good Friday' },
    { day: monday(5, 1), name: 'Early May bank holiday' },
    { day: monday(5, -1), name: 'Spring bank holiday' },
    { day: isScotland ? monday(8, 1) : monday(8, -1), name: 'Summer bank holiday' },
  ];
  if (!isScotland) standing.push({ day: easter + 1, name: 'Easter Monday' });
  const newYear = [fixed(1, 1, "New Year's Day")];
  if (isScotland) newYear.push(fixed(1, 2, '2nd January'));
  const christmas = [fixed(12, 25, 'Christmas Day'), fixed(12, 26, 'Boxing Day')];
  const own: Holiday[][] = [];
  if (isScotland) own.push([fixed(11, 30, "St Andrew's Day")]);
  if (part === 'northern-ireland') {
    own.push([fixed(3, 17, "St Patrick's Day")], [fixed(7, 12, 'Battle of the Boyne')]);
  }
  return [...standing, ...[newYear, christmas, ...own].flatMap(withSubstitutes)];
}

/** Adjacent holidays take their substitute days from one queue, in order. */
function withSubstitutes(group: readonly Holiday[]): readonly Holiday[] {
  const isWeekend = (day: EpochDay) => weekdayOf(day) >= 6;
  const taken = new Set(group.filter(({ day }) => !isWeekend(day)).map(({ day }) => day));
  return group.map((holiday) => {
    if (!isWeekend(holiday.day)) return holiday;
    let day = holiday.day + 1;
    while (isWeekend(day) || taken.has(day)) day += 1;
    taken.add(day);
    return { day, name: `${holiday.name} (substitute day)` };
  });
}

function isIn(year: number, day: EpochDay): boolean {
  return (
    day >= epochDayOf({ year, month: 1, day: 1 }) && day <= epochDayOf({ year, month: 12, day: 31 })
  );
}
