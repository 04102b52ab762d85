import { describe, expect, it } from 'vitest';
import { plainDate } from '#time/plain-date.fixture.ts';
import { parseRule } from './automation-rule.ts';
import { checkRule } from './check-rule.ts';
import { periodsOf, scheduleOf, spanOf } from './schedules.fixture.ts';

const monthly = { frequency: 'monthly' };
const biweekly = { frequency: 'biweekly', anchor: '2026-01-02', pay_date: { days_after_end: 5 } };

function check(json: unknown, schedule: Readonly<Record<string, unknown>>, fromOn = '2026-01-15') {
  const rule = parseRule(json);
  if (!rule.ok) throw new Error(rule.refusal.message);
  return checkRule(rule.value, {
    kind: 'schedule',
    schedule: scheduleOf(schedule),
    fromOn: plainDate(fromOn),
  });
}

describe('a rule on a schedule', () => {
  it.each<readonly [unknown, Readonly<Record<string, unknown>>]>([
    [{ days_before_end: 3 }, monthly],
    [{ cron: '0 0 25 * *' }, monthly],
    [{ cron: '0 0 L * *' }, { ...monthly, pay_date: { days_after_end: 5 } }],
    [{ cron: '0 0 28 * *', convention: 'preceding' }, monthly],
    [{ cron: '0 2 * * fri' }, biweekly],
    [{ days_before_pay_date: 4, business_days: true, at: '14:00' }, biweekly],
  ])('%j fires once for each of the next 24 periods', (json, schedule) => {
    const checked = check(json, schedule);
    if (!checked.ok) throw new Error(checked.refusal.message);
    expect(checked.value).toMatchObject({
      periodsChecked: 24,
      calendarEndsEarly: false,
      warnings: [],
    });
    expect(checked.value.due).toHaveLength(24);
  });

  it('for the 31st is refused, with each month that has no 31st', () => {
    const checked = check({ cron: '0 0 31 * *' }, monthly);
    expect(checked.ok || checked.refusal.code).toBe('rule_breaks_periods');
    const issues = checked.ok ? [] : (checked.refusal.issues ?? []);
    expect(issues.map(({ code, message }) => `${code} ${message.slice(0, 24)}`)).toEqual([
      'rule_skips_period 2026-02-01 to 2026-02-28',
      'rule_skips_period 2026-04-01 to 2026-04-30',
      'rule_skips_period 2026-06-01 to 2026-06-30',
      'rule_skips_period 2026-09-01 to 2026-09-30',
      'rule_skips_period 2026-11-01 to 2026-11-30',
      'rule_skips_period 2027-02-01 to 2027-02-28',
      'rule_skips_period 2027-04-01 to 2027-04-30',
      'rule_skips_period 2027-06-01 to 2027-06-30',
      'rule_skips_period 2027-09-01 to 2027-09-30',
      'rule_skips_period 2027-11-01 to 2027-11-30',
    ]);
  });

  it('for the 25th skips every other biweekly period', () => {
    const checked = check({ cron: '0 0 25 * *' }, biweekly);
    expect(checked.ok || checked.refusal.issues?.length).toBeGreaterThan(10);
  });

  it('that gives two periods the same due instant is refused', () => {
    const checked = check(
      { days_before_end: 0, convention: 'following' },
      {
        ...monthly,
        frequency: 'semimonthly',
        period_ends: [1, 3],
        pay_date: { days_after_end: 20 },
        calendar: ['fed', 'closing'],
        calendars: [
          {
            id: 'closing',
            years: { from: 2026, to: 2028 },
            weekend: [],
            closed: [{ from: '2026-03-01', to: '2026-03-05', name: 'Closing' }],
          },
        ],
      },
    );
    const issues = checked.ok ? [] : (checked.refusal.issues ?? []);
    // The 1st and the 3rd of March 2026 both move to the 6th; later months have such weekends.
    expect(issues[0]).toMatchObject({ code: 'due_not_after_previous' });
    expect(issues[0]?.message).toContain('2026-03-02 to 2026-03-03');
  });

  it('with a fixed date is refused', () => {
    const checked = check({ run_on_date: '2026-01-25' }, monthly);
    expect(checked.ok || checked.refusal.code).toBe('rule_not_for_schedules');
  });

  it('is checked only up to the end of the calendar, and the answer says so', () => {
    const checked = check({ days_before_end: 3 }, monthly, '2030-06-15');
    expect(checked.ok && checked.value).toMatchObject({
      periodsChecked: 7,
      calendarEndsEarly: true,
    });
    const none = check({ days_before_end: 3 }, monthly, '2031-06-15');
    expect(none.ok || none.refusal.code).toBe('calendar_year_unknown');
  });

  it('causes a warning if it runs after the pay date or before the period', () => {
    const late = check({ days_before_end: 0 }, { ...monthly, pay_date: { days: [20] } });
    expect(late.ok && late.value.warnings[0]?.code).toBe('due_after_pay_date');
    const early = check({ days_before_end: 20 }, biweekly);
    expect(early.ok && early.value.warnings[0]?.code).toBe('due_before_period_start');
  });
});

