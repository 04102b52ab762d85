import { describe, expect, it } from 'vitest';
import { Bug } from '#errors.ts';
import { parseSchedule, paySchedule } from './definition/parse-schedule.ts';

const usual = { code: 'TEST', time_zone: 'America/New_York', calendar: 'fed' };

/** `/pay_date pay_date_kind`, for each error. */
function scheduleIssues(json: Readonly<Record<string, unknown>>): readonly string[] {
  const parsed = parseSchedule({ ...usual, ...json });
  if (parsed.ok) return [];
  return (parsed.refusal.issues ?? []).map(({ pointer, code }) => `${pointer} ${code}`);
}

const biweekly = { frequency: 'biweekly', anchor: '2026-01-02' };
const monthly = { frequency: 'monthly' };

describe('a pay schedule', () => {
  it('keeps its JSON, with the company’s zone and calendar filled in', () => {
    const json = { code: 'M', frequency: 'monthly' };
    const parsed = parseSchedule(json, { timeZone: 'Europe/Paris', calendar: 'target2' });
    expect(parsed.ok && parsed.value.definition).toEqual({
      ...json,
      time_zone: 'Europe/Paris',
      calendar: 'target2',
    });
    const again = parseSchedule(parsed.ok ? parsed.value.definition : null);
    expect(again).toEqual(parsed);
  });

  it('overrides the zone and the calendar of its company', () => {
    const schedule = paySchedule(
      { ...usual, ...monthly },
      { timeZone: 'Europe/Paris', calendar: 'target2' },
    );
    expect([schedule.timeZone, schedule.calendarIds]).toEqual(['America/New_York', ['fed']]);
  });

  it('joins its bank’s calendar with its own closing', () => {
    const schedule = paySchedule({
      ...usual,
      ...monthly,
      calendar: ['fed', 'winter'],
      calendars: [{ id: 'winter', years: { from: 2026, to: 2026 }, weekend: [], closed: [] }],
    });
    expect(schedule.calendar).toMatchObject({ id: 'fed+winter', firstYear: 2026, lastYear: 2026 });
  });

  it('that was checked earlier is parsed; a fault in it is a bug', () => {
    expect(paySchedule({ ...usual, ...monthly }).frequency).toBe('monthly');
    expect(() => paySchedule({ ...usual })).toThrow(Bug);
  });

  it('has the tax year of its country', () => {
    expect(paySchedule({ ...usual, ...monthly }).taxYearStarts).toEqual({ month: 1, day: 1 });
    expect(paySchedule({ ...usual, ...monthly, calendar: 'uk-scotland' }).taxYearStarts).toEqual({
      month: 4,
      day: 6,
    });
    expect(paySchedule({ ...usual, ...monthly, tax_year_starts: '07-01' }).taxYearStarts).toEqual({
      month: 7,
      day: 1,
    });
  });
});

