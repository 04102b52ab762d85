import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCustomCalendar } from '#time/calendars/custom-calendar.ts';
import { parseIcsCalendar } from '#time/calendars/ics-calendar.ts';
import { plainDate } from '#time/plain-date.fixture.ts';
import { parseRule } from './automation-rule.ts';
import { checkRule } from './check-rule.ts';
import { parseCron } from './cron/cron-expression.ts';
import { parseSchedule } from './definition/parse-schedule.ts';
import { planSchedule } from './plan.ts';

/** Plain values, and values that have broken other parsers, for any place where a value may be. */
const oddValue = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    '',
    ' ',
    '0',
    'fed',
    -0,
    0,
    1,
    31,
    32,
    -1,
    1.5,
    1e21,
    Number.MAX_SAFE_INTEGER,
    true,
    [],
    {},
    [[]],
    '2024-02-30',
    '2024-02-29',
    '9999-12-31',
    '0001-01-01',
    '2026-01-31',
    '2026-01-31T00:00Z',
    '02-29',
    '04-06',
    '0 0 31 * *',
    '0 0 30 2 *',
    '* * * * *',
    '0 0 L * *',
    'UTC',
    'America/New_York',
    '+02:00',
    '24:00',
    '02:30',
    'monthly',
    'weekly',
    'semimonthly',
    'annually',
    'preceding',
    'none',
    'this',
    'next',
    '__proto__',
    'constructor',
  ),
  fc.jsonValue({ maxDepth: 2 }),
);

const keys = [
  'code',
  'title',
  'frequency',
  'time_zone',
  'calendar',
  'calendars',
  'convention',
  'anchor',
  'period_ends',
  'ends_in_month',
  'pay_date',
  'starts_on',
  'ends_on',
  'transition',
  'overrides',
  'periods',
  'rule',
  'input_cutoff',
  'approval_deadline',
  'catch_up_days',
  'tax_year_starts',
  'seasons',
  'gaps',
  'work_days',
  'deadline_calendar',
  'weekday',
  'nth',
  'after',
  'banking_days_before_end',
  'banking_days_before_month_end',
  'days_after_end',
  'holiday',
  'nominal',
  'pay_on',
  'reason',
  'start',
  'end',
  'pay',
  'days',
  'day',
  'month',
  'last_banking_day',
  'days_after_end',
  'days_before_end',
  'business_days',
  'before',
  'at',
  'cron',
  'run_on_date',
  'days_before_pay_date',
  'if_missed',
  'opens',
  'id',
  'years',
  'from',
  'to',
  'closed',
  'on',
  'name',
  'weekend',
  'toString',
  'a/b~c',
];

const oddObject: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown; object: unknown }>((tie) => ({
  value: fc.oneof({ weight: 4, arbitrary: oddValue }, { weight: 1, arbitrary: tie('object') }),
  object: fc.oneof(
    fc.dictionary(fc.constantFrom(...keys), tie('value'), { maxKeys: 8 }),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
})).object;

/** A valid schedule with some keys replaced. */
const almostSchedule = fc
  .tuple(
    fc.constantFrom<Readonly<Record<string, unknown>>>(
      { frequency: 'monthly' },
      { frequency: 'semimonthly', pay_date: { days: [20, { day: 5, month: 'next' }] } },
      { frequency: 'biweekly', anchor: '2026-01-02' },
      { frequency: 'quarterly', pay_date: { last_banking_day: 'this' } },
    ),
    fc.dictionary(fc.constantFrom(...keys), oddValue, { maxKeys: 2 }),
  )
  .map(([base, odd]) => ({
    code: 'X',
    time_zone: 'Europe/Paris',
    calendar: 'target2',
    ...base,
    ...odd,
  }));

describe('any JSON', () => {
  it('as a schedule, rule or calendar is parsed or refused with pointers; nothing throws', () => {
    fc.assert(
      fc.property(oddObject, (json) => {
        for (const parsed of [parseSchedule(json), parseRule(json), parseCustomCalendar(json)]) {
          if (parsed.ok) continue;
          expect(parsed.refusal.issues?.length).toBeGreaterThan(0);
          for (const { pointer, code, message } of parsed.refusal.issues ?? []) {
            expect(pointer).toMatch(/^(\/|$)/);
            expect(code).toMatch(/^[a-z_]+$/);
            expect(message).toMatch(/[.?]$/);
          }
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('that is accepted as a schedule can be planned, and its rule can be checked', () => {
    let sound = 0;
    fc.assert(
      fc.property(almostSchedule, (json) => {
        const parsed = parseSchedule(json);
        if (!parsed.ok) return;
        sound += 1;
        const span = { fromOn: plainDate('2026-01-01'), toOn: plainDate('2026-12-31') };
        const plan = planSchedule(parsed.value, span);
        expect(plan.ok).toBe(true);
        expect(parseSchedule(JSON.parse(JSON.stringify(parsed.value.definition))).ok).toBe(true);
        if (parsed.value.rule === null) return;
        const against = { kind: 'schedule', schedule: parsed.value, fromOn: span.fromOn } as const;
        expect(typeof checkRule(parsed.value.rule, against).ok).toBe('boolean');
      }),
      { numRuns: 1500 },
    );
    expect(sound).toBeGreaterThan(100);
  });

  it('as a cron expression or an .ics file is parsed or refused', () => {
    const pieces = fc.array(
      fc.constantFrom(
        '0',
        '59',
        '*',
        '/',
        '-',
        ',',
        'L',
        '?',
        '#',
        'mon',
        'W',
        ' ',
        ' ',
        ' ',
        ' ',
        '7',
        '31',
      ),
      { maxLength: 24 },
    );
    const lines = fc.array(
      fc.constantFrom(
        'BEGIN:VCALENDAR',
        'BEGIN:VEVENT',
        'END:VEVENT',
        'DTSTART:20260101',
        'DTSTART;X="',
        'DTEND:20251231',
        'RRULE:FREQ=YEARLY;COUNT=99999',
        'RRULE:FREQ',
        'EXDATE:x',
        ' folded',
        'SUMMARY:\\',
        'DURATION:P1W',
      ),
      { maxLength: 14 },
    );
    fc.assert(
      fc.property(pieces, lines, (some, text) => {
        const cron = parseCron(some.join(''));
        if (!cron.ok) expect(cron.refusal.code).toBe('cron_invalid');
        const calendar = parseIcsCalendar(['BEGIN:VCALENDAR', ...text].join('\n'), { id: 'x' });
        if (!calendar.ok) expect(calendar.refusal.issues?.length).toBeGreaterThan(0);
      }),
      { numRuns: 1500 },
    );
  });
});
