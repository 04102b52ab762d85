/** Lists and registers show which payslips a run reversed, and their sums stay those of the approved runs. */
import { expect, it } from 'vitest';
import { openRegister } from '#operations/registers/register-pages.ts';
import { approveRun } from '#operations/runs/approve-run.ts';
import { listPayslips } from '#operations/runs/list-payslips.ts';
import { companyRow, hours, period, run } from '../support/paid-periods.ts';
import { type Paid, paidAgain, paidWrongly, reversal, reversed } from '../support/reversed.ts';
import { must } from '../support/small-company.ts';

/** Ben has 80 hours on the first payslip and 72 on the last. */
async function corrected(paid: Paid) {
  const undo = await reversed(paid, reversal(paid.runId, ['ben']));
  const again = await paidAgain(paid, 'employee_id,regular_hours\nben,72\n');
  return { first: paid.runId, undo: undo.runId, again: again.runId };
}

async function register({ small }: Paid, by: 'run' | 'person', limit = 1_000) {
  const company = await companyRow(small);
  const day = Temporal.PlainDate.from;
  const ask = { company, fromOn: day('2026-01-01'), toOn: day('2026-03-31'), by };
  const { frame, totals, pages } = must(await openRegister(small.world, ask));
  const people = [];
  for await (const page of pages(limit)) people.push(...must(page).people);
  return { frame, totals, people };
}

const anyPayslip = { company: null, runId: null, periodId: null, fromOn: null, toOn: null };

it('payslip list says which payslips are reversed, and which reverse them', async () => {
  const paid = await paidWrongly();
  const { small, runId } = paid;
  const list = async (employee: string) => {
    const ask = { ...anyPayslip, employee, after: null, limit: 100 };
    const { payslips } = must(await listPayslips(small.world, ask));
    return payslips.map((one) => [one.runId, one.reverses, one.reversedBy]);
  };
  expect(await list('ben')).toEqual([[runId, null, null]]);
  const { undo, again } = await corrected(paid);
  expect(await list('ben')).toEqual([
    [again, null, null],
    [undo, runId, null],
    [runId, null, undo],
  ]);
  expect(await list('ada')).toEqual([[runId, null, null]]);
  await small.close();
});

it('a payslip that an uncommitted run would reverse is not listed as reversed', async () => {
  const paid = await paidWrongly({ eyes: 'required' });
  const { small, runId } = paid;
  const undo = await reversed(paid, reversal(runId, ['ben']));
  expect(undo.state).toBe('review');
  const ask = { ...anyPayslip, runId, employee: 'ben', after: null, limit: 9 };
  const { payslips } = must(await listPayslips(small.world, ask));
  expect(payslips).toMatchObject([{ reversedBy: null }]);
  const { people } = await register(paid, 'run');
  expect(people.every((one) => one.reversedBy === null)).toBe(true);
  await small.close();
});

it('a register marks both payslips, and takes the reversed hours away', async () => {
  const paid = await paidWrongly();
  const { first, undo, again } = await corrected(paid);
  const { frame, totals, people } = await register(paid, 'run');
  const own = people.filter(({ number }) => number === 'ben');
  const marks = own.map(({ runId, reversedBy, hoursMicro }) => [runId, reversedBy, hoursMicro]);
  expect(marks.toSorted(([one], [other]) => Number(one) - Number(other))).toEqual([
    [first, undo, 80_000_000n],
    [undo, null, -80_000_000n],
    [again, null, 72_000_000n],
  ]);
  expect(people.filter(({ number }) => number !== 'ben').map((one) => one.reversedBy)).toEqual(
    people.filter(({ number }) => number !== 'ben').map(() => null),
  );
  for (const { run: of } of frame.runs) {
    const rows = people.filter(({ runId }) => runId === of.runId);
    const sum = rows.reduce((all, one) => all + one.netMinor, 0n);
    expect([of.runId, sum]).toEqual([of.runId, of.netMinor]);
    expect(totals.ofRuns.get(of.runId)?.netMinor).toBe(of.netMinor);
  }
  expect(totals.ofRuns.get(undo)).toMatchObject({
    paid: 1,
    reversals: 1,
    hoursMicro: -80_000_000n,
  });
  // Ada, Ben twice, Dan.
  expect(totals.all).toMatchObject({ reversals: 1, hoursMicro: 144_000_000n });
  expect(totals.all.paid).toBe(people.length);
  await paid.small.close();
});

it('a register by person has what is left after reversals', async () => {
  const paid = await paidWrongly();
  await corrected(paid);
  const { people } = await register(paid, 'person', 1);
  // 72 × 24.50
  expect(people.find(({ number }) => number === 'ben')).toMatchObject({
    ...{ payslips: 3, hoursMicro: 72_000_000n, grossMinor: 176_400n },
    yearToDate: { grossMinor: 176_400n },
  });
  await paid.small.close();
});

it('a reversal of an earlier tax year leaves the year to date of the newest year', async () => {
  const paid = await paidWrongly();
  const { small } = paid;
  const { people: before } = await register(paid, 'person');
  const year = await period(small, { from: '2025-12-08', payOn: '2025-12-26' });
  await hours(small, year, 'employee_id,regular_hours\nben,80\ndan,80\n');
  const old = await run(small, year);
  expect(old).toMatchObject({ state: 'committed', taxYear: 2025 });
  const payOn = Temporal.PlainDate.from('2026-02-02');
  const undo = await reversed(paid, { ...reversal(old.runId, ['ada']), payOn });
  const approve = { runId: undo.runId, why: 'nobody got it', totals: null, dryRun: false };
  expect(must(await approveRun(small.world, approve))).toMatchObject({ state: 'committed' });
  const { people } = await register(paid, 'person');
  const ada = (rows: typeof people) => rows.find(({ number }) => number === 'ada');
  expect(ada(people)).toMatchObject({ payslips: 2, grossMinor: 0n });
  expect(ada(people)?.yearToDate).toEqual(ada(before)?.yearToDate);
  await small.close();
});
