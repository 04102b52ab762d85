import { describe, expect, it } from 'vitest';
import { plainDate } from '#time/plain-date.fixture.ts';
import { toEpochDay } from '#time/plain-date.ts';
import { celeryDifferences } from './celery-difference.ts';
import { parseCron } from './cron-expression.ts';

function differences(text: string, from = '2026-01-01T00:00'): readonly string[] {
  const parsed = parseCron(text);
  if (!parsed.ok) throw new Error(parsed.refusal.message);
  const { hour, minute, ...rest } = splitLocal(from);
  const start = { day: rest.day, minute: hour * 60 + minute };
  return celeryDifferences(parsed.value, start).map(({ message }) => message);
}

function splitLocal(text: string) {
  const [date = '', time = ''] = text.split('T');
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return { day: toEpochDay(plainDate(date)), hour, minute };
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

  it('counts the time of day: what has passed today is not next', () => {
    const text = '30 14 29 1-10 fri';
    // Friday 29 January 2010, both before 14:30 and after it.
    expect(differences(text, '2010-01-29T14:31').join()).toContain(
      "(first on Fri 2010-02-05); Celery's crontab needs both (first on Fri 2010-10-29)",
    );
    expect(differences(text, '2010-01-29T14:30').join()).toContain(
      "(first on Fri 2010-01-29, then on Fri 2010-02-05); Celery's crontab needs both (first on Fri 2010-01-29, then on Fri 2010-10-29)",
    );
  });

  it('is none where both restrict and name the same days', () => {
    expect(differences('0 0 1-31 * 0-6')).toEqual([]);
  });

  it.each([
    ['0 0 L * *', 'it knows no L'],
    ['0 0 * * 5L', 'it knows no L'],
    ['0 0 * * 7', 'it knows no 7 for Sunday'],
    ['0 0 * * 5-7', 'it knows no 7 for Sunday'],
  ])('%s cannot be read by Celery: %s', (text, words) => {
    expect(differences(text).join()).toContain(words);
  });

  it('is told of a name with L, of which Celery takes the first three letters', () => {
    expect(differences('0 0 * * friL')).toEqual([
      `Celery's crontab reads "friL" as every fri, not as the last of the month.`,
    ]);
  });

  it.each([
    '0 0 1 jul *',
    '0 0 1 jan-mar,OCT *',
    '0 0 * oct-dec/2 *',
    '0 0 * * fri-sun',
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
