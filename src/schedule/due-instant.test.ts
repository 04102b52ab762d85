import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factsIn } from '#text/facts.fixture.ts';
import { fed } from '#time/calendars/fed.ts';
import { plainDate } from '#time/plain-date.fixture.ts';
import { parseRule } from './automation-rule.ts';
import { type DueInstant, dueInstant, recheckDueInstant } from './due-instant.ts';
import { type PayPeriod, payPeriodByHand } from './pay-period.ts';
import { periodsOf, spanOf } from './schedules.fixture.ts';

const newYork = 'America/New_York';

function period(startOn: string, endOn: string, payOn: string | null = null): PayPeriod {
  const made = payPeriodByHand({
    startOn: plainDate(startOn),
    endOn: plainDate(endOn),
    payOn: payOn === null ? null : plainDate(payOn),
    calendar: fed,
    convention: 'preceding',
  });
  if (!made.ok) throw new Error(made.refusal.message);
  return made.value;
}

function due(json: unknown, of: PayPeriod, zone = newYork) {
  const rule = parseRule(json);
  if (!rule.ok) throw new Error(rule.refusal.message);
  return dueInstant({ rule: rule.value, period: of, zone, calendar: fed });
}

function dueOf(json: unknown, of: PayPeriod, zone = newYork): DueInstant {
  const found = due(json, of, zone);
  if (!found.ok) throw new Error(found.refusal.message);
  return found.value;
}

const january = period('2024-01-01', '2024-01-31');
const may = period('2026-05-01', '2026-05-31', '2026-05-31');
const june = period('2026-06-06', '2026-06-19', '2026-06-19');

describe('the due instant', () => {
  it.each<readonly [string, unknown, PayPeriod, string]>([
    [
      'of the origin: monthly January 2024, three days before the end',
      { days_before_end: 3 },
      january,
      '2024-01-28T07:00:00Z',
    ],
    [
      'of the origin: 1 to 14 January 2024, on the 12th',
      { run_on_date: '2024-01-12' },
      period('2024-01-01', '2024-01-14'),
      '2024-01-12T07:00:00Z',
    ],
    ['of the origin: on the 25th by cron', { cron: '0 0 25 * *' }, january, '2024-01-25T05:00:00Z'],
    ['on the last day', { days_before_end: 0 }, january, '2024-01-31T07:00:00Z'],
    ['at a time of day', { days_before_end: 0, at: '14:30' }, january, '2024-01-31T19:30:00Z'],
    [
      'at a time of day that goes before the cron’s',
      { cron: '0 0 25 * *', at: '14:30' },
      january,
      '2024-01-25T19:30:00Z',
    ],
    [
      'in the rule’s own zone',
      { days_before_end: 0, time_zone: 'Asia/Kathmandu' },
      january,
      '2024-01-30T20:15:00Z',
    ],
    ['on the first occurrence, of many', { cron: '0 2 * * fri' }, january, '2024-01-05T07:00:00Z'],
    ['on the first day itself', { cron: '0 0 1 * *' }, january, '2024-01-01T05:00:00Z'],
    [
      'off a Sunday, preceding',
      { days_before_end: 0, convention: 'preceding' },
      may,
      '2026-05-29T06:00:00Z',
    ],
    [
      'off a Sunday, following',
      { days_before_end: 0, convention: 'following' },
      may,
      '2026-06-01T06:00:00Z',
    ],
    [
      'off a Sunday, modified following',
      { days_before_end: 0, convention: 'modified_following' },
      may,
      '2026-05-29T06:00:00Z',
    ],
    [
      'counted from the pay date as it was moved',
      { days_before_pay_date: 1 },
      june,
      '2026-06-17T06:00:00Z',
    ],
    [
      'counted in banking days',
      { days_before_pay_date: 4, business_days: true },
      period('2026-06-10', '2026-06-22', '2026-06-22'),
      '2026-06-15T06:00:00Z',
    ],
    [
      'on the pay date',
      { days_before_pay_date: 0, business_days: true },
      june,
      '2026-06-18T06:00:00Z',
    ],
  ])('%s', (_, json, of, at) => {
    expect(dueOf(json, of).at.toString()).toBe(at);
  });

  it('records the local time of the rule, its zone and the reason', () => {
    const found = dueOf({ run_on_date: '2026-03-08', at: '02:30' }, may);
    expect(found.local.toString()).toBe('2026-03-08T02:30:00');
    expect([found.zone, found.localKind]).toEqual([newYork, 'skipped']);
    expect(found.at.toString()).toBe('2026-03-08T07:00:00Z');
    expect(found.steps.map(factsIn)).toEqual([
      ['2026-03-08'],
      ['02:30', '03:00', '2026-03-08', '2026-03-08T07:00:00Z'],
    ]);
  });

  it('is the earlier instant of a repeated local time, and says so', () => {
    const found = dueOf({ run_on_date: '2026-11-01', at: '01:30' }, may);
    expect([`${found.at}`, found.localKind]).toEqual(['2026-11-01T05:30:00Z', 'doubled']);
    expect(factsIn(found.steps.at(-1))).toContain('2026-11-01T05:30:00Z');
  });

  it('is explained in one sentence', () => {
    const json = { days_before_end: 0, convention: 'preceding' };
    const { why } = dueOf(json, may);
    expect(factsIn(why)).toEqual(['0', '02:00', '2026-05-29', '2026-05-31']);
    expect(why).toMatch(/^[^.]+\.$/);
    expect(dueOf(json, may).steps).toHaveLength(3);
  });
});

