/**
 * What settles pay that is owed for paid periods, or was too much: a run that was asked to, instalments, and a
 * declaration that it is not owed. Each is about the amount of that time.
 */
import { describe, expect, it } from 'vitest';
import {
  type DecideOwed,
  dropOwed,
  payOwed,
  type TakeBack,
  takeBackOwed,
} from '#operations/judgement/decide-owed.ts';
import { freshDatabase } from '../support/database.ts';
import { owed, owedInShort, roster } from '../support/owed.ts';
import { companyRow, items, limits, payslip, period, run, terms } from '../support/paid-periods.ts';
import { must, type SmallCompany, smallCompany } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

const people = (rows: string) =>
  `employee_id,name,pay_type,annual_salary,filing_status,hire_date,end_date\n${rows}`;
const ada = 'L1,Ada Quill,salary,52000.00,single,2025-01-06,\n';

async function company(rows = ada): Promise<SmallCompany> {
  const { url } = await freshDatabase();
  return smallCompany({ url, now: '2026-11-18T12:00:00Z', roster: people(rows) });
}

async function fortnights(small: SmallCompany, ...firsts: readonly string[]) {
  const runs: number[] = [];
  for (const from of firsts) runs.push((await run(small, await period(small, { from }))).runId);
  return runs;
}

const why = 'the scenario says so';

async function about(small: SmallCompany, number: string, more: Partial<DecideOwed> = {}) {
  const row = await companyRow(small);
  return { company: row, number, why, dryRun: false, periodId: null, seen: null, ...more };
}

async function plan(small: SmallCompany, instalment: string | null, more: Partial<TakeBack> = {}) {
  const ask = { company: await companyRow(small), number: 'L1', why, dryRun: false, instalment };
  return takeBackOwed(small.world, { ...ask, ...more });
}

/** Pay of one code on the payslips of a person, run by run. */
async function paidBy(small: SmallCompany, runs: readonly number[], code: string) {
  const paid: (string | null)[] = [];
  for (const runId of runs) {
    const { lines } = await payslip(small, { runId, number: 'L1' });
    paid.push(lines[code] ?? null);
  }
  return paid;
}

const cut = 'employee_id,from,pay_type,annual_salary\nL1,2026-10-19,salary,49400\n';

/** 2,000.00 was paid for each of two periods, and 1,900.00 is due. */
async function overpaid() {
  const small = await company();
  const runs = await fortnights(small, '2026-10-19', '2026-11-02');
  await terms(small, cut);
  return { small, runs };
}

describe('what was paid too much', () => {
  it('is taken back in instalments, which end by themselves', async () => {
    const { small } = await overpaid();
    must(await plan(small, '150.00'));
    expect((await owed(small)).map(({ settledBy }) => settledBy.by)).toEqual([
      'take_back',
      'take_back',
    ]);
    const runs = await fortnights(small, '2026-11-16', '2026-11-30', '2026-12-14');
    expect(await paidBy(small, runs, 'PAY_TAKEN_BACK')).toEqual(['150.00', '50.00', null]);
    // It was wages of this year, so that it lowers the wages of this year.
    expect(await paidBy(small, runs, 'SS_WAGES')).toEqual(['1750.00', '1850.00', '1900.00']);
    expect(await owed(small)).toEqual([]);
    await expectSound(small.world);
    await small.close();
  });

  it('is taken back as a part of gross pay, and never more than there is', async () => {
    const { small } = await overpaid();
    must(await plan(small, '4 %'));
    // A deduction of almost all pay.
    await limits(small, { pay_below: 'off', nothing_to_pay: 'off' });
    await items(small, 'employee_id,code,amount,from\nL1,SECTION125,1850.00,2026-11-30\n');
    const runs = await fortnights(small, '2026-11-16', '2026-11-30');
    expect(await paidBy(small, runs, 'PAY_TAKEN_BACK')).toEqual(['76.00', '50.00']);
    expect(owedInShort(await owed(small)).map((one) => one.split(' of ')[0])).toEqual([
      'L1 -74.00',
    ]);
    await expectSound(small.world);
    await small.close();
  });

  it('is left when the plan is stopped, and no longer after it need not be paid back', async () => {
    const { small } = await overpaid();
    must(await plan(small, '150.00'));
    await fortnights(small, '2026-11-16');
    must(await plan(small, null));
    const [next = 0] = await fortnights(small, '2026-11-30');
    expect(await paidBy(small, [next], 'PAY_TAKEN_BACK')).toEqual([null]);
    const { amounts, totalMinor } = must(await dropOwed(small.world, await about(small, 'L1')));
    expect([amounts.length, totalMinor]).toEqual([1, -5_000n]);
    expect(await owed(small)).toEqual([]);
    // A cut that goes further is about more.
    await terms(small, cut.replace('49400', '46800'), { replace: true });
    const total = (await owed(small)).reduce((sum, one) => sum + (one.amountMinor ?? 0n), 0n);
    // 200 and 200 for the two periods, and 100 for each of the two since; 200 are settled.
    expect(total).toBe(-(20_000n + 20_000n + 10_000n + 10_000n - 20_000n));
    // What need not be paid back is no debt of the company.
    await terms(small, cut.replace('49400', '52000'), { replace: true });
    const back = (await owed(small)).reduce((sum, one) => sum + (one.amountMinor ?? 0n), 0n);
    expect(back).toBe(15_000n + 10_000n + 10_000n);
    await expectSound(small.world);
    await small.close();
  });
});

