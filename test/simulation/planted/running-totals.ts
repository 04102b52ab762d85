/** Adds each chunk to the totals, instead of recomputing them from the payslips. */

import { approve, commit, type RunName, review } from '#operations/runs/advance-run.ts';
import type { ChunkResults } from '#operations/runs/calculate-inputs.ts';
import type { World } from '#operations/world.ts';
import { blockersOf } from '#run/blockers.ts';
import { totalsFromRows } from '#store/reads/run-totals.ts';
import { runInMotion } from '#store/reads/run-work.ts';
import { sql } from '#store/sql.ts';
import { rowsOf, type Writing } from '#store/store.ts';
import { type Claim, clearChunk, finishChunk, holdsChunk } from '#store/writes/chunks.ts';
import { writeHeld, writePayslips } from '#store/writes/payslips.ts';
import { moveToReview } from '#store/writes/run-moves.ts';
import { lockRun } from '#store/writes/runs.ts';
import { calculateAndWrite } from './chunk-writers.ts';
import { conductWith } from './serve-with.ts';

export const countersTable = `
  create table paybeat.planted_counter (run_id integer primary key, paid integer not null,
    held integer not null, gross bigint not null, net bigint not null);
  grant all on paybeat.planted_counter to paybeat_app, paybeat_worker`;

interface Counters {
  readonly paid: number;
  readonly held: number;
  readonly gross: bigint;
  readonly net: bigint;
}

export const runningTotals = conductWith('running-totals', {
  calculate: (world, ask) => calculateAndWrite(world, { ...ask, write: writeAndAdd }),
  async advance(world, run) {
    for (;;) {
      const motion = await world.store.read(run, (at) => runInMotion(at, run.runId));
      if (motion?.state === 'calculating' && motion.openChunks === 0) {
        await reviewByCounters(world, run);
      } else if (motion?.state === 'review' && motion.blockers.length === 0) {
        await approve(world, run);
      } else if (motion?.state === 'approved') await commit(world, run);
      else return;
    }
  },
});

async function writeAndAdd(
  world: World,
  ask: { readonly claim: Claim; readonly results: ChunkResults },
): Promise<boolean> {
  const { claim, results } = ask;
  const { payslips, held } = results;
  const scope = { companyId: claim.companyId };
  const written = await world.store.write(scope, async (tx) => {
    if (!(await holdsChunk(tx, claim))) return false;
    await clearChunk(tx, claim);
    await writePayslips(tx, { claim, payslips });
    await writeHeld(tx, { claim, held });
    return finishChunk(tx, claim);
  });
  if (!written) return false;
  const gross = payslips.reduce((sum, { payslip }) => sum + payslip.grossMinor, 0n);
  const net = payslips.reduce((sum, { payslip }) => sum + payslip.netMinor, 0n);
  await world.store.write(scope, (tx) =>
    rowsOf(
      tx,
      sql`insert into planted_counter as c
          values (${claim.runId}, ${payslips.length}, ${held.length}, ${gross}, ${net})
          on conflict (run_id) do update set paid = c.paid + excluded.paid,
            held = c.held + excluded.held, gross = c.gross + excluded.gross,
            net = c.net + excluded.net`,
    ),
  );
  return true;
}

async function reviewByCounters(world: World, { companyId, runId }: RunName): Promise<void> {
  const reviewed = await world.store.write({ companyId }, async (tx) => {
    const run = await lockRun(tx, runId);
    if (run?.state !== 'calculating') return false;
    const counted = await countersOf(tx, runId);
    if (!counted) return false;
    const rows = await totalsFromRows(tx, { runId });
    const { paid, held } = counted;
    const totals = { ...rows, paid, held, grossMinor: counted.gross, netMinor: counted.net };
    await moveToReview(tx, {
      run,
      actor: world.worker,
      totals,
      blockers: blockersOf(run.runId, totals),
      review: null,
    });
    return true;
  });
  if (!reviewed) await review(world, { companyId, runId });
}

async function countersOf(tx: Writing, runId: number): Promise<Counters | null> {
  const [row] = await rowsOf<Counters>(
    tx,
    sql`select paid, held, gross, net from planted_counter where run_id = ${runId}`,
  );
  return row ?? null;
}