describe('no due instant', () => {
  it('is given by a cron rule without a time in the period', () => {
    const found = due({ cron: '0 0 31 * *' }, period('2026-02-01', '2026-02-28'));
    expect(found.ok || found.refusal.code).toBe('rule_skips_period');
    expect(found.ok || factsIn(found.refusal.message)).toEqual(
      expect.arrayContaining(['2026-02-01', '2026-02-28']),
    );
  });

  it('is given for dates after the calendar ends', () => {
    const json = { run_on_date: '2031-01-04', convention: 'preceding' };
    const found = due(json, may);
    expect(found.ok || found.refusal.code).toBe('calendar_year_unknown');
    expect(due({ run_on_date: '2031-01-04' }, may).ok).toBe(true);
  });
});

describe('a stored due instant', () => {
  const stored = dueOf({ days_before_end: 0 }, may);

  it('does not change while the zone database is unchanged', () => {
    expect(recheckDueInstant(stored)).toEqual({ kind: 'same' });
  });

  it('is recognized as outdated when a new zone database would move it', () => {
    const at = stored.at.subtract({ hours: 1 });
    const moved = recheckDueInstant({ ...stored, at });
    expect(moved.kind === 'moved' && moved.to.equals(stored.at) && moved.from.equals(at)).toBe(
      true,
    );
  });
});

describe('over any run of periods', () => {
  const rules = fc.oneof(
    fc.record({ days_before_end: fc.integer({ min: 0, max: 40 }) }),
    fc.record({
      days_before_pay_date: fc.integer({ min: 0, max: 20 }),
      business_days: fc.boolean(),
    }),
    fc.constantFrom({ cron: '30 2 * * *' }, { cron: '0 2 * * fri' }, { cron: '30 1 * * sun,wed' }),
  );
  const options = fc.record({
    convention: fc.constantFrom(
      'none',
      'preceding',
      'following',
      'modified_following',
      'modified_preceding',
      'nearest',
    ),
    time_zone: fc.constantFrom(
      newYork,
      'Europe/London',
      'Australia/Lord_Howe',
      'America/Havana',
      'Asia/Kathmandu',
      'Pacific/Auckland',
    ),
  });
  const times = fc.constantFrom(
    '00:00',
    '00:30',
    '01:30',
    '02:00',
    '02:15',
    '02:30',
    '14:00',
    '23:59',
  );
  const schedules = fc.constantFrom(
    { frequency: 'weekly', anchor: '2026-01-02', pay_date: { days_after_end: 5 } },
    { frequency: 'biweekly', anchor: '2026-01-02' },
    { frequency: 'semimonthly', period_ends: [14, 31] },
    { frequency: 'monthly', pay_date: { days: [25] } },
  );

  it('each has exactly one due instant, and they never go backwards', () => {
    fc.assert(
      fc.property(schedules, rules, options, times, (schedule, kind, option, at) => {
        const json = { ...kind, ...option, at };
        const periods = periodsOf(schedule, spanOf('2024-03-01', '2027-11-30'));
        let previous: Temporal.Instant | null = null;
        for (const one of periods) {
          const found = dueOf(json, one);
          expect(found.at.equals(dueOf(json, one).at)).toBe(true);
          if (previous !== null) {
            expect(Temporal.Instant.compare(previous, found.at)).toBeLessThanOrEqual(0);
          }
          previous = found.at;
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('the steps to a due instant', () => {
  it('name the closed day that the count of banking days skipped', () => {
    const rule = { days_before_pay_date: 3, business_days: true };
    const of = period('2026-06-01', '2026-06-14', '2026-06-22');
    const [first] = dueOf(rule, of).steps;
    expect(factsIn(first)).toEqual(['2026-06-16', '2026-06-19', '2026-06-22', '3']);
    expect(first).toContain('Juneteenth');
  });

  it('name every closed day over which the convention moved it', () => {
    const rule = { run_on_date: '2026-02-14', convention: 'following' };
    const step = dueOf(rule, january).steps[1];
    expect(factsIn(step)).toEqual(['2026-02-14', '2026-02-16', '2026-02-17']);
    expect(step).toContain("Presidents' Day");
  });
});
