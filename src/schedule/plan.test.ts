import { describe, expect, it } from 'vitest';
import { factsIn } from '#text/facts.fixture.ts';
import { type Plan, type PlanRow } from './plan/planned.ts';
import { planSchedule } from './plan.ts';
import { scheduleOf, spanOf } from './schedules.fixture.ts';

const biweekly = { frequency: 'biweekly', anchor: '2026-01-02', pay_date: { days_after_end: 5 } };

function planOf(json: Readonly<Record<string, unknown>>, from: string, to: string): Plan {
  const plan = planSchedule(scheduleOf(json), spanOf(from, to, 'pay'));
  if (!plan.ok) throw new Error(plan.refusal.message);
  return plan.value;
}

function marks(row: PlanRow | undefined): readonly string[] {
  return row?.marks.map(({ code }) => code) ?? ['there is no such row'];
}

describe('the year ahead', () => {
  const plan = planOf(
    {
      ...biweekly,
      rule: { days_before_pay_date: 3, business_days: true, at: '14:00' },
      input_cutoff: { business_days: 4 },
    },
    '2026-01-01',
    '2026-12-31',
  );

  it('has every pay date with its deadlines and due instant', () => {
    expect(plan.rows).toHaveLength(27);
    const row = plan.rows[12];
    expect(JSON.parse(JSON.stringify(row))).toMatchObject({
      startOn: '2026-06-01',
      endOn: '2026-06-14',
      nominalPayOn: '2026-06-19',
      payOn: '2026-06-18',
      payOnReason: expect.stringContaining('Juneteenth'),
      payDateOfYear: 13,
      inputCutoff: { local: '2026-06-12T12:00:00', at: '2026-06-12T16:00:00Z' },
      due: { local: '2026-06-15T14:00:00', at: '2026-06-15T18:00:00Z', zone: 'America/New_York' },
      approvalDeadline: { local: '2026-06-16T17:00:00', at: '2026-06-16T21:00:00Z' },
      marks: [],
    });
  });

  it('marks the 27th pay date, which crosses into the tax year', () => {
    expect(plan.rows.at(-1)?.payDateOfYear).toBe(27);
    expect(marks(plan.rows.at(-1))).toEqual(['extra_pay_date', 'pay_date_crosses_tax_year']);
    expect(factsIn(plan.rows.at(-1)?.marks[0]?.message)).toEqual(['2026', '26', '27']);
  });

  it('marks work that is taxed in the next year', () => {
    expect(marks(plan.rows[0])).toEqual(['paid_in_next_tax_year']);
  });

  it('counts pay dates from the start of the tax year, also when it is cut', () => {
    expect(
      planOf(biweekly, '2026-12-31', '2027-01-31').rows.map((row) => row.payDateOfYear),
    ).toEqual([27, 1, 2]);
  });

  it('marks a 53rd weekly pay date, and one of the UK’s tax year', () => {
    const weekly = { frequency: 'weekly', anchor: '2026-01-01', calendar: 'weekends' };
    const year = planOf(weekly, '2026-01-01', '2026-12-31').rows;
    expect([year.length, marks(year.at(-1))]).toEqual([53, ['extra_pay_date']]);
    const uk = { ...weekly, anchor: '2026-04-05', convention: 'none', tax_year_starts: '04-06' };
    const last = planOf(uk, '2027-04-01', '2027-04-30').rows[0];
    expect([`${last?.payOn}`, last?.payDateOfYear]).toEqual(['2027-04-04', 52]);
    const next = planOf({ ...uk, anchor: '2026-04-06' }, '2027-04-05', '2027-04-05').rows[0];
    expect(next?.payDateOfYear).toBe(53);
    expect(factsIn(next?.marks[0]?.message)).toEqual(['2026/27', '52', '53']);
  });
});

