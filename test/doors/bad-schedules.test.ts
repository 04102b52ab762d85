/**
 * Rules, cron expressions, zones, clock changes, bank calendars and periods that break other
 * systems. Each is refused with a code and a pointer, or resolved as documented.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { command } from '../support/command.ts';

const paybeat = command({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' });

const weekly = {
  code: 'w',
  frequency: 'weekly',
  anchor: '2026-01-02',
  time_zone: 'America/New_York',
  calendar: 'fed',
  from: '2026-03-01',
  to: '2026-03-31',
};
const monthly = {
  ...{ code: 'm', frequency: 'monthly', time_zone: 'America/New_York', calendar: 'fed' },
  ...{ from: '2026-01-01', to: '2026-12-31' },
};
const rule = (json: unknown) => ({ ...weekly, rule: json });
const cron = (text: unknown) => rule({ cron: text });

/** The fault, a schedule that has it, and the pointers and codes of its issues. */
const refused: readonly (readonly [string, Record<string, unknown>, readonly string[]])[] = [
  ['a rule without a kind', rule({ at: '02:00' }), ['/rule rule_kind_missing']],
  [
    'two kinds at once',
    rule({ days_before_end: 3, cron: '0 0 25 * *' }),
    ['/rule/cron rule_kinds_conflict'],
  ],
  [
    'a fixed date',
    rule({ run_on_date: '2026-03-05' }),
    ['/rule/run_on_date rule_not_for_schedules'],
  ],
  [
    'an impossible date',
    rule({ run_on_date: '2024-02-30' }),
    ['/rule/run_on_date date_impossible', '/rule/run_on_date rule_not_for_schedules'],
  ],
  ['days as text', rule({ days_before_end: '3' }), ['/rule/days_before_end wrong_type']],
  ['half a day', rule({ days_before_end: 1.5 }), ['/rule/days_before_end wrong_type']],
  ['negative days', rule({ days_before_end: -1 }), ['/rule/days_before_end out_of_range']],
  ['days without end', rule({ days_before_end: 100_000 }), ['/rule/days_before_end out_of_range']],
  ['an unknown key', rule({ days_before_end: 3, att: '02:00' }), ['/rule/att unknown_key']],
  ['an impossible time', rule({ days_before_end: 3, at: '24:00' }), ['/rule/at time_wrong_format']],
  [
    'banking days of nothing',
    rule({ days_before_end: 3, business_days: true }),
    ['/rule/business_days option_not_applicable'],
  ],
  ['a rule that is text', rule('0 0 * * *'), ['/rule wrong_type']],
  ['a cron that is empty', cron(''), ['/rule/cron cron_empty']],
  ['a cron of six fields', cron('0 0 0 25 * *'), ['/rule/cron cron_not_supported']],
  ['a nickname', cron('@monthly'), ['/rule/cron cron_not_supported']],
  ['a cron out of range', cron('60 24 32 13 8'), Array(5).fill('/rule/cron cron_out_of_range')],
  ['a day that no year has', cron('0 0 30 2 *'), ['/rule/cron cron_impossible']],
  ['another cron’s marks', cron('0 0 ? * 5#2'), Array(2).fill('/rule/cron cron_not_supported')],
  ['a step of nothing', cron('*/0 * * * *'), ['/rule/cron cron_bad_step']],
  ['a range backwards', cron('0 0 20-10 * *'), ['/rule/cron cron_range_backwards']],
  ['a cron that is a number', cron(25), ['/rule/cron wrong_type']],
  ['an unknown zone', { ...weekly, time_zone: 'America/Gotham' }, ['/time_zone time_zone_unknown']],
  ['an offset for a zone', { ...weekly, time_zone: '+02:00' }, ['/time_zone time_zone_unknown']],
  ['no zone', { ...weekly, time_zone: undefined }, ['/time_zone missing_key']],
  ['an unknown calendar', { ...weekly, calendar: 'fedd' }, ['/calendar calendar_unknown']],
  [
    'a calendar that is closed on 30 February',
    {
      ...weekly,
      calendar: 'own',
      calendars: [
        { id: 'own', years: { from: 2026, to: 2026 }, closed: [{ on: '2026-02-30', name: 'x' }] },
      ],
    },
    ['/calendars/0/closed/0/on date_impossible', '/calendar calendar_unknown'],
  ],
  [
    'calendars that share no year',
    {
      ...weekly,
      calendar: ['fed', 'own'],
      calendars: [{ id: 'own', years: { from: 2040, to: 2041 }, closed: [] }],
    },
    ['/calendar calendars_share_no_year'],
  ],
  [
    'a frequency that means two',
    { ...weekly, frequency: 'bimonthly' },
    ['/frequency frequency_unknown'],
  ],
  ['no anchor', { ...weekly, anchor: undefined }, ['/anchor missing_key']],
  ['an impossible anchor', { ...weekly, anchor: '2025-02-29' }, ['/anchor date_impossible']],
  [
    'an anchor with a time',
    { ...weekly, anchor: '2026-01-02T00:00' },
    ['/anchor date_wrong_format'],
  ],
  [
    'a period that ends before it starts',
    { ...monthly, periods: [{ start: '2026-02-01', end: '2026-01-01', pay: '2026-02-01' }] },
    ['/periods/0/end period_backwards'],
  ],
  [
    'periods that overlap, and a gap',
    {
      ...monthly,
      periods: [
        { start: '2026-01-01', end: '2026-01-31', pay: '2026-01-31' },
        { start: '2026-01-31', end: '2026-02-28', pay: '2026-02-28' },
        { start: '2026-03-02', end: '2026-03-31', pay: '2026-03-31' },
      ],
    },
    ['/periods/1/start periods_overlap', '/periods/2/start periods_gap'],
  ],
  [
    'an override of nothing',
    { ...weekly, overrides: [{ nominal: '2026-03-05', pay_on: '2026-03-04', reason: 'x' }] },
    ['/overrides/0/nominal override_matches_no_period'],
  ],
  [
    'an override without a reason',
    { ...weekly, overrides: [{ nominal: '2026-03-06', pay_on: '2026-03-05' }] },
    ['/overrides/0/reason missing_key'],
  ],
  [
    'a bound inside a period',
    { ...weekly, starts_on: '2026-03-04' },
    ['/starts_on not_a_period_start'],
  ],
  ['keys that do nothing', { ...weekly, ends_in_month: 3 }, ['/ends_in_month key_not_applicable']],
];

