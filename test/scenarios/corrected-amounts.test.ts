/** An off-cycle run with wrong amounts is corrected by a file of the right ones. */
import { describe, expect, it } from 'vitest';
import { takeBackOwed } from '#operations/judgement/decide-owed.ts';
import { listOwed } from '#operations/judgement/list-owed.ts';
import { importInputs } from '#operations/people/import-inputs.ts';
import { type CorrectRun, correctRun } from '#operations/runs/correct-run.ts';
import { explainPayslip } from '#operations/runs/explain-payslip.ts';
import { runOffCycle } from '#operations/runs/run-off-cycle.ts';
import { verifyAll } from '#operations/verify.ts';
import type { World } from '#operations/world.ts';
import { corrected, correction } from '../support/corrected.ts';
import { companyRow, hours, payslip, period, run } from '../support/paid-periods.ts';
import { amounts, type Paid, paidWrongly, reversal, reversed } from '../support/reversed.ts';
import { drivenBy, must } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

const head = 'employee_id,code,amount\n';
/** Ada's is a commission, Ben's should be 500, and Cleo's 3,000. */
const wrong = 'ada,BONUS,400\nben,BONUS,5000\ncleo,BONUS,300\n';

async function bonusRun(paid: Paid, { key = 'bonus', rows = wrong } = {}) {
  const { small } = paid;
  const ask = {
    ...{ company: await companyRow(small), key, startOn: null, endOn: null },
    ...{ payOn: Temporal.PlainDate.from('2026-01-23'), dryRun: false, frequency: 'biweekly' },
  };
  const done = must(
    await runOffCycle(
      small.world,
      { ...ask, bytes: Buffer.from(head + rows) },
      drivenBy(small.clock),
    ),
  );
  if (done.kind !== 'ran') throw new Error('it ran');
  return done.run;
}

const right = (runId: number, rows: string) => ({
  ...correction(runId, null),
  why: 'the bonus was wrong',
  inputs: { bytes: Buffer.from(head + rows) },
});

async function owedNow({ small }: Paid) {
  const listed = must(
    await listOwed(small.world, { company: await companyRow(small), number: null }),
  );
  return listed.rows.map(({ number, runId, amountMinor, settledBy }) => ({
    ...{ number, runId, amountMinor, by: settledBy.by },
  }));
}

