/**
 * Chunks: claim, check the claim, finish, fail.
 *
 * A claim raises the chunk's epoch, and every later write checks it. A worker that lost the epoch writes
 * nothing and stops silently. The lease only saves duplicate work. Correctness comes from the epoch under row
 * locks.
 *
 * A locked chunk row is being written or given back at that moment. Claims, renewals and returns skip it
 * instead of waiting.
 */
import type { ChunkComparison } from '#judgement/run-tally.ts';
import { summedColumns, sumsOfChunk } from '#store/reads/run-totals.ts';
import { sql } from '#store/sql.ts';
import { rowsOf, type Writing } from '#store/store.ts';

const storedSums = sql.join(
  summedColumns.map((column) => sql`${sql.ref(column)} = sums.${sql.ref(column)}`),
);

interface ChunkName {
  readonly runId: number;
  readonly ordinal: number;
}

export interface Claim extends ChunkName {
  readonly companyId: number;
  readonly periodId: number;
  readonly epoch: number;
  readonly runEpoch: number;
  /** How often the chunk was begun since its worker last reported, this claim included. */
  readonly claims: number;
  readonly employeeIds: readonly number[];
}

/**
 * Null when the chunk is done, leased, being written or waiting for a retry, or when its run has moved on.
 */
export async function claimChunk(
  tx: Writing,
  ask: ChunkName & { readonly owner: string; readonly leaseSeconds: number },
): Promise<Claim | null> {
  const [row] = await rowsOf<Claim>(
    tx,
    sql`update run_chunk c
        set epoch = c.epoch + 1, claims = c.claims + 1, lease_owner = ${ask.owner}, retry_at = null,
            lease_until = paybeat_now() + make_interval(secs => ${ask.leaseSeconds})
        from pay_run r
        where (c.run_id, c.ordinal) in (
            select run_id, ordinal from run_chunk
            where run_id = ${ask.runId} and ordinal = ${ask.ordinal} and state = 'open'
              and (lease_until is null or lease_until <= paybeat_now())
              and (retry_at is null or retry_at <= paybeat_now())
            for update skip locked)
          and r.run_id = c.run_id and r.state = 'calculating'
        returning c.company_id as "companyId", r.period_id as "periodId", c.run_id as "runId", c.ordinal, c.epoch,
                  r.epoch as "runEpoch", c.claims, c.employee_ids as "employeeIds"`,
  );
  return row ?? null;
}

/**
 * The fence: true while this claim still owns the chunk and the run is still calculating. Keeps both rows
 * locked (the run's lock is shared) until the transaction ends.
 */
export async function holdsChunk(tx: Writing, claim: Claim): Promise<boolean> {
  // The run is named first, so it is locked first. After a wait, the server looks at both rows as they are then.
  const held = await rowsOf(
    tx,
    sql`select 1 from pay_run r join run_chunk c on c.run_id = r.run_id
        where r.run_id = ${claim.runId} and r.state = 'calculating' and r.epoch = ${claim.runEpoch}
          and c.ordinal = ${claim.ordinal} and c.epoch = ${claim.epoch} and c.state = 'open'
        for share of r for update of c`,
  );
  return held.length === 1;
}

/** Deletes the results of an earlier claim on this chunk. Call it only after `holdsChunk`. */
export async function clearChunk(tx: Writing, claim: Claim): Promise<void> {
  const ids = claim.employeeIds;
  await rowsOf(
    tx,
    sql`delete from payslip where run_id = ${claim.runId} and employee_id = any(${ids}::int[])`,
  );
  await rowsOf(
    tx,
    sql`delete from run_exception where run_id = ${claim.runId} and ordinal = ${claim.ordinal}`,
  );
  await rowsOf(
    tx,
    sql`delete from run_retro where run_id = ${claim.runId} and ordinal = ${claim.ordinal}`,
  );
  await rowsOf(
    tx,
    sql`delete from run_court_order where run_id = ${claim.runId} and ordinal = ${claim.ordinal}`,
  );
}

interface FinishedChunk extends Pick<Claim, 'runId' | 'ordinal' | 'epoch'> {
  /** Absent: the run is not compared with the last one. */
  readonly compared?: ChunkComparison;
}

/**
 * Marks chunks as done, with the sums and the digest of the payslips that this transaction has stored.
 * Call it only after `holdsChunk`. Answers how many chunks were still open in the epoch of their claim: those
 * without a time. (By their state they would be looked for among all open chunks.)
 */
export async function finishChunks(tx: Writing, claims: readonly FinishedChunk[]): Promise<number> {
  const runIds = claims.map(({ runId }) => runId);
  const { rowCount } = await tx.run(
    sql`update run_chunk done set state = 'done', done_at = paybeat_now(), lease_owner = null,
          lease_until = null, last_error = null, ${storedSums}, known_count = claim.known_count,
          again_count = claim.again_count, again_minor = claim.again_minor, last_minor = claim.last_minor
        from run_chunk c
          join unnest(${runIds}::int[], ${claims.map((one) => one.ordinal)}::int[],
              ${claims.map((one) => one.epoch)}::int[],
              ${claims.map(({ compared }) => compared?.known ?? null)}::int[],
              ${claims.map(({ compared }) => compared?.again ?? null)}::int[],
              ${claims.map(({ compared }) => compared?.againMinor ?? null)}::int8[],
              ${claims.map(({ compared }) => compared?.lastMinor ?? null)}::int8[])
              as claim(run_id, ordinal, epoch, known_count, again_count, again_minor, last_minor)
            using (run_id, ordinal, epoch)
          cross join lateral (${sumsOfChunk}) sums
        where done.run_id = any(${runIds}::int[]) and c.run_id = any(${runIds}::int[])
          and done.run_id = c.run_id and done.ordinal = c.ordinal and done.epoch = c.epoch
          and done.done_at is null`,
  );
  return rowCount ?? 0;
}

