import { describe, expect, it } from 'vitest';
import { plainDate, toEpochDay } from '#time/plain-date.ts';
import { celeryDifferences } from './celery-difference.ts';
import { parseCron } from './cron-expression.ts';

function differences(text: string): readonly string[] {
  const parsed = parseCron(text);
  if (!parsed.ok) throw new Error(parsed.refusal.message);
  const fromDay = toEpochDay(plainDate('2026-01-01'));
  return celeryDifferences(parsed.value, { fromDay }).map(({ message }) => message);
}

describe('the difference to Celery’s crontab', () => {
  it('is told where both day fields restrict, with the first day of each', () => {
    expect(differences('0 0 13 * 5')).toEqual([
      '"0 0 13 * 5" restricts both day fields: here either one is enough (first on Fri 2026-01-02); Celery\'s crontab needs both (first on Fri 2026-02-13).',
    ]);
  });

  it('is told where Celery would never fire', () => {
    expect(differences('0 0 30 2 1').join()).toContain("Celery's crontab needs both (never)");
  });

  it.each([
    ['0 0 L * *', 'it knows no L'],
    ['0 0 * * 5L', 'it knows no L'],
    ['0 0 1 jul *', 'it knows no names of months'],
    ['0 0 * * 7', 'it knows no 7 for Sunday'],
    ['0 0 * * 5-7', 'it knows no 7 for Sunday'],
  ])('%s cannot be read by Celery: %s', (text, words) => {
    expect(differences(text).join()).toContain(words);
  });

  it.each([
    '0 2 * * *',
    '0 2 25 * *',
    '0 2 * * mon-fri',
    '0 2 */2 * 1',
    '*/15 1-3 1,15 1,7 *',
    '0 0 * * */6',
  ])('is none for %s', (text) => {
    expect(differences(text)).toEqual([]);
  });
});
