/**
 * Chunks: claim, fence, finish, fail.
 *
 * A claim raises the chunk's epoch; every later write carries it. Whoever lost the epoch writes
 * nothing and stops silently. The lease only saves work: correctness is the epoch under row locks.
 *
 * A chunk whose row is locked is being written, or given back, at this moment: claims, renewals and
 * returns pass it by instead of waiting for it.
 */
import { sql } from '#store/sql.ts';
import { changedOne, rowsOf, type Writing } from '#store/store.ts';

interface ChunkName {
  readonly runId: number;
  readonly ordinal: number;
}

export interface Claim extends ChunkName {
  readonly companyId: number;
  readonly periodId: number;
  readonly epoch: number;
  readonly runEpoch: number;
  /** How often it was begun since it was last heard of, this time included. */
  readonly claims: number;
  readonly employeeIds: readonly number[];
}

/** Null when it is done, leased, being written, waiting for a retry, or its run moved on. */
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
 * The fence: true while this claim still owns the chunk and the run still calculates. Holds both
 * rows (the run shared) until the transaction ends.
 */
export async function holdsChunk(tx: Writing, claim: Claim): Promise<boolean> {
  const run = await rowsOf(
    tx,
    sql`select 1 from pay_run where run_id = ${claim.runId} and state = 'calculating'
          and epoch = ${claim.runEpoch} for share`,
  );
  if (run.length === 0) return false;
  const chunk = await rowsOf(
    tx,
    sql`select 1 from run_chunk where run_id = ${claim.runId} and ordinal = ${claim.ordinal}
          and epoch = ${claim.epoch} and state = 'open' for update`,
  );
  return chunk.length === 1;
}

/** What an earlier claim left in this chunk; only after `holdsChunk`. */
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
}

export function finishChunk(tx: Writing, claim: Claim): Promise<boolean> {
  return changedOne(
    tx,
    sql`update run_chunk set state = 'done', done_at = paybeat_now(), lease_owner = null,
          lease_until = null, last_error = null
        where run_id = ${claim.runId} and ordinal = ${claim.ordinal} and epoch = ${claim.epoch}
          and state = 'open'`,
  );
}

/** Counts a failure and gives the lease back; the number of failures, or null when the claim is lost. */
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
 * Gives every lease of a stopping worker back, so that others need not wait for it to run out. That it
 * was begun does not count. One
 * that a statement of its own still has locked is left to run out: nobody waits for it.
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

/** Keeps what a living worker has in hand, also where a lease has just passed and nobody came. */
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

/** Everything that is leased to this owner. */
export function chunksLeasedTo(tx: Writing, owner: string): Promise<readonly ClaimedChunk[]> {
  return rowsOf(
    tx,
    sql`select run_id as "runId", ordinal, epoch from run_chunk
        where state = 'open' and lease_owner = ${owner}`,
  );
}

/**
 * What this owner has claimed, under these epochs, and does not work on: others may claim it at once.
 * That it was begun counts: a chunk that breaks the database each time must not go on for ever.
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

/** What failed may be tried again at once; what is done stays done. */
export async function forgetFailures(tx: Writing, runId: number): Promise<void> {
  await rowsOf(
    tx,
    sql`update run_chunk set lease_owner = null, lease_until = null, failures = 0, claims = 0,
          retry_at = null
        where run_id = ${runId} and state = 'open'`,
  );
}

/**
 * Removes everything that was calculated, before a run is planned anew. A worker still at an old
 * chunk is stopped by the run's epoch, which the caller raises in the same transaction.
 */
export async function clearRun(tx: Writing, runId: number): Promise<void> {
  await rowsOf(tx, sql`delete from payslip where run_id = ${runId}`);
  await rowsOf(tx, sql`delete from run_exception where run_id = ${runId}`);
  await rowsOf(tx, sql`delete from run_retro where run_id = ${runId}`);
  await rowsOf(tx, sql`delete from run_chunk where run_id = ${runId}`);
}
