import { describe, expect, it } from 'vitest';
import { planSchedule } from '#schedule/plan.ts';
import { scheduleOf, spanOf } from '#schedule/schedules.fixture.ts';
import { planToCsv } from './plan-csv.ts';
import { diffPlans } from './plan-diff.ts';
import { planToIcs } from './plan-ics.ts';
import { type Plan } from './planned.ts';

const base = {
  code: 'BW',
  title: '=Löhne; "Büro", \\ und mehr',
  frequency: 'biweekly',
  anchor: '2026-01-02',
  pay_date: { days_after_end: 5 },
  rule: { days_before_pay_date: 3 },
};

function planOf(
  json: Readonly<Record<string, unknown>>,
  from = '2026-06-01',
  to = '2026-06-30',
): Plan {
  const plan = planSchedule(scheduleOf({ ...base, ...json }), spanOf(from, to, 'pay'));
  if (!plan.ok) throw new Error(plan.refusal.message);
  return plan.value;
}

describe('a plan as CSV', () => {
  const csv = planToCsv(
    planOf({
      overrides: [{ nominal: '2026-06-05', pay_on: '2026-06-04', reason: 'a "half" day' }],
    }),
  );
  const lines = csv.split('\r\n');

  it('has a line for each period, ending in CRLF', () => {
    expect(lines).toHaveLength(4);
    expect(lines.at(-1)).toBe('');
    const reason = /"[^"]*Juneteenth[^"]*"/;
    expect(lines[2]).toMatch(reason);
    expect(lines[2]?.replace(reason, 'REASON')).toBe(
      'BW,2026-06-01,2026-06-14,2026-06-19,2026-06-18,REASON,13,,,2026-06-15T02:00,America/New_York,2026-06-15T06:00:00Z,2026-06-16T17:00,2026-06-16T21:00:00Z,,,',
    );
  });

  it('doubles quotes within a cell', () => {
    expect(lines[1]).toContain('Thu 2026-06-04 (a ""half"" day)"');
    const quoted = planToCsv({ ...planOf({}), code: 'a "b", c' });
    expect(quoted.split('\r\n')[1]).toMatch(/^"a ""b"", c",/);
  });

  it.each(['=1+1', '+1', '-1', '@x', '\tx', '＝1'])(
    'defuses a text that begins as a formula: %j',
    (code) => {
      const row = planToCsv({ ...planOf({}), code }).split('\r\n')[1] ?? '';
      expect(row.startsWith(`'${code}`)).toBe(true);
    },
  );
});

describe('a plan as a calendar', () => {
  const stampAt = Temporal.Instant.from('2026-05-01T08:30:15.5Z');
  const ics = planToIcs(planOf({}), { stampAt, uidDomain: 'example.com' });
  const unfolded = ics.replaceAll('\r\n ', '');

  it('is framed as RFC 5545 asks, every line ending in CRLF', () => {
    expect(ics.startsWith('BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:')).toBe(true);
    expect(ics.endsWith('END:VCALENDAR\r\n')).toBe(true);
    expect(ics.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  it('has lines of 75 octets at most, and cuts no character in two', () => {
    const long = planToIcs({ ...planOf({}), title: '薪資日曆🎉'.repeat(20) }, { stampAt });
    for (const line of long.split('\r\n')) {
      expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75);
      expect(line).not.toMatch(/[\uD800-\uDBFF]$|^ ?[\uDC00-\uDFFF]/);
    }
    expect(long.replaceAll('\r\n ', '')).toContain(`X-WR-CALNAME:${'薪資日曆🎉'.repeat(20)}`);
  });

  it('escapes text, and leaves out control characters', () => {
    expect(unfolded).toContain('X-WR-CALNAME:=Löhne\\; "Büro"\\, \\\\ und mehr');
    const odd = planToIcs({ ...planOf({}), title: 'a\r\nEND:VCALENDAR\u0007' }, { stampAt });
    expect(odd).toContain('X-WR-CALNAME:a\\nEND:VCALENDAR\r\n');
  });

  it('has pay dates as whole days, due instants and deadlines as moments', () => {
    expect(unfolded).toContain('DTSTART;VALUE=DATE:20260618\r\nDTEND;VALUE=DATE:20260619\r\n');
    expect(unfolded).toContain('DTSTART:20260615T060000Z\r\nSUMMARY:Payroll runs');
    expect(unfolded).toContain('DTSTART:20260616T210000Z\r\nSUMMARY:Approval deadline');
    expect(unfolded).toContain('DTSTAMP:20260501T083015Z');
  });

  it('keeps the UID of an event when its date moves', () => {
    const uids = (plan: Plan) => planToIcs(plan, { stampAt }).match(/^UID:.*$/gm) ?? [];
    const moved = planOf({
      overrides: [{ nominal: '2026-06-19', pay_on: '2026-06-16', reason: 'x' }],
      rule: { days_before_end: 1 },
    });
    expect(uids(moved)).toEqual(uids(planOf({})));
    expect(new Set(uids(moved)).size).toBe(6);
    expect(unfolded).toContain('UID:BW-2026-06-01-pay@example.com');
  });

  it('is the same text for the same plan', () => {
    expect(planToIcs(planOf({}), { stampAt, uidDomain: 'example.com' })).toBe(ics);
  });
});

describe('what a change would move', () => {
  it('is told by period and field, with before and after', () => {
    const diff = diffPlans(
      planOf({}),
      planOf({ rule: { days_before_pay_date: 4 }, convention: 'following' }),
    );
    expect(diff.added).toEqual([]);
    expect(diff.removed).toEqual([]);
    expect(
      diff.moves.map(
        ({ startOn, field, before, after }) => `${startOn} ${field} ${before} ${after}`,
      ),
    ).toEqual([
      '2026-05-18 due_instant 2026-06-02T06:00:00Z 2026-06-01T06:00:00Z',
      '2026-06-01 pay_date 2026-06-18 2026-06-22',
      '2026-06-01 due_instant 2026-06-15T06:00:00Z 2026-06-18T06:00:00Z',
      '2026-06-01 approval_deadline 2026-06-16T21:00:00Z 2026-06-17T21:00:00Z',
    ]);
  });

  it('is nothing for the same plan', () => {
    expect(diffPlans(planOf({}), planOf({}))).toEqual({ moves: [], added: [], removed: [] });
  });

  it('tells periods that come and go, and a due instant that was not there', () => {
    const diff = diffPlans(planOf({ rule: null }), planOf({ anchor: '2026-06-12' }));
    expect(diff.added).toHaveLength(2);
    expect(diff.removed).toHaveLength(2);
    const ruled = diffPlans(planOf({ rule: null }), planOf({}));
    expect(ruled.moves[0]).toMatchObject({ field: 'due_instant', before: null });
  });
});
