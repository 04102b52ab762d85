/**
 * When a run in review goes on by itself, and how: the clock of its policy. Pure: the database says what time
 * it is, and rows say what is clean.
 *
 * A window, and silence that approves, never end while everything is down: they end no earlier than
 * `afterOutageMinutes` after a worker is back. Past the approval deadline the rule for silence decides.
 */
import type { ReviewPolicy } from '#schedule/review-policy.ts';

/** The row of a run in review. */
export interface ReviewRow {
  readonly policy: ReviewPolicy;
  /** When the window ends. Null: it has none. */
  readonly windowEndsAt: Temporal.Instant | null;
  /** Null: the run has no approval deadline. */
  readonly deadlineAt: Temporal.Instant | null;
  /** When the review goes on by itself. Null: it waits for people. */
  readonly until: Temporal.Instant | null;
  /** The end was moved because everything was down. */
  readonly isMoved: boolean;
}

/** The review of a run that has just been calculated. */
export function beginReview(
  policy: ReviewPolicy,
  at: {
    readonly now: Temporal.Instant;
    readonly deadlineAt: Temporal.Instant | null;
    readonly isClean: boolean;
  },
): ReviewRow {
  const { now, deadlineAt } = at;
  const windowEndsAt = endOfWindow(policy, at);
  const row = { policy, windowEndsAt, deadlineAt, until: null, isMoved: false };
  return { ...row, until: nextLook(row, { ...at, now }) };
}

function endOfWindow(
  policy: ReviewPolicy,
  {
    now,
    deadlineAt,
  }: { readonly now: Temporal.Instant; readonly deadlineAt: Temporal.Instant | null },
): Temporal.Instant | null {
  if (policy.policy !== 'window') return null;
  return policy.hours === null ? deadlineAt : now.add({ hours: policy.hours });
}

/** When to look at the review again, of a run that nobody has decided. */
export function nextLook(
  { policy, windowEndsAt, deadlineAt }: Omit<ReviewRow, 'until'>,
  { now, isClean }: { readonly now: Temporal.Instant; readonly isClean: boolean },
): Temporal.Instant | null {
  if (policy.policy === 'approve_when_clean' && isClean) return now;
  const ends = [deadlineAt, isClean ? windowEndsAt : null].filter((one) => one !== null);
  const [first] = ends.toSorted(Temporal.Instant.compare);
  return first === undefined ? null : later(first, now);
}

/**
 * The review with another deadline. A window that lasts until the deadline moves with it, and so does silence. A
 * later end after an outage stays.
 */
export function withDeadline(
  row: ReviewRow,
  to: {
    readonly deadlineAt: Temporal.Instant;
    readonly now: Temporal.Instant;
    readonly isClean: boolean;
  },
): ReviewRow {
  const { policy, until: was, isMoved } = row;
  const { deadlineAt } = to;
  const isUntilDeadline = policy.policy === 'window' && policy.hours === null;
  const windowEndsAt = isUntilDeadline ? deadlineAt : row.windowEndsAt;
  const next = nextLook({ policy, windowEndsAt, deadlineAt, isMoved }, to);
  const until = isMoved && was !== null && next !== null ? later(was, next) : next;
  return { ...row, windowEndsAt, deadlineAt, until };
}

interface ReviewFacts {
  readonly now: Temporal.Instant;
  /** No blocker, and no input that came after the run had read them. */
  readonly isClean: boolean;
  readonly hasObjection: boolean;
  /** Since when some worker is there. Null: none is, and a command looks. */
  readonly workersSince: Temporal.Instant | null;
}

export type ReviewDecision =
  | { readonly kind: 'approve'; readonly by: 'approve_when_clean' | 'window' | 'silence' }
  /** Look again then. Null: it waits for people. */
  | { readonly kind: 'wait'; readonly until: Temporal.Instant | null }
  /** Everything was down: it ends later. */
  | { readonly kind: 'move'; readonly until: Temporal.Instant }
  | { readonly kind: 'silent'; readonly silence: 'hold' | 'escalate' };

/** Decides when the clock of the review has come. */
export function decideReview(row: ReviewRow, facts: ReviewFacts): ReviewDecision {
  const { policy, windowEndsAt, deadlineAt, until } = row;
  const { now } = facts;
  if (until === null || isAfter(until, now)) return { kind: 'wait', until };
  const mayApprove = facts.isClean && !facts.hasObjection;
  if (policy.policy === 'approve_when_clean' && mayApprove)
    return { kind: 'approve', by: 'approve_when_clean' };
  const isWindow = windowEndsAt !== null && !isAfter(windowEndsAt, until) && isInTime(row);
  const bySilence = isDeadlinePast(row) && policy.silence === 'approve_if_clean';
  if (mayApprove && (isWindow || bySilence)) {
    const earliest = earliestAfterOutage(row, { ...facts, until });
    if (earliest !== null && isAfter(earliest, now)) return { kind: 'move', until: earliest };
    return { kind: 'approve', by: isWindow ? 'window' : 'silence' };
  }
  if (isDeadlinePast(row))
    return { kind: 'silent', silence: policy.silence === 'escalate' ? 'escalate' : 'hold' };
  return { kind: 'wait', until: deadlineAt };
}

/** Whether the clock stands before the deadline, or exactly at it. */
function isInTime({ until, deadlineAt }: ReviewRow): boolean {
  return until === null || deadlineAt === null || !isAfter(until, deadlineAt);
}

function isDeadlinePast({ until, deadlineAt }: ReviewRow): boolean {
  return until !== null && deadlineAt !== null && !isAfter(deadlineAt, until);
}

/** Whether what is decided now is later than the deadline allows. */
export function isLateReview(deadlineAt: Temporal.Instant | null, at: Temporal.Instant): boolean {
  return deadlineAt !== null && isAfter(at, deadlineAt);
}

/** Null: nothing was down at the end. A command without a worker moves the end once. */
function earliestAfterOutage(
  { policy, isMoved }: ReviewRow,
  {
    until,
    now,
    workersSince,
  }: Pick<ReviewFacts, 'now' | 'workersSince'> & { readonly until: Temporal.Instant },
): Temporal.Instant | null {
  if (workersSince === null && isMoved) return null;
  const back = workersSince ?? now;
  return isAfter(back, until) ? back.add({ minutes: policy.afterOutageMinutes }) : null;
}

function isAfter(one: Temporal.Instant, other: Temporal.Instant): boolean {
  return Temporal.Instant.compare(one, other) > 0;
}

function later(one: Temporal.Instant, other: Temporal.Instant): Temporal.Instant {
  return isAfter(one, other) ? one : other;
}
