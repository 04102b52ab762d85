import { describe, expect, it } from 'vitest';
import { plainDate } from './plain-date.fixture.ts';
import {
  clockChangeOn,
  clockChangesBetween,
  isTimeZone,
  localAt,
  parseTimeZone,
  resolveLocal,
} from './zone.ts';

const local = (text: string) => Temporal.PlainDateTime.from(text);

describe('a time zone', () => {
  it.each(['America/New_York', 'UTC', 'Asia/Kathmandu', 'Etc/GMT+5'])('%s is one', (name) => {
    expect(isTimeZone(name)).toBe(true);
  });

  it.each([
    '',
    'Mars/Olympus',
    '+05:30',
    '-08:00',
    'Z',
    'local',
    '2026-01-01T00:00Z[Europe/Paris]',
    'America/New_York ',
    '__proto__',
  ])('%j is not a time zone', (name) => {
    expect(isTimeZone(name)).toBe(false);
    const parsed = parseTimeZone(name);
    expect(parsed.ok || parsed.refusal.code).toBe('time_zone_unknown');
  });

  it('is answered in the spelling of the zone database', () => {
    const parsed = parseTimeZone('america/new_york');
    expect(parsed.ok && parsed.value).toBe('America/New_York');
  });

  it('is not a number or a list', () => {
    expect(parseTimeZone(5).ok).toBe(false);
    expect(parseTimeZone(['UTC']).ok).toBe(false);
  });
});

describe('a local time', () => {
  const cases: readonly (readonly [string, string, string, string])[] = [
    // New York: 2026-03-08 jumps from 02:00 to 03:00, 2026-11-01 from 02:00 back to 01:00.
    ['2026-03-08T01:59', 'America/New_York', 'once', '2026-03-08T06:59:00Z'],
    ['2026-03-08T02:00', 'America/New_York', 'skipped', '2026-03-08T07:00:00Z'],
    ['2026-03-08T02:30', 'America/New_York', 'skipped', '2026-03-08T07:00:00Z'],
    ['2026-03-08T02:59', 'America/New_York', 'skipped', '2026-03-08T07:00:00Z'],
    ['2026-03-08T03:00', 'America/New_York', 'once', '2026-03-08T07:00:00Z'],
    ['2026-11-01T00:59', 'America/New_York', 'once', '2026-11-01T04:59:00Z'],
    ['2026-11-01T01:00', 'America/New_York', 'doubled', '2026-11-01T05:00:00Z'],
    ['2026-11-01T01:59', 'America/New_York', 'doubled', '2026-11-01T05:59:00Z'],
    ['2026-11-01T02:00', 'America/New_York', 'once', '2026-11-01T07:00:00Z'],
    // Half an hour, a midnight, a whole day.
    ['2026-10-04T02:15', 'Australia/Lord_Howe', 'skipped', '2026-10-03T15:30:00Z'],
    ['2026-04-05T01:45', 'Australia/Lord_Howe', 'doubled', '2026-04-04T14:45:00Z'],
    ['2026-03-08T00:30', 'America/Havana', 'skipped', '2026-03-08T05:00:00Z'],
    ['2011-12-30T10:00', 'Pacific/Apia', 'skipped', '2011-12-30T10:00:00Z'],
    ['2026-07-01T12:00', 'Asia/Kathmandu', 'once', '2026-07-01T06:15:00Z'],
  ];

  it.each(cases)('%s in %s occurs %s, at %s', (text, zone, kind, at) => {
    const resolved = resolveLocal(local(text), zone);
    expect([resolved.kind, resolved.at.toString()]).toEqual([kind, at]);
  });
});

/**
 * Zones with every kind of change: an hour, half an hour, at midnight, southern, around Ramadan,
 * and none.
 */
const tenZones = [
  'America/New_York',
  'America/Havana',
  'America/Santiago',
  'Europe/London',
  'Europe/Paris',
  'Africa/Casablanca',
  'Africa/Cairo',
  'Asia/Beirut',
  'Australia/Lord_Howe',
  'Pacific/Auckland',
];

const years = { fromOn: plainDate('2023-01-01'), toOn: plainDate('2030-12-31') };

