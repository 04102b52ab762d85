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

/** The dates in a message about a difference. */
const datesIn = (told = '') => told.match(/\d{4}-\d\d-\d\d/g);

function splitLocal(text: string) {
  const [date = '', time = ''] = text.split('T');
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return { day: toEpochDay(plainDate(date)), hour, minute };
}

describe('the difference to Celery’s crontab', () => {
  it('is reported if both day fields restrict, with the first day of each', () => {
    const [told, ...more] = differences('0 0 13 * 5');
    expect([datesIn(told), more]).toEqual([['2026-01-02', '2026-02-13'], []]);
    expect(told).toContain('"0 0 13 * 5"');
  });

  it('is reported if Celery would never fire', () => {
    const [told] = differences('0 0 30 2 1');
    expect(datesIn(told)).toEqual(['2026-02-02']);
    expect(told).toContain('never');
  });

  it('does not give a time that has passed today as the next one', () => {
    const text = '30 14 29 1-10 fri';
    // Friday 29 January 2010, both before 14:30 and after it.
    expect(datesIn(differences(text, '2010-01-29T14:31')[0])).toEqual(['2010-02-05', '2010-10-29']);
    expect(datesIn(differences(text, '2010-01-29T14:30')[0])).toEqual([
      ...['2010-01-29', '2010-02-05', '2010-01-29', '2010-10-29'],
    ]);
  });

  it('does not exist if both day fields give the same days', () => {
    expect(differences('0 0 1-31 * 0-6')).toEqual([]);
  });

  it.each([
    ['0 0 L * *', / L\b/],
    ['0 0 * * 5L', / L\b/],
    ['0 0 * * 7', / 7 .*Sunday/],
    ['0 0 * * 5-7', / 7 .*Sunday/],
  ])('%s cannot be read by Celery: %s', (text, what) => {
    expect(differences(text).join()).toMatch(what);
  });

  it('is reported for a name with L, because Celery reads only its first three letters', () => {
    expect(differences('0 0 * * friL')).toEqual([expect.stringMatching(/"friL" .*\bfri\b/)]);
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
  ])('does not exist for %s', (text) => {
    expect(differences(text)).toEqual([]);
  });
});
