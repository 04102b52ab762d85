import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factsIn } from '#text/facts.fixture.ts';
import { builtInCalendars } from '#time/calendars/built-in.ts';
import { plainDate } from '#time/plain-date.fixture.ts';
import { approvalDeadline, inputCutoff } from './deadlines.ts';
import { parseSchedule } from './definition/parse-schedule.ts';
import { explainDate } from './explain-date.ts';
import { planToIcs } from './plan/plan-ics.ts';
import { planSchedule } from './plan.ts';
import { periodsOf, scheduleOf, spanOf } from './schedules.fixture.ts';

type Json = Readonly<Record<string, unknown>>;

/** Paid weekly on Friday, for the week that ended on the Sunday before. */
const weekly = { frequency: 'weekly', anchor: '2026-01-02', pay_date: { days_after_end: 5 } };
const monthly = { frequency: 'monthly', pay_date: { days: [{ day: 10, month: 'next' }] } };
const town = {
  id: 'town-hall',
  years: { from: 2024, to: 2028 },
  closed: [{ from: '2026-11-23', to: '2026-11-25', name: 'Winter closing' }],
};

function cutoffOf(json: Json, endOn: string) {
  const [period] = periodsOf(json, spanOf(endOn, endOn));
  if (period === undefined) throw new Error(`a period ends on ${endOn}`);
  const found = inputCutoff(scheduleOf(json), period);
  if (!found.ok || found.value === null) throw new Error('there is a cut-off');
  return found.value;
}

function approvalOf(json: Json, endOn: string) {
  const [period] = periodsOf(json, spanOf(endOn, endOn));
  if (period === undefined) throw new Error(`a period ends on ${endOn}`);
  const found = approvalDeadline(scheduleOf(json), period);
  if (!found.ok) throw new Error('there is a deadline');
  return found.value;
}

function codesOf(json: Json): readonly string[] {
  const parsed = parseSchedule({ code: 'T', time_zone: 'UTC', calendar: 'fed', ...json });
  return parsed.ok ? [] : (parsed.refusal.issues ?? []).map((one) => `${one.pointer} ${one.code}`);
}

describe('a cut-off', () => {
  it.each<readonly [string, Json, string, string]>([
    [
      'is the Tuesday after the period’s end',
      { ...weekly, input_cutoff: { weekday: 'tuesday', after: 'period_end' } },
      '2026-03-01',
      '2026-03-03T12:00:00',
    ],
    [
      'is the Monday before the pay date, at noon, and stays there if the pay date moves',
      { ...weekly, input_cutoff: { weekday: 'monday', before: 'pay_date', at: '12:00' } },
      '2026-06-14',
      '2026-06-15T12:00:00',
    ],
    [
      'is a week later if the period ends on that weekday',
      { ...monthly, input_cutoff: { weekday: 'tuesday', after: 'period_end' } },
      '2026-03-31',
      '2026-04-07T12:00:00',
    ],
    [
      'is two banking days after the period’s end, not counting a holiday',
      { ...monthly, input_cutoff: { business_days: 2, after: 'period_end', at: '09:00' } },
      '2026-12-31',
      '2027-01-05T09:00:00',
    ],
    [
      'on a closed weekday moves to the day before it',
      { ...weekly, input_cutoff: { weekday: 'monday', after: 'period_end' } },
      '2026-05-24',
      '2026-05-22T12:00:00',
    ],
    [
      'on a closed weekday moves as its convention says',
      {
        ...weekly,
        input_cutoff: { weekday: 'monday', after: 'period_end', convention: 'following' },
      },
      '2026-05-24',
      '2026-05-26T12:00:00',
    ],
  ])('%s', (_, json, endOn, local) => {
    expect(`${cutoffOf(json, endOn).local}`).toBe(local);
  });

  it('says from which day it was counted, and over what', () => {
    const counted = { ...monthly, input_cutoff: { business_days: 2, after: 'period_end' } };
    const why = cutoffOf(counted, '2026-12-31').why;
    expect(factsIn(why)).toEqual(['2', '2026-12-31', '2027-01-01']);
    const tuesday = { ...weekly, input_cutoff: { weekday: 'tuesday', after: 'period_end' } };
    expect(factsIn(cutoffOf(tuesday, '2026-03-01').why)).toEqual(['2026-03-01']);
  });

  it('is in the plan, in its calendar feed and in the explanation of its date', () => {
    const json = { ...weekly, input_cutoff: { weekday: 'tuesday', after: 'period_end' } };
    const plan = planSchedule(scheduleOf(json), spanOf('2026-03-02', '2026-03-08', 'pay'));
    if (!plan.ok) throw new Error(plan.refusal.message);
    expect(plan.value.rows.map((row) => `${row.inputCutoff?.local}`)).toEqual([
      '2026-03-03T12:00:00',
    ]);
    const stampAt = Temporal.Instant.from('2026-01-01T00:00Z');
    expect(planToIcs(plan.value, { stampAt })).toContain('DTSTART:20260303T170000Z');
    const explained = explainDate(scheduleOf(json), plainDate('2026-03-03'));
    const facts = explained.ok ? explained.value.facts : [];
    expect(facts.filter((one) => one.topic === 'input_cutoff').map((one) => one.holds)).toEqual([
      true,
    ]);
  });
});

