/**
 * Calculates one chunk of a run: claim, read, calculate, then write under the claim's epoch.
 *
 * The claim and the write are two short transactions. The calculation runs between them and holds no lock.
 * Payslips, held people and the chunk's mark are written in one transaction: all or nothing. A worker that
 * lost its claim in the meantime writes nothing and stops silently.
 *
 * A calculation error is counted on the chunk and retried by the retry policy. The run fails, and nobody is
 * paid, after the last retry, or at once when an assertion failed (a Bug). It also fails when too many
 * workers began a chunk and died.
 */
import { periodLockName } from '#engine/locks/locks.ts';
import { assert, Bug, Outage } from '#errors.ts';
import { tellEnded } from '#operations/tasks/tell-ended.ts';
import type { World } from '#operations/world.ts';
import { claimsMax, retryDelaySeconds } from '#run/retry-policy.ts';
import { coveredElsewhere } from '#store/reads/moves.ts';
import type { Reading, Writing } from '#store/store.ts';
import {
  type Claim,
  claimChunk,
  clearChunk,
  finishChunk,
  giveBackChunks,
  holdsChunk,
  recordFailure,
  retryChunkAfter,
} from '#store/writes/chunks.ts';
import { writeOrdersOf } from '#store/writes/court-orders.ts';
import { writeHeld, writePayslips, writeRetro } from '#store/writes/payslips.ts';
import * as moves from '#store/writes/run-moves.ts';
import { lockRun } from '#store/writes/runs.ts';
import { type ChunkResults, calculateInTurns, judged } from './calculate-inputs.ts';
import type { CalculateChunk, ChunkOutcome, MadeClaim } from './chunk-outcome.ts';
import { payslipsAbout } from './payslips-about.ts';
import { coveredReason } from './plan-roster.ts';
import { runInputs } from './retro-inputs.ts';
import { basisOfRun, type RunBasis } from './run-basis.ts';
import { tellFailed } from './step-failures.ts';

export function calculateChunk(world: World, ask: CalculateChunk): Promise<ChunkOutcome> {
  const { inHand } = world;
  if (!inHand) return calculateSomewhere(world, ask, () => undefined);
  const { runId, ordinal } = ask;
  return inHand.during({ kind: 'chunk', runId, ordinal }, (claimed) =>
    calculateSomewhere(world, ask, claimed),
  );
}

/** In a thread of its own if the process has one free for this run; otherwise here. */
async function calculateSomewhere(
  world: World,
  ask: CalculateChunk,
  claimed: (epoch: number) => void,
): Promise<ChunkOutcome> {
  const { chunkThreads, lockKeeper } = world;
  if (!chunkThreads?.takes(ask.runId))
    return calculateHere(world, ask, (claim) => claimed(claim.epoch));
  let claim: MadeClaim | null = null;
  let showing: Promise<unknown> | undefined;
  const ended = Promise.withResolvers<void>();
  try {
    const outcome = await chunkThreads.calculate(ask, (made) => {
      claim = made;
      claimed(made.epoch);
      showing = lockKeeper?.whileWorking(periodLockName(made.periodId), () => ended.promise);
    });
    return outcome.kind === 'thread_lost' ? await giveBack(world, { ask, claim }) : outcome;
  } finally {
    ended.resolve();
    await showing;
  }
}

/**
 * A thread that dies has written nothing of its chunk, so another may claim it at once. That it was begun
 * still counts: a chunk that ends every thread fails its run in the end.
 */
async function giveBack(
  world: World,
  { ask, claim }: { readonly ask: CalculateChunk; readonly claim: MadeClaim | null },
): Promise<ChunkOutcome> {
  const { companyId, ...chunk } = ask;
  if (claim === null) return { kind: 'nothing_to_do' };
  const chunks = [{ ...chunk, epoch: claim.epoch }];
  await world.store.write({ companyId }, (tx) =>
    giveBackChunks(tx, { owner: world.worker, chunks }),
  );
  return { kind: 'claim_lost' };
}

/** In this thread. `claimed` is called when the claim has succeeded. */
export async function calculateHere(
  world: World,
  ask: CalculateChunk,
  claimed: (claim: MadeClaim) => void = () => undefined,
): Promise<ChunkOutcome> {
  const { store, settings, worker, lockKeeper } = world;
  const scope = { companyId: ask.companyId };
  const claim = await store.write(scope, (tx) =>
    claimChunk(tx, { ...ask, owner: worker, leaseSeconds: settings.leaseSeconds }),
  );
  if (!claim) return { kind: 'nothing_to_do' };
  claimed(claim);
  if (claim.claims > claimsMax) return countFailure(world, { claim, error: neverHeardOf() });
  const work = () => workOn(world, claim);
  return lockKeeper ? lockKeeper.whileWorking(periodLockName(claim.periodId), work) : work();
}

async function workOn(world: World, claim: Claim): Promise<ChunkOutcome> {
  try {
    const results = await calculateClaim(world, claim);
    return await writeResults(world, { claim, results });
  } catch (error) {
    // The database or network failed. The chunk is given back, or its lease runs out, and it is claimed
    // again.
    if (error instanceof Outage) throw error;
    return await countFailure(world, { claim, error });
  }
}

