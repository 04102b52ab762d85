/**
 * What changes in a paid period stands in a list until it is settled: for people who were entered late, who
 * left, who were held, and in both directions.
 */
import { describe, expect, it } from 'vitest';
import { payOwed } from '#operations/judgement/decide-owed.ts';
import { importHours } from '#operations/people/import-hours.ts';
import { freshDatabase } from '../support/database.ts';
import { owed, owedInShort, roster } from '../support/owed.ts';
import { companyRow, hours, items, payslip, period, run, terms } from '../support/paid-periods.ts';
import { type SmallCompany, smallCompany } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

async function company(people: string): Promise<SmallCompany> {
  const database = await freshDatabase();
  return smallCompany({ url: database.url, now: '2026-11-18T12:00:00Z', roster: people });
}

const salaried = (rows: string) =>
  `employee_id,name,pay_type,annual_salary,filing_status,hire_date,end_date\n${rows}`;
const hourly = (rows: string) =>
  `employee_id,name,pay_type,hourly_rate,filing_status,hire_date,end_date\n${rows}`;
const ada = 'L1,Ada Quill,salary,52000.00,single,2025-01-06,\n';

/** The case late-new-hire, up to the import of the new employee. */
async function lateNewHire(row = 'L2,Nia Brook,salary,52000.00,single,2026-11-09,\n') {
  const small = await company(salaried(ada));
  const first = await period(small, { from: '2026-11-02', payOn: '2026-11-20' });
  const second = await period(small, { from: '2026-11-16', payOn: '2026-12-04' });
  const { runId } = await run(small, first);
  await roster(small, salaried(row));
  return { small, runId, first, second };
}

describe('a new employee who is entered after the cut-off', () => {
  it('is owed the days before, at the part of the period', async () => {
    const { small, runId } = await lateNewHire();
    const [row, ...more] = await owed(small);
    expect(more).toEqual([]);
    // 52,000 × 7 ÷ (26 × 14).
    expect(row).toMatchObject({
      ...{ number: 'L2', runId, amountMinor: 100_000n, why: 'entered_late' },
      fromOn: Temporal.PlainDate.from('2026-11-09'),
      lines: [{ code: 'SALARY', dueMinor: 100_000n, paidMinor: 0n }],
      settledBy: { by: 'next_run' },
    });
    expect(row?.how[0]).toContain('(52000.00 × 7) ÷ (26 × 14) = 1000.00');
    expect(row?.changes).toMatchObject([{ actor: 'person:test', action: 'roster.import' }]);
    await small.close();
  });

  it('needs no decision, because the next run pays it anyway', async () => {
    const { small } = await lateNewHire();
    const ask = { company: await companyRow(small), number: 'L2', why: 'entered late' };
    const asked = payOwed(small.world, { ...ask, periodId: null, seen: null, dryRun: true });
    expect(await asked).toMatchObject({
      refusal: { code: 'paid_by_next_run', actions: [{ action: 'pay_owed_now' }, {}] },
    });
    await small.close();
  });

  it('is paid them by the next run, once, and the list is then empty', async () => {
    const { small, runId, second } = await lateNewHire();
    const next = await run(small, second);
    const paid = await payslip(small, { runId: next.runId, number: 'L2' });
    expect(paid.lines).toMatchObject({ SALARY: '2000.00', RETRO_PAY: '1000.00' });
    expect(await owed(small)).toEqual([]);
    const third = await period(small, { from: '2026-11-30', payOn: '2026-12-18' });
    const after = await run(small, third);
    const slip = await payslip(small, { runId: after.runId, number: 'L2' });
    expect(slip.lines['RETRO_PAY']).toBeUndefined();
    // A first day that is corrected after that was paid too early.
    await roster(small, salaried('L2,Nia Brook,salary,52000.00,single,2026-11-16,\n'));
    expect(owedInShort(await owed(small))).toEqual([`L2 -1000.00 of run ${runId}, by person`]);
    await expectSound(small.world);
    await small.close();
  });

  it('who was hired long ago is listed, and paid by nobody before a person decides', async () => {
    const { small, runId, second } = await lateNewHire(
      'L2,Nia Brook,salary,52000.00,single,2026-03-09,\n',
    );
    expect(owedInShort(await owed(small))).toEqual([`L2 2000.00 of run ${runId}, by person`]);
    const next = await run(small, second);
    const paid = await payslip(small, { runId: next.runId, number: 'L2' });
    expect(paid.lines['RETRO_PAY']).toBeUndefined();
    expect(paid.warnings.map((warning) => warning.split(':')[0])).toEqual(['owed_unpaid']);
    await small.close();
  });
});

