/**
 * Pay data that comes while a run is in review: what would change its payslips keeps a window, silence and a person
 * from approving it. What would change nothing stops nothing.
 */
import { describe, expect, it } from 'vitest';
import { dropOwed } from '#operations/judgement/decide-owed.ts';
import { importBalances } from '#operations/people/import-balances.ts';
import { moveEmployee } from '#operations/people/move-employee.ts';
import { showReview } from '#operations/reviews/show-review.ts';
import { recalculateRun } from '#operations/runs/control-run.ts';
import { periods } from '#store/reads/periods.ts';
import { hours, items, limits, payCodes, settings, terms } from '../support/paid-periods.ts';
import {
  deadlineAt,
  openedAt,
  type Reviewed,
  reviewedCompany,
  sql,
  windowEnds,
  windowOfADay,
} from '../support/reviewed-company.ts';
import { must, takeRoster } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

const why = 'it was agreed';
const on = (day: string) => Temporal.PlainDate.from(day);

/** The roster of the crew, with some cells changed. */
const rowOf = (number: string, cells: Readonly<Record<string, string>>) => {
  const ada = {
    employee_id: 'ada',
    name: 'Ada Lovelace',
    pay_type: 'salary',
    annual_salary: '91000.00',
  };
  const cleo = {
    employee_id: 'cleo',
    name: 'Cleo Marsh',
    pay_type: 'salary',
    annual_salary: '130000.00',
  };
  const known = {
    ada: { ...ada, hire_date: '2019-03-01' },
    cleo: { ...cleo, hire_date: '2018-01-08' },
  };
  const row = { filing_status: 'single', ...known[number as 'ada'], ...cells };
  return `${Object.keys(row).join(',')}\n${Object.values(row).join(',')}\n`;
};
const roster =
  (number: string, cells: Readonly<Record<string, string>>, scheduleCode = 'crew') =>
  ({ world, companyId }: Reviewed) =>
    takeRoster(world, { companyId, text: rowOf(number, cells), scheduleCode });
const ida = { employee_id: 'ida', name: 'Ida Fenn', pay_type: 'salary', annual_salary: '52000.00' };
const raise =
  (from: string, salary = '104000.00') =>
  (small: Reviewed) =>
    terms(small, `employee_id,from,pay_type,annual_salary\nada,${from},salary,${salary}\n`);
const dues =
  (from: string, until = '') =>
  (small: Reviewed) =>
    items(small, `employee_id,code,amount,from,until\nada,UNION_DUES,12.00,${from},${until}\n`, {
      replace: true,
    });
const code = (id: number, more: object) => ({
  ...{ id, kind: 'deduction', title: 'A gift', amount: { by: 'amount', amount: '1.00' } },
  ...{ code: `GIFT_${id}`, journal_account: 'gifts', ...more },
});
const move =
  (from: string) =>
  async ({ world, company }: Reviewed) =>
    must(
      await moveEmployee(world, {
        ...{ company, number: 'ada', toCode: 'other', from: { on: on(from) } },
        ...{ reason: why, dryRun: false },
      }),
    );

async function newIn({ world, run }: Reviewed): Promise<readonly string[]> {
  return must(await showReview(world, { runId: (await run()).runId })).newInputs;
}

async function periodFrom({ world, companyId }: Reviewed, start: string): Promise<number> {
  const all = await world.store.read({ companyId }, (at) => periods(at, { companyId, limit: 50 }));
  const found = all.find(({ startOn }) => startOn.equals(on(start)));
  if (!found) throw new Error(`a period starts on ${start}`);
  return found.periodId;
}

type Change = readonly [string, string, (small: Reviewed) => Promise<unknown>];

