/** Payslips of a committed run are corrected: what was too little is paid, and what was too much is owed. */
import { describe, expect, it } from 'vitest';
import { listOwed } from '#operations/judgement/list-owed.ts';
import { openRegister } from '#operations/registers/register-pages.ts';
import { approveRun } from '#operations/runs/approve-run.ts';
import { recalculateRun, voidRun } from '#operations/runs/control-run.ts';
import { correctRun } from '#operations/runs/correct-run.ts';
import { reverseRun } from '#operations/runs/reverse-run.ts';
import { corrected, correction } from '../support/corrected.ts';
import { companyRow, hours, inputs, limits, period, run, terms } from '../support/paid-periods.ts';
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

async function owed({ small }: Paid) {
  const company = await companyRow(small);
  return must(await listOwed(small.world, { company, number: null })).rows;
}

/** The next two weeks, with 80 hours for both who are paid by the hour. */
async function nextRun({ small }: Paid, from = '2026-01-19') {
  const next = await period(small, { from });
  await hours(small, next, 'employee_id,regular_hours\nben,80\ndan,80\n');
  return run(small, next);
}

describe('a payslip with too few hours', () => {
  it('is paid the difference, line by line, and nothing is owed for it afterwards', async () => {
    const paid = await paidWrongly();
    const { small, runId } = paid;
    const was = await amounts(small, runId, 'ben');
    const done = await corrected(paid, correction(runId, ['ben'], '88'));
    // 8 × 24.50
    expect(done.run).toMatchObject({
      ...{ kind: 'correction', state: 'committed', corrects: runId, paidCount: 1, taxYear: 2026 },
      ...{ grossMinor: 19_600n, correctionWhy: 'wrong hours' },
    });
    const [pair] = done.pairs;
    expect(done.pairs).toHaveLength(1);
    expect(pair).toMatchObject({
      ...{ number: 'ben', settled: 'this_run', netMinor: done.run.netMinor },
      was: { grossMinor: 196_000n, netMinor: was.netMinor },
      is: { grossMinor: 215_600n, netMinor: was.netMinor + (done.run.netMinor ?? 0n) },
    });
    expect(pair?.lines).toContainEqual({ code: 'REGULAR', wasMinor: 196_000n, isMinor: 215_600n });
    const more = await amounts(small, done.run.runId, 'ben');
    expect(more.year).toEqual({ grossMinor: 215_600n, netMinor: pair?.is.netMinor });
    expect(more.inYear).toMatchObject({ SS_WAGES: 215_600n, REGULAR: 215_600n });
    expect(await owed(paid)).toEqual([]);
    await expectSound(small.world);

    const { runId: nextId } = await nextRun(paid);
    // 80 × 24.50: no retroactive pay.
    const next = await amounts(small, nextId, 'ben');
    expect(next).toMatchObject({ grossMinor: 196_000n, year: { grossMinor: 411_600n } });
    await expectSound(small.world);
    await small.close();
  });

  it('gets the payslip that a run with the right hours would have made', async () => {
    const [wrong, right] = [await paidWrongly(), await paidWrongly()];
    await reversed(right, reversal(right.runId, ['ben']));
    const done = await corrected(wrong, correction(wrong.runId, ['ben'], '88.25'));
    const again = await paidAgain(right, 'employee_id,regular_hours\nben,88.25\n');
    const whole = await amounts(right.small, again.runId, 'ben');
    expect(done.pairs[0]?.is).toMatchObject({
      ...{ grossMinor: whole.grossMinor, taxesMinor: whole.taxesMinor, netMinor: whole.netMinor },
    });
    expect((await amounts(wrong.small, done.run.runId, 'ben')).inYear).toEqual(whole.inYear);
    await wrong.small.close();
    await right.small.close();
  });

  it('is shown as a pair before anything is saved', async () => {
    const paid = await paidWrongly({ eyes: 'required' });
    const { small, runId } = paid;
    const ask = { ...correction(runId, ['ben'], '88'), dryRun: true };
    const tried = must(await correctRun(small.world, ask, drivenBy(small.clock)));
    expect(tried).toMatchObject({
      ...{ kind: 'rehearsed', held: [], blockers: [{ code: 'correction_to_confirm' }] },
      pairs: [{ number: 'ben', settled: 'this_run', is: { grossMinor: 215_600n } }],
    });
    expect(await owed(paid)).toEqual([]);
    // The hours were not saved either.
    const none = correctRun(small.world, correction(runId, ['ben']), drivenBy(small.clock));
    expect(await none).toMatchObject({ refusal: { code: 'nothing_to_correct' } });
    await small.close();
  });

  it('is approved by somebody who neither asked nor entered the hours', async () => {
    const paid = await paidWrongly({ eyes: 'required' });
    const { small, runId } = paid;
    const late = { late: true, replace: true };
    const kim = as(small.world, 'person:kim');
    await hours(
      { ...small, world: kim },
      paid.periodId,
      'employee_id,regular_hours\nben,88\n',
      late,
    );
    const world = as(small.world, 'person:pat');
    const done = await corrected({ small, world }, correction(runId, null));
    expect(done.run).toMatchObject({
      ...{ state: 'review', blockers: [{ code: 'correction_to_confirm' }] },
    });
    const approve = { runId: done.run.runId, why: 'right', totals: null, dryRun: false };
    const denied = { refusal: { code: 'own_entry' } };
    expect(await approveRun(world, approve)).toMatchObject(denied);
    expect(await approveRun(kim, approve)).toMatchObject(denied);
    const lee = as(small.world, 'person:lee');
    expect(must(await approveRun(lee, approve))).toMatchObject({ state: 'committed' });
    expect(await owed(paid)).toEqual([]);
    await expectSound(small.world);
    await small.close();
  });

  it('is held by a limit like in any run, and paid once the numbers are confirmed', async () => {
    const paid = await paidWrongly();
    const { small, runId } = paid;
    const ask = correction(runId, ['ben'], '300');
    const tried = must(
      await correctRun(small.world, { ...ask, dryRun: true }, drivenBy(small.clock)),
    );
    expect(tried).toMatchObject({ kind: 'rehearsed', held: [{ number: 'ben' }] });
    const done = await corrected(paid, ask);
    expect(done.run).toMatchObject({ state: 'review', heldCount: 1, paidCount: 0 });
    must(await voidRun(small.world, { runId: done.run.runId, why: 'a slip' }));
    // What was entered stays: other hours put it right.
    const again = await corrected(paid, correction(runId, ['ben'], '88'));
    expect(again.run).toMatchObject({ state: 'committed', grossMinor: 19_600n });
    await expectSound(small.world);
    await small.close();
  });
});

