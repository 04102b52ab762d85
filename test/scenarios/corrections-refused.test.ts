/** What cannot be corrected, and what to do instead. */
import { describe, expect, it } from 'vitest';
import { approveRun } from '#operations/runs/approve-run.ts';
import { correctRun } from '#operations/runs/correct-run.ts';
import { reverseRun } from '#operations/runs/reverse-run.ts';
import { payHeld } from '#operations/runs/run-off-cycle.ts';
import { moveToApproved } from '#store/writes/run-moves.ts';
import { insertApproval, lockRun } from '#store/writes/runs.ts';
import { corrected, correction } from '../support/corrected.ts';
import { hours, period, run, terms } from '../support/paid-periods.ts';
import { type Paid, paidWrongly, reversal, reversed } from '../support/reversed.ts';
import { as, drivenBy, must } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

function asked(paid: Paid, ask = correction(paid.runId, ['ben'], '88')) {
  return correctRun(paid.small.world, ask, drivenBy(paid.small.clock));
}

describe('a correction is refused', () => {
  it.each([
    [['eve'], 'employee_excluded'],
    [['nobody'], 'employee_unknown'],
    [['ben', 'nobody', 'eve'], 'people_not_correctable'],
    [['ben'], 'nothing_to_correct'],
    [null, 'nothing_to_correct'],
  ])('for %j: %s', async (employees, code) => {
    const paid = await paidWrongly();
    expect(await asked(paid, correction(paid.runId, employees))).toMatchObject({
      refusal: { code },
    });
    await expectSound(paid.small.world);
    await paid.small.close();
  });

  it('when the hours are those that were paid, and saves nothing', async () => {
    const paid = await paidWrongly();
    const refused = { refusal: { code: 'nothing_to_correct' } };
    expect(await asked(paid, correction(paid.runId, ['ben'], '80'))).toMatchObject(refused);
    await expectSound(paid.small.world);
    await paid.small.close();
  });

  it.each([[null], [['ben', 'dan']], [[]]])('with hours for %j', async (employees) => {
    const paid = await paidWrongly();
    const ask = correction(paid.runId, employees, '88');
    expect(await asked(paid, ask)).toMatchObject({ refusal: { code: 'hours_of_several' } });
    await paid.small.close();
  });

  it('with hours that no file could have', async () => {
    const paid = await paidWrongly();
    for (const text of ['many', '-8', '999']) {
      const ask = correction(paid.runId, ['ben'], text);
      expect(await asked(paid, ask)).toMatchObject({ refusal: { code: 'file_refused' } });
    }
    await paid.small.close();
  });

  it('of a payslip that is reversed, or about to be', async () => {
    const paid = await paidWrongly({ eyes: 'required' });
    const { small, runId } = paid;
    const undo = await reversed(paid, reversal(runId, ['ben']));
    expect(undo.state).toBe('review');
    const already = { refusal: { code: 'already_reversed' } };
    expect(await asked(paid)).toMatchObject(already);
    const approve = { runId: undo.runId, why: 'right', totals: null, dryRun: false };
    must(await approveRun(as(small.world, 'person:kim'), approve));
    expect(await asked(paid)).toMatchObject(already);
    await expectSound(small.world);
    await small.close();
  });

  it('of a run that is not committed, of a correction and a reversal', async () => {
    const paid = await paidWrongly();
    const { small, runId } = paid;
    const next = await period(small, { from: '2026-01-19' });
    const waiting = await run(small, next);
    expect(waiting.state).toBe('review');
    expect(await asked(paid, correction(waiting.runId, ['ben']))).toMatchObject({
      refusal: { code: 'run_state', actions: [{ action: 'recalculate_run' }] },
    });
    const other = { refusal: { code: 'correction_of_other' } };
    const { run: more } = await corrected(paid, correction(runId, ['ben'], '88'));
    expect(await asked(paid, correction(more.runId, ['ben']))).toMatchObject({
      refusal: { code: 'correction_of_other', actions: [{ action: 'correct_run', run: runId }] },
    });
    const undo = await reversed(paid, reversal(runId, ['dan']));
    expect(await asked(paid, correction(undo.runId, ['dan']))).toMatchObject(other);
    await expectSound(small.world);
    await small.close();
  });

  it('once another run has paid the difference', async () => {
    const paid = await paidWrongly();
    const { small, runId, periodId } = paid;
    const late = { late: true, replace: true };
    await hours(small, periodId, 'employee_id,regular_hours\nben,88\n', late);
    const next = await period(small, { from: '2026-01-19' });
    await hours(small, next, 'employee_id,regular_hours\nben,80\ndan,80\n');
    expect(await run(small, next)).toMatchObject({ state: 'committed' });
    expect(await asked(paid, correction(runId, ['ben']))).toMatchObject({
      refusal: { code: 'later_run_settled' },
    });
    await small.close();
  });

  it('while another one waits, unless it is the same request', async () => {
    const paid = await paidWrongly({ eyes: 'required' });
    const { small, runId } = paid;
    const first = await corrected(paid, correction(runId, ['ben'], '88'));
    expect(first.run.state).toBe('review');
    expect(await corrected(paid, correction(runId, ['ben'], '88'))).toMatchObject({
      ...{ wasThere: true, run: { runId: first.run.runId } },
    });
    const open = { refusal: { code: 'correction_open', facts: { correction: first.run.runId } } };
    expect(await asked(paid, correction(runId, ['ben'], '90'))).toMatchObject(open);
    await terms(
      small,
      'employee_id,from,pay_type,annual_salary\nada,2026-01-05,salary,104000.00\n',
    );
    expect(await asked(paid, correction(runId, ['ada']))).toMatchObject(open);
    await small.close();
  });

  it('in another tax year', async () => {
    const paid = await paidWrongly();
    await paid.small.clock.set('2027-01-04T15:00:00Z');
    expect(await asked(paid)).toMatchObject({ refusal: { code: 'correction_other_year' } });
    await expectSound(paid.small.world);
    await paid.small.close();
  });
});

describe('while a correction waits or is approved', () => {
  it('its payslip is not reversed, and its person is not paid as if held', async () => {
    const paid = await paidWrongly({ eyes: 'required' });
    const { small, runId } = paid;
    const { run: more } = await corrected(paid, correction(runId, ['ben'], '88'));
    const drive = drivenBy(small.clock);
    const reverse = () => reverseRun(small.world, reversal(runId, ['ben']), drive);
    const refused = { refusal: { code: 'correction_open' } };
    expect(await reverse()).toMatchObject(refused);
    await small.world.store.write(small, async (tx) => {
      const locked = await lockRun(tx, more.runId);
      const totalsHash = locked?.totalsHash ?? null;
      if (locked === null || totalsHash === null) throw new Error('it is in review');
      const { companyId, epoch: runEpoch } = locked;
      const by = { approver: 'person:kim', reason: 'right' };
      await insertApproval(tx, {
        ...{ ...by, companyId, runId: more.runId, runEpoch },
        totalsHash,
      });
      await moveToApproved(tx, { run: locked, actor: by.approver, totalsHash, reason: by.reason });
    });
    expect(await reverse()).toMatchObject(refused);
    const held = { runId, payOn: null, dryRun: false };
    expect(await payHeld(small.world, held, drive)).toMatchObject({
      refusal: { code: 'nobody_held' },
    });
    expect(await corrected(paid, correction(runId, ['ben']))).toMatchObject({
      ...{ wasThere: true, run: { runId: more.runId, state: 'committed' } },
    });
    expect(await reverse()).toMatchObject({ refusal: { code: 'later_run_settled' } });
    await expectSound(small.world);
    await small.close();
  });
});
