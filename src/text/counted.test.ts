import { expect, it } from 'vitest';
import { counted, itOrThem, measured, withArticle } from './counted.ts';

it.each([
  [0, 'row', '0 rows'],
  [1, 'row', '1 row'],
  [2, 'person', '2 people'],
  [1, 'person', '1 person'],
  [1_234, 'entry', '1,234 entries'],
  [3, 'opening balance', '3 opening balances'],
])('%d × %s is written "%s"', (count, one, text) => {
  expect(counted(count, one)).toBe(text);
});

it.each([
  ['1', 'hour', '1 hour'],
  ['7.5', 'hour', '7.5 hours'],
  ['1.00', 'piece', '1.00 pieces'],
])('%s × %s, as a number that is written already, is "%s"', (number, one, text) => {
  expect(measured(number, one)).toBe(text);
});

it.each([
  [0, 'them'],
  [1, 'it'],
  [2, 'them'],
])('%d of something are "%s"', (count, text) => {
  expect(itOrThem(count)).toBe(text);
});

it.each([
  ['hours', 'an hours'],
  ['inputs', 'an inputs'],
  ['roster', 'a roster'],
  ['hour', 'an hour'],
  ['unit', 'a unit'],
  ['array', 'an array'],
  ['annually', 'an annually'],
  ['weekly', 'a weekly'],
  ['undefined', 'an undefined'],
  ['object', 'an object'],
])('%s has the article "%s"', (noun, text) => {
  expect(withArticle(noun)).toBe(text);
});
