/**
 * Fifty people approve, void and recalculate one run at once: the first succeeds, and the others
 * learn the result.
 */
import pg from 'pg';
import { expect, it } from 'vitest';
import { approveRun } from '#operations/runs/approve-run.ts';
import { recalculateRun, voidRun } from '#operations/runs/control-run.ts';
import type { World } from '#operations/world.ts';
import { runById } from '#store/reads/runs.ts';
import { createStore } from '#store/store.ts';
import { waitingForLocks } from '../support/crowd.ts';
import { freshDatabase } from '../support/database.ts';
import { period, run } from '../support/paid-periods.ts';
import { as, smallCompany, worldOn } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';
import { until } from '../support/until.ts';

const people = 50;
const why = 'all at once';

const roster = `employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,hire_date
ben,Ben Carter,hourly,,24.50,mfj,2021-06-14
dan,Dan Orme,hourly,,19.75,single,2023-02-20
`;

type Deed = 'approve' | 'void' | 'recalculate';

const deeds = {
  approve: (world: World, ask: { runId: number }) =>
    approveRun(world, { ...ask, why, totals: null, dryRun: false }),
  void: (world: World, ask: { runId: number }) => voidRun(world, { ...ask, why }),
  recalculate: (world: World, ask: { runId: number }) => recalculateRun(world, { ...ask, why }),
};

it.each<[Deed, readonly string[]]>([
  ['approve', ['approved', 'committed']],
  ['void', ['voided']],
  ['recalculate', ['calculating']],
])(
  'the first of fifty people wants to %s, and the others learn the result',
  async (first, states) => {
    await using database = await freshDatabase();
    const small = await smallCompany({ url: database.url, now: '2026-01-19T15:00:00Z', roster });
    const { runId, periodId } = await run(small, await period(small, { from: '2026-01-05' }));
    const store = createStore({ url: database.url, connections: people });
    const world = worldOn(store);
    const guard = new pg.Client({ connectionString: database.url });
    await guard.connect();
    // Everybody has read the run and waits for the lock on its period. Then the lock is released.
    await guard.query(
      `begin; select from paybeat.pay_period where period_id = ${periodId} for update`,
    );
    const order = [first, ...Array.from({ length: people - 1 }, (_, at) => kindAt(at))];
    const asked = [];
    for (const [at, deed] of order.entries()) {
      asked.push(deeds[deed](as(world, `person:${at}`), { runId }));
      if (at === 0) await until(async () => (await waitingForLocks(guard)) === 1);
    }
    await until(async () => (await waitingForLocks(guard)) === people);
    await guard.query('rollback');
    const [winner, ...others] = await Promise.all(asked);
    expect(winner).toMatchObject({ ok: true });
    for (const other of others) {
      expect(other).toMatchObject({ refusal: { family: 'conflict', code: 'run_state' } });
      if (!other.ok) expect(states).toContain(other.refusal.facts?.['state']);
      if (!other.ok) expect(other.refusal.facts?.['first']).toBe('person:0');
    }
    const after = await store.read('every company', (at) => runById(at, runId));
    expect(after?.state).toBe(states.at(-1));
    await expectSound(small.world);
    await guard.end();
    await store.close();
    await small.close();
  },
);

function kindAt(at: number): Deed {
  return (['approve', 'void', 'recalculate'] as const)[at % 3] ?? 'void';
}
