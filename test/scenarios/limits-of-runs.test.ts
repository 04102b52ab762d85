/**
 * A run that is unusual as a whole waits for a person. The person lifts the limit with a reason, for exactly the
 * numbers that were seen, and once: other numbers stop the run again, and the next run goes by itself.
 */
import { describe, expect, it } from 'vitest';
import { approveRun } from '#operations/runs/approve-run.ts';
import { runPayrollForPeriod } from '#operations/runs/auto-run-payroll.ts';
import { recalculateRun } from '#operations/runs/control-run.ts';
import type { RunRow } from '#store/reads/runs.ts';
import { factsIn } from '#text/facts.fixture.ts';
import { freshDatabase } from '../support/database.ts';
import { items, payCodes, period, run } from '../support/paid-periods.ts';
import {
  as,
  drivenBy,
  must,
  type SmallCompany,
  smallCompany,
  takeRoster,
} from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

const head = 'employee_id,name,pay_type,annual_salary,filing_status,hire_date,end_date';
const places = Array.from({ length: 12 }, (_, place) => place + 1);
const numberOf = (place: number) => `L${String(place).padStart(2, '0')}`;

interface Row {
  readonly salary?: number;
  readonly end?: string;
}
const rowOf = (place: number, { salary = 52_000, end = '' }: Row = {}) =>
  `${numberOf(place)},Person ${place},salary,${salary},single,2025-01-06,${end}`;

/** The twelve people, some of them changed, and people who are new. */
async function roster(
  small: SmallCompany,
  how: { readonly first: number; readonly as: Row; readonly added?: number },
): Promise<void> {
  const rows = [
    ...places.map((place) => rowOf(place, place <= how.first ? how.as : {})),
    ...Array.from({ length: how.added ?? 0 }, (_, nth) => rowOf(places.length + 1 + nth)),
  ];
  await takeRoster(small.world, { ...small, text: `${[head, ...rows].join('\n')}\n` });
}

async function allowance(small: SmallCompany, id: number): Promise<void> {
  const code = `NIGHT${id}`;
  await payCodes(small, [
    {
      ...{ id, code, title: 'Night allowance', kind: 'earning', applies_to_all: false },
      amount: { by: 'percent', percent: '1', of: ['SALARY'] },
      journal_account: 'wages_expense',
    },
  ]);
  await items(small, `employee_id,code,percent,from\nL01,${code},,2026-11-09\n`);
}

interface Case {
  readonly code: string;
  readonly changed: (small: SmallCompany) => Promise<void>;
  /** Once more, while the run waits. */
  readonly again: (small: SmallCompany) => Promise<void>;
  /** Numbers of the description, before and after that. */
  readonly seen: readonly [readonly string[], readonly string[]];
  /** How many the approved run pays. */
  readonly paid: number;
}

const cases: readonly Case[] = [
  {
    code: 'total_far_from_last',
    changed: (small) => roster(small, { first: 12, as: { salary: 67_600 } }),
    again: (small) => roster(small, { first: 12, as: { salary: 70_200 } }),
    seen: [
      ['12000.00', '15600.00', '25', '30.0'],
      ['12000.00', '16200.00', '25', '35.0'],
    ],
    paid: 12,
  },
  {
    code: 'many_new',
    changed: (small) => roster(small, { first: 0, as: {}, added: 5 }),
    again: (small) => roster(small, { first: 0, as: {}, added: 6 }),
    seen: [
      ['17', '25', '5'],
      ['18', '25', '6'],
    ],
    paid: 18,
  },
  {
    code: 'many_gone',
    changed: (small) => roster(small, { first: 5, as: { end: '2026-11-08' } }),
    again: (small) => roster(small, { first: 6, as: { end: '2026-11-08' } }),
    seen: [
      ['12', '25', '5'],
      ['12', '25', '6'],
    ],
    paid: 6,
  },
  {
    code: 'many_held',
    changed: (small) => roster(small, { first: 2, as: { salary: 520_000 } }),
    again: (small) => roster(small, { first: 3, as: { salary: 520_000 } }),
    seen: [
      ['12', '2'],
      ['12', '3'],
    ],
    paid: 9,
  },
  {
    code: 'new_pay_code_in_use',
    changed: (small) => allowance(small, 1_002),
    again: (small) => allowance(small, 1_003),
    seen: [['NIGHT1002'], ['NIGHT1002', 'NIGHT1003']],
    paid: 12,
  },
];

