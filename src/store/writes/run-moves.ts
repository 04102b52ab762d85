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
import type { ReviewRow } from '#run/review-clock.ts';
import { canMove, isInMotion, type RunMove, type RunState, stateAfter } from '#run/run-state.ts';
import { reviewToStore } from '#schedule/review-policy.ts';
import type { RecomputedTotals } from '#store/reads/run-totals.ts';
import { newestTablesRevision } from '#store/reads/tax-tables.ts';
import { type Sql, sql } from '#store/sql.ts';
import type { Writing } from '#store/store.ts';
import { type AuditRow, auditAll } from './audit.ts';
import { type EndedTask, endTasksWith } from './running-tasks.ts';
import type { LockedRun, RunWarning } from './runs.ts';

interface By {
  readonly run: LockedRun;
  readonly actor: string;
}

/** calculating → review, with totals recomputed from rows. */
export function moveToReview(tx: Writing, ask: Review): Promise<readonly EndedTask[]> {
  return one(tx, ask, moveAllToReview);
}

interface Review extends By {
  readonly totals: RecomputedTotals;
  /** With which it waits for a person. */
  readonly blockers: readonly Blocker[];
  /** By its policy. Null: it has none, and goes on when it has no blocker. */
  readonly review: ReviewRow | null;
}

export function moveAllToReview(
  tx: Writing,
  asks: readonly Review[],
): Promise<readonly MoveTold[]> {
  const { ints, amounts, texts, nullable } = columnsOf(asks);
  return moveAll(tx, {
    move: 'review',
    asks,
    facts: ({ run, totals, blockers, review }) => ({
      epoch: run.epoch,
      totals: totals.hash,
      paid: totals.paid,
      held: totals.held,
      excluded: totals.excluded,
      netMinor: totals.netMinor.toString(),
      blockers: blockers.map((blocker) => blocker.code),
      ...reviewFacts(review),
    }),
    columns: [
      ints('paid', ({ totals }) => totals.paid),
      ints('held', ({ totals }) => totals.held),
      ints('excluded', ({ totals }) => totals.excluded),
      amounts('gross', ({ totals }) => totals.grossMinor),
      amounts('reimbursements', ({ totals }) => totals.reimbursementsMinor),
      amounts('deductions', ({ totals }) => totals.deductionsMinor),
      amounts('taxes', ({ totals }) => totals.taxesMinor),
      amounts('employer', ({ totals }) => totals.employerMinor),
      amounts('net', ({ totals }) => totals.netMinor),
      texts('hash', ({ totals }) => totals.hash),
      ints('form', ({ totals }) => totals.form),
      texts('blockers', ({ blockers }) => JSON.stringify(blockers)),
      nullable('review', ({ review }) => review && JSON.stringify(reviewToStore(review.policy))),
      nullable('review_window', ({ review }) => review?.windowEndsAt?.toString() ?? null),
      nullable('review_deadline', ({ review }) => review?.deadlineAt?.toString() ?? null),
      nullable('review_until', ({ review }) => review?.until?.toString() ?? null),
    ],
    set: sql`paid_count = m.paid, held_count = m.held, excluded_count = m.excluded,
      gross_minor = m.gross, reimbursements_minor = m.reimbursements,
      deductions_minor = m.deductions, taxes_minor = m.taxes, employer_minor = m.employer,
      net_minor = m.net, totals_hash = m.hash, totals_form = m.form, blockers = m.blockers::jsonb,
      calculated_at = paybeat_now(), reviewed_at = paybeat_now(), review = m.review::jsonb,
      review_window = m.review_window::timestamptz, review_deadline = m.review_deadline::timestamptz,
      review_until = m.review_until::timestamptz`,
  });
}

/** What the audit row says of the review that begins. */
function reviewFacts(review: ReviewRow | null): Readonly<Record<string, unknown>> {
  if (review === null) return {};
  const until = review.until?.toString() ?? null;
  return { review: reviewToStore(review.policy), until };
}

export function moveToApproved(tx: Writing, ask: Approve): Promise<readonly EndedTask[]> {
  return one(tx, ask, moveAllToApproved);
}

interface Approve extends By {
  readonly totalsHash: string;
  readonly reason: string | null;
}

export function moveAllToApproved(
  tx: Writing,
  asks: readonly Approve[],
): Promise<readonly MoveTold[]> {
  return moveAll(tx, {
    move: 'approve',
    asks,
    facts: ({ run, totalsHash: totals, reason: why }) => {
      const despite = run.blockers.map(({ code }) => code);
      const said = {
        ...(why === null ? {} : { why }),
        ...(despite.length === 0 ? {} : { despite }),
      };
      return { epoch: run.epoch, totals, ...said };
    },
    columns: [columnsOf(asks).texts('actor', ({ actor }) => actor)],
    set: sql`approved_at = paybeat_now(), approved_by = m.actor, review_until = null,
      review_late = coalesce(r.review_deadline < paybeat_now(), false)`,
  });
}

export function moveToCommitted(tx: Writing, ask: Commit): Promise<readonly EndedTask[]> {
  return one(tx, ask, moveAllToCommitted);
}

interface Commit extends By {
  readonly revision: number;
  /** The version of Paybeat that commits. */
  readonly version: string;
}

