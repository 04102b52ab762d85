/**
 * Several people reverse the same payslips at once, each on a connection pool of their own: one effect, and each of
 * the others is told which run it was.
 */
import { expect, it } from 'vitest';
import { reverseRun } from '#operations/runs/reverse-run.ts';
import { payHeld } from '#operations/runs/run-off-cycle.ts';
import { reversalsOf } from '#store/reads/reversals.ts';
import { createStore } from '#store/store.ts';
import { paidWrongly, reversal } from '../support/reversed.ts';
import { as, drivenBy, must } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

const people = 8;

it('a payslip that eight people reverse at once is reversed once, and seven learn by which run', async () => {
  const { url, small, runId } = await paidWrongly();
  const stores = Array.from({ length: people }, () => createStore({ url }));
  // They wait for one another, so their waiting must not expire leases.
  const pause = () => small.clock.advance({ milliseconds: 1 });
  const drive = { ...drivenBy(small.clock), pause };
  const done = await Promise.all(
    stores.map((store, nth) =>
      reverseRun(as({ ...small.world, store }, `person:p${nth}`), reversal(runId, ['ben']), drive),
    ),
  );
  const runs = done.map((one) => must(one));
  const made = new Set(runs.map((one) => (one.kind === 'ran' ? one.run.runId : 0)));
  expect(made.size).toBe(1);
  expect(runs.filter((one) => one.kind === 'ran' && !one.wasThere)).toHaveLength(1);
  expect(runs).toMatchObject(runs.map(() => ({ kind: 'ran', run: { state: 'committed' } })));
  expect(await small.world.store.read(small, (at) => reversalsOf(at, runId))).toMatchObject([
    { state: 'committed', people: 1 },
  ]);
  await expectSound(small.world);
  for (const store of stores) await store.close();
  await small.close();
});

it('two requests that share a person end with one reversal each, or with a refusal', async () => {
  const { url, small, runId } = await paidWrongly();
  const stores = [createStore({ url }), createStore({ url })];
  const pause = () => small.clock.advance({ milliseconds: 1 });
  const drive = { ...drivenBy(small.clock), pause };
  const asked = [
    ['ben', 'ada'],
    ['ben', 'cleo'],
  ];
  const done = await Promise.all(
    stores.map((store, nth) =>
      reverseRun({ ...small.world, store }, reversal(runId, asked[nth] ?? []), drive),
    ),
  );
  const [first, second] = done.toSorted((one) => (one.ok ? -1 : 1));
  expect(first).toMatchObject({ ok: true, value: { run: { state: 'committed', paidCount: 2 } } });
  expect(second).toMatchObject({
    refusal: { code: 'already_reversed', issues: [{ pointer: '/employees/ben' }] },
  });
  await expectSound(small.world);
  for (const store of stores) await store.close();
  await small.close();
});

it('a person who is reversed and paid again at the same moment is never paid twice', async () => {
  const { url, small, runId } = await paidWrongly();
  const other = createStore({ url });
  const pause = () => small.clock.advance({ milliseconds: 1 });
  const drive = { ...drivenBy(small.clock), pause };
  const held = { runId, payOn: null, dryRun: false };
  const [undone, again] = await Promise.all([
    reverseRun(small.world, reversal(runId, ['ben']), drive),
    payHeld({ ...small.world, store: other }, held, drive),
  ]);
  expect(undone).toMatchObject({ ok: true, value: { run: { state: 'committed' } } });
  // Too early, or after the commit.
  if (!again.ok) expect(['nobody_held', 'reversal_open']).toContain(again.refusal.code);
  must(await payHeld(small.world, held, drive));
  await expectSound(small.world);
  await other.close();
  await small.close();
});
