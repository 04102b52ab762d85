/**
 * The moves of a run, one function each. A move writes the state, its columns and exactly one audit row
 * (I12), and ends the tasks that waited for it. It returns those tasks, so that they can be reported after
 * the commit.
 *
 * The caller has locked the run in this transaction and has checked `canMove`; an impossible move is the
 * caller's bug. The database also refuses any move of a committed or voided run.
 */

import { assert } from '#errors.ts';
import type { Blocker } from '#run/blockers.ts';
import { canMove, isInMotion, type RunMove, stateAfter } from '#run/run-state.ts';
import type { RecomputedTotals } from '#store/reads/run-totals.ts';
import { type Sql, sql } from '#store/sql.ts';
import { changedOne, type Writing } from '#store/store.ts';
import { audit } from './audit.ts';
import { type EndedTask, endTasksWith } from './running-tasks.ts';
import type { LockedRun, RunWarning } from './runs.ts';

interface By {
  readonly run: LockedRun;
  readonly actor: string;
}

/** calculating → review, with totals recomputed from rows. */
export function moveToReview(
  tx: Writing,
  ask: By & { readonly totals: RecomputedTotals; readonly blockers: readonly Blocker[] },
): Promise<readonly EndedTask[]> {
  const { totals } = ask;
  const blockers = JSON.stringify(ask.blockers);
  return move(tx, {
    ...ask,
    move: 'review',
    facts: {
      epoch: ask.run.epoch,
      totals: totals.hash,
      paid: totals.paid,
      held: totals.held,
      excluded: totals.excluded,
      netMinor: totals.netMinor.toString(),
      blockers: ask.blockers.map((blocker) => blocker.code),
    },
    set: sql`paid_count = ${totals.paid}, held_count = ${totals.held},
      excluded_count = ${totals.excluded}, gross_minor = ${totals.grossMinor},
      reimbursements_minor = ${totals.reimbursementsMinor},
      deductions_minor = ${totals.deductionsMinor}, taxes_minor = ${totals.taxesMinor},
      employer_minor = ${totals.employerMinor}, net_minor = ${totals.netMinor},
      totals_hash = ${totals.hash}, totals_form = ${totals.form}, blockers = ${blockers}::jsonb,
      calculated_at = paybeat_now(), reviewed_at = paybeat_now()`,
  });
}

export function moveToApproved(
  tx: Writing,
  ask: By & { readonly totalsHash: string; readonly reason: string | null },
): Promise<readonly EndedTask[]> {
  const { run, actor, totalsHash: totals, reason: why } = ask;
  const despite = run.blockers.map(({ code }) => code);
  const said = { ...(why === null ? {} : { why }), ...(despite.length === 0 ? {} : { despite }) };
  return move(tx, {
    ...ask,
    move: 'approve',
    facts: { epoch: run.epoch, totals, ...said },
    set: sql`approved_at = paybeat_now(), approved_by = ${actor}`,
  });
}

export function moveToCommitted(
  tx: Writing,
  ask: By & { readonly revision: number },
): Promise<readonly EndedTask[]> {
  return move(tx, {
    ...ask,
    move: 'commit',
    facts: { totals: ask.run.totalsHash, revision: ask.revision },
    set: sql`committed_at = paybeat_now(), committed_revision = ${ask.revision}`,
  });
}

/** Keeps all results and the approval. The database records the state in which the run failed. */
export function moveToFailed(
  tx: Writing,
  ask: By & { readonly why: string },
): Promise<readonly EndedTask[]> {
  return move(tx, {
    ...ask,
    move: 'fail',
    facts: { why: ask.why, in: ask.run.state },
    set: sql`failed_at = paybeat_now(), closed_why = ${ask.why}`,
  });
}

/**
 * Returns the run to the state in which it failed. Chunks claimed before belong to an older epoch. Approvals
 * stay valid.
 */
export function moveToRetried(tx: Writing, ask: By): Promise<readonly EndedTask[]> {
  const to = ask.run.failedIn;
  return move(tx, {
    ...ask,
    move: 'retry',
    facts: { to },
    set: sql`failed_at = null, closed_why = null, epoch = epoch + ${to === 'calculating' ? 1 : 0}`,
  });
}

export function moveToVoided(
  tx: Writing,
  ask: By & { readonly why: string },
): Promise<readonly EndedTask[]> {
  return move(tx, {
    ...ask,
    move: 'void',
    facts: { why: ask.why },
    set: sql`voided_at = paybeat_now(), failed_at = null, closed_why = ${ask.why}`,
  });
}

/**
 * Returns the run to calculating, in a new epoch with a new snapshot. Earlier totals and approvals become
 * void. Warnings from the opening stay in the run's row; the new warnings go into the audit row.
 */
export function moveToRecalculated(
  tx: Writing,
  ask: By & {
    readonly why: string;
    readonly snapshotRevision: number;
    readonly rosterCount: number;
    readonly chunkCount: number;
    readonly warnings: readonly RunWarning[];
  },
): Promise<readonly EndedTask[]> {
  return move(tx, {
    ...ask,
    move: 'recalculate',
    facts: {
      ...{ why: ask.why, revision: ask.snapshotRevision, roster: ask.rosterCount },
      warnings: ask.warnings,
    },
    set: sql`epoch = epoch + 1, snapshot_revision = ${ask.snapshotRevision},
      roster_count = ${ask.rosterCount}, chunk_count = ${ask.chunkCount},
      paid_count = null, held_count = null, excluded_count = null, gross_minor = null,
      reimbursements_minor = null, deductions_minor = null, taxes_minor = null,
      employer_minor = null, net_minor = null, totals_hash = null, blockers = '[]',
      calculated_at = null, reviewed_at = null, approved_at = null, approved_by = null,
      failed_at = null, closed_why = null`,
  });
}

/** Clears the failures of the next step, because every move starts a new step. */
const beginsAnew = sql`step_failures = 0, step_outages = 0, step_error = null, step_retry_at = null`;
const stepAfter: Partial<Record<RunMove, Sql<unknown>>> = {
  fail: sql`step_retry_at = null`,
  // A retried step may run from now on, however long ago the run reached its state.
  retry: sql`step_failures = 0, step_outages = 0, step_error = null, step_retry_at = paybeat_now()`,
};

interface Move extends By {
  readonly move: RunMove;
  /** The blockers for which the run waits for a person. */
  readonly blockers?: readonly Blocker[];
  readonly facts: Readonly<Record<string, unknown>>;
  readonly set: Sql<unknown>;
}

async function move(tx: Writing, ask: Move): Promise<readonly EndedTask[]> {
  const { run } = ask;
  assert(canMove(run.state, ask.move).can, `run ${run.runId} cannot ${ask.move} from ${run.state}`);
  const state = stateAfter(ask.move, run);
  const moved = await changedOne(
    tx,
    sql`update pay_run set state = ${state}, move_count = move_count + 1,
          ${stepAfter[ask.move] ?? beginsAnew}, ${ask.set}
        where run_id = ${run.runId} and state = ${run.state}`,
  );
  assert(moved, `run ${run.runId} was locked in ${run.state}`);
  const goesOn = isInMotion({ state, blockers: ask.blockers ?? [] });
  const ended = goesOn ? [] : await endTasksWith(tx, run.runId);
  await audit(tx, {
    companyId: run.companyId,
    actor: ask.actor,
    action: `run.${ask.move}`,
    subject: `run:${run.runId}`,
    facts: ask.facts,
  });
  return ended;
}