describe('a payslip with too many hours', () => {
  it('stays as it is, and what is too much stands in the owed list', async () => {
    const paid = await paidWrongly();
    const { small, runId } = paid;
    const ask = correction(runId, ['ben'], '72');
    const tried = must(
      await correctRun(small.world, { ...ask, dryRun: true }, drivenBy(small.clock)),
    );
    expect(tried).toMatchObject({
      kind: 'rehearsed',
      payOn: null,
      pairs: [{ settled: 'owed_list' }],
    });
    const done = must(await correctRun(small.world, ask, drivenBy(small.clock)));
    expect(done).toMatchObject({
      ...{ kind: 'entered', hasEntered: true },
      pairs: [{ number: 'ben', settled: 'owed_list', is: { grossMinor: 176_400n } }],
    });
    expect(done.kind === 'entered' && (done.pairs[0]?.netMinor ?? 0n) < 0n).toBe(true);
    expect(await owed(paid)).toMatchObject([{ number: 'ben', runId, amountMinor: -19_600n }]);
    await expectSound(small.world);
    await small.close();
  });

  it('does not keep a correction from paying others', async () => {
    const paid = await paidWrongly();
    const { small, runId, periodId } = paid;
    const late = { late: true, replace: true };
    await hours(small, periodId, 'employee_id,regular_hours\nben,72\ndan,80\n', late);
    await terms(
      small,
      'employee_id,from,pay_type,annual_salary\nada,2026-01-05,salary,104000.00\n',
    );
    const done = await corrected(paid, correction(runId, null));
    expect(done.run).toMatchObject({ state: 'committed', paidCount: 2, heldCount: 0 });
    expect(done.pairs.map(({ number, settled }) => [number, settled])).toEqual([
      ['ada', 'this_run'],
      ['dan', 'this_run'],
      ['ben', 'owed_list'],
    ]);
    expect(await owed(paid)).toMatchObject([{ number: 'ben', amountMinor: -19_600n }]);
    const { runId: nextId } = await nextRun(paid);
    // A year of 104,000 in 26 parts, and nothing for the past.
    expect(await amounts(small, nextId, 'ada')).toMatchObject({ grossMinor: 400_000n });
    await expectSound(small.world);
    await small.close();
  });
});

