import { describe, expect, it } from 'vitest';
import { plainDate } from '#time/plain-date.fixture.ts';
import { paySchedule } from './definition/parse-schedule.ts';
import { type DateTopic, explainDate } from './explain-date.ts';

const office = {
  frequency: 'biweekly',
  anchor: '2026-01-02',
  pay_date: { days_after_end: 5 },
  input_cutoff: { business_days: 4 },
  rule: { days_before_pay_date: 3, business_days: true, at: '14:00' },
};

function factsOn(date: string, json: Readonly<Record<string, unknown>> = office) {
  const usual = { code: 'TEST', time_zone: 'America/New_York', calendar: 'fed' };
  const explained = explainDate(paySchedule({ ...usual, ...json }), plainDate(date));
  if (!explained.ok) throw new Error(explained.refusal.message);
  return explained.value.facts;
}

function fact(date: string, topic: DateTopic, json: Readonly<Record<string, unknown>> = office) {
  return factsOn(date, json).find((one) => one.topic === topic);
}

describe('a date', () => {
  it.each([
    ['2026-06-18', 'pay_date', true, 'It is the pay date of the period 2026-06-01 to 2026-06-14.'],
    [
      '2026-06-19',
      'pay_date',
      false,
      'It is the nominal pay date of the period 2026-06-01 to 2026-06-14, but the money arrives on Thu 2026-06-18.',
    ],
    [
      '2026-06-10',
      'pay_date',
      false,
      'It is no pay date. The pay date before it is Fri 2026-06-05; the next is Thu 2026-06-18.',
    ],
    [
      '2026-06-15',
      'due_date',
      true,
      'The period 2026-06-01 to 2026-06-14 falls due on it. The pay date is Thu 2026-06-18; 3 banking days before is Mon 2026-06-15, at 14:00 in America/New_York.',
    ],
    [
      '2026-06-14',
      'due_date',
      false,
      'Nothing falls due on it. The due date before it is Tue 2026-06-02; the next is Mon 2026-06-15.',
    ],
    [
      '2026-06-12',
      'input_cutoff',
      true,
      'It is the input cut-off of the period 2026-06-01 to 2026-06-14, at 12:00 in America/New_York.',
    ],
    [
      '2026-06-16',
      'approval_deadline',
      true,
      'It is the approval deadline of the period 2026-06-01 to 2026-06-14, at 17:00 in America/New_York.',
    ],
    [
      '2026-06-01',
      'period_bound',
      true,
      'It is the first day of the period 2026-06-01 to 2026-06-14.',
    ],
    [
      '2026-06-14',
      'period_bound',
      true,
      'It is the last day of the period 2026-06-01 to 2026-06-14.',
    ],
    [
      '2026-06-03',
      'period_bound',
      false,
      'It lies inside the period 2026-06-01 to 2026-06-14, day 3 of 14.',
    ],
    ['2026-06-19', 'banking_day', false, 'It is a closed day of the calendar fed: Juneteenth.'],
    ['2026-06-18', 'banking_day', true, 'It is a banking day of the calendar fed.'],
    [
      '2031-06-18',
      'banking_day',
      false,
      'The calendar fed does not know 2031 (it knows 2023 to 2030).',
    ],
    ['2026-03-08', 'clock_change', true, 'Clocks in America/New_York go forward 60 minutes on it.'],
  ] as const)('%s: %s is %s', (date, topic, holds, sentence) => {
    expect(fact(date, topic)).toMatchObject({ topic, holds, sentence });
  });

  it('that was moved says from where and why, step by step', () => {
    expect(fact('2026-06-18', 'pay_date')?.steps).toEqual([
      'The nominal pay date is Fri 2026-06-19.',
      'Fri 2026-06-19 is closed (Juneteenth); moved to Thu 2026-06-18, the banking day before it.',
    ]);
  });

  it('without a due instant says when its period falls due, and how', () => {
    expect(fact('2026-06-10', 'due_date')?.steps[0]).toBe(
      'The period it lies in, 2026-06-01 to 2026-06-14: The pay date is Thu 2026-06-18; 3 banking days before is Mon 2026-06-15, at 14:00 in America/New_York.',
    );
  });

  it('of a period that the rule skips says so', () => {
    const json = { frequency: 'monthly', rule: { cron: '0 0 31 * *' } };
    expect(fact('2026-02-10', 'due_date', json)?.steps[0]).toContain('never falls due');
  });

  it('of a schedule without a rule is due for nothing', () => {
    expect(fact('2026-02-10', 'due_date', { frequency: 'monthly' })?.sentence).toBe(
      'Nothing falls due: the schedule has no automation rule.',
    );
  });

  it('outside the schedule lies in no period', () => {
    const json = { ...office, starts_on: '2026-06-01' };
    expect(fact('2026-05-01', 'period_bound', json)?.sentence).toBe(
      'It lies in no period: the schedule begins on 2026-06-01.',
    );
  });

  it('is a deadline of nothing when none is said to fall on it', () => {
    expect(factsOn('2026-06-10').map(({ topic }) => topic)).toEqual([
      ...['pay_date', 'due_date', 'period_bound', 'banking_day'],
    ]);
  });
});