/** Calculates the pay of each employee in the chunk, or the reason to hold them. Writes nothing. */
export function calculateClaim(world: World, claim: Claim): Promise<ChunkResults> {
  const { companyId, runId, ordinal, employeeIds } = claim;
  return calculatePeople(world, {
    ...{ companyId, employeeIds },
    basis: (at) => basisOfRun(at, { store: world.store, ...claim }),
    progress: (done) => {
      const of = employeeIds.length;
      world.telemetry.emit({ kind: 'employees_calculated', runId, ordinal, done, of });
    },
  });
}

/** The same for any people of a run, whatever its state. */
export async function calculatePeople(
  world: Pick<World, 'store'>,
  ask: {
    readonly companyId: number;
    readonly employeeIds: readonly number[];
    readonly basis: (at: Reading) => Promise<RunBasis>;
    readonly progress: (done: number) => void;
  },
): Promise<ChunkResults> {
  const { companyId, employeeIds, progress } = ask;
  const frozen = await world.store.read({ companyId }, async (at) => {
    const { frame, codes } = await ask.basis(at);
    const about = await payslipsAbout(at, { frame, employeeIds });
    if (about !== null) return { about };
    const [inputs = []] = await runInputs(at, [{ frame, codes, employeeIds }]);
    return { frame, codes, inputs };
  });
  if ('about' in frozen) return frozen.about;
  const { inputs } = frozen;
  assert(inputs.length === employeeIds.length, 'every employee of a chunk has inputs');
  const calculated = await calculateInTurns(inputs, { ...frozen, progress });
  const { plain: payslips, held, suspects, tally } = calculated;
  if (suspects.length === 0) return { payslips, held, compared: tally.comparison };
  return world.store.read({ companyId }, (at) => judged(at, calculated, frozen));
}

async function writeResults(
  world: World,
  ask: { readonly claim: Claim; readonly results: ChunkResults },
): Promise<ChunkOutcome> {
  const { claim } = ask;
  const { runId, ordinal } = claim;
  const written = await world.store.write({ companyId: claim.companyId }, async (tx) => {
    if (!(await holdsChunk(tx, claim))) return null;
    // A first claim has nothing to clear: replanning a run removes its earlier results.
    if (claim.epoch > 1) await clearChunk(tx, claim);
    const { payslips, held } = await withoutCovered(tx, ask);
    await writePayslips(tx, { claim, payslips });
    await writeRetro(tx, { claim, payslips });
    await writeOrdersOf(tx, [{ claim, payslips }]);
    await writeHeld(tx, { claim, held });
    const { compared } = ask.results;
    assert(await finishChunk(tx, { ...claim, compared }), 'a fenced chunk can be finished');
    return { paid: payslips.length, held: held.length };
  });
  if (!written) {
    world.telemetry.emit({ kind: 'claim_lost', runId, ordinal });
    return { kind: 'claim_lost' };
  }
  world.telemetry.emit({ kind: 'chunk_done', runId, ordinal, ...written });
  return { kind: 'done', ...written };
}

/**
 * Holds each person whom another run now pays for some of these days. A person decides about the other days.
 */
async function withoutCovered(
  tx: Writing,
  ask: { readonly claim: Claim; readonly results: ChunkResults },
): Promise<ChunkResults> {
  const { payslips, held } = ask.results;
  const employeeIds = payslips.map(({ employeeId }) => employeeId);
  const { periodId, runId } = ask.claim;
  const covered = await coveredElsewhere(tx, { periodId, runId, employeeIds });
  if (covered.length === 0) return ask.results;
  const others = new Set(covered.map(({ employeeId }) => employeeId));
  return {
    ...ask.results,
    payslips: payslips.filter(({ employeeId }) => !others.has(employeeId)),
    held: [...held, ...covered.map(coveredReason)],
  };
}

function neverHeardOf(): Bug {
  return new Bug(`it was started ${claimsMax} times, and each time its worker disappeared`);
}

async function countFailure(
  world: World,
  ask: { readonly claim: Claim; readonly error: unknown },
): Promise<ChunkOutcome> {
  const { claim, error } = ask;
  const message = error instanceof Error ? error.message : String(error);
  const scope = { companyId: claim.companyId };
  const counted = await world.store.write(scope, async (tx) => {
    // Checks the run's epoch: a worker that lost its claim must not fail the recalculated run.
    const run = await lockRun(tx, claim.runId);
    if (run?.state !== 'calculating' || run.epoch !== claim.runEpoch) return null;
    const failures = await recordFailure(tx, { claim, message });
    if (failures === null) return null;
    const seconds = error instanceof Bug ? null : retryDelaySeconds(failures);
    if (seconds !== null) {
      await retryChunkAfter(tx, { claim, seconds });
      return { failures, seconds, ended: [] };
    }
    const why = `chunk ${claim.ordinal}: ${message}`;
    const ended = await moves.moveToFailed(tx, { run, actor: world.worker, why });
    return { failures, seconds, ended };
  });
  if (!counted) return { kind: 'claim_lost' };
  world.telemetry.emit({
    kind: 'chunk_failed',
    runId: claim.runId,
    ordinal: claim.ordinal,
    failures: counted.failures,
    retryInSeconds: counted.seconds,
    message,
  });
  if (counted.seconds === null) {
    const { runId } = claim;
    tellFailed(world, runId);
    tellEnded(world, counted.ended);
  }
  return { kind: 'failed', failures: counted.failures, retryInSeconds: counted.seconds };
}
