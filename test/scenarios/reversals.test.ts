/** A committed run is reversed, whole or for some people, and they are paid again. */
import { describe, expect, it } from 'vitest';
import { listOwed } from '#operations/judgement/list-owed.ts';
import { approveRun } from '#operations/runs/approve-run.ts';
import { recalculateRun, voidRun } from '#operations/runs/control-run.ts';
import { correctRun } from '#operations/runs/correct-run.ts';
import { explainPayslip } from '#operations/runs/explain-payslip.ts';
import { reverseRun } from '#operations/runs/reverse-run.ts';
import { payHeld, runOffCycle } from '#operations/runs/run-off-cycle.ts';
import { heldUnpaid } from '#store/reads/held.ts';
import {
  companyRow,
  hours,
  inputs,
  limits,
  payCodes,
  period,
  run,
  settings,
  terms,
} from '../support/paid-periods.ts';
import {
  amounts,
  type Paid,
  paidAgain,
  paidWrongly,
  reversal,
  reversed,
} from '../support/reversed.ts';
import { as, drivenBy, must } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

const rightHours = 'employee_id,regular_hours\nben,72\n';

function refusedFor({ small, runId }: Paid, employees: readonly string[] | null) {
  return reverseRun(small.world, reversal(runId, employees), drivenBy(small.clock));
}

async function unpaid({ small, periodId }: Paid): Promise<readonly string[]> {
  const rows = await small.world.store.read(small, (at) => heldUnpaid(at, periodId));
  return rows.map(({ number }) => number);
}

