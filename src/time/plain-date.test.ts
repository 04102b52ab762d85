import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factsIn } from '#text/facts.fixture.ts';
import { plainDate } from './plain-date.fixture.ts';
import {
  civilOf,
  dayInWords,
  daysInMonth,
  epochDayOf,
  fromEpochDay,
  isoOf,
  parsePlainDate,
  toEpochDay,
  weekdayOf,
} from './plain-date.ts';

describe('a date from outside', () => {
  const refused: readonly (readonly [unknown, string])[] = [
    ['2024-02-30', 'date_impossible'],
    ['2023-02-29', 'date_impossible'],
    ['2100-02-29', 'date_impossible'],
    ['2026-04-31', 'date_impossible'],
    ['2026-13-01', 'date_impossible'],
    ['2026-00-10', 'date_impossible'],
    ['2026-01-00', 'date_impossible'],
    ['0000-01-01', 'date_impossible'],
    ['2026-01-01T00:00', 'date_wrong_format'],
    ['2026-01-01T00:00:00Z', 'date_wrong_format'],
    ['2026-01-01+02:00', 'date_wrong_format'],
    ['2026-01-01[Europe/Paris]', 'date_wrong_format'],
    ['2026-01-01\n', 'date_wrong_format'],
    [' 2026-01-01', 'date_wrong_format'],
    ['20260101', 'date_wrong_format'],
    ['2026-1-1', 'date_wrong_format'],
    ['-002026-01-01', 'date_wrong_format'],
    ['٢٠٢٦-٠١-٠١', 'date_wrong_format'],
    ['01/02/2026', 'date_wrong_format'],
    ['', 'date_wrong_format'],
    [20260101, 'date_wrong_type'],
    [null, 'date_wrong_type'],
    [['2026-01-01'], 'date_wrong_type'],
    [undefined, 'date_wrong_type'],
  ];

  it.each(refused)('%j is refused as %s, never clamped', (text, code) => {
    const parsed = parsePlainDate(text);
    expect(parsed.ok ? parsed.value.toString() : parsed.refusal.code).toBe(code);
  });

  it.each(['2024-02-29', '2026-12-31', '0001-01-01', '9999-12-31'])(
    '%s is read as it stands',
    (text) => {
      const parsed = parsePlainDate(text);
      expect(parsed.ok && parsed.value.toString()).toBe(text);
    },
  );

  it('says how long the month is', () => {
    const parsed = parsePlainDate('2024-02-30');
    expect(!parsed.ok && factsIn(parsed.refusal.message)).toEqual(expect.arrayContaining(['29']));
  });
});

describe('epoch days', () => {
  const anyDay = fc.integer({ min: -719_162, max: 2_932_896 });

  it('count the days since 1970-01-01 as Temporal does', () => {
    const epoch = plainDate('1970-01-01');
    fc.assert(
      fc.property(anyDay, (day) => {
        const date = epoch.add({ days: day });
        expect(toEpochDay(date)).toBe(day);
        expect(fromEpochDay(day).equals(date)).toBe(true);
        expect(isoOf(day)).toBe(date.toString());
        expect(weekdayOf(day)).toBe(date.dayOfWeek);
        expect(daysInMonth(date.year, date.month)).toBe(date.daysInMonth);
        expect(epochDayOf(civilOf(day))).toBe(day);
      }),
      { numRuns: 2000 },
    );
  });

  it('are spelled with their weekday', () => {
    expect(dayInWords(toEpochDay(plainDate('2026-05-31')))).toBe('Sun 2026-05-31');
  });
});