/** False: the claim was lost. */
export async function finishChunk(tx: Writing, claim: FinishedChunk): Promise<boolean> {
  return (await finishChunks(tx, [claim])) === 1;
}

/** Counts a failure and ends the lease. Returns the number of failures, or null when the claim is lost. */
export async function recordFailure(
  tx: Writing,
  ask: { readonly claim: Claim; readonly message: string },
): Promise<number | null> {
  const { claim } = ask;
  const [row] = await rowsOf<{ failures: number }>(
    tx,
    sql`update run_chunk set failures = failures + 1, claims = 0, last_error = ${ask.message},
          lease_owner = null, lease_until = null
        where run_id = ${claim.runId} and ordinal = ${claim.ordinal} and epoch = ${claim.epoch}
          and state = 'open'
        returning failures`,
  );
  return row?.failures ?? null;
}

export async function retryChunkAfter(
  tx: Writing,
  ask: { readonly claim: Claim; readonly seconds: number },
): Promise<void> {
  await rowsOf(
    tx,
    sql`update run_chunk set retry_at = paybeat_now() + make_interval(secs => ${ask.seconds})
        where run_id = ${ask.claim.runId} and ordinal = ${ask.claim.ordinal}`,
  );
}

/**
 * Gives back every lease of a stopping worker, so that others need not wait for it to expire. Such a start is
 * not counted. A chunk that one of the worker's own statements still locks is skipped, and its lease expires.
 */
export async function releaseLeases(tx: Writing, owner: string): Promise<void> {
  await rowsOf(
    tx,
    sql`update run_chunk set lease_owner = null, lease_until = null, claims = claims - 1
        where (run_id, ordinal) in (
          select run_id, ordinal from run_chunk where state = 'open' and lease_owner = ${owner}
          for update skip locked)`,
  );
}

export interface ClaimedChunk extends ChunkName {
  readonly epoch: number;
}

/**
 * Renews the leases of a living worker, even one that has just expired, if nobody has claimed the chunk
 * since.
 */
export async function renewChunks(
  tx: Writing,
  ask: {
    readonly owner: string;
    readonly leaseSeconds: number;
    readonly chunks: readonly ClaimedChunk[];
  },
): Promise<void> {
  const { chunks } = ask;
  const [runIds, ordinals, epochs] = (['runId', 'ordinal', 'epoch'] as const).map((name) =>
    chunks.map((chunk) => chunk[name]),
  );
  await rowsOf(
    tx,
    sql`update run_chunk set lease_until = paybeat_now() + make_interval(secs => ${ask.leaseSeconds})
        where (run_id, ordinal) in (
          select run_id, ordinal from run_chunk
          join unnest(${runIds}::int[], ${ordinals}::int[], ${epochs}::int[])
            as mine(run_id, ordinal, epoch) using (run_id, ordinal, epoch)
          where state = 'open' and lease_owner = ${ask.owner}
          for update of run_chunk skip locked)`,
  );
}

/** Every chunk leased to this owner. */
export function chunksLeasedTo(tx: Writing, owner: string): Promise<readonly ClaimedChunk[]> {
  return rowsOf(
    tx,
    sql`select run_id as "runId", ordinal, epoch from run_chunk
        where state = 'open' and lease_owner = ${owner}`,
  );
}

/**
 * Gives back chunks that this owner claimed under these epochs but does not work on, so that others may claim
 * them at once. Each start counts: a chunk that breaks the connection every time must not repeat for ever.
 */
export async function giveBackChunks(
  tx: Writing,
  ask: { readonly owner: string; readonly chunks: readonly ClaimedChunk[] },
): Promise<void> {
  const { owner, chunks } = ask;
  const [runIds, ordinals, epochs] = (['runId', 'ordinal', 'epoch'] as const).map((name) =>
    chunks.map((chunk) => chunk[name]),
  );
  await rowsOf(
    tx,
    sql`update run_chunk set lease_owner = null, lease_until = null
        where (run_id, ordinal) in (
          select run_id, ordinal from run_chunk
          join unnest(${runIds}::int[], ${ordinals}::int[], ${epochs}::int[])
            as lost(run_id, ordinal, epoch) using (run_id, ordinal, epoch)
          where state = 'open' and lease_owner = ${owner}
          for update of run_chunk skip locked)`,
  );
}

/** Failed chunks may be retried at once. Finished chunks are unchanged. */
export async function forgetFailures(tx: Writing, runId: number): Promise<void> {
  await rowsOf(
    tx,
    sql`update run_chunk set lease_owner = null, lease_until = null, failures = 0, claims = 0,
          retry_at = null
        where run_id = ${runId} and state = 'open'`,
  );
}

/**
 * Deletes all results before a run is replanned. The caller raises the run's epoch in the same transaction,
 * which stops any worker that still calculates an old chunk.
 */
export async function clearRun(tx: Writing, runId: number): Promise<void> {
  await rowsOf(tx, sql`delete from payslip where run_id = ${runId}`);
  await rowsOf(tx, sql`delete from run_exception where run_id = ${runId}`);
  await rowsOf(tx, sql`delete from run_retro where run_id = ${runId}`);
  await rowsOf(tx, sql`delete from run_court_order where run_id = ${runId}`);
  await rowsOf(tx, sql`delete from run_chunk where run_id = ${runId}`);
}
