import { describe, expect, it } from 'vitest';
import { closedBecause } from '#time/bank-calendar.ts';
import { plainDate } from '#time/plain-date.fixture.ts';
import { toEpochDay } from '#time/plain-date.ts';
import { findCalendar } from './built-in.ts';
import { customCalendarJson, parseCustomCalendar } from './custom-calendar.ts';

const closing = {
  id: 'winter-closing',
  title: 'Winter closing of the university',
  years: { from: 2026, to: 2027 },
  weekend: [],
  closed: [
    { from: '2026-12-24', to: '2027-01-01', name: 'Winter closing' },
    { on: '2026-07-03', name: 'Founding day' },
  ],
};

const day = (iso: string) => toEpochDay(plainDate(iso));

describe('a calendar of one’s own', () => {
  const parsed = parseCustomCalendar(closing);
  if (!parsed.ok) throw new Error(parsed.refusal.message);
  const calendar = parsed.value;

  it('closes on its days, also across a new year, and uses the given weekend', () => {
    expect(closedBecause(calendar, day('2026-12-24'))).toBe('Winter closing');
    expect(closedBecause(calendar, day('2027-01-01'))).toBe('Winter closing');
    expect(closedBecause(calendar, day('2027-01-02'))).toBeNull();
    expect(closedBecause(calendar, day('2026-07-03'))).toBe('Founding day');
  });

  it('is closed on Saturdays and Sundays by default', () => {
    const { weekend, ...rest } = closing;
    const usual = parseCustomCalendar(rest);
    expect(weekend).toEqual([]);
    expect(usual.ok && usual.value.weekend).toEqual([6, 7]);
  });

  it('is written back as JSON that reads the same', () => {
    const json = customCalendarJson(calendar);
    expect(json['closed']).toEqual([
      { on: '2026-07-03', name: 'Founding day' },
      { from: '2026-12-24', to: '2027-01-01', name: 'Winter closing' },
    ]);
    expect(parseCustomCalendar(json)).toEqual({ ok: true, value: { ...calendar } });
  });

  it('is found before those built in, by its id', () => {
    const found = findCalendar('winter-closing', [calendar]);
    expect(found.ok && found.value).toBe(calendar);
    const missing = findCalendar('winter-closng', [calendar]);
    expect(missing.ok || missing.refusal.message).toMatch(/\bwinter-closing\b/);
  });
});

describe('a calendar that cannot be used', () => {
  it.each([
    ['nothing', undefined, '', 'wrong_type'],
    ['no years', { id: 'a', closed: [] }, '/years', 'missing_key'],
    [
      'years backwards',
      { ...closing, years: { from: 2027, to: 2026 } },
      '/years/to',
      'span_backwards',
    ],
    [
      'seven closed days a week',
      {
        ...closing,
        weekend: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'],
      },
      '/weekend',
      'out_of_range',
    ],
    ['an id with blanks', { ...closing, id: 'Winter Closing' }, '/id', 'wrong_format'],
    [
      'an impossible date',
      { ...closing, closed: [{ on: '2026-02-30', name: 'x' }] },
      '/closed/0/on',
      'date_impossible',
    ],
    [
      'a day outside its years',
      { ...closing, closed: [{ on: '2028-01-03', name: 'x' }] },
      '/closed/0',
      'outside_years',
    ],
    [
      'a range without end',
      { ...closing, closed: [{ from: '2026-01-03', name: 'x' }] },
      '/closed/0',
      'closed_days_unclear',
    ],
    [
      'a range backwards',
      { ...closing, closed: [{ from: '2026-01-03', to: '2026-01-02', name: 'x' }] },
      '/closed/0',
      'span_backwards',
    ],
    [
      'half a year closed',
      { ...closing, closed: [{ from: '2026-01-03', to: '2026-07-02', name: 'x' }] },
      '/closed/0',
      'span_too_long',
    ],
    ['a typing slip', { ...closing, wekend: [] }, '/wekend', 'unknown_key'],
  ])('%s is refused with a pointer', (_, json, pointer, code) => {
    const parsed = parseCustomCalendar(json);
    const issues = parsed.ok ? [] : parsed.refusal.issues;
    expect(issues).toEqual([expect.objectContaining({ pointer, code })]);
  });
});