describe('a mark', () => {
  it('is set if a due instant falls on a closed day', () => {
    const rule = { days_before_end: 0 };
    const rows = planOf({ ...biweekly, rule }, '2026-01-10', '2026-01-20').rows;
    expect(rows[0]?.marks[0]?.code).toBe('deadline_on_closed_day');
    expect(factsIn(rows[0]?.marks[0]?.message)).toEqual(['2026-01-11']);
  });

  it('is set on the night of a clock change, in the rule’s own zone', () => {
    const rule = { days_before_end: 0, at: '02:30' };
    const [row] = planOf({ ...biweekly, rule }, '2026-03-13', '2026-03-13').rows;
    expect(marks(row)).toContain('clock_change');
    expect(factsIn(row?.marks.find(({ code }) => code === 'clock_change')?.message)).toEqual([
      ...['2026-03-08', '60'],
    ]);
    const elsewhere = { ...biweekly, rule: { ...rule, time_zone: 'Europe/London' } };
    expect(marks(planOf(elsewhere, '2026-03-13', '2026-03-13').rows[0])).not.toContain(
      'clock_change',
    );
  });

  it('is set if the run would open after its approval deadline or before the input cut-off', () => {
    const rule = { days_before_pay_date: 1, business_days: true };
    expect(marks(planOf({ ...biweekly, rule }, '2026-02-13', '2026-02-13').rows[0])).toEqual([
      'due_after_approval_deadline',
    ]);
    const early = {
      ...biweekly,
      rule: { days_before_pay_date: 6 },
      input_cutoff: { business_days: 3 },
    };
    expect(marks(planOf(early, '2026-02-13', '2026-02-13').rows[0])).toContain(
      'input_cutoff_after_due',
    );
    expect(
      marks(
        planOf({ ...biweekly, rule: { days_before_end: 20 } }, '2026-02-13', '2026-02-13').rows[0],
      ),
    ).toContain('due_before_period_start');
  });

  it('is set if the pay date was set by hand, even on a closed day', () => {
    const overrides = [{ nominal: '2026-02-13', pay_on: '2026-02-14', reason: 'asked for' }];
    expect(marks(planOf({ ...biweekly, overrides }, '2026-02-10', '2026-02-20').rows[0])).toEqual([
      'pay_date_by_hand',
      'pay_date_on_closed_day',
    ]);
  });

  it('is set on both periods if the later one is paid first', () => {
    const set = (nominal: string, payOn: string) => {
      const overrides = [{ nominal, pay_on: payOn, reason: 'asked for' }];
      return planOf({ ...biweekly, overrides }, '2026-01-20', '2026-03-20').rows.map(
        (row) => `${row.nominalPayOn} ${marks(row)}`,
      );
    };
    expect(set('2026-02-27', '2026-02-12')).toEqual([
      '2026-01-30 ',
      '2026-02-13 pay_date_after_next_period',
      '2026-02-27 pay_date_by_hand,pay_date_before_period_ahead',
      '2026-03-13 ',
    ]);
    expect(set('2026-02-13', '2026-03-02')).toEqual([
      '2026-01-30 ',
      '2026-02-13 pay_date_by_hand,pay_date_after_next_period',
      '2026-02-27 pay_date_before_period_ahead',
      '2026-03-13 ',
    ]);
    // If both are paid on one day, they are paid in their order.
    expect(set('2026-02-27', '2026-02-13')[2]).toBe('2026-02-27 pay_date_by_hand');
  });

  it('names the period whose pay date is out of order', () => {
    const overrides = [{ nominal: '2026-02-27', pay_on: '2026-02-12', reason: 'asked for' }];
    const [row] = planOf({ ...biweekly, overrides }, '2026-02-12', '2026-02-12').rows;
    expect(factsIn(row?.marks.at(-1)?.message)).toEqual(['2026-02-12', '2026-02-13']);
  });

  it('is set on a transition and on a period that the rule skips', () => {
    const json = {
      frequency: 'monthly',
      rule: { cron: '0 0 31 * *' },
      transition: {
        start: '2026-01-20',
        end: '2026-01-31',
        pay: '2026-01-30',
        reason: 'from weekly',
      },
    };
    const rows = planOf(json, '2026-01-01', '2026-03-15').rows;
    expect(rows[0]?.marks[0]).toEqual({
      code: 'transition',
      message: expect.stringContaining('from weekly'),
    });
    expect([rows[1]?.due, marks(rows[1])]).toEqual([null, ['rule_skips_period']]);
  });
});

describe('beyond the calendar', () => {
  const plan = planOf(
    { ...biweekly, rule: { days_before_pay_date: 3 } },
    '2030-12-01',
    '2031-01-31',
  );

  it('a period has a row with a mark but no date', () => {
    expect(plan.rows.map((row) => [`${row.nominalPayOn}`, row.payOn === null, marks(row)])).toEqual(
      [
        ['2030-12-13', false, []],
        ['2030-12-27', false, []],
        ['2031-01-10', true, ['unknown_calendar_year']],
        ['2031-01-24', true, ['unknown_calendar_year']],
      ],
    );
  });

  it('the plan says where the calendar ends', () => {
    expect(plan.notes.map(factsIn)).toEqual([['2030-12-31', '2031-01-31']]);
    expect(plan.notes[0]).toContain('fed');
  });
});

describe('a plan with cron', () => {
  it('says where Celery’s crontab would differ', () => {
    const { notes } = planOf(
      { ...biweekly, rule: { cron: '0 2 13 * fri' } },
      '2026-01-01',
      '2026-03-31',
    );
    expect(notes.join()).toContain('Celery');
  });
});

describe('a plan by the last days of its periods', () => {
  it('leaves out periods that only their pay date brings into the span', () => {
    const plan = planSchedule(scheduleOf(biweekly), spanOf('2026-01-01', '2026-01-31', 'end'));
    expect(plan.ok && plan.value.rows.map((row) => `${row.endOn}`)).toEqual([
      '2026-01-11',
      '2026-01-25',
    ]);
  });

  it('is refused backwards', () => {
    const plan = planSchedule(scheduleOf(biweekly), spanOf('2026-02-01', '2026-01-31'));
    expect(plan.ok || plan.refusal.code).toBe('span_backwards');
  });
});
