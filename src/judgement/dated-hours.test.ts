import { describe, expect, it } from 'vitest';
import { daysOfOneDate } from './dated-hours.ts';

describe('the days for which the hours of one date stand', () => {
  it.each<[string, number[], number]>([
    ['a single date is the total of the period', [6], 14],
    ['totals of two weeks', [6, 13], 7],
    ['five days of a week', [2, 3, 4, 5, 6], 1],
    ['two weeks of five days', [2, 3, 4, 5, 6, 9, 10, 11, 12, 13], 1],
    ['three shifts of a week', [2, 4, 6, 9, 11, 13], 2],
    ['two days', [13, 14], 1],
    ['weeks that the end of the month cuts', [7, 14, 15], 7],
    ['a week that the beginning cuts', [16, 18, 25], 7],
    ['a correction with a date of its own', [5, 6, 13], 7],
    ['dates in any order', [13, 2, 9], 7],
  ])('%s', (_, dates, days) => {
    expect(daysOfOneDate(dates, 14)).toBe(days);
  });
});
