import { describe, expect, it } from 'vitest';
import { type Cron, parseCron } from './cron-expression.ts';
import { nextOccurrence, nextOccurrences, previousOccurrence } from './occurrences.ts';

function cronOf(text: string): Cron {
  const parsed = parseCron(text);
  if (!parsed.ok) throw new Error(parsed.refusal.message);
  return parsed.value;
}

const at = (text: string) => Temporal.Instant.from(text);

function next(text: string, from: string, zone: string, count = 1): readonly string[] {
  const found = nextOccurrences(cronOf(text), { after: at(from), zone, count });
  return found.map((occurrence) => occurrence.at.toString());
}

describe('the next occurrence', () => {
  it('is strictly after the moment', () => {
    expect(next('0 2 * * *', '2026-01-01T02:00:00Z', 'UTC')).toEqual(['2026-01-02T02:00:00Z']);
    expect(next('0 2 * * *', '2026-01-01T01:59:59.999Z', 'UTC')).toEqual(['2026-01-01T02:00:00Z']);
  });

  it('is given in the zone', () => {
    expect(next('0 2 * * *', '2026-01-01T00:00Z', 'America/New_York')).toEqual([
      '2026-01-01T07:00:00Z',
    ]);
    expect(next('0 2 * * *', '2026-07-01T00:00Z', 'Asia/Kathmandu')).toEqual([
      '2026-07-01T20:15:00Z',
    ]);
  });

  it('keeps the local time of the expression', () => {
    const found = nextOccurrence(cronOf('30 2 * * *'), {
      after: at('2026-03-08T05:00Z'),
      zone: 'America/New_York',
    });
    expect(found?.local.toString()).toBe('2026-03-08T02:30:00');
    expect(found?.kind).toBe('skipped');
  });
});

describe('over a gap (New York, 2026-03-08, 02:00 to 03:00)', () => {
  const zone = 'America/New_York';

  it('a skipped time fires at the first moment after it', () => {
    expect(next('30 2 * * *', '2026-03-07T12:00Z', zone, 2)).toEqual([
      '2026-03-08T07:00:00Z',
      '2026-03-09T06:30:00Z',
    ]);
  });

  it('skipped times, and a time at the end of the gap, fire once together', () => {
    expect(next('*/20 2-3 8 3 *', '2026-03-08T00:00Z', zone, 4)).toEqual([
      '2026-03-08T07:00:00Z',
      '2026-03-08T07:20:00Z',
      '2026-03-08T07:40:00Z',
      '2027-03-08T07:00:00Z',
    ]);
  });

  it('an hourly expression fires 23 times that day', () => {
    const hours = next('0 * * * *', '2026-03-08T04:59Z', zone, 24);
    expect(hours[0]).toBe('2026-03-08T05:00:00Z');
    expect(hours.filter((hour) => hour < '2026-03-09T04:00:00Z')).toHaveLength(23);
  });
});

describe('over an overlap (New York, 2026-11-01, 02:00 back to 01:00)', () => {
  const zone = 'America/New_York';

  it('a repeated time fires only the first time', () => {
    expect(next('30 1 * * *', '2026-10-31T12:00Z', zone, 2)).toEqual([
      '2026-11-01T05:30:00Z',
      '2026-11-02T06:30:00Z',
    ]);
  });

  it('during the repeated hour, the next occurrence is after that hour', () => {
    expect(next('*/15 * * * *', '2026-11-01T06:05:00Z', zone)).toEqual(['2026-11-01T07:00:00Z']);
  });

  it('during the repeated hour, the previous occurrence is in the first pass', () => {
    const before = previousOccurrence(cronOf('*/15 * * * *'), {
      before: at('2026-11-01T06:05Z'),
      zone,
    });
    expect(before?.at.toString()).toBe('2026-11-01T05:45:00Z');
  });

  it('an hourly expression fires 24 times in those 25 hours', () => {
    const hours = next('0 * * * *', '2026-11-01T03:59Z', zone, 26);
    expect(hours.filter((hour) => hour < '2026-11-02T05:00:00Z')).toHaveLength(24);
  });
});

describe('the previous occurrence', () => {
  it('undoes the next one at every clock change', () => {
    const zones = [
      'America/New_York',
      'America/Havana',
      'Australia/Lord_Howe',
      'Europe/London',
      'Pacific/Apia',
    ];
    const texts = [
      '*/15 * * * *',
      '30 2 * * *',
      '0 0 * * *',
      '30 1 * * 0',
      '0 3 1 * *',
      '15,45 0-3 * * *',
    ];
    const starts = [
      '2026-03-07T00:00Z',
      '2026-10-31T00:00Z',
      '2026-04-04T00:00Z',
      '2026-10-03T00:00Z',
      '2011-12-29T00:00Z',
    ];
    for (const zone of zones) {
      for (const text of texts) {
        for (const start of starts) {
          const cron = cronOf(text);
          const found = nextOccurrences(cron, { after: at(start), zone, count: 30 });
          found.forEach((occurrence, index) => {
            const previous = previousOccurrence(cron, { before: occurrence.at, zone });
            if (index > 0) expect(previous?.at.toString()).toBe(found[index - 1]?.at.toString());
            const same = previousOccurrence(cron, {
              before: occurrence.at.add({ nanoseconds: 1 }),
              zone,
            });
            expect(same?.at.toString(), `${text} ${zone}`).toBe(occurrence.at.toString());
          });
        }
      }
    }
  });
});
