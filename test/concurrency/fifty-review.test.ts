/**
 * Fifty people object, withdraw an objection, approve, confirm and recalculate a run in review at once: one
 * order of events. Whoever comes too late learns the state of the run.
 *
 * The limit that holds a person is planted, so that the run waits with one.
 */
import pg from 'pg';
import { expect, it } from 'vitest';
import { liftLimits } from '#operations/judgement/lift-limits.ts';
import { objectToRun, withdrawFromRun } from '#operations/reviews/object-to-run.ts';
import { approveRun } from '#operations/runs/approve-run.ts';
import { recalculateRun } from '#operations/runs/control-run.ts';
import type { World } from '#operations/world.ts';
import { runById } from '#store/reads/runs.ts';
import { createStore } from '#store/store.ts';
import { plantHold, waitingForLocks } from '../support/crowd.ts';
import { openedAt, reviewedCompany, sql, windowOfADay } from '../support/reviewed-company.ts';
import { as, must, worldOn } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';
import { until } from '../support/until.ts';

const people = 50;
const why = 'all at once';
/** Whose objection is withdrawn. */
const ann = 'person:ann';

type Deed = 'object' | 'withdraw' | 'approve' | 'confirm' | 'recalculate';
const kinds: readonly Deed[] = ['object', 'withdraw', 'approve', 'confirm', 'recalculate'];

const deeds = {
  object: (world: World, ask: { runId: number }) => objectToRun(world, { ...ask, why }),
  withdraw: (world: World, ask: { runId: number }) =>
    withdrawFromRun(world, { ...ask, person: ann, why }),
  approve: (world: World, ask: { runId: number }) =>
    approveRun(world, { ...ask, why, totals: null, dryRun: false }),
  confirm: (world: World, ask: { runId: number }) =>
    liftLimits(world, { ...ask, numbers: ['ben'], cause: null, seen: null, why, dryRun: false }),
  recalculate: (world: World, ask: { runId: number }) => recalculateRun(world, { ...ask, why }),
};

/** The last deed that succeeds. It moves the run. */
const moves = ['run.approve', 'run.recalculate'];

it.each(kinds)('the first of fifty people wants to %s: one order of events', async (first) => {
  const small = await reviewedCompany(windowOfADay, { blocked: true });
  await small.goTo(openedAt);
  const { runId, periodId } = await small.run();
  const store = createStore({ url: small.url, connections: people });
  const guard = new pg.Client({ connectionString: small.url });
  await guard.connect();
  await plantHold(guard, runId);
  if (first === 'withdraw') must(await objectToRun(as(small.world, ann), { runId, why }));
  const order = [first, ...Array.from({ length: people - 1 }, (_, at) => kindAt(at))];
  const who = order.map((deed, at) => (at === 0 && deed === 'object' ? ann : `person:${at}`));
  // Everybody has read the run and waits for the lock on its period. Then the lock is released.
  await guard.query(
    `begin; select from paybeat.pay_period where period_id = ${periodId} for update`,
  );
  const asked = [];
  for (const [at, deed] of order.entries()) {
    asked.push(deeds[deed](as(worldOn(store), who[at] ?? ''), { runId }));
    if (at === 0) await until(async () => (await waitingForLocks(guard)) === 1);
  }
  await until(async () => (await waitingForLocks(guard)) === people);
  await guard.query('rollback');
  const answers = await Promise.all(asked);
  expect(answers[0]).toMatchObject({ ok: true });

  const events = await eventsOf(small.url, runId);
  const mover = events.at(-1);
  expect(moves).toContain(mover?.action);
  expect(events.filter(({ action }) => moves.includes(action))).toHaveLength(1);
  const done = who.filter((_, at) => answers[at]?.ok);
  const before = first === 'withdraw' ? [ann] : [];
  expect([...before, ...done].toSorted()).toEqual(events.map(({ actor }) => actor).toSorted());
  const objecting = new Set<string>();
  for (const { action, actor, facts } of events) {
    if (action === 'review.object') objecting.add(actor);
    if (action === 'review.withdraw') expect(objecting.delete(`${facts['of']}`)).toBe(true);
    if (action === 'run.approve') expect([...objecting]).toEqual([]);
  }
  const states = mover?.action === 'run.approve' ? ['approved', 'committed'] : ['calculating'];
  for (const [at, one] of answers.entries()) {
    if (one.ok) continue;
    const { code, facts } = one.refusal;
    const deed = order[at] ?? first;
    expect(refusalsOf[deed], deed).toContain(code);
    if (code !== 'run_state') continue;
    expect(states).toContain(facts?.['state']);
    expect(facts?.['first']).toBe(mover?.actor);
  }
  const after = await store.read('every company', (at) => runById(at, runId));
  expect(after?.state).toBe(states.at(-1));
  const { length: confirmed } = await sql(small.url, 'select from lifted_limit');
  const movedBy = order[who.indexOf(mover?.actor ?? '')];
  expect(confirmed).toBe(movedBy === 'confirm' ? 1 : 0);
  await expectSound(small.world);
  await guard.end();
  await store.close();
  await small.close();
});

const refusalsOf: Readonly<Record<Deed, readonly string[]>> = {
  object: ['run_state'],
  withdraw: ['run_state', 'no_objection'],
  approve: ['run_state', 'objection_stands'],
  confirm: ['run_state'],
  recalculate: ['run_state'],
};

function kindAt(at: number): Deed {
  return kinds[at % kinds.length] ?? 'recalculate';
}

interface Event {
  readonly action: string;
  readonly actor: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** What people did to the run, in the order of the audit chain. */
async function eventsOf(url: string, runId: number): Promise<readonly Event[]> {
  const rows = await sql(
    url,
    `select action, actor, facts from audit_event where subject = 'run:${runId}'
       and action in ('review.object', 'review.withdraw', 'run.approve', 'run.recalculate')
     order by seq`,
  );
  return rows as unknown as readonly Event[];
}
