/**
 * Faulty ways to write the result of a chunk. Each loses something if the worker dies or is
 * overtaken.
 */
import { calculateClaim } from '#operations/runs/calculate-chunk.ts';
import type { ChunkResults } from '#operations/runs/calculate-inputs.ts';
import type { CalculateChunk } from '#operations/runs/chunk-outcome.ts';
import type { World } from '#operations/world.ts';
import { sql } from '#store/sql.ts';
import { rowsOf } from '#store/store.ts';
import {
  type Claim,
  claimChunk,
  clearChunk,
  finishChunk,
  holdsChunk,
} from '#store/writes/chunks.ts';
import { writeHeld, writePayslips } from '#store/writes/payslips.ts';
import { conductWith } from './serve-with.ts';

type Write = (
  world: World,
  ask: { readonly claim: Claim; readonly results: ChunkResults },
) => Promise<boolean>;

/** Claims and calculates normally, and writes in another way. */
export async function calculateAndWrite(
  world: World,
  ask: CalculateChunk & { readonly write: Write },
): Promise<boolean> {
  const { leaseSeconds } = world.settings;
  const scope = { companyId: ask.companyId };
  const claim = await world.store.write(scope, (tx) =>
    claimChunk(tx, { ...ask, owner: world.worker, leaseSeconds }),
  );
  if (!claim) return false;
  return ask.write(world, { claim, results: await calculateClaim(world, claim) });
}

/** Marks the chunk in one transaction, and writes the payslips in the next. */
export const markThenPayslips = conductWith('mark-then-payslips', {
  calculate: (world, ask) =>
    calculateAndWrite(world, {
      ...ask,
      write: async (_, { claim, results }) => {
        const scope = { companyId: claim.companyId };
        const marked = await world.store.write(scope, async (tx) => {
          if (!(await holdsChunk(tx, claim))) return false;
          await clearChunk(tx, claim);
          return finishChunk(tx, claim);
        });
        if (!marked) return false;
        await world.store.write(scope, async (tx) => {
          await writePayslips(tx, { claim, payslips: results.payslips });
          await writeHeld(tx, { claim, held: results.held });
        });
        return true;
      },
    }),
});

/**
 * Writes the payslips in one transaction without deleting older ones, and marks the chunk in the
 * next.
 */
export const payslipsThenMark = conductWith('payslips-then-mark', {
  calculate: (world, ask) =>
    calculateAndWrite(world, {
      ...ask,
      write: async (_, { claim, results }) => {
        const scope = { companyId: claim.companyId };
        const written = await world.store.write(scope, async (tx) => {
          if (!(await holdsChunk(tx, claim))) return false;
          await writePayslips(tx, { claim, payslips: results.payslips });
          await writeHeld(tx, { claim, held: results.held });
          return true;
        });
        return written && world.store.write(scope, (tx) => finishChunk(tx, claim));
      },
    }),
});

/** Writes in one transaction, but does not check whether the chunk still belongs to this worker. */
export const noFence = conductWith('no-fence', {
  calculate: (world, ask) =>
    calculateAndWrite(world, {
      ...ask,
      write: (_, { claim, results }) =>
        world.store.write({ companyId: claim.companyId }, async (tx) => {
          await clearChunk(tx, claim);
          await writePayslips(tx, { claim, payslips: results.payslips });
          await writeHeld(tx, { claim, held: results.held });
          await finishChunk(tx, claim);
          return true;
        }),
    }),
});

export const withoutDoneGuard = 'drop trigger run_chunk_stays_done on paybeat.run_chunk';

/** Everything in one transaction, under the fence, but a chunk takes the digest of its neighbour. */
export const digestOfAnother = conductWith('digest-of-another', {
  calculate: (world, ask) =>
    calculateAndWrite(world, {
      ...ask,
      write: (_, { claim, results }) =>
        world.store.write({ companyId: claim.companyId }, async (tx) => {
          if (!(await holdsChunk(tx, claim))) return false;
          await clearChunk(tx, claim);
          await writePayslips(tx, { claim, payslips: results.payslips });
          await writeHeld(tx, { claim, held: results.held });
          await finishChunk(tx, claim);
          await rowsOf(
            tx,
            sql`update run_chunk c set digest = o.digest from run_chunk o
                where c.run_id = ${claim.runId} and c.ordinal = ${claim.ordinal}
                  and o.run_id = c.run_id and o.ordinal = c.ordinal - 1 and o.digest is not null`,
          );
          return true;
        }),
    }),
});
