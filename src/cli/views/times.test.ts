import { describe, expect, it } from 'vitest';
import { dateInWords, durationInWords, localTime, momentInWords } from './times.ts';

const say = (at: string, now: string, zone = 'America/New_York'): string =>
  momentInWords({ at: Temporal.Instant.from(at), now: Temporal.Instant.from(now), zone });

describe('a moment in words', () => {
  it.each([
    ['2026-11-25T07:00Z', '2026-11-22T16:00Z', 'in 3 days (Wed 25 Nov 02:00 New York)'],
    ['2026-11-25T07:00Z', '2026-11-24T16:00Z', 'in 15 hours (Wed 25 Nov 02:00 New York)'],
    ['2026-11-25T07:00Z', '2026-11-25T06:20Z', 'in 40 minutes (Wed 25 Nov 02:00 New York)'],
    ['2026-11-25T07:00Z', '2026-11-25T06:59Z', 'in 1 minute (Wed 25 Nov 02:00 New York)'],
    ['2026-11-25T07:00Z', '2026-11-25T07:00:10Z', 'now (Wed 25 Nov 02:00 New York)'],
    ['2026-11-25T07:00Z', '2026-11-25T12:00Z', '5 hours ago (Wed 25 Nov 02:00 New York)'],
    ['2027-01-02T07:00Z', '2026-12-28T12:00Z', 'in 5 days (Sat 2 Jan 2027 02:00 New York)'],
  ])('for %s seen at %s is "%s"', (at, now, words) => {
    expect(say(at, now)).toBe(words);
  });

  it('counts days on the calendar of the zone', () => {
    const monday = '2026-11-23T23:30Z';
    expect(say('2026-11-25T12:00Z', monday, 'UTC')).toContain('in 2 days');
    expect(say('2026-11-25T12:00Z', monday, 'Pacific/Auckland')).toContain('in 2 days');
    expect(say('2026-11-25T10:59Z', '2026-11-23T11:00Z', 'Pacific/Auckland')).toContain('in 1 day');
  });

  it('in a list has its zone', () => {
    const at = Temporal.Instant.from('2026-11-25T07:00Z');
    expect(localTime(at, 'America/New_York')).toBe('2026-11-25 02:00 New York');
    expect(localTime(at, 'UTC')).toBe('2026-11-25 07:00 UTC');
  });

  it('names the last part of the zone', () => {
    expect(say('2026-11-25T07:00Z', '2026-11-25T07:00Z', 'America/Argentina/Buenos_Aires')).toBe(
      'now (Wed 25 Nov 04:00 Buenos Aires)',
    );
  });
});

describe('other words', () => {
  it('show the year of a date only if it is not the current one', () => {
    expect(dateInWords(Temporal.PlainDate.from('2026-11-25'), 2026)).toBe('Wed 25 Nov');
    expect(dateInWords(Temporal.PlainDate.from('2027-01-01'), 2026)).toBe('Fri 1 Jan 2027');
  });
  it('say how long something took', () => {
    expect(durationInWords(3.21)).toBe('3.2 s');
    expect(durationInWords(125)).toBe('2 min 5 s');
  });
});