describe.each(tenZones)('every clock change of %s from 2023 to 2030', (zone) => {
  const changes = clockChangesBetween(zone, years);

  it('is found', () => {
    // Most zones have two changes a year. Morocco, which changed around Ramadan, has fewer in these
    // years.
    expect(changes.length).toBeGreaterThanOrEqual(zone === 'Africa/Casablanca' ? 8 : 14);
  });

  it('resolves each local minute around it to the first or the earlier moment', () => {
    for (const change of changes) {
      const offsets = [-1, 0].map((ms) => offsetMinutes(change.at.add({ milliseconds: ms }), zone));
      const [before = 0, after = 0] = offsets;
      const wall = localAt(change.at, zone);
      for (let minute = -180; minute <= 180; minute += 5) {
        const asked = wall.add({ minutes: minute });
        const found = resolveLocal(asked, zone);
        // An independent calculation: the moments at which clocks with the old or the new offset
        // show the time.
        const shown = [before, after]
          .map((offset) => asked.subtract({ minutes: offset }).toZonedDateTime('UTC').toInstant())
          .filter((at) => localAt(at, zone).equals(asked))
          .sort(Temporal.Instant.compare);
        const expected = shown[0] ?? change.at;
        const times = before === after ? 1 : shown.length;
        const distinct = new Set(shown.map(String)).size;
        expect(found.at.toString(), `${asked} ${zone}`).toBe(expected.toString());
        expect(found.kind).toBe(times === 0 ? 'skipped' : distinct === 1 ? 'once' : 'doubled');
      }
    }
  });

  it('never sends a later local time to an earlier moment', () => {
    for (const change of changes) {
      const wall = localAt(change.at, zone).subtract({ hours: 3 });
      let previous = resolveLocal(wall, zone).at;
      for (let minute = 1; minute <= 360; minute += 1) {
        const { at } = resolveLocal(wall.add({ minutes: minute }), zone);
        expect(Temporal.Instant.compare(at, previous)).toBeGreaterThanOrEqual(0);
        previous = at;
      }
    }
  });
});

describe('a stretch without clock changes', () => {
  it('is remembered without a difference: near its ends the zone database is asked again', () => {
    for (const zone of tenZones) {
      resolveLocal(local('2026-06-15T12:00'), zone);
      for (let day = 0; day < 366; day += 1) {
        const noon = local('2026-01-01T02:30').add({ days: day });
        const asked = noon.toZonedDateTime(zone, { disambiguation: 'earlier' });
        if (!asked.toPlainDateTime().equals(noon)) continue;
        expect(resolveLocal(noon, zone).at.equals(asked.toInstant())).toBe(true);
      }
    }
  });

  it('does not reach over a change, also when it was found at the very moment of the change', () => {
    resolveLocal(local('2026-03-08T03:00'), 'America/New_York');
    const skipped = resolveLocal(local('2026-03-08T02:30'), 'America/New_York');
    expect([skipped.kind, skipped.at.toString()]).toEqual(['skipped', '2026-03-08T07:00:00Z']);
    resolveLocal(local('2026-11-01T02:00'), 'America/New_York');
    expect(resolveLocal(local('2026-11-01T01:30'), 'America/New_York').kind).toBe('doubled');
  });

  it('does not swallow parts of a millisecond', () => {
    const fine = local('2026-06-15T12:00:00.000001');
    resolveLocal(local('2026-06-15T12:00'), 'Europe/Paris');
    expect(resolveLocal(fine, 'Europe/Paris').at.toString()).toBe('2026-06-15T10:00:00.000001Z');
  });
});

describe('the clock change of a day', () => {
  it('has its minutes, forwards positive', () => {
    expect(clockChangeOn(plainDate('2026-03-08'), 'America/New_York')?.minutes).toBe(60);
    expect(clockChangeOn(plainDate('2026-11-01'), 'America/New_York')?.minutes).toBe(-60);
    expect(clockChangeOn(plainDate('2026-10-04'), 'Australia/Lord_Howe')?.minutes).toBe(30);
  });

  it('is null on every other day, and in a zone without clock changes', () => {
    expect(clockChangeOn(plainDate('2026-03-07'), 'America/New_York')).toBeNull();
    expect(clockChangeOn(plainDate('2026-03-09'), 'America/New_York')).toBeNull();
    expect(clockChangeOn(plainDate('2026-03-08'), 'Asia/Kathmandu')).toBeNull();
  });

  it('belongs to the day that a gap at midnight shortens', () => {
    expect(clockChangeOn(plainDate('2026-03-08'), 'America/Havana')?.minutes).toBe(60);
  });
});

function offsetMinutes(at: Temporal.Instant, zone: string): number {
  return at.toZonedDateTimeISO(zone).offsetNanoseconds / 60e9;
}
