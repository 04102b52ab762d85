import { describe, expect, it } from 'vitest';
import { closestWord, didYouMean } from './closest-word.ts';

const columns = ['employee_id', 'name', 'pay_type', 'annual_salary', 'hourly_rate', 'hire_date'];

describe('the closest word', () => {
  it.each([
    ['employe_id', 'employee_id'],
    ['Employee ID', 'employee_id'],
    ['hire-date', 'hire_date'],
    ['hier_date', 'hire_date'],
    ['anual_salery', 'annual_salary'],
    ['NAME', 'name'],
  ])('for %s is %s', (typed, expected) => {
    expect(closestWord(typed, columns)).toBe(expected);
  });

  it.each(['favourite_colour', '', '   ', 'x'.repeat(200)])('is not guessed for %j', (typed) => {
    expect(closestWord(typed, columns)).toBe(null);
  });

  it.each([
    ['uk', ['us']],
    ['ca', ['us', 'uk']],
    ['usa', ['us']],
    ['eur', ['aud', 'usd']],
    ['pt1', ['pt2', 'ft1']],
    ['b', ['a']],
  ])('is not suggested for %s, which is a different short word from %j', (typed, known) => {
    expect(closestWord(typed, known)).toBe(null);
  });

  it.each([
    ['su', 'us'],
    ['US', 'us'],
    ['fde', 'fed'],
  ])('for %s is %s: the same letters', (typed, word) => {
    expect(closestWord(typed, ['target2', word])).toBe(word);
  });

  it('is offered as a sentence, or not at all', () => {
    expect(didYouMean('nmae', columns)).toMatch(/ name\b/);
    expect(didYouMean('favourite_colour', columns)).toBe('');
  });
});