describe('a pay schedule that cannot be used', () => {
  it.each<readonly [string, Readonly<Record<string, unknown>>, readonly string[]]>([
    ['no frequency', {}, ['/frequency missing_key']],
    ['an unknown frequency', { frequency: 'bimonthly' }, ['/frequency frequency_unknown']],
    ['weeks without an anchor', { frequency: 'weekly' }, ['/anchor missing_key']],
    ['months with an anchor', { ...monthly, anchor: '2026-01-31' }, ['/anchor key_not_applicable']],
    [
      'weeks with ends of months',
      { ...biweekly, period_ends: [15] },
      ['/period_ends key_not_applicable'],
    ],
    [
      'one end for two',
      { frequency: 'semimonthly', period_ends: [15] },
      ['/period_ends period_ends_count'],
    ],
    ['two ends for one', { ...monthly, period_ends: [15, 31] }, ['/period_ends period_ends_count']],
    [
      'ends that meet in February',
      { frequency: 'semimonthly', period_ends: [28, 31] },
      ['/period_ends period_ends_order'],
    ],
    [
      'ends that fall',
      { frequency: 'semimonthly', period_ends: [20, 5] },
      ['/period_ends period_ends_order'],
    ],
    ['a day 32', { ...monthly, period_ends: [32] }, ['/period_ends/0 out_of_range']],
    [
      'two pay dates at once',
      { ...monthly, pay_date: { days_after_end: 3, last_banking_day: 'this' } },
      ['/pay_date pay_date_kind'],
    ],
    ['no pay date in its object', { ...monthly, pay_date: {} }, ['/pay_date pay_date_kind']],
    [
      'pay days for weeks',
      { ...biweekly, pay_date: { days: [15] } },
      ['/pay_date/days key_not_applicable'],
    ],
    [
      'too few pay days',
      { frequency: 'semimonthly', pay_date: { days: [15] } },
      ['/pay_date/days pay_days_count'],
    ],
    [
      'pay days that fall',
      { frequency: 'semimonthly', pay_date: { days: [31, 15] } },
      ['/pay_date pay_dates_not_rising'],
    ],
    [
      'two last banking days',
      { frequency: 'semimonthly', pay_date: { last_banking_day: 'this' } },
      ['/pay_date/last_banking_day key_not_applicable'],
    ],
    [
      'a last banking day that follows',
      { ...monthly, convention: 'following', pay_date: { last_banking_day: 'this' } },
      ['/convention convention_conflict'],
    ],
    [
      'a zone that is an offset',
      { ...monthly, time_zone: '+01:00' },
      ['/time_zone time_zone_unknown'],
    ],
    [
      'an unknown calendar',
      { ...monthly, calendar: ['fed', 'fedd'] },
      ['/calendar/1 calendar_unknown'],
    ],
    ['a calendar of the wrong type', { ...monthly, calendar: 5 }, ['/calendar wrong_type']],
    [
      'an own calendar that takes a name',
      { ...monthly, calendars: [{ id: 'fed', years: { from: 2026, to: 2026 }, closed: [] }] },
      ['/calendars/0/id calendar_id_taken'],
    ],
    [
      'a fault in an own calendar',
      {
        ...monthly,
        calendars: [
          { id: 'a', years: { from: 2026, to: 2026 }, closed: [{ on: '2027-01-01', name: 'x' }] },
        ],
      },
      ['/calendars/0/closed/0 outside_years'],
    ],
    [
      'a fixed date as its rule',
      { ...monthly, rule: { run_on_date: '2026-01-25' } },
      ['/rule/run_on_date rule_not_for_schedules'],
    ],
    [
      'a faulty rule',
      { ...monthly, rule: { cron: '0 0 30 2 *', days_before_end: 3 } },
      ['/rule/cron cron_impossible', '/rule/cron rule_kinds_conflict'],
    ],
    [
      'a start inside a period',
      { ...monthly, starts_on: '2026-02-07' },
      ['/starts_on not_a_period_start'],
    ],
    [
      'an end inside a period',
      { ...monthly, ends_on: '2026-02-07' },
      ['/ends_on not_a_period_end'],
    ],
    [
      'an end before its start',
      { ...monthly, starts_on: '2026-03-01', ends_on: '2026-01-31' },
      ['/ends_on span_backwards'],
    ],
    [
      'an override of no pay date',
      { ...monthly, overrides: [{ nominal: '2026-01-30', pay_on: '2026-01-29', reason: 'x' }] },
      ['/overrides/0/nominal override_matches_no_period'],
    ],
    [
      'an override without a reason',
      { ...monthly, overrides: [{ nominal: '2026-01-31', pay_on: '2026-01-29' }] },
      ['/overrides/0/reason missing_key'],
    ],
    [
      'an override without a date',
      { ...monthly, overrides: [{ nominal: '2026-01-31', reason: 'x' }] },
      ['/overrides/0 override_without_date'],
    ],
    [
      'an override twice',
      {
        ...monthly,
        overrides: [
          { nominal: '2026-01-31', pay_on: '2026-01-29', reason: 'x' },
          { nominal: '2026-01-31', pay_on: '2026-01-28', reason: 'y' },
        ],
      },
      ['/overrides/1/nominal override_repeated'],
    ],
    [
      'an override into another month',
      { ...monthly, overrides: [{ nominal: '2026-01-31', pay_on: '2026-03-29', reason: 'x' }] },
      ['/overrides/0/pay_on override_too_far'],
    ],
    [
      'a cut-off after the pay date',
      {
        ...monthly,
        overrides: [{ nominal: '2026-01-31', input_cutoff_on: '2026-02-02', reason: 'x' }],
      },
      ['/overrides/0/input_cutoff_on cutoff_after_pay_date'],
    ],
    [
      'a transition that does not join on',
      {
        ...monthly,
        transition: { start: '2026-01-10', end: '2026-01-20', pay: '2026-01-20', reason: 'x' },
      },
      ['/transition/end not_a_period_end'],
    ],
    [
      'a transition paid too late',
      {
        ...monthly,
        transition: { start: '2026-01-10', end: '2026-01-31', pay: '2026-02-28', reason: 'x' },
      },
      ['/transition/pay pay_dates_not_rising'],
    ],
    [
      'a transition and a start',
      {
        ...monthly,
        starts_on: '2026-02-01',
        transition: { start: '2026-01-10', end: '2026-01-31', pay: '2026-01-31', reason: 'x' },
      },
      ['/starts_on key_not_applicable'],
    ],
    [
      'a half banking day',
      { ...monthly, approval_deadline: { business_days: 0.5 } },
      ['/approval_deadline/business_days wrong_type'],
    ],
    ['a code with blanks', { ...monthly, code: 'my schedule' }, ['/code wrong_format']],
  ])('%s', (_, json, expected) => {
    expect(scheduleIssues(json)).toEqual(expected);
  });

  it('is refused with all its faults at once: the zone, the calendar and a mistyped key', () => {
    const parsed = parseSchedule({ code: 'X', frequency: 'monthly', calender: 'fed' });
    expect(parsed.ok ? [] : parsed.refusal.issues).toEqual([
      expect.objectContaining({ pointer: '/calender', code: 'unknown_key' }),
      expect.objectContaining({ pointer: '/time_zone', code: 'missing_key' }),
      expect.objectContaining({ pointer: '/calendar', code: 'missing_key' }),
    ]);
  });

  it.each([[null], [[]], ['x'], [5], [undefined]])('%j is not a schedule', (json) => {
    const parsed = parseSchedule(json);
    expect(parsed.ok || parsed.refusal.issues?.[0]).toMatchObject({
      pointer: '',
      code: 'wrong_type',
    });
  });
});