const stops: readonly Change[] = [
  [
    'hours',
    'inputs',
    async (small) =>
      hours(small, (await small.run()).periodId, 'employee_id,regular_hours\nada,8\n'),
  ],
  ['a raise from a day of the period', 'pay', raise('2026-01-12')],
  ['a raise in the roster', 'roster', roster('ada', { annual_salary: '104000.00' })],
  ['another tax form', 'roster', roster('ada', { filing_status: 'mfj' })],
  ['an item that returns', 'items', dues('2026-01-05')],
  ['a last day in the period', 'roster', roster('ada', { end_date: '2026-01-09' })],
  ['a last day before the period', 'people', roster('ada', { end_date: '2026-01-02' })],
  ['a new person', 'people', roster('ada', { ...ida, hire_date: '2026-01-07' })],
  [
    'a person who comes to the schedule',
    'people',
    roster('ada', { ...ida, employee_id: 'zoe', hire_date: '2019-03-01' }),
  ],
  [
    'a pay code of everybody',
    'pay_codes',
    (small) => payCodes(small, [code(1001, { applies_to_all: true })]),
  ],
  ['a setting', 'settings', (small) => settings(small, { hoursPerYear: 2000 })],
  ['a limit', 'settings', (small) => limits(small, { pay_above: 'off' })],
  [
    'an opening balance',
    'balances',
    async ({ world, company }) => {
      const text = 'employee_id,year,tax,taxable_wages,withheld\nada,2026,SS,9000.00,558.00\n';
      must(await importBalances(world, { company, bytes: Buffer.from(text), dryRun: false }));
    },
  ],
];

describe('pay data that a run in review has not read', () => {
  it.each(stops)('keeps a window and a person from approving it: %s', async (_, kind, change) => {
    const small = await reviewedCompany(windowOfADay);
    await small.goTo(openedAt);
    expect(await newIn(small)).toEqual([]);
    await change(small);
    expect(await newIn(small)).toEqual(expect.arrayContaining([kind]));
    expect(await small.approve('person:bob', { dryRun: true })).toMatchObject({
      refusal: { code: 'inputs_changed', facts: { changed: expect.arrayContaining([kind]) } },
    });
    await small.goTo(windowEnds);
    expect(await small.run()).toMatchObject({ state: 'review', approvedBy: null });
    must(await recalculateRun(small.world, { runId: (await small.run()).runId, why }));
    await small.look();
    expect(await newIn(small)).toEqual([]);
    await expectSound(small.world);
    await small.close();
  });

  it('keeps silence from approving it', async () => {
    const review = { policy: 'people', people: 1, silence: 'approve_if_clean' };
    const small = await reviewedCompany(review, { approvers: ['bob'] });
    await small.goTo(openedAt);
    await raise('2026-01-12')(small);
    await small.goTo(deadlineAt);
    expect(await small.run()).toMatchObject({ state: 'review', reviewSilent: 'hold' });
    await expectSound(small.world);
    await small.close();
  });

  it('keeps the policy approve_when_clean from approving a run that had to wait', async () => {
    const small = await reviewedCompany({ policy: 'approve_when_clean', silence: 'escalate' });
    await sql(
      small.url,
      `create function planted() returns trigger language plpgsql as $$
         begin raise exception 'planted: not now' using errcode = '40001'; end $$;
       create trigger planted before update on pay_run for each row when (new.state = 'approved')
         execute function planted()`,
    );
    await small.goTo(openedAt).catch(() => undefined);
    expect(await small.run()).toMatchObject({ state: 'review', approvedBy: null });
    await raise('2026-01-12')(small);
    await sql(small.url, 'drop function planted cascade');
    await small.goTo(windowEnds);
    expect(await small.run()).toMatchObject({ state: 'review', approvedBy: null });
    await small.goTo(deadlineAt);
    expect(await small.run()).toMatchObject({ state: 'review', reviewSilent: 'escalate' });
    await expectSound(small.world);
    await small.close();
  });

  it('is also that somebody confirmed a person whom it holds', async () => {
    const small = await reviewedCompany(windowOfADay, { blocked: true });
    await small.goTo(openedAt);
    await sql(
      small.url,
      `begin; set session_replication_role = replica;
       update company set input_revision = input_revision + 1;
       insert into confirmed_change (company_id, employee_id, what, subject, revision, confirmed_by, why, from_revision)
       select c.company_id, e.employee_id, 'pay', 'roster', 1, 'person:bob', 'right', c.input_revision
       from company c join employee e using (company_id) where e.number = 'ben'; commit`,
    );
    expect(await newIn(small)).toEqual(['confirmations']);
    await small.close();
  });
});