describe('a calendar of its own for deadlines', () => {
  const own = { calendars: [town], deadline_calendar: ['fed', 'town-hall'] };

  it('moves the deadlines, while the pay dates follow the bank', () => {
    const json = {
      ...weekly,
      ...own,
      input_cutoff: { business_days: 3, before: 'pay_date' },
      approval_deadline: { business_days: 1, before: 'pay_date' },
    };
    expect(
      periodsOf(json, spanOf('2026-11-22', '2026-11-22')).map((one) => `${one.payOn}`),
    ).toEqual(['2026-11-27']);
    expect(`${cutoffOf(json, '2026-11-22').local}`).toBe('2026-11-18T12:00:00');
    expect(`${approvalOf(json, '2026-11-22').local}`).toBe('2026-11-20T17:00:00');
    expect(cutoffOf(json, '2026-11-22').why).toContain('Winter closing');
  });

  it('never makes the usual approval deadline later than the bank’s', () => {
    const json = {
      ...weekly,
      calendars: [{ ...town, closed: [] }],
      deadline_calendar: 'town-hall',
    };
    // Paid on Tuesday 13 October after Columbus Day: the bank needs Thursday.
    const biweekly = { ...json, anchor: '2026-10-13' };
    expect(`${approvalOf(biweekly, '2026-10-08').local}`).toBe('2026-10-08T17:00:00');
  });

  it('that nobody knows is refused at its key', () => {
    expect(codesOf({ ...weekly, deadline_calendar: 'tawn' })).toEqual([
      '/deadline_calendar calendar_unknown',
    ]);
  });
});

describe('a deadline that contradicts itself', () => {
  it.each<readonly [string, Json, readonly string[]]>([
    ['counts nothing', { input_cutoff: { before: 'pay_date' } }, ['/input_cutoff deadline_kind']],
    [
      'counts two things',
      { input_cutoff: { business_days: 2, weekday: 'monday', before: 'pay_date' } },
      ['/input_cutoff deadline_kind'],
    ],
    [
      'counts in two directions',
      { input_cutoff: { business_days: 2, before: 'pay_date', after: 'period_end' } },
      ['/input_cutoff deadline_direction'],
    ],
    [
      'names a weekday and no direction',
      { input_cutoff: { weekday: 'monday' } },
      ['/input_cutoff deadline_direction'],
    ],
    [
      'moves banking days, which are never closed',
      { input_cutoff: { business_days: 2, convention: 'following' } },
      ['/input_cutoff/convention key_not_applicable'],
    ],
    [
      'is after the pay date',
      { input_cutoff: { business_days: 6, after: 'period_end' } },
      ['/input_cutoff deadline_after_pay_date'],
    ],
    [
      'ends approvals after the pay date',
      { approval_deadline: { weekday: 'saturday', after: 'period_end', convention: 'none' } },
      ['/approval_deadline deadline_after_pay_date'],
    ],
  ])('%s', (_, deadline, expected) => {
    expect(codesOf({ ...weekly, ...deadline })).toEqual(expected);
  });
});

describe('every deadline that can be said', () => {
  it('is on or before the pay date, or the schedule is refused by name', () => {
    const days = ['monday', 'tuesday', 'thursday', 'friday', 'sunday'];
    const direction = fc.constantFrom<Json>(
      { before: 'pay_date' },
      { before: 'period_end' },
      { after: 'period_end' },
    );
    const deadline = fc
      .tuple(
        fc.oneof(
          fc.record({ business_days: fc.integer({ min: 0, max: 9 }) }),
          fc.record({ weekday: fc.constantFrom(...days) }),
        ),
        direction,
      )
      .map(([kind, way]): Json => ({ ...kind, ...way }));
    const schedules = fc.record({
      calendar: fc.constantFrom(...builtInCalendars.map(({ id }) => id)),
      convention: fc.constantFrom('preceding', 'following', 'modified_following'),
      pay_date: fc.record({ days_after_end: fc.integer({ min: 0, max: 14 }) }),
      input_cutoff: deadline,
      approval_deadline: deadline,
    });
    let sound = 0;
    fc.assert(
      fc.property(
        schedules,
        fc.constantFrom('weekly', 'semimonthly', 'monthly'),
        (drawn, often) => {
          const json: Json = {
            ...{ code: 'T', time_zone: 'UTC', frequency: often, ...drawn },
            ...(often === 'weekly' ? { anchor: '2026-01-02' } : {}),
          };
          const parsed = parseSchedule(json);
          if (!parsed.ok) {
            const codes = new Set(parsed.refusal.issues?.map((one) => one.code));
            expect([...codes]).toEqual(['deadline_after_pay_date']);
            return;
          }
          sound += 1;
          for (const period of periodsOf(json, spanOf('2025-01-01', '2027-12-31'))) {
            for (const found of [
              inputCutoff(parsed.value, period),
              approvalDeadline(parsed.value, period),
            ]) {
              if (!found.ok || found.value === null) throw new Error('there is a deadline');
              const on = found.value.local.toPlainDate();
              expect(Temporal.PlainDate.compare(on, period.payOn), `${on}`).toBeLessThanOrEqual(0);
            }
          }
        },
      ),
      { numRuns: 80 },
    );
    expect(sound).toBeGreaterThan(10);
  });
});