const week = (from: string) => {
  const startOn = Temporal.PlainDate.from(from);
  const [to, payOn] = [6, 11].map((days) => startOn.add({ days }).toString());
  return { from, to: to ?? '', payOn: payOn ?? '', type: 'weekly' };
};

async function company() {
  const { url } = await freshDatabase();
  const text = `${[head, ...places.map((place) => rowOf(place))].join('\n')}\n`;
  const small = await smallCompany({ url, now: '2026-11-20T15:00:00Z', roster: text });
  expect(await run(small, await period(small, week('2026-11-02')))).toMatchObject({
    ...{ state: 'committed', paidCount: 12, blockers: [] },
  });
  return { small, second: await period(small, week('2026-11-09')) };
}

const why = 'it is meant';

function approve(small: SmallCompany, who: string, ask: object) {
  const given = { why, totals: null, dryRun: false, ...ask } as Parameters<typeof approveRun>[1];
  return approveRun(as(small.world, who), given);
}

const seenIn = ({ blockers }: RunRow, code: string) => {
  const found = blockers.find((one) => one.code === code);
  const named = found?.description.match(/NIGHT[0-9]+/g);
  return [...new Set(named ?? factsIn(found?.description))].toSorted();
};

describe.each(cases)('a run with $code', ({ code, changed, again, seen, paid }) => {
  it('waits for another person with a reason, for these numbers, once', async () => {
    const { small, second } = await company();
    await changed(small);
    const { runId, totalsHash, ...waits } = await run(small, second);
    expect(waits).toMatchObject({ state: 'review', blockers: [{ code }] });
    expect(waits.blockers[0]?.actions).toEqual(
      expect.arrayContaining([
        code === 'many_held'
          ? { action: 'recalculate_run', run: runId }
          : { action: 'approve_run', run: runId },
      ]),
    );
    expect(seenIn({ ...waits, runId, totalsHash }, code)).toEqual(seen[0].toSorted());
    // Not by the person who entered it, and not without a reason.
    const refused = { refusal: { code: 'own_entry' } };
    expect(await approve(small, 'person:test', { runId })).toMatchObject(refused);
    const silent = await approve(small, 'person:bob', { runId, why: null });
    expect(silent).toMatchObject({ refusal: { code: 'reason_missing' } });
    must(await approve(small, 'person:bob', { runId, dryRun: true }));

    await again(small);
    must(await recalculateRun(as(small.world, 'person:bob'), { runId, why }));
    const ask = { periodId: second };
    const ran = must(await runPayrollForPeriod(small.world, ask, drivenBy(small.clock)));
    if (ran.kind !== 'ran') throw new Error(JSON.stringify(ran));
    expect(ran.run).toMatchObject({ state: 'review', blockers: [{ code }] });
    expect(seenIn(ran.run, code)).toEqual(seen[1].toSorted());
    const other = await approve(small, 'person:bob', { runId, totals: totalsHash });
    expect(other).toMatchObject({ refusal: { code: 'totals_changed' } });

    const { totalsHash: totals } = ran.run;
    expect(must(await approve(small, 'person:bob', { runId, totals }))).toMatchObject({
      ...{ state: 'committed', approvedBy: 'person:bob', approvedWhy: why, paidCount: paid },
    });
    if (code === 'many_held') await roster(small, { first: 0, as: {} });
    const next = await run(small, await period(small, week('2026-11-16')));
    expect(next).toMatchObject({ state: 'committed', blockers: [] });
    await expectSound(small.world);
    await small.close();
  });
});
