/** The same payslip is corrected, paid as owed, reversed or paid by the next run at once: it is settled once. */
import { expect, it } from 'vitest';
import { listOwed } from '#operations/judgement/list-owed.ts';
import { approveRun } from '#operations/runs/approve-run.ts';
import { correctRun } from '#operations/runs/correct-run.ts';
import { reverseRun } from '#operations/runs/reverse-run.ts';
import { payHeld, payOwedNow } from '#operations/runs/run-off-cycle.ts';
import { correctionsOf } from '#store/reads/corrections.ts';
import { runs } from '#store/reads/runs.ts';
import { createStore } from '#store/store.ts';
import { correction } from '../support/corrected.ts';
import { companyRow, hours, period, run } from '../support/paid-periods.ts';
import { type Paid, paidWrongly, reversal } from '../support/reversed.ts';
import { as, drivenBy, must } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

const people = 8;

/** They wait for one another, so their waiting must not expire leases. */
const driven = ({ small }: Paid) => ({
  ...drivenBy(small.clock),
  pause: () => small.clock.advance({ milliseconds: 1 }),
});

/** What Ben was paid for his work until now, less what was taken back. */
async function grossOfBen({ small }: Paid): Promise<bigint> {
  const all = await small.world.store.read(small, (at) => runs(at, { limit: 50 }));
  expect(all.every(({ state }) => state === 'committed')).toBe(true);
  return all.reduce((sum, { grossMinor }) => sum + (grossMinor ?? 0n), 0n);
}

async function nothingIsOwed({ small }: Paid): Promise<void> {
  const company = await companyRow(small);
  expect(must(await listOwed(small.world, { company, number: null })).rows).toEqual([]);
}

it('a payslip that eight people correct at once is corrected once, and seven learn by which run', async () => {
  const paid = await paidWrongly();
  const { url, small, runId } = paid;
  const before = await grossOfBen(paid);
  const stores = Array.from({ length: people }, () => createStore({ url }));
  const done = await Promise.all(
    stores.map((store, nth) =>
      correctRun(
        as({ ...small.world, store }, `person:p${nth}`),
        correction(runId, ['ben'], '88'),
        driven(paid),
      ),
    ),
  );
  const made = done.flatMap((one) => (one.ok && one.value.kind === 'ran' ? [one.value] : []));
  expect(new Set(made.map((one) => one.kind === 'ran' && one.run.runId)).size).toBe(1);
  expect(made.filter(({ wasThere }) => !wasThere)).toHaveLength(1);
  // Whoever came after the commit learns that nothing is left.
  for (const one of done) if (!one.ok) expect(one.refusal.code).toBe('nothing_to_correct');
  expect(await small.world.store.read(small, (at) => correctionsOf(at, runId))).toHaveLength(1);
  expect((await grossOfBen(paid)) - before).toBe(19_600n);
  await nothingIsOwed(paid);
  await expectSound(small.world);
  for (const store of stores) await store.close();
  await small.close();
});

it('a difference is paid by a correction or as owed pay, and never by both', async () => {
  const paid = await paidWrongly();
  const { url, small, runId, periodId } = paid;
  const late = { late: true, replace: true };
  await hours(small, periodId, 'employee_id,regular_hours\nben,88\n', late);
  const before = await grossOfBen(paid);
  const other = createStore({ url });
  const company = await companyRow(small);
  const owed = {
    ...{ company, number: 'ben', why: 'now', seen: null, dryRun: false },
    payOn: Temporal.PlainDate.from('2026-01-23'),
  };
  const [corrected, settled] = await Promise.all([
    correctRun(small.world, correction(runId, ['ben']), driven(paid)),
    payOwedNow({ ...small.world, store: other }, owed, driven(paid)),
  ]);
  const open = await small.world.store.read(small, (at) => runs(at, { limit: 50 }));
  const paying = open.filter(({ runId: id, state }) => id !== runId && state === 'committed');
  expect(paying.map(({ grossMinor }) => grossMinor)).toEqual([19_600n]);
  expect([corrected.ok, settled.ok]).toContain(true);
  expect(before).toBe(open.find((one) => one.runId === runId)?.grossMinor);
  await nothingIsOwed(paid);
  await expectSound(small.world);
  await other.close();
  await small.close();
});

it('a difference that the next run has paid is not paid by a correction that waited', async () => {
  const paid = await paidWrongly({ eyes: 'required' });
  const { small, runId } = paid;
  const done = must(await correctRun(small.world, correction(runId, ['ben'], '88'), driven(paid)));
  expect(done).toMatchObject({ kind: 'ran', run: { state: 'review', paidCount: 1 } });
  const next = await period(small, { from: '2026-01-19' });
  await hours(small, next, 'employee_id,regular_hours\nben,80\ndan,80\n');
  const later = await run(small, next);
  expect(later).toMatchObject({ state: 'committed' });
  const kim = as(small.world, 'person:kim');
  const correctionId = done.kind === 'ran' && done.run !== undefined ? done.run.runId : 0;
  const approve = { runId: correctionId, why: 'right', totals: null, dryRun: false };
  // The correction was overtaken, so it is calculated again, and finds the difference settled.
  expect(must(await approveRun(kim, approve))).toMatchObject({ state: 'calculating', epoch: 2 });
  const again = must(await correctRun(small.world, correction(runId, ['ben']), driven(paid)));
  expect(again).toMatchObject({
    kind: 'ran',
    run: { state: 'review', paidCount: 0, heldCount: 1 },
  });
  await nothingIsOwed(paid);
  await expectSound(small.world);
  await small.close();
});

it('a payslip is reversed or corrected at the same moment, and what is left adds up', async () => {
  const paid = await paidWrongly();
  const { url, small, runId } = paid;
  const other = createStore({ url });
  const [corrected, undone] = await Promise.all([
    correctRun(small.world, correction(runId, ['ben'], '88'), driven(paid)),
    reverseRun({ ...small.world, store: other }, reversal(runId, ['ben']), driven(paid)),
  ]);
  if (!corrected.ok) {
    expect(['already_reversed', 'run_exists']).toContain(corrected.refusal.code);
  }
  if (!undone.ok) expect(['later_run_settled', 'correction_open']).toContain(undone.refusal.code);
  expect(corrected.ok || undone.ok).toBe(true);
  const held = { runId, payOn: null, dryRun: false };
  const again = await payHeld(small.world, held, driven(paid));
  if (!again.ok) expect(['nobody_held', 'reversal_open']).toContain(again.refusal.code);
  await expectSound(small.world);
  await other.close();
  await small.close();
});
