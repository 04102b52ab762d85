import { describe, expect, it } from 'vitest';
import { isoOf } from '#time/plain-date.ts';
import { parseIcsCalendar } from './ics-calendar.ts';

function ics(...events: readonly string[]): string {
  const blocks = events.map(
    (event) => `BEGIN:VEVENT\r\n${event.replaceAll('\n', '\r\n')}\r\nEND:VEVENT\r\n`,
  );
  return `BEGIN:VCALENDAR\r\nVERSION:2.0\r\n${blocks.join('')}END:VCALENDAR\r\n`;
}

function closings(text: string, years?: { from: number; to: number }): readonly string[] {
  const parsed = parseIcsCalendar(text, { id: 'x', ...(years === undefined ? {} : { years }) });
  if (!parsed.ok) throw new Error(parsed.refusal.message);
  return [...parsed.value.closings].map(([day, name]) => `${isoOf(day)} ${name}`).sort();
}

describe('an .ics calendar', () => {
  it('closes on its whole-day events; DTEND is the day after the last', () => {
    const text = ics(
      'DTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261227\nSUMMARY:Christmas\\, and after',
      'DTSTART:20260101\nSUMMARY:New Year',
      'DTSTART;VALUE=DATE:20260501\nDURATION:P2D\nSUMMARY:May',
      'DTSTART;VALUE=DATE:20260703\nDTEND;VALUE=DATE:20260703\nSUMMARY:One day',
    );
    expect(closings(text)).toEqual([
      '2026-01-01 New Year',
      '2026-05-01 May',
      '2026-05-02 May',
      '2026-07-03 One day',
      '2026-12-25 Christmas, and after',
      '2026-12-26 Christmas, and after',
    ]);
  });

  it('is read with folded lines, a byte order mark, bare newlines, quoted parameters and alarms', () => {
    const text = [
      '\uFEFFBEGIN:VCALENDAR',
      'BEGIN:VEVENT',
      'DTSTART;X-NOTE="a:b;c";VALUE=DATE:20260101',
      'SUMMARY;LANGUAGE=en:New Year',
      ' of Fed',
      'BEGIN:VALARM',
      'DURATION:PT15M',
      'END:VALARM',
      'END:VEVENT',
      'END:VCALENDAR',
    ].join('\n');
    expect(closings(text)).toEqual(['2026-01-01 New Yearof Fed']);
  });

  it('repeats an event yearly up to its end, without exceptions and cancelled days', () => {
    const text = ics(
      'DTSTART;VALUE=DATE:20240101\nRRULE:FREQ=YEARLY\nEXDATE;VALUE=DATE:20260101\nSUMMARY:New Year',
      'DTSTART;VALUE=DATE:20240701\nRRULE:FREQ=YEARLY;COUNT=2\nSUMMARY:Twice',
      'DTSTART;VALUE=DATE:20240801\nRRULE:FREQ=YEARLY;INTERVAL=2;UNTIL=20261231\nSUMMARY:Every other',
      'DTSTART;VALUE=DATE:20240229\nRRULE:FREQ=YEARLY\nSUMMARY:Leap',
      'DTSTART;VALUE=DATE:20250301\nSTATUS:CANCELLED\nSUMMARY:Not so',
    );
    expect(closings(text, { from: 2024, to: 2028 })).toEqual([
      '2024-01-01 New Year',
      '2024-02-29 Leap',
      '2024-07-01 Twice',
      '2024-08-01 Every other',
      '2025-01-01 New Year',
      '2025-07-01 Twice',
      '2026-08-01 Every other',
      '2027-01-01 New Year',
      '2028-01-01 New Year',
      '2028-02-29 Leap',
    ]);
  });

  it('knows the years from its first event to its last', () => {
    const text = ics('DTSTART:20260101\nSUMMARY:a', 'DTSTART:20270101\nSUMMARY:b');
    const parsed = parseIcsCalendar(text, { id: 'bank', title: 'Bank', weekend: [5, 6] });
    expect(parsed.ok && parsed.value).toMatchObject({
      id: 'bank',
      title: 'Bank',
      firstYear: 2026,
      lastYear: 2027,
      weekend: [5, 6],
    });
  });
});

describe('an ambiguous .ics file', () => {
  it.each([
    ['no calendar', 'hello', 'line 1', 'not_ics'],
    ['nothing', '', 'line 1', 'not_ics'],
    ['an event at a time of day', ics('DTSTART:20260101T090000Z'), 'line 4', 'not_a_whole_day'],
    ['a day that does not exist', ics('DTSTART:20260230'), 'line 4', 'not_a_whole_day'],
    ['an event without a start', ics('SUMMARY:x'), 'line 3', 'event_without_start'],
    [
      'an event that ends before it begins',
      ics('DTSTART:20260102\nDTEND:20260101'),
      'line 3',
      'event_length',
    ],
    [
      'a third Monday',
      ics('DTSTART:20260119\nRRULE:FREQ=YEARLY;BYDAY=3MO;BYMONTH=1'),
      'line 5',
      'repetition_not_read',
    ],
    ['a weekly event', ics('DTSTART:20260119\nRRULE:FREQ=WEEKLY'), 'line 5', 'repetition_not_read'],
    ['no end of years', ics('DTSTART:20260101\nRRULE:FREQ=YEARLY'), 'line 3', 'years_unclear'],
    [
      'a year without events',
      ics('DTSTART:20260101', 'DTSTART:20280101'),
      'line 1',
      'years_unclear',
    ],
    ['no event at all', ics(), 'line 1', 'years_unclear'],
    [
      'a file cut off',
      'BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260101',
      'line 2',
      'event_not_closed',
    ],
  ])('%s is refused with its line', (_, text, pointer, code) => {
    const parsed = parseIcsCalendar(text, { id: 'x' });
    const issues = parsed.ok ? [] : parsed.refusal.issues;
    expect(issues).toEqual([expect.objectContaining({ pointer, code })]);
  });

  it('is refused in a moment however its parameters are written', () => {
    const text = `BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART${';'.repeat(50_000)}\nEND:VEVENT`;
    expect(parseIcsCalendar(text, { id: 'x' }).ok).toBe(false);
  });
});
