import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSchedule } from './definition/parse-schedule.ts';
import { planToIcs } from './plan/plan-ics.ts';
import { planSchedule } from './plan.ts';
import { scheduleOf, spanOf } from './schedules.fixture.ts';

type Json = Readonly<Record<string, unknown>>;

/** Paid on Friday for the week that ended on Sunday. */
const weekly = { frequency: 'weekly', anchor: '2026-01-02', pay_date: { days_after_end: 5 } };
const before = (weekday: string, at: string) => ({ weekday, before: 'pay_date', at });
const stages = {
  prepare: { ...before('monday', '12:00'), late_inputs: 'refused' },
  calculate: before('tuesday', '06:00'),
  approve: before('thursday', '10:00'),
};

function codesOf(json: Json): readonly string[] {
  const parsed = parseSchedule({
    code: 'T',
    time_zone: 'UTC',
    calendar: 'fed',
    ...weekly,
    ...json,
  });
  return parsed.ok ? [] : (parsed.refusal.issues ?? []).map((one) => `${one.pointer} ${one.code}`);
}

function rowsOf(json: Json, span: readonly [string, string]) {
  const plan = planSchedule(scheduleOf({ ...weekly, ...json }), spanOf(...span, 'pay'));
  if (!plan.ok) throw new Error(plan.refusal.message);
  return plan.value.rows;
}

describe('the stages of a schedule', () => {
  it('say: inputs until Monday noon, calculate on Tuesday, commit on Thursday', () => {
    const [row] = rowsOf({ stages }, ['2026-06-12', '2026-06-12']);
    expect([
      `${row?.inputCutoff?.local}`,
      `${row?.due?.local}`,
      `${row?.approve?.local}`,
      `${row?.approvalDeadline?.local}`,
    ]).toEqual([
      '2026-06-08T12:00:00',
      '2026-06-09T06:00:00',
      '2026-06-11T10:00:00',
      '2026-06-11T10:00:00',
    ]);
  });

  it('stay in their week when a holiday moves the pay date, and before it', () => {
    // Friday 19 June is Juneteenth.
    const [row] = rowsOf({ stages }, ['2026-06-18', '2026-06-18']);
    expect([
      `${row?.inputCutoff?.local}`,
      `${row?.due?.local}`,
      `${row?.approve?.local}`,
      `${row?.payOn}`,
    ]).toEqual(['2026-06-15T12:00:00', '2026-06-16T06:00:00', '2026-06-17T10:00:00', '2026-06-18']);
    expect(row?.approve?.why).toContain('2026-06-18');
  });

  it('tell when the bank has less time than it needs', () => {
    const codes = rowsOf({ stages }, ['2026-06-12', '2026-06-12'])[0]?.marks.map((one) => one.code);
    expect(codes).toEqual(['approval_short_of_bank']);
    const own = { stages, approval_deadline: { business_days: 1 } };
    expect(rowsOf(own, ['2026-06-12', '2026-06-12'])[0]?.marks).toEqual([]);
  });

  it('have the rule as the short form of the one that calculates', () => {
    const { calculate: rule } = stages;
    const short = scheduleOf({ ...weekly, rule });
    const long = scheduleOf({ ...weekly, stages: { calculate: rule } });
    expect(long.rule).toEqual(short.rule);
    expect(short.stages).toEqual({ prepare: null, approve: null });
  });

  it('are events of the calendar feed', () => {
    const plan = planSchedule(
      scheduleOf({ ...weekly, stages }),
      spanOf('2026-06-12', '2026-06-12', 'pay'),
    );
    const stampAt = Temporal.Instant.from('2026-01-01T00:00Z');
    const feed = plan.ok ? planToIcs(plan.value, { stampAt }) : '';
    const starts = feed.split('\r\n').filter((line) => line.startsWith('DTSTART:'));
    expect(starts).toEqual([
      'DTSTART:20260608T160000Z',
      'DTSTART:20260609T100000Z',
      'DTSTART:20260611T140000Z',
    ]);
  });

  it('move with a deadline set by hand', () => {
    const overrides = [
      {
        ...{ nominal: '2026-06-12', reason: 'away' },
        approval_deadline_on: '2026-06-10',
        input_cutoff_on: '2026-06-05',
      },
    ];
    const [row] = rowsOf({ stages, overrides }, ['2026-06-12', '2026-06-12']);
    expect([`${row?.inputCutoff?.local}`, `${row?.approve?.local}`]).toEqual([
      '2026-06-05T12:00:00',
      '2026-06-10T10:00:00',
    ]);
  });

  it.each<readonly [string, Json, readonly string[]]>([
    [
      'a stage and its short form',
      { stages, rule: { days_before_end: 1 }, input_cutoff: { business_days: 2 } },
      ['/input_cutoff key_conflict', '/rule key_conflict'],
    ],
    [
      'stages without one that calculates',
      { stages: { approve: before('thursday', '10:00') } },
      ['/stages/calculate missing_key'],
    ],
    [
      'inputs that close after the run calculates',
      { stages: { ...stages, prepare: before('wednesday', '12:00') } },
      ['/stages/calculate stage_out_of_order'],
    ],
    [
      'a review that ends before the run calculates',
      { stages: { ...stages, approve: before('monday', '18:00') } },
      ['/stages/approve stage_out_of_order'],
    ],
    [
      'a review that ends after its approval deadline',
      { stages, approval_deadline: { business_days: 2 } },
      ['/approval_deadline stage_out_of_order'],
    ],
    [
      'a fixed date for every period',
      { stages: { calculate: { run_on_date: '2026-06-09' } } },
      ['/stages/calculate/run_on_date rule_not_for_schedules'],
    ],
    ['no stage at all', { stages: {} }, ['/stages missing_key']],
    [
      'a wish that is neither told nor refused',
      { stages: { ...stages, prepare: { ...stages.prepare, late_inputs: 'ignored' } } },
      ['/stages/prepare/late_inputs unknown_value'],
    ],
  ])('cannot be %s', (_, json, expected) => {
    expect(codesOf(json)).toEqual(expected);
  });

  it('are in order for every period, or the schedule is refused by name', () => {
    const weekday = fc.constantFrom('monday', 'tuesday', 'wednesday', 'thursday', 'friday');
    const at = fc.constantFrom('06:00', '12:00', '18:00');
    const one = fc.tuple(weekday, at).map(([day, time]) => before(day, time));
    let sound = 0;
    fc.assert(
      fc.property(one, one, one, (prepare, calculate, approve) => {
        const json = { stages: { prepare, calculate, approve } };
        const codes = codesOf(json).map((code) => code.split(' ')[1]);
        if (codes.length > 0) {
          expect(codes).toEqual(['stage_out_of_order']);
          return;
        }
        sound += 1;
        for (const row of rowsOf(json, ['2026-01-01', '2026-12-31'])) {
          const moments = [row.inputCutoff, row.due, row.approve].flatMap(
            (found) => found?.at ?? [],
          );
          expect(moments).toEqual(moments.toSorted(Temporal.Instant.compare));
        }
      }),
      { numRuns: 200 },
    );
    expect(sound).toBeGreaterThan(3);
  });
});
