/** What cannot be reversed, and what to do instead. */
import { describe, expect, it } from 'vitest';
import { reverseRun } from '#operations/runs/reverse-run.ts';
import { payHeld } from '#operations/runs/run-off-cycle.ts';
import { hours, period, run, terms } from '../support/paid-periods.ts';
import { type Paid, paidAgain, paidWrongly, reversal, reversed } from '../support/reversed.ts';
import { drivenBy, must } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

const rightHours = 'employee_id,regular_hours\nben,72\n';

function refusedFor({ small, runId }: Paid, employees: readonly string[] | null) {
  return reverseRun(small.world, reversal(runId, employees), drivenBy(small.clock));
}

describe('a reversal is refused', () => {
  it('of a reversal, and says how to pay the people again', async () => {
    const paid = await paidWrongly();
    const undo = await reversed(paid, reversal(paid.runId, ['ben']));
    expect(await refusedFor({ ...paid, runId: undo.runId }, null)).toMatchObject({
      refusal: {
        code: 'reversal_of_reversal',
        actions: [{ action: 'pay_held', run: paid.runId }],
      },
    });
    await paid.small.close();
  });

  it('of a run that is not committed: it is voided', async () => {
    const paid = await paidWrongly({ eyes: 'required' });
    const { small } = paid;
    const next = await period(small, { from: '2026-01-19' });
    const { runId, state } = await run(small, next);
    expect(state).toBe('review');
    expect(await refusedFor({ ...paid, runId }, null)).toMatchObject({
      refusal: { code: 'run_state', actions: [{ action: 'void_run', run: runId }] },
    });
    await small.close();
  });

  it.each([
    [['eve'], 'employee_excluded'],
    [['nobody'], 'employee_unknown'],
    [['ben', 'nobody', 'eve'], 'people_not_reversible'],
  ])('for %j: %s', async (employees, code) => {
    const paid = await paidWrongly();
    const refused = await refusedFor(paid, employees);
    expect(refused).toMatchObject({ refusal: { code } });
    await expectSound(paid.small.world);
    await paid.small.close();
  });

  it('for a held person, and for one of another run', async () => {
    const paid = await paidWrongly();
    const { small, periodId, runId } = paid;
    const next = await period(small, { from: '2026-01-19' });
    await hours(small, next, 'employee_id,regular_hours\nben,80\n');
    const later = await run(small, next);
    expect(await refusedFor({ ...paid, runId: later.runId }, ['dan'])).toMatchObject({
      refusal: { code: 'employee_held' },
    });
    await reversed(paid, reversal(runId, ['ben']));
    const again = await paidAgain({ small, url: paid.url, periodId, runId }, rightHours);
    expect(await refusedFor({ ...paid, runId: again.runId }, ['ada'])).toMatchObject({
      refusal: { code: 'not_in_run' },
    });
    await small.close();
  });

  it('for somebody whose payslip is reversed already, together with others', async () => {
    const paid = await paidWrongly();
    const undo = await reversed(paid, reversal(paid.runId, ['ben']));
    expect(await refusedFor(paid, ['ben', 'ada'])).toMatchObject({
      refusal: { code: 'already_reversed', issues: [{ pointer: '/employees/ben' }] },
    });
    // The same request once more is answered with the run that did it.
    expect(must(await refusedFor(paid, ['ben']))).toMatchObject({
      ...{ kind: 'ran', wasThere: true, run: { runId: undo.runId } },
    });
    await paid.small.close();
  });

  it('while a later run has paid a difference for the payslip', async () => {
    const paid = await paidWrongly();
    const { small, runId } = paid;
    await terms(
      small,
      'employee_id,from,pay_type,annual_salary\nada,2026-01-05,salary,104000.00\n',
    );
    const next = await period(small, { from: '2026-01-19' });
    await hours(small, next, 'employee_id,regular_hours\nben,80\ndan,80\n');
    const later = await run(small, next);
    expect(later).toMatchObject({ state: 'committed' });
    expect(await refusedFor(paid, ['ada'])).toMatchObject({
      refusal: { code: 'later_run_settled', issues: [{ pointer: '/employees/ada' }] },
    });
    await reversed(paid, reversal(later.runId, ['ada']));
    await expectSound(small.world);
    expect(await reversed(paid, reversal(runId, ['ada']))).toMatchObject({ state: 'committed' });
    await expectSound(small.world);
    // Both are paid again, at the rate of today and without a difference for what is reversed.
    const held = { runId, payOn: null, dryRun: false };
    expect(must(await payHeld(small.world, held, drivenBy(small.clock)))).toMatchObject({
      run: { state: 'committed', paidCount: 1, grossMinor: 400_000n },
    });
    await expectSound(small.world);
    await small.close();
  });

  it('on a day before the pay that it reverses', async () => {
    const paid = await paidWrongly({ now: '2026-01-12T15:00:00Z' });
    const payOn = Temporal.PlainDate.from('2026-01-15');
    const { small, runId } = paid;
    const ask = { ...reversal(runId, ['ben']), payOn };
    expect(await reverseRun(small.world, ask, drivenBy(small.clock))).toMatchObject({
      refusal: { code: 'pay_date_before' },
    });
    // Without a date: on the pay date itself, as long as that has not passed.
    const undo = await reversed(paid, reversal(runId, ['ben']));
    expect(undo.payOn.toString()).toBe('2026-01-16');
    await small.close();
  });
});