describe('what comes during a review and changes none of its payslips', () => {
  it('stops nothing: the window approves the run when it ends', async () => {
    const small = await reviewedCompany(windowOfADay, { other: true });
    await dues('2026-01-01')(small);
    await small.goTo(openedAt);
    const harmless: readonly (readonly [string, (small: Reviewed) => Promise<unknown>])[] = [
      ['a name', roster('ada', { name: 'Ada King' })],
      ['a raise after the period', raise('2026-01-19')],
      ['a last day after the period', roster('ada', { name: 'Ada King', end_date: '2026-01-31' })],
      ['an item from a day after the period', dues('2026-02-01')],
      ['the end of an item after the period', dues('2026-01-01', '2026-01-31')],
      [
        'a person of no schedule',
        roster('ada', { ...ida, employee_id: 'zoe', hire_date: '2019-03-01' }, 'other'),
      ],
      [
        'a new person of another schedule',
        roster('ada', { ...ida, hire_date: '2026-01-07' }, 'other'),
      ],
      [
        'a raise of that person',
        (of) =>
          terms(of, 'employee_id,from,pay_type,annual_salary\nida,2026-01-08,salary,60000.00\n'),
      ],
      [
        'a person who starts after the period',
        roster('ada', { ...ida, employee_id: 'jo', hire_date: '2026-01-19' }),
      ],
      ['a pay code that an item needs', (of) => payCodes(of, [code(1001, {})])],
      ['another title of it', (of) => payCodes(of, [code(1001, { title: 'Another gift' })])],
      [
        'hours of the next period',
        async (of) =>
          hours(of, await periodFrom(of, '2026-01-19'), 'employee_id,regular_hours\nada,8\n'),
      ],
      ['a move after the period', move('2026-02-02')],
      ['the second pair of eyes', (of) => settings(of, { secondEyes: 'none' })],
    ];
    for (const [what, change] of harmless) {
      await change(small);
      expect(await newIn(small), what).toEqual([]);
    }
    must(await small.approve('person:bob', { dryRun: true }));
    await small.goTo(windowEnds);
    expect(await sql(small.url, 'select run_id, state, approved_by from pay_run')).toContainEqual({
      ...{ run_id: 1, state: 'committed', approved_by: 'policy:window' },
    });
    await expectSound(small.world);
    await small.close();
  });
});

describe('a change of a paid period', () => {
  const second = '2026-02-03T07:00:00Z';
  const retro: readonly Change[] = [
    [
      'hours of a paid period',
      'earlier_inputs',
      async (small) =>
        hours(small, await periodFrom(small, '2026-01-05'), 'employee_id,regular_hours\nada,8\n', {
          late: true,
        }),
    ],
    ['a raise from a day of it', 'pay', raise('2026-01-12')],
    ['an item of it', 'items', dues('2026-01-05', '2026-01-18')],
    [
      'a person who came and left in it',
      'people',
      roster('ada', { ...ida, hire_date: '2026-01-07', end_date: '2026-01-16' }),
    ],
    [
      'a decision that its pay is not owed',
      'owed',
      async ({ world, company }) => {
        const ask = { company, number: 'cleo', why, dryRun: false, periodId: null, seen: null };
        must(await dropOwed(world, ask));
      },
    ],
  ];

  it.each(retro)('counts when the run in review would pay it: %s', async (what, kind, change) => {
    const small = await reviewedCompany(windowOfADay);
    await small.goTo(openedAt);
    await small.goTo(windowEnds);
    expect((await small.run()).state).toBe('committed');
    if (kind === 'owed')
      await terms(
        small,
        'employee_id,from,pay_type,annual_salary\ncleo,2026-01-12,salary,131000.00\n',
      );
    await small.goTo(second);
    expect(await newIn(small), what).toEqual([]);
    await change(small);
    expect(await newIn(small)).toEqual(expect.arrayContaining([kind]));
    expect(await small.approve('person:bob', { dryRun: true })).toMatchObject({
      refusal: { code: 'inputs_changed' },
    });
    await small.close();
  });
});