describe('a list of periods', () => {
  const listed = (...periods: readonly (readonly [string, string, string])[]) => ({
    frequency: 'monthly',
    periods: periods.map(([start, end, pay]) => ({ start, end, pay })),
  });

  it.each<readonly [string, Readonly<Record<string, unknown>>, readonly string[]]>([
    [
      'joins',
      listed(
        ['2026-01-01', '2026-01-31', '2026-01-30'],
        ['2026-02-01', '2026-02-20', '2026-02-20'],
      ),
      [],
    ],
    [
      'has a gap',
      listed(
        ['2026-01-01', '2026-01-31', '2026-01-30'],
        ['2026-02-02', '2026-02-20', '2026-02-20'],
      ),
      ['/periods/1/start periods_gap'],
    ],
    [
      'overlaps',
      listed(
        ['2026-01-01', '2026-01-31', '2026-01-30'],
        ['2026-01-31', '2026-02-20', '2026-02-20'],
      ),
      ['/periods/1/start periods_overlap'],
    ],
    [
      'runs backwards',
      listed(['2026-01-31', '2026-01-01', '2026-01-30']),
      ['/periods/0/end period_backwards'],
    ],
    [
      'is paid backwards',
      listed(
        ['2026-01-01', '2026-01-31', '2026-02-20'],
        ['2026-02-01', '2026-02-20', '2026-02-20'],
      ),
      ['/periods/1/pay pay_dates_not_rising'],
    ],
    [
      'is too long',
      listed(['2026-01-01', '2027-01-31', '2026-02-20']),
      ['/periods/0/end period_too_long'],
    ],
    [
      'does not go with an anchor',
      { ...listed(['2026-01-01', '2026-01-31', '2026-01-30']), anchor: '2026-01-01' },
      ['/anchor key_not_applicable'],
    ],
  ])('%s', (_, json, expected) => {
    expect(scheduleIssues(json)).toEqual(expected);
  });
});
