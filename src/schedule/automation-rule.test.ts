import { describe, expect, it } from 'vitest';
import { parseRule } from './automation-rule.ts';
import { planSchedule } from './plan.ts';
import { scheduleOf, spanOf } from './schedules.fixture.ts';

function issuesOf(json: unknown): readonly string[] {
  const parsed = parseRule(json);
  if (parsed.ok) return [];
  return (parsed.refusal.issues ?? []).map(({ pointer, code }) => `${pointer} ${code}`);
}

describe('the three rules of the origin', () => {
  it('are accepted and stored unchanged', () => {
    const rules = [
      { run_on_date: '2024-01-25' },
      { days_before_end: 3 },
      { cron: '0 0 25 * *' },
      { days_before_pay_date: 4, business_days: true },
    ];
    const kinds = rules.map((json) => {
      const parsed = parseRule(json);
      if (!parsed.ok) throw new Error(parsed.refusal.message);
      expect(parsed.value.definition).toBe(json);
      return parsed.value.when.kind;
    });
    expect(kinds).toEqual(['run_on_date', 'days_before_end', 'cron', 'days_before_pay_date']);
  });

  it('by default run at 02:00 in the company’s zone, open at the due instant, and run a missed period', () => {
    const parsed = parseRule({ days_before_end: 3 });
    expect(parsed).toMatchObject({
      ok: true,
      value: {
        at: null,
        timeZone: null,
        convention: 'none',
        ifMissed: 'run',
        opens: 'due_instant',
      },
    });
  });

  it('take every option', () => {
    const parsed = parseRule({
      cron: '0 0 L * *',
      at: '14:00',
      time_zone: 'europe/london',
      convention: 'modified_following',
      if_missed: 'hold',
      opens: 'tick',
    });
    expect(parsed).toMatchObject({
      ok: true,
      value: {
        timeZone: 'Europe/London',
        convention: 'modified_following',
        ifMissed: 'hold',
        opens: 'tick',
      },
    });
    expect(parsed.ok && parsed.value.at?.toString()).toBe('14:00:00');
  });
});

describe('a rule that cannot be used', () => {
  it.each<readonly [unknown, readonly string[]]>([
    [{}, [' rule_kind_missing']],
    [{ at: '14:00' }, [' rule_kind_missing']],
    [null, [' wrong_type']],
    [[], [' wrong_type']],
    ['0 0 25 * *', [' wrong_type']],
    [{ run_on_date: '2024-02-30' }, ['/run_on_date date_impossible']],
    [{ run_on_date: '2024-01-25T00:00:00Z' }, ['/run_on_date date_wrong_format']],
    [{ run_on_date: 20240125 }, ['/run_on_date wrong_type']],
    [{ days_before_end: '3' }, ['/days_before_end wrong_type']],
    [{ days_before_end: 1.5 }, ['/days_before_end wrong_type']],
    [{ days_before_end: -1 }, ['/days_before_end out_of_range']],
    [{ days_before_end: 1e9 }, ['/days_before_end out_of_range']],
    [{ days_before_end: null }, ['/days_before_end wrong_type']],
    [{ days_before_end: true }, ['/days_before_end wrong_type']],
    [{ cron: '' }, ['/cron cron_empty']],
    [{ cron: '0 0 30 2 *' }, ['/cron cron_impossible']],
    [{ cron: '60 25 * *' }, ['/cron cron_field_count']],
    [{ cron: 5 }, ['/cron wrong_type']],
    [{ days_before_end: 3, cron: '0 0 25 * *' }, ['/cron rule_kinds_conflict']],
    [{ days_before_end: 3, business_days: true }, ['/business_days option_not_applicable']],
    [{ days_before_pay_date: 3, business_days: 'yes' }, ['/business_days wrong_type']],
    [{ days_before_end: 3, at: '24:00' }, ['/at time_wrong_format']],
    [{ days_before_end: 3, at: '2pm' }, ['/at time_wrong_format']],
    [{ days_before_end: 3, time_zone: '+02:00' }, ['/time_zone time_zone_unknown']],
    [{ days_before_end: 3, convention: 'forward' }, ['/convention unknown_value']],
    [{ days_before_end: 3, if_missed: 'skip' }, ['/if_missed unknown_value']],
    [{ days_before_end: 3, opens: 'now' }, ['/opens unknown_value']],
    [{ days_before_end: 3, 'a/b~c': 1 }, ['/a~1b~0c unknown_key']],
    [
      JSON.parse('{"days_before_end":3,"__proto__":{"cron":"* * * * *"}}'),
      ['/__proto__ unknown_key'],
    ],
  ])('%j is refused with a pointer', (json, expected) => {
    expect(issuesOf(json)).toEqual(expected);
  });

  it('is refused with all its faults at once', () => {
    const json = { run_on_date: '2024-02-30', days_before_end: '3', at: '25:00', if_mised: 'run' };
    expect(issuesOf(json)).toEqual([
      '/run_on_date date_impossible',
      '/days_before_end wrong_type',
      '/at time_wrong_format',
      '/if_mised unknown_key',
      '/days_before_end rule_kinds_conflict',
    ]);
  });

  it('is refused with a suggestion for a mistyped key', () => {
    const parsed = parseRule({ days_before_ends: 3 });
    const messages = parsed.ok ? [] : parsed.refusal.issues?.map(({ message }) => message);
    expect(messages?.join(' ')).toMatch(/\bdays_before_end\b/);
  });

  it('does not take its keys from a prototype', () => {
    expect(issuesOf(Object.create({ days_before_end: 3 }))).toEqual([' rule_kind_missing']);
  });
});

describe('a rule that counts forward, or names a weekday', () => {
  const weekly = { frequency: 'weekly', anchor: '2026-01-02', pay_date: { days_after_end: 5 } };

  it.each<readonly [Readonly<Record<string, unknown>>, string]>([
    [{ weekday: 'tuesday', before: 'pay_date', at: '06:00' }, '2026-06-16T06:00:00'],
    [{ weekday: 'tuesday', after: 'period_end', at: '06:00' }, '2026-06-16T06:00:00'],
    [{ weekday: 'sunday', before: 'period_end' }, '2026-06-07T02:00:00'],
    [{ days_after_end: 1 }, '2026-06-15T02:00:00'],
    [{ days_after_end: 2, business_days: true, at: '18:00' }, '2026-06-16T18:00:00'],
  ])('%j is due at %s', (rule, local) => {
    const schedule = scheduleOf({ ...weekly, rule });
    // Paid on Thursday 18 June, the day before Juneteenth.
    const plan = planSchedule(schedule, spanOf('2026-06-14', '2026-06-14'));
    expect(plan.ok && `${plan.value.rows[0]?.due?.local}`).toBe(local);
  });

  it.each<readonly [Readonly<Record<string, unknown>>, readonly string[]]>([
    [{ weekday: 'tuesday' }, ['/weekday rule_direction']],
    [{ weekday: 'tuesday', before: 'pay_date', after: 'period_end' }, ['/weekday rule_direction']],
    [{ days_before_end: 3, after: 'period_end' }, ['/after option_not_applicable']],
    [
      { weekday: 'tuesday', before: 'pay_date', business_days: true },
      ['/business_days option_not_applicable'],
    ],
    [
      { weekday: 'tuesday', before: 'pay_date', days_after_end: 1 },
      ['/weekday rule_kinds_conflict'],
    ],
  ])('%j is refused', (rule, expected) => {
    const parsed = parseRule(rule);
    const issues = parsed.ok ? [] : (parsed.refusal.issues ?? []);
    expect(issues.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual(expected);
  });
});