describe('what belongs to the tax year before', () => {
  const raise = 'employee_id,from,pay_type,annual_salary\nL1,2026-11-02,salary,54600\n';

  /** The next pay date is in another year than what is owed, or was too much. */
  async function atYearEnd(change: string) {
    const small = await company();
    await fortnights(small, '2026-11-02');
    await terms(small, change);
    await period(small, { from: '2026-12-21', payOn: '2027-01-08' });
    return small;
  }

  it('is not promised to the next run: an off-cycle run pays it', async () => {
    const small = await atYearEnd(raise);
    const [row] = await owed(small);
    expect(row?.settledBy).toMatchObject({ by: 'person', periodId: null });
    expect(row?.settledBy.actions.map(({ action }) => action)).toEqual([
      'run_off_cycle',
      'drop_owed',
    ]);
    const promised = await payOwed(small.world, await about(small, 'L1'));
    expect(promised).toMatchObject({ refusal: { code: 'other_tax_year' } });
    must(await dropOwed(small.world, await about(small, 'L1')));
    expect(await owed(small)).toEqual([]);
    await small.close();
  });

  it('is not taken back from pay of the next year', async () => {
    const small = await atYearEnd(cut.replace('2026-10-19', '2026-11-02'));
    const [row] = await owed(small);
    expect(row?.settledBy.actions.map(({ action }) => action)).toEqual(['drop_owed']);
    expect(await plan(small, '50.00')).toMatchObject({ refusal: { code: 'other_tax_year' } });
    await small.close();
  });
});

describe('a decision', () => {
  it('saves nothing in a dry run, and is refused about another amount than was seen', async () => {
    const { small } = await overpaid();
    const rehearsed = must(
      await dropOwed(small.world, await about(small, 'L1', { dryRun: true, seen: '-200.00' })),
    );
    expect(rehearsed).toMatchObject({ totalMinor: -20_000n, written: false });
    expect(await owed(small)).toHaveLength(2);
    const other = await dropOwed(small.world, await about(small, 'L1', { seen: '-100.00' }));
    expect(other).toMatchObject({ refusal: { code: 'amount_changed' } });
    expect(await plan(small, '0')).toMatchObject({ refusal: { code: 'instalment_invalid' } });
    expect(await plan(small, '101%')).toMatchObject({ refusal: { code: 'instalment_invalid' } });
    expect(await plan(small, null)).toMatchObject({ refusal: { code: 'no_plan' } });
    const empty = await dropOwed(small.world, await about(small, 'L1', { why: ' ' }));
    expect(empty).toMatchObject({ refusal: { code: 'why_missing' } });
    await small.close();
  });

  it('lets the next run pay somebody who was hired long ago, and only once', async () => {
    const small = await company();
    await fortnights(small, '2026-08-24', '2026-10-19', '2026-11-02');
    await roster(small, people('L2,Nia Brook,salary,52000.00,single,2026-08-24,\n'));
    const late = await owed(small);
    expect(late.map(({ settledBy }) => settledBy.by)).toEqual(['person', 'person', 'person']);
    const [first] = late;
    const one = { periodId: first?.periodId ?? 0, seen: '2000.00' };
    must(await dropOwed(small.world, await about(small, 'L2', one)));
    must(await payOwed(small.world, await about(small, 'L2')));
    expect((await owed(small)).map(({ settledBy }) => settledBy.by)).toEqual([
      'next_run',
      'next_run',
    ]);
    const runs = await fortnights(small, '2026-11-16', '2026-11-30');
    const slips = [];
    for (const runId of runs) {
      const { lines } = await payslip(small, { runId, number: 'L2' });
      slips.push(lines['RETRO_PAY'] ?? null);
    }
    expect(slips).toEqual(['4000.00', null]);
    expect(await owed(small)).toEqual([]);
    const again = await payOwed(small.world, await about(small, 'L2'));
    expect(again).toMatchObject({ refusal: { code: 'nothing_owed' } });
    await expectSound(small.world);
    await small.close();
  });

  it('that somebody who has left keeps what was too much ends the warnings of runs', async () => {
    const small = await company(`${ada}L3,Bo Lee,salary,52000.00,single,2025-01-06,\n`);
    const [first] = await fortnights(small, '2026-11-02');
    await roster(small, people('L3,Bo Lee,salary,52000.00,single,2025-01-06,2026-11-08\n'));
    const second = await run(small, await period(small, { from: '2026-11-16' }));
    expect(second.warnings.map(({ code }) => code)).toContain('owed_unsettled');
    expect(owedInShort(await owed(small))).toEqual([`L3 -1000.00 of run ${first}, by person`]);
    expect((await owed(small))[0]?.settledBy.actions).toMatchObject([{ action: 'drop_owed' }]);
    // No run pays them, so an instalment would be a promise that nobody keeps.
    expect(await plan(small, '100.00', { number: 'L3' })).toMatchObject({
      value: { decision: 'take_back', hasLeft: true },
    });
    expect(owedInShort(await owed(small))).toEqual([`L3 -1000.00 of run ${first}, by person`]);
    must(await dropOwed(small.world, await about(small, 'L3')));
    const third = await run(small, await period(small, { from: '2026-11-30' }));
    expect(third.warnings.map(({ code }) => code)).not.toContain('owed_unsettled');
    await expectSound(small.world);
    await small.close();
  });
});