describe('a correction', () => {
  it('is corrected by another one of the same run', async () => {
    const paid = await paidWrongly();
    const { small, runId } = paid;
    await corrected(paid, correction(runId, ['ben'], '88'));
    const done = await corrected(paid, correction(runId, ['ben'], '90'));
    expect(done.run).toMatchObject({ state: 'committed', grossMinor: 4_900n });
    expect(done.pairs[0]).toMatchObject({
      ...{ was: { grossMinor: 215_600n }, is: { grossMinor: 220_500n } },
    });
    expect(await owed(paid)).toEqual([]);
    await expectSound(small.world);
    await small.close();
  });

  it('is reversed before the payslip that it corrects', async () => {
    const paid = await paidWrongly();
    const { small, runId } = paid;
    const { run: more } = await corrected(paid, correction(runId, ['ben'], '88'));
    const ask = reversal(runId, ['ben']);
    expect(await reverseRun(small.world, ask, drivenBy(small.clock))).toMatchObject({
      refusal: { code: 'later_run_settled' },
    });
    await reversed(paid, reversal(more.runId, ['ben']));
    expect(await owed(paid)).toMatchObject([{ number: 'ben', amountMinor: 19_600n }]);
    await expectSound(small.world);
    const undo = await reversed(paid, ask);
    expect(undo).toMatchObject({ state: 'committed' });
    expect((await amounts(small, undo.runId, 'ben')).year.grossMinor).toBe(0n);
    await expectSound(small.world);
    await small.close();
  });

  it('that was reversed can be made again', async () => {
    const paid = await paidWrongly();
    const { small, runId } = paid;
    const { run: more } = await corrected(paid, correction(runId, ['ben'], '88'));
    await reversed(paid, reversal(more.runId, ['ben']));
    const again = await corrected(paid, correction(runId, ['ben']));
    expect(again.run).toMatchObject({ state: 'committed', grossMinor: 19_600n });
    expect(await owed(paid)).toEqual([]);
    await expectSound(small.world);
    await small.close();
  });

  it('reads hours again that came while it waited', async () => {
    const paid = await paidWrongly({ eyes: 'required' });
    const { small, runId, periodId } = paid;
    const done = await corrected(paid, correction(runId, ['ben'], '88'));
    const late = { late: true, replace: true };
    await hours(small, periodId, 'employee_id,regular_hours\nben,90\n', late);
    const approve = { runId: done.run.runId, why: 'right', totals: null, dryRun: false };
    const kim = as(small.world, 'person:kim');
    expect(await approveRun(kim, approve)).toMatchObject({ refusal: { code: 'inputs_changed' } });
    must(await recalculateRun(small.world, { runId: done.run.runId, why: 'new hours' }));
    const again = await corrected(paid, correction(runId, ['ben']));
    expect(again).toMatchObject({
      ...{ wasThere: true, run: { runId: done.run.runId, grossMinor: 24_500n, epoch: 2 } },
    });
    await small.close();
  });

  it('has a register whose sums are its totals', async () => {
    const paid = await paidWrongly();
    const { small, runId } = paid;
    const { run: more } = await corrected(paid, correction(runId, ['ben'], '88'));
    const { totals } = must(await openRegister(small.world, { runId: more.runId }));
    expect(totals.all).toMatchObject({ paid: 1, grossMinor: 19_600n, netMinor: more.netMinor });
    await small.close();
  });

  it('respects a yearly limit that was reached since', async () => {
    const paid = await paidWrongly();
    const { small, runId } = paid;
    await limits(small, true);
    const next = await period(small, { from: '2026-01-19' });
    await hours(small, next, 'employee_id,regular_hours\nben,80\ndan,80\n');
    await inputs(small, next, 'employee_id,code,amount\nada,BONUS,250000\n');
    expect(await run(small, next)).toMatchObject({ state: 'committed' });
    await terms(
      small,
      'employee_id,from,pay_type,annual_salary\nada,2026-01-05,salary,104000.00\n',
    );
    const done = await corrected(paid, correction(runId, ['ada']));
    expect(done.run.state).toBe('committed');
    const codes = done.pairs[0]?.lines.map(({ code }) => code) ?? [];
    expect(codes).toContain('MEDICARE');
    expect(codes).not.toContain('SS');
    await expectSound(small.world);
    await small.close();
  });
});