/** The case raise-after-leaving, up to the hours of the third period. */
async function raiseAfterLeaving() {
  const small = await company(
    hourly(
      'R1,Eli Stone,hourly,18.00,mfj,2025-01-06,\nR2,Ada Quill,hourly,18.00,mfj,2025-01-06,\n',
    ),
  );
  const runs: number[] = [];
  for (const from of ['2026-10-19', '2026-11-02']) {
    const id = await period(small, { from });
    await hours(small, id, 'employee_id,regular_hours\nR1,70\nR2,70\n');
    runs.push((await run(small, id)).runId);
  }
  await roster(small, hourly('R1,Eli Stone,hourly,18.00,mfj,2025-01-06,2026-11-15\n'));
  const raise = 'R1,2026-10-19,hourly,19.00\nR2,2026-10-19,hourly,19.00\n';
  await terms(small, `employee_id,from,pay_type,hourly_rate\n${raise}`);
  const third = await period(small, { from: '2026-11-16' });
  return { small, runs, third };
}

describe('a back-dated raise of somebody who has left', () => {
  it('is in the list', async () => {
    const { small, runs } = await raiseAfterLeaving();
    const rows = await owed(small);
    expect(rows.map(({ number, amountMinor, runId }) => [number, amountMinor, runId])).toEqual([
      ['R1', 7_000n, runs[0]],
      ['R1', 7_000n, runs[1]],
      ['R2', 7_000n, runs[0]],
      ['R2', 7_000n, runs[1]],
    ]);
    expect(rows.every(({ settledBy }) => settledBy.by === 'next_run')).toBe(true);
    await small.close();
  });

  it('is paid by the next run, without a salary or recurring items, and once', async () => {
    const { small, third } = await raiseAfterLeaving();
    await items(small, 'employee_id,code,amount,from\nR1,UNION_DUES,20.00,2026-10-19\n');
    await hours(small, third, 'employee_id,regular_hours\nR2,70\n');
    const { runId, paidCount, excludedCount } = await run(small, third);
    expect({ paidCount, excludedCount }).toEqual({ paidCount: 2, excludedCount: 0 });
    expect(codesOf(await payslip(small, { runId, number: 'R1' }))).toEqual({
      RETRO_PAY: '140.00',
    });
    expect(await owed(small)).toEqual([]);
    const fourth = await period(small, { from: '2026-11-30' });
    await hours(small, fourth, 'employee_id,regular_hours\nR2,70\n');
    expect(await run(small, fourth)).toMatchObject({ paidCount: 1, excludedCount: 1 });
    // Who had not left after all is paid the days, and keeps what was paid.
    await roster(small, hourly('R1,Eli Stone,hourly,18.00,mfj,2025-01-06,2026-11-29\n'));
    expect(owedInShort(await owed(small))).toEqual([`R1 ? of run ${runId}, by person`]);
    await expectSound(small.world);
    await small.close();
  });

  it('is paid together with hours that come in late', async () => {
    const { small, third } = await raiseAfterLeaving();
    await hours(small, third, 'employee_id,regular_hours\nR1,5\nR2,70\n');
    const { runId } = await run(small, third);
    expect(codesOf(await payslip(small, { runId, number: 'R1' }))).toEqual({
      REGULAR: '95.00',
      RETRO_PAY: '140.00',
    });
    expect(await owed(small)).toEqual([]);
    await expectSound(small.world);
    await small.close();
  });
});

/** The earnings and deductions of a payslip. */
function codesOf({ lines }: { readonly lines: Readonly<Record<string, string>> }) {
  const kept = ['SALARY', 'REGULAR', 'RETRO_PAY', 'UNION_DUES'];
  return Object.fromEntries(Object.entries(lines).filter(([code]) => kept.includes(code)));
}

describe('people whom a run held', () => {
  it('are in the list until they are paid, also when the amount is not known yet', async () => {
    const small = await company(
      hourly('H1,Eli Stone,hourly,18.00,mfj,2025-01-06,\nH2,Bo Lee,hourly,20.00,mfj,2025-01-06,\n'),
    );
    const id = await period(small, { from: '2026-11-02' });
    await hours(small, id, 'employee_id,regular_hours\nH2,70\n');
    const { runId } = await run(small, id);
    expect(owedInShort(await owed(small))).toEqual([`H1 ? of run ${runId}, by pay_held`]);
    const bytes = Buffer.from('employee_id,regular_hours\nH1,10\n');
    await importHours(small.world, { periodId: id, bytes, dryRun: false });
    expect(owedInShort(await owed(small))).toEqual([`H1 180.00 of run ${runId}, by pay_held`]);
    await small.close();
  });
});

describe('somebody who came back', () => {
  it('keeps what was paid in the first employment', async () => {
    const small = await company(salaried('H1,Cho Han,salary,78000.00,mfj,2025-01-06,2026-10-31\n'));
    await run(small, await period(small, { from: '2026-10-19' }));
    await roster(small, salaried('H1,Cho Han,salary,83200.00,mfj,2026-11-16,\n'));
    expect(await owed(small)).toEqual([]);
    await small.close();
  });

  it('while somebody who never came was paid too much', async () => {
    const small = await company(salaried('H1,Cho Han,salary,78000.00,mfj,2026-10-19,\n'));
    const { runId } = await run(small, await period(small, { from: '2026-10-19' }));
    await roster(small, salaried('H1,Cho Han,salary,78000.00,mfj,2026-11-16,\n'));
    expect(owedInShort(await owed(small))).toEqual([`H1 -3000.00 of run ${runId}, by person`]);
    await small.close();
  });
});