export function moveAllToCommitted(
  tx: Writing,
  asks: readonly Commit[],
): Promise<readonly MoveTold[]> {
  return moveAll(tx, {
    move: 'commit',
    asks,
    facts: ({ run, revision, version }) => ({ totals: run.totalsHash, revision, version }),
    columns: [columnsOf(asks).ints('revision', ({ revision }) => revision)],
    set: sql`committed_at = paybeat_now(), committed_revision = m.revision`,
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
    set: sql`failed_at = null, closed_why = null, epoch = r.epoch + ${to === 'calculating' ? 1 : 0}`,
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
    /** Who had approved what is calculated again. */
    readonly revoked: readonly string[];
  },
): Promise<readonly EndedTask[]> {
  return move(tx, {
    ...ask,
    move: 'recalculate',
    facts: {
      ...{ why: ask.why, revision: ask.snapshotRevision, roster: ask.rosterCount },
      ...(ask.revoked.length === 0 ? {} : { revoked: ask.revoked }),
      warnings: ask.warnings,
    },
    set: sql`epoch = r.epoch + 1, snapshot_revision = ${ask.snapshotRevision},
      tables_revision = ${newestTablesRevision},
      roster_count = ${ask.rosterCount}, chunk_count = ${ask.chunkCount},
      paid_count = null, held_count = null, excluded_count = null, gross_minor = null,
      reimbursements_minor = null, deductions_minor = null, taxes_minor = null,
      employer_minor = null, net_minor = null, totals_hash = null, blockers = '[]',
      calculated_at = null, reviewed_at = null, approved_at = null, approved_by = null,
      failed_at = null, closed_why = null, review = null, review_window = null,
      review_deadline = null, review_until = null, review_moved = false, review_silent = null,
      review_late = false`,
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

function move(tx: Writing, ask: Move): Promise<readonly EndedTask[]> {
  return one(tx, ask, (_, asks) =>
    moveAll(tx, { move: ask.move, asks, facts: ({ facts }) => facts, columns: [], set: ask.set }),
  );
}

/** One run: its tasks end before the audit row, which takes the last lock. */
async function one<Ask extends By & Partial<Pick<Review, 'blockers' | 'review'>>>(
  tx: Writing,
  ask: Ask,
  moves: (tx: Writing, asks: readonly Ask[]) => Promise<readonly MoveTold[]>,
): Promise<readonly EndedTask[]> {
  const told = await moves(tx, [ask]);
  const movesInReview = (ask.blockers ?? []).length === 0 && (ask.review ?? null) === null;
  const goesOn = told.every(({ state }) => isInMotion({ state, movesInReview }));
  const ended = goesOn ? [] : await endTasksWith(tx, ask.run.runId);
  await auditAll(tx, told);
  return ended;
}

/** The audit row of a move, and the state to which it led. */
interface MoveTold extends AuditRow {
  readonly state: RunState;
}

/**
 * Several runs in one statement. Returns their audit rows: the caller writes them before the transaction
 * ends, or the database takes all of it back (trigger `pay_run_told`). Their ids are named once more, so
 * that no plan that the server keeps can read all runs.
 */
async function moveAll<Ask extends By>(
  tx: Writing,
  how: {
    readonly move: RunMove;
    readonly asks: readonly Ask[];
    readonly facts: (ask: Ask) => Readonly<Record<string, unknown>>;
    /** More columns of `m`, by which `set` is said. */
    readonly columns: readonly Column[];
    readonly set: Sql<unknown>;
  },
): Promise<readonly MoveTold[]> {
  const { move: name, asks } = how;
  if (asks.length === 0) return [];
  const { ints, texts } = columnsOf(asks);
  const states = new Map(asks.map(({ run }) => [run.runId, stateMoved(run, name)]));
  const columns = [
    ints('run_id', ({ run }) => run.runId),
    texts('was', ({ run }) => run.state),
    texts('becomes', ({ run }) => states.get(run.runId) ?? run.state),
    ...how.columns,
  ];
  const { rowCount } = await tx.run(
    sql`update pay_run r set state = m.becomes, move_count = r.move_count + 1,
          ${stepAfter[name] ?? beginsAnew}, ${how.set}
        from unnest(${sql.join(columns.map(({ values }) => values))})
          as m(${sql.join(columns.map(({ column }) => sql.ref(column)))})
        where r.run_id = m.run_id and r.state = m.was
          and r.run_id = any(${asks.map(({ run }) => run.runId)}::int[])`,
  );
  assert(rowCount === asks.length, `runs that ${name} were locked in their state`);
  return asks.map((ask) => ({
    companyId: ask.run.companyId,
    actor: ask.actor,
    action: `run.${name}`,
    subject: `run:${ask.run.runId}`,
    facts: how.facts(ask),
    state: states.get(ask.run.runId) ?? ask.run.state,
  }));
}

function stateMoved(run: LockedRun, name: RunMove): RunState {
  assert(canMove(run.state, name).can, `run ${run.runId} cannot ${name} from ${run.state}`);
  return stateAfter(name, run);
}

interface Column {
  readonly column: string;
  readonly values: Sql<unknown>;
}

function columnsOf<Ask>(asks: readonly Ask[]) {
  return {
    ints: (column: string, of: (ask: Ask) => number): Column => ({
      column,
      values: sql`${asks.map(of)}::int[]`,
    }),
    amounts: (column: string, of: (ask: Ask) => bigint): Column => ({
      column,
      values: sql`${asks.map(of)}::int8[]`,
    }),
    texts: (column: string, of: (ask: Ask) => string): Column => ({
      column,
      values: sql`${asks.map(of)}::text[]`,
    }),
    nullable: (column: string, of: (ask: Ask) => string | null): Column => ({
      column,
      values: sql`${asks.map(of)}::text[]`,
    }),
  };
}
