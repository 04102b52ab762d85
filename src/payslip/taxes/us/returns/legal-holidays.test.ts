import { expect, it } from 'vitest';
import { isoOf, yearOf } from '#time/plain-date.ts';
import { districtOfColumbia } from './legal-holidays.ts';

function holidaysIn(year: number): readonly string[] {
  const days = [...districtOfColumbia.closings.keys()].filter((day) => yearOf(day) === year);
  return days.sort((one, other) => one - other).map((day) => isoOf(day).slice(5));
}

it('the holidays of 2026 are those that Publication 15 (2026) prints', () => {
  expect(holidaysIn(2026)).toEqual([
    ...['01-01', '01-19', '02-16', '04-16', '05-25', '06-19', '07-03', '09-07', '10-12', '11-11'],
    ...['11-26', '12-25'],
  ]);
});

it('those of 2027 have a Friday and a Monday in place of weekends, and the Friday before 2028', () => {
  expect(holidaysIn(2027)).toEqual([
    ...['01-01', '01-18', '02-15', '04-16', '05-31', '06-18', '07-05', '09-06', '10-11', '11-11'],
    ...['11-25', '12-24', '12-31'],
  ]);
});

it.each([
  // A Monday in 2025, with the birthday of Dr. King; a Saturday in 2029, which does not move; a Sunday in 2041.
  [2025, ['01-01', '01-20']],
  [2029, ['01-01', '01-15', '01-20']],
  [2041, ['01-01', '01-21']],
  [2033, ['01-17', '01-20']],
])('the inauguration of %i is a holiday in January', (year, days) => {
  const january = holidaysIn(year).filter((day) => day.startsWith('01'));
  expect(january).toEqual(days);
});