describe('an implausible rule on a schedule', () => {
  it.each([
    [{ days_before_end: 366 }, '/days_before_end'],
    [{ days_before_pay_date: 200 }, '/days_before_pay_date'],
  ])('%j is refused once, not for every period', (json, pointer) => {
    const checked = check(json, monthly);
    expect(checked.ok || checked.refusal).toMatchObject({
      code: 'due_out_of_range',
      issues: [{ code: 'due_out_of_range', pointer }],
    });
  });

  it('is accepted for long periods', () => {
    const checked = check({ days_before_end: 366 }, { frequency: 'annually' });
    expect(checked.ok && checked.value.warnings[0]?.code).toBe('due_before_period_start');
  });
});

describe('a rule on one period', () => {
  const [period] = periodsOf(monthly, spanOf('2026-02-28', '2026-02-28'));
  if (period === undefined) throw new Error('there is a February');
  const schedule = scheduleOf(monthly);
  const against = {
    kind: 'period',
    period,
    zone: schedule.timeZone,
    calendar: schedule.calendar,
  } as const;

  it.each([
    [{ run_on_date: '2026-02-25' }, '2026-02-25T07:00:00Z'],
    [{ cron: '0 0 L * *' }, '2026-02-28T05:00:00Z'],
  ])('%j falls due at %s', (json, at) => {
    const rule = parseRule(json);
    const checked = rule.ok ? checkRule(rule.value, against) : rule;
    expect(checked.ok && checked.value.due.map((one) => `${one.at}`)).toEqual([at]);
  });

  it('is refused if it skips the period', () => {
    const rule = parseRule({ cron: '0 0 31 * *' });
    const checked = rule.ok ? checkRule(rule.value, against) : rule;
    expect(checked.ok || checked.refusal.code).toBe('rule_skips_period');
  });

  /** A period of February 2026, paid on Friday the 27th. */
  it.each([
    [{ run_on_date: '9999-12-31' }, '/run_on_date'],
    [{ run_on_date: '9999-12-31', convention: 'preceding' }, '/run_on_date'],
    [{ run_on_date: '2027-02-25' }, '/run_on_date'],
    [{ run_on_date: '2026-05-02' }, '/run_on_date'],
    [{ run_on_date: '2025-11-30' }, '/run_on_date'],
    [{ run_on_date: '0001-01-01' }, '/run_on_date'],
    [{ days_before_end: 366 }, '/days_before_end'],
    [{ days_before_pay_date: 366 }, '/days_before_pay_date'],
    [{ days_before_pay_date: 100, business_days: true }, '/days_before_pay_date'],
  ])('%j is implausible: the refusal points to %s and gives the days', (json, pointer) => {
    const rule = parseRule(json);
    const checked = rule.ok ? checkRule(rule.value, against) : rule;
    expect(checked.ok || checked.refusal).toMatchObject({
      code: 'due_out_of_range',
      issues: [{ code: 'due_out_of_range', pointer }],
      facts: { earliestOn: '2025-12-01', latestOn: '2026-05-01' },
    });
  });

  it.each([
    [{ run_on_date: '2026-05-01' }, 'due_after_pay_date'],
    [{ run_on_date: '2026-03-05' }, 'due_after_pay_date'],
    [{ run_on_date: '2025-12-01' }, 'due_before_period_start'],
    [{ days_before_end: 60 }, 'due_before_period_start'],
  ])('%j causes only a warning', (json, code) => {
    const rule = parseRule(json);
    const checked = rule.ok ? checkRule(rule.value, against) : rule;
    expect(checked.ok && checked.value.warnings.map((one) => one.code)).toEqual([code]);
  });
});