/** The situation that is resolved instead of refused, the schedule, and its first row. */
const resolved: readonly (readonly [string, Record<string, unknown>, object])[] = [
  [
    'a due time that a clock change skips is the first moment after the gap',
    { ...rule({ days_before_pay_date: 5, at: '02:30' }), from: '2026-03-13', to: '2026-03-13' },
    { due: { local: '2026-03-08T02:30:00', at: '2026-03-08T07:00:00Z', local_kind: 'skipped' } },
  ],
  [
    'a due time that occurs twice is the earlier one',
    { ...rule({ days_before_pay_date: 5, at: '01:30' }), from: '2026-11-06', to: '2026-11-06' },
    { due: { local: '2026-11-01T01:30:00', at: '2026-11-01T05:30:00Z', local_kind: 'doubled' } },
  ],
  [
    'a zone that changes by half an hour',
    {
      ...rule({ days_before_pay_date: 5, at: '02:15', time_zone: 'Australia/Lord_Howe' }),
      ...{ from: '2026-10-09', to: '2026-10-09' },
    },
    { due: { local: '2026-10-04T02:15:00', at: '2026-10-03T15:30:00Z', local_kind: 'skipped' } },
  ],
  [
    'a Saturday holiday is not observed by the Fed on Friday',
    { ...weekly, from: '2026-07-03', to: '2026-07-03' },
    { nominal_pay_on: '2026-07-03', pay_on: '2026-07-03' },
  ],
  [
    'a pay date beyond the calendar is a row without a date',
    { ...weekly, from: '2031-01-03', to: '2031-01-03' },
    { nominal_pay_on: '2031-01-03', pay_on: null, marks: [{ code: 'unknown_calendar_year' }] },
  ],
  [
    'a rule that skips a month is a mark on that month',
    { ...monthly, rule: { cron: '0 0 31 * *' }, from: '2026-02-27', to: '2026-02-27' },
    { due: null, marks: [{ code: 'rule_skips_period' }] },
  ],
];

interface Line {
  readonly rows?: readonly object[];
  readonly error?: { readonly issues: readonly { pointer: string; code: string }[] };
}

describe('a schedule', () => {
  let answered: readonly Line[] = [];
  beforeAll(async () => {
    const questions = [...refused, ...resolved].map(([, json]) => `${JSON.stringify(json)}\n`);
    const { out } = await paybeat.run(['plan', '--file', '-'], { input: questions.join('') });
    answered = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);
  });

  it.each(refused.map(([what, , issues], index) => [what, issues, index] as const))(
    'with %s is refused',
    (_what, issues, index) => {
      const found = answered[index]?.error?.issues ?? [];
      expect(found.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual(issues);
    },
  );

  it.each(resolved.map(([what, , row], index) => [what, row, index] as const))(
    'is planned: %s',
    (_what, row, index) => {
      expect(answered[refused.length + index]?.rows?.[0]).toMatchObject(row);
    },
  );
});