describe('a payslip with wrong hours', () => {
  it('is reversed and paid again, and all totals and year-to-date follow to the cent', async () => {
    const paid = await paidWrongly();
    const { small, runId } = paid;
    const wrong = await amounts(small, runId, 'ben');
    const undo = await reversed(paid, reversal(runId, ['ben']));
    expect(undo).toMatchObject({
      ...{ kind: 'reversal', state: 'committed', reverses: runId, paidCount: 1, taxYear: 2026 },
      ...{ grossMinor: -wrong.grossMinor, netMinor: -wrong.netMinor, reversalWhy: 'wrong hours' },
    });
    const gone = await amounts(small, undo.runId, 'ben');
    expect(gone).toMatchObject({
      ...{ grossMinor: -wrong.grossMinor, netMinor: -wrong.netMinor },
      ...{ taxesMinor: -wrong.taxesMinor, year: { grossMinor: 0n, netMinor: 0n } },
    });
    expect(new Set(Object.values(gone.inYear))).toEqual(new Set([0n]));
    expect(await unpaid(paid)).toEqual(['ben']);
    await expectSound(small.world);

    const again = await paidAgain(paid, rightHours);
    // 72 × 24.50
    expect(again).toMatchObject({ state: 'committed', paidCount: 1, grossMinor: 176_400n });
    const right = await amounts(small, again.runId, 'ben');
    expect(right.year).toEqual({ grossMinor: 176_400n, netMinor: right.netMinor });
    expect(right.inYear).toMatchObject({ SS_WAGES: 176_400n, REGULAR: 176_400n });
    expect(await unpaid(paid)).toEqual([]);
    await expectSound(small.world);

    const next = await period(small, { from: '2026-01-19' });
    await hours(small, next, 'employee_id,regular_hours\nben,80\ndan,80\n');
    const { runId: nextId } = await run(small, next);
    // 80 × 24.50: nothing is owed for the reversed payslip, and nothing is left of it.
    const later = await amounts(small, nextId, 'ben');
    expect(later).toMatchObject({ grossMinor: 196_000n, year: { grossMinor: 372_400n } });
    expect(later.inYear['SS_WAGES']).toBe(372_400n);
    await expectSound(small.world);
    await small.close();
  });

  it('under a wrong pay code is paid again by its new version, and is no correction', async () => {
    const paid = await paidWrongly();
    const { small } = paid;
    await limits(small, true);
    const gift = {
      ...{ id: 1001, code: 'GIFT', kind: 'earning', title: 'Gift', amount: { by: 'amount' } },
      journal_account: 'wages_expense',
    };
    await payCodes(small, [{ ...gift, exempt_from: ['FIT'] }]);
    const periodId = await period(small, { from: '2026-01-19', payOn: '2026-01-30' });
    await hours(small, periodId, 'employee_id,regular_hours\nben,80\ndan,80\n');
    await inputs(small, periodId, 'employee_id,code,amount\nada,GIFT,500\n');
    const { runId } = await run(small, periodId);
    const wrong = await amounts(small, runId, 'ada');
    await payCodes(small, [gift]);
    const ask = { ...reversal(runId, ['ada']), hours: null };
    expect(await correctRun(small.world, ask, drivenBy(small.clock))).toMatchObject({
      refusal: {
        code: 'nothing_to_correct',
        actions: [{ action: 'import_late_hours' }, { action: 'reverse_run', run: runId }],
      },
    });
    await reversed(paid, reversal(runId, ['ada']));
    const held = { runId, payOn: null, dryRun: false };
    const again = must(await payHeld(small.world, held, drivenBy(small.clock)));
    if (again.kind !== 'ran') throw new Error('it ran');
    const right = await amounts(small, again.run.runId, 'ada');
    // 22 % of 500.00 more, by the bracket of Ada.
    expect(right.taxesMinor - wrong.taxesMinor).toBe(11_000n);
    expect(right.year.grossMinor).toBe(wrong.year.grossMinor);
    await expectSound(small.world);
    await small.close();
  });

  it('is not paid again before the reversal is committed', async () => {
    const paid = await paidWrongly({ eyes: 'required' });
    const { small, runId } = paid;
    const undo = await reversed(paid, reversal(runId, ['ben']));
    expect(undo).toMatchObject({ state: 'review', blockers: [{ code: 'reversal_to_confirm' }] });
    const held = { runId, payOn: null, dryRun: false };
    expect(await payHeld(small.world, held, drivenBy(small.clock))).toMatchObject({
      refusal: { code: 'reversal_open', facts: { runId: undo.runId } },
    });
    must(await voidRun(small.world, { runId: undo.runId, why: 'the hours were right' }));
    expect(await payHeld(small.world, held, drivenBy(small.clock))).toMatchObject({
      refusal: { code: 'nobody_held' },
    });
    // What a voided run would have reversed can be reversed by another one.
    const other = await reversed(paid, reversal(runId, ['ben']));
    expect(other.runId).toBeGreaterThan(undo.runId);
    await expectSound(small.world);
    await small.close();
  });

  it('is confirmed by somebody else where the company has a second pair of eyes', async () => {
    const paid = await paidWrongly({ eyes: 'required' });
    const { small, runId } = paid;
    const world = as(small.world, 'person:pat');
    const undo = await reversed({ small, world }, reversal(runId, ['ben']));
    // A change of pay is nothing that a reversal has to read.
    await terms(small, 'employee_id,from,pay_type,hourly_rate\nben,2026-01-05,hourly,25.00\n');
    const approve = { runId: undo.runId, why: 'the hours are 72', totals: null, dryRun: false };
    expect(await approveRun(world, approve)).toMatchObject({ refusal: { code: 'own_entry' } });
    expect(must(await approveRun(as(small.world, 'person:kim'), approve))).toMatchObject({
      ...{ state: 'committed', approvedBy: 'person:kim' },
    });
    await expectSound(small.world);
    await small.close();
  });

  it('shows up as owed until the person is paid again', async () => {
    const paid = await paidWrongly();
    const { small, runId } = paid;
    const company = await companyRow(small);
    const owed = async () => must(await listOwed(small.world, { company, number: null })).rows;
    await reversed(paid, reversal(runId, ['ben']));
    expect(await owed()).toMatchObject([
      {
        number: 'ben',
        runId,
        why: 'reversed',
        amountMinor: 196_000n,
        settledBy: { by: 'pay_held' },
      },
    ]);
    await paidAgain(paid, rightHours);
    expect(await owed()).toEqual([]);
    await small.close();
  });
});