describe('an off-cycle run with wrong amounts', () => {
  it('is corrected: what was missing is paid, and what was too much is owed and taken back', async () => {
    const paid = await paidWrongly();
    const { small } = paid;
    const { runId } = await bonusRun(paid);
    const before = await amounts(small, runId, 'cleo');
    const ask = right(runId, 'cleo,BONUS,3000\n');
    const drive = drivenBy(small.clock);
    const dry = must(await correctRun(small.world, { ...ask, dryRun: true }, drive));
    expect(dry).toMatchObject({ kind: 'rehearsed', counts: { corrected: 1, owing: 0 } });
    const more = await corrected(paid, ask);
    expect(more.run).toMatchObject({
      ...{ kind: 'correction', state: 'committed', corrects: runId, paidCount: 1 },
      grossMinor: 270_000n,
    });
    expect(more.pairs).toMatchObject([{ number: 'cleo', settled: 'this_run' }]);
    const added = await amounts(small, more.run.runId, 'cleo');
    expect(added.year.grossMinor).toBe(before.year.grossMinor + 270_000n);
    expect(
      must(await explainPayslip(small.world, { ...more.run, number: 'cleo', line: null })),
    ).toBeDefined();
    const nothing = { refusal: { code: 'nothing_to_correct' } };
    expect(await correctRun(small.world, ask, drive)).toMatchObject(nothing);

    // The same amount under another code: nothing is paid, and the year-to-date moves.
    const moved = await corrected(paid, right(runId, 'ada,COMMISSION,400\n'));
    expect(moved.run).toMatchObject({ state: 'committed', grossMinor: 0n });
    const ofAda = await amounts(small, moved.run.runId, 'ada');
    expect(ofAda.inYear).toMatchObject({ BONUS: 0n, COMMISSION: 40_000n });

    const less = must(await correctRun(small.world, right(runId, 'ben,BONUS,500\n'), drive));
    expect(less).toMatchObject({ kind: 'entered', hasEntered: true });
    expect(await owedNow(paid)).toEqual([
      { number: 'ben', runId, amountMinor: -450_000n, by: 'person' },
    ]);
    await expectSound(small.world);
    const plan = {
      ...{ company: await companyRow(small), number: 'ben', why: 'agreed', dryRun: false },
      ...{ periodId: null, seen: null, instalment: '1000.00' },
    };
    must(await takeBackOwed(small.world, plan));
    const next = await period(small, { from: '2026-02-02' });
    await hours(small, next, 'employee_id,regular_hours\nben,80\ndan,80\n');
    const regular = await run(small, next);
    const { lines } = await payslip(small, { runId: regular.runId, number: 'ben' });
    expect(lines['PAY_TAKEN_BACK']).toBe('1000.00');
    expect(
      (await payslip(small, { runId: regular.runId, number: 'cleo' })).lines,
    ).not.toHaveProperty('RETRO_PAY');
    expect(await owedNow(paid)).toMatchObject([{ number: 'ben', amountMinor: -350_000n }]);
    expect(await brokenOf(small.world)).toEqual([]);

    const other = {
      refusal: { code: 'correction_of_other', actions: [{ action: 'correct_run' }] },
    };
    const ofCorrection = right(more.run.runId, 'cleo,BONUS,3000\n');
    expect(await correctRun(small.world, ofCorrection, drive)).toMatchObject(other);

    // Undone, it is owed again, and another correction pays it.
    await reversed(paid, reversal(more.run.runId, ['cleo']));
    expect(await owedNow(paid)).toMatchObject([
      { number: 'ben' },
      { number: 'cleo', runId, amountMinor: 270_000n, by: 'next_run' },
    ]);
    const again = await corrected(paid, correction(runId, ['cleo']));
    expect(again.run).toMatchObject({ state: 'committed', grossMinor: 270_000n });
    expect(await owedNow(paid)).toMatchObject([{ number: 'ben' }]);
    await expectSound(small.world);
    await small.close();
  });

  it('refuses whom it did not pay, people beside the file, and leads from an import to the correction', async () => {
    const paid = await paidWrongly();
    const { small } = paid;
    const { runId, periodId } = await bonusRun(paid);
    const asked = (ask: CorrectRun) => correctRun(small.world, ask, drivenBy(small.clock));
    expect(await asked(right(runId, 'dan,BONUS,10\nnobody,BONUS,10\n'))).toMatchObject({
      refusal: { code: 'file_refused' },
    });
    expect(await asked(right(runId, 'dan,BONUS,10\n'))).toMatchObject({
      refusal: {
        code: 'not_in_run',
        actions: [{ action: 'run_off_cycle' }, { action: 'show_run' }],
      },
    });
    const several = { ...right(runId, 'ben,BONUS,10\n'), employees: ['ben'] };
    expect(await asked(several)).toMatchObject({ refusal: { code: 'inputs_of_others' } });
    expect(await asked(right(paid.runId, 'ben,BONUS,10\n'))).toMatchObject({
      refusal: { code: 'inputs_of_period' },
    });
    expect(await asked(correction(runId, ['ben']))).toMatchObject({
      refusal: {
        code: 'nothing_to_correct',
        actions: [{ action: 'correct_amounts', run: runId }, { action: 'reverse_run' }],
      },
    });
    const file = { periodId, bytes: Buffer.from(`${head}ben,BONUS,10\n`), dryRun: false };
    for (const late of [false, true]) {
      expect(await importInputs(small.world, { ...file, late, replace: true })).toMatchObject({
        refusal: { code: 'period_completed', actions: [{ action: 'correct_amounts', run: runId }] },
      });
    }
    // Reversed payslips are paid again by another off-cycle run.
    await reversed(paid, reversal(runId, ['ben']));
    expect(await asked(right(runId, 'ben,BONUS,500\n'))).toMatchObject({
      refusal: {
        code: 'already_reversed',
        actions: [{ action: 'run_off_cycle' }, { action: 'show_run' }],
      },
    });
    expect(await owedNow(paid)).toEqual([]);
    const again = await bonusRun(paid, { key: 'bonus of ben', rows: 'ben,BONUS,500\n' });
    expect(again.grossMinor).toBe(50_000n);
    await expectSound(small.world);
    await small.close();
  });
});

async function brokenOf(world: World) {
  return (await verifyAll(world)).filter((one) => one.violations.length > 0);
}
