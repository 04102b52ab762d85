import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factsIn } from '#text/facts.fixture.ts';
import { isBankingDay } from '#time/bank-calendar.ts';
import { builtInCalendars } from '#time/calendars/built-in.ts';
import { approvalDeadline, inputCutoff } from './deadlines.ts';
import { periodsOf, scheduleOf, spanOf } from './schedules.fixture.ts';

const monthly = { frequency: 'monthly' };

function deadlines(json: Readonly<Record<string, unknown>>, endOn: string) {
  const [period] = periodsOf(json, spanOf(endOn, endOn));
  if (period === undefined) throw new Error(`a period ends on ${endOn}`);
  const schedule = scheduleOf(json);
  const cutoff = inputCutoff(schedule, period);
  const approval = approvalDeadline(schedule, period);
  if (!cutoff.ok || !approval.ok) throw new Error('the calendar knows the period');
  return { cutoff: cutoff.value, approval: approval.value };
}

describe('the approval deadline', () => {
  it('is two banking days before the pay date at 17:00 by default', () => {
    const { approval } = deadlines(monthly, '2026-05-31');
    // Paid on Friday 29 May; Monday 25 May is Memorial Day.
    expect([`${approval.local}`, `${approval.at}`]).toEqual([
      '2026-05-27T17:00:00',
      '2026-05-27T21:00:00Z',
    ]);
    expect(factsIn(approval.why)).toEqual(['2', '2026-05-29']);
  });

  it('is counted back from the moved pay date, and skips holidays', () => {
    const json = { ...monthly, approval_deadline: { business_days: 4, at: '09:30' } };
    const { approval } = deadlines(json, '2026-05-31');
    expect(`${approval.local}`).toBe('2026-05-22T09:30:00');
    expect(factsIn(approval.why)).toEqual(['2026-05-25', '2026-05-29', '4']);
    expect(approval.why).toContain('Memorial Day');
  });

  it('is counted from the pay date that was set by hand', () => {
    const overrides = [{ nominal: '2026-12-31', pay_on: '2026-12-23', reason: 'closing' }];
    expect(`${deadlines({ ...monthly, overrides }, '2026-12-31').approval.local}`).toBe(
      '2026-12-21T17:00:00',
    );
  });
});

describe('the input cut-off', () => {
  it('does not exist by default: inputs are accepted until the run opens', () => {
    expect(deadlines(monthly, '2026-05-31').cutoff).toBeNull();
  });

  it('may be counted from the period’s end', () => {
    const json = {
      ...monthly,
      input_cutoff: { business_days: 0, before: 'period_end', at: '23:00' },
    };
    const { cutoff } = deadlines(json, '2026-05-31');
    expect(`${cutoff?.local}`).toBe('2026-05-29T23:00:00');
    expect(factsIn(cutoff?.why)).toEqual(['0', '2026-05-31']);
  });

  it('may be set by hand for one pay date', () => {
    const overrides = [{ nominal: '2026-05-31', input_cutoff_on: '2026-05-20', reason: 'audit' }];
    const { cutoff } = deadlines({ ...monthly, overrides }, '2026-05-31');
    expect(`${cutoff?.local}`).toBe('2026-05-20T17:00:00');
    expect(cutoff?.why).toContain('audit');
  });
});

describe('every deadline', () => {
  it('is a banking day of its calendar, on or before the day from which it is counted', () => {
    const calendars = builtInCalendars.map(({ id }) => id);
    const deadline = fc.record({
      business_days: fc.integer({ min: 0, max: 12 }),
      before: fc.constantFrom('pay_date', 'period_end'),
    });
    const schedules = fc.record({
      frequency: fc.constantFrom('weekly', 'biweekly', 'semimonthly', 'monthly', 'quarterly'),
      calendar: fc.constantFrom(...calendars),
      convention: fc.constantFrom('none', 'preceding', 'following', 'modified_following'),
      pay_date: fc.record({ days_after_end: fc.integer({ min: 0, max: 14 }) }),
      input_cutoff: deadline,
      approval_deadline: deadline,
    });
    fc.assert(
      fc.property(schedules, (drawn) => {
        const isWeeks = drawn.frequency.endsWith('weekly');
        const json = isWeeks ? { ...drawn, anchor: '2026-01-03' } : drawn;
        const schedule = scheduleOf(json);
        for (const period of periodsOf(json, spanOf('2024-01-01', '2026-12-31'))) {
          for (const found of [inputCutoff(schedule, period), approvalDeadline(schedule, period)]) {
            if (!found.ok || found.value === null) throw new Error('there is a deadline');
            const on = found.value.local.toPlainDate();
            const open = isBankingDay(schedule.calendar, on);
            expect(open.ok && open.value, `${on} ${schedule.calendar.id}`).toBe(true);
            const latest = [period.payOn, period.endOn].sort(Temporal.PlainDate.compare)[1];
            expect(Temporal.PlainDate.compare(on, latest ?? on)).toBeLessThanOrEqual(0);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is refused if the calendar does not cover the days before', () => {
    const json = { ...monthly, approval_deadline: { business_days: 10 } };
    const [period] = periodsOf(monthly, spanOf('2023-01-31', '2023-01-31'));
    if (period === undefined) throw new Error('there is a January');
    const early = { ...period, payOn: period.startOn.add({ days: 2 }) };
    const found = approvalDeadline(scheduleOf(json), early);
    expect(found.ok || found.refusal.code).toBe('calendar_year_unknown');
  });
});