describe('a whole run', () => {
  it('is reversed to zero, and everybody is paid again', async () => {
    const paid = await paidWrongly();
    const { small, runId } = paid;
    const { world, clock } = small;
    const dry = must(
      await reverseRun(world, { ...reversal(runId), dryRun: true }, drivenBy(clock)),
    );
    expect(dry).toMatchObject({
      ...{ kind: 'rehearsed', paid: 4, roster: 4 },
      reversal: { reverses: runId, counts: 'same_quarter', blockers: [], warnings: [] },
    });
    const undo = await reversed(paid, reversal(runId));
    expect(undo).toMatchObject({ state: 'committed', paidCount: 4, rosterCount: 4 });
    expect(await unpaid(paid)).toEqual(['ada', 'ben', 'cleo', 'dan']);
    await expectSound(world);
    const again = await paidAgain(paid, rightHours);
    expect(again).toMatchObject({ state: 'committed', paidCount: 4 });
    for (const number of ['ada', 'cleo', 'dan']) {
      const [first, second] = [
        await amounts(small, runId, number),
        await amounts(small, again.runId, number),
      ];
      expect(second, number).toEqual(first);
    }
    await expectSound(world);
    await small.close();
  });

  it('is reversed for the others when somebody is reversed already', async () => {
    const paid = await paidWrongly();
    const { small, runId } = paid;
    await reversed(paid, reversal(runId, ['ben']));
    expect(await reversed(paid, reversal(runId))).toMatchObject({ paidCount: 3 });
    await expectSound(small.world);
    await small.close();
  });

  it('pays its bonus again under another key', async () => {
    const paid = await paidWrongly();
    const { small } = paid;
    const company = await companyRow(small);
    const payOn = Temporal.PlainDate.from('2026-01-23');
    const bonus = (key: string, amount: string) => ({
      ...{ company, payOn, key, startOn: null, endOn: null, frequency: 'biweekly', dryRun: false },
      bytes: Buffer.from(`employee_id,code,amount\nada,BONUS,${amount}\n`),
    });
    const first = must(await runOffCycle(small.world, bonus('one', '1000'), drivenBy(small.clock)));
    if (first.kind !== 'ran') throw new Error('it ran');
    await reversed(paid, reversal(first.run.runId));
    const other = must(await runOffCycle(small.world, bonus('two', '100'), drivenBy(small.clock)));
    // The reversed bonus is no duplicate.
    expect(other).toMatchObject({ kind: 'ran', run: { state: 'committed', grossMinor: 10_000n } });
    await expectSound(small.world);
    await small.close();
  });
});

