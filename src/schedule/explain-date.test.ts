import { describe, expect, it } from 'vitest';
import { factsIn } from '#text/facts.fixture.ts';
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
    ['2026-06-18', 'pay_date', true, ['2026-06-01', '2026-06-14']],
    ['2026-06-19', 'pay_date', false, ['2026-06-01', '2026-06-14', '2026-06-18']],
    ['2026-06-10', 'pay_date', false, ['2026-06-05', '2026-06-18']],
    [
      '2026-06-15',
      'due_date',
      true,
      ['14:00', '2026-06-01', '2026-06-14', '2026-06-15', '2026-06-18', '3'],
    ],
    ['2026-06-14', 'due_date', false, ['2026-06-02', '2026-06-15']],
    ['2026-06-12', 'input_cutoff', true, ['12:00', '2026-06-01', '2026-06-14']],
    ['2026-06-16', 'approval_deadline', true, ['17:00', '2026-06-01', '2026-06-14']],
    ['2026-06-01', 'period_bound', true, ['2026-06-01', '2026-06-14']],
    ['2026-06-14', 'period_bound', true, ['2026-06-01', '2026-06-14']],
    ['2026-06-03', 'period_bound', false, ['14', '2026-06-01', '2026-06-14', '3']],
    ['2026-06-19', 'banking_day', false, []],
    ['2026-06-18', 'banking_day', true, []],
    ['2031-06-18', 'banking_day', false, ['2023', '2030', '2031']],
    ['2026-03-08', 'clock_change', true, ['60']],
  ] as const)('%s: %s is %s', (date, topic, holds, facts) => {
    const found = fact(date, topic);
    expect(found).toMatchObject({ topic, holds });
    expect(factsIn(found?.sentence)).toEqual(facts);
  });

  it('on which banks are closed is explained with the name of the holiday', () => {
    expect(fact('2026-06-19', 'banking_day')?.sentence).toContain('Juneteenth');
  });

  it('that was moved says from where and why, step by step', () => {
    const steps = fact('2026-06-18', 'pay_date')?.steps ?? [];
    expect(steps.map(factsIn)).toEqual([['2026-06-19'], ['2026-06-18', '2026-06-19']]);
    expect(steps[1]).toContain('Juneteenth');
  });

  it('without a due instant says when its period falls due, and how', () => {
    expect(factsIn(fact('2026-06-10', 'due_date')?.steps[0])).toEqual([
      ...['14:00', '2026-06-01', '2026-06-14', '2026-06-15', '2026-06-18', '3'],
    ]);
  });

  it('of a period that the rule skips says so', () => {
    const json = { frequency: 'monthly', rule: { cron: '0 0 31 * *' } };
    expect(fact('2026-02-10', 'due_date', json)).toMatchObject({ holds: false });
    expect(factsIn(fact('2026-02-10', 'due_date', json)?.steps[0])).toEqual([
      ...['0', '2026-02-01', '2026-02-28', '31'],
    ]);
  });

  it('is no due date if the schedule has no rule', () => {
    expect(fact('2026-02-10', 'due_date', { frequency: 'monthly' })).toMatchObject({
      holds: false,
      steps: [],
    });
  });

  it('outside the schedule belongs to no period', () => {
    const json = { ...office, starts_on: '2026-06-01' };
    expect(factsIn(fact('2026-05-01', 'period_bound', json)?.sentence)).toEqual(['2026-06-01']);
  });

  it('is no deadline unless a deadline falls on it', () => {
    expect(factsOn('2026-06-10').map(({ topic }) => topic)).toEqual([
      ...['pay_date', 'due_date', 'period_bound', 'banking_day'],
    ]);
  });
});