describe('a reversal', () => {
  it('that another run overtakes is calculated again from the newest year-to-date', async () => {
    const paid = await paidWrongly({ eyes: 'required' });
    const { small, runId } = paid;
    const undo = await reversed(paid, reversal(runId, ['ada']));
    const next = await period(small, { from: '2026-01-19' });
    await hours(small, next, 'employee_id,regular_hours\nben,80\ndan,80\n');
    expect(await run(small, next)).toMatchObject({ state: 'committed' });
    const approve = { runId: undo.runId, why: 'right', totals: null, dryRun: false };
    const kim = as(small.world, 'person:kim');
    // Its approval was of other totals.
    expect(must(await approveRun(kim, approve))).toMatchObject({ state: 'calculating', epoch: 2 });
    expect(await reversed(paid, reversal(runId, ['ada']))).toMatchObject({ state: 'review' });
    expect(must(await approveRun(kim, approve))).toMatchObject({ state: 'committed' });
    // One of two equal payslips is left.
    const gone = await amounts(small, undo.runId, 'ada');
    expect(gone.year.grossMinor).toBe(-gone.grossMinor);
    expect(gone.inYear['SS_WAGES']).toBe(350_000n);
    await expectSound(small.world);
    await small.close();
  });

  it('holds a person whose payslip a run has settled in the meantime', async () => {
    const paid = await paidWrongly({ eyes: 'required' });
    const { small, runId } = paid;
    const undo = await reversed(paid, reversal(runId, ['ada', 'cleo']));
    await terms(
      small,
      'employee_id,from,pay_type,annual_salary\nada,2026-01-05,salary,104000.00\n',
    );
    const next = await period(small, { from: '2026-01-19' });
    await hours(small, next, 'employee_id,regular_hours\nben,80\ndan,80\n');
    const later = await run(small, next);
    expect(later).toMatchObject({ state: 'committed' });
    const approve = { runId: undo.runId, why: 'right', totals: null, dryRun: false };
    const kim = as(small.world, 'person:kim');
    expect(must(await approveRun(kim, approve))).toMatchObject({ state: 'calculating' });
    expect(await reversed(paid, reversal(runId, ['cleo']))).toMatchObject({
      ...{ runId: undo.runId, state: 'review', paidCount: 1, heldCount: 1 },
    });
    expect(must(await approveRun(kim, approve))).toMatchObject({ state: 'committed' });
    await expectSound(small.world);
    // Ada is not reversed, and can be once the difference is.
    await settings(small, { secondEyes: 'none' });
    expect(await unpaid(paid)).toEqual(['cleo']);
    await reversed(paid, reversal(later.runId, ['ada']));
    expect(await refusedFor(paid, ['ada'])).toMatchObject({ ok: true });
    await expectSound(small.world);
    await small.close();
  });

  it('can be calculated again by hand, and keeps its people', async () => {
    const paid = await paidWrongly({ eyes: 'required' });
    const { small, runId } = paid;
    const undo = await reversed(paid, reversal(runId, ['ben', 'ada']));
    must(await recalculateRun(small.world, { runId: undo.runId, why: 'once more' }));
    expect(await reversed(paid, reversal(runId, ['ben', 'ada']))).toMatchObject({
      ...{ runId: undo.runId, state: 'review', epoch: 2, paidCount: 2 },
    });
    await small.close();
  });

  it('of an earlier quarter says that it is an adjustment, and of an earlier year waits', async () => {
    const paid = await paidWrongly();
    const { small, runId } = paid;
    await small.clock.set('2026-04-06T15:00:00Z');
    expect(await reversed(paid, reversal(runId, ['ben']))).toMatchObject({
      ...{ state: 'committed', warnings: [{ code: 'reversal_counts' }] },
    });
    await small.clock.set('2027-01-11T15:00:00Z');
    expect(await reversed(paid, reversal(runId, ['ada']))).toMatchObject({
      ...{ state: 'review', taxYear: 2026, blockers: [{ code: 'reversal_of_earlier_year' }] },
    });
    await expectSound(small.world);
    await small.close();
  });

  it('lists later payslips whose yearly limits would have been other ones', async () => {
    const paid = await paidWrongly();
    const { small } = paid;
    await limits(small, true);
    await payCodes(small, [
      {
        ...{ id: 100, code: '401K', kind: 'deduction', title: '401(k)', valid_from: '2026-01-01' },
        ...{
          amount: { by: 'percent', of: ['gross'] },
          caps: { annual: '24500.00' },
          exempt_from: ['FIT'],
        },
        journal_account: 'deductions_payable',
      },
    ]);
    // 150,000 and 60,000 of wages: the second reaches the limit of Social Security, 184,500.
    const big = await period(small, { from: '2026-01-19', payOn: '2026-01-30' });
    await hours(small, big, 'employee_id,regular_hours\nben,80\ndan,80\n');
    await inputs(small, big, 'employee_id,code,amount\nada,BONUS,150000\ncleo,BONUS,600000\n');
    const first = await run(small, big);
    const second = await period(small, { from: '2026-02-02', payOn: '2026-02-13' });
    await hours(small, second, 'employee_id,regular_hours\nben,80\ndan,80\n');
    await inputs(small, second, 'employee_id,code,amount\nada,BONUS,60000\n');
    const later = await run(small, second);
    // Whoever had reached a limit in one payslip less would have reached it in the next one, and not in all that follow.
    const early = { ...reversal(paid.runId, ['ada', 'cleo']), dryRun: true };
    const dry = must(await reverseRun(small.world, early, drivenBy(small.clock)));
    if (dry.kind !== 'rehearsed') throw new Error('nothing was saved');
    const told = dry.reversal?.warnings.find(({ code }) => code === 'later_limits')?.facts ?? [];
    const codesOf = (number: string, of: number) =>
      told.flatMap(({ employee, runId, code }) =>
        employee === number && runId === of ? [code] : [],
      );
    expect(codesOf('cleo', first.runId)).toEqual(expect.arrayContaining(['401K', 'SS']));
    expect(codesOf('cleo', later.runId)).toEqual([]);
    expect(codesOf('ada', later.runId)).toEqual(expect.arrayContaining(['SS', 'SS_WAGES']));
    expect(codesOf('ada', first.runId)).not.toContain('SS');
    const undo = await reversed(paid, reversal(first.runId, ['ada', 'ben']));
    expect(undo.warnings).toMatchObject([{ code: 'later_limits' }]);
    const facts = undo.warnings[0]?.facts ?? [];
    expect(new Set(facts.map(({ employee, runId }) => `${employee} ${runId}`))).toEqual(
      new Set([`ada ${later.runId}`]),
    );
    expect(facts.map(({ code }) => code)).toContain('SS');
    await expectSound(small.world);
    await small.close();
  });

  it('has payslips that are explained by those that they reverse', async () => {
    const paid = await paidWrongly();
    const undo = await reversed(paid, reversal(paid.runId, ['ben']));
    const ask = { runId: undo.runId, number: 'ben', line: null };
    expect(await explainPayslip(paid.small.world, ask)).toMatchObject({
      refusal: { code: 'payslip_of_reversal', facts: { reverses: paid.runId } },
    });
    await paid.small.close();
  });
});
