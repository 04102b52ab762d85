/**
 * Decides what happens to a missed due instant, and when a run counts as late.
 *
 * Pure: the database measures the delay. A worker's clock is never used.
 */

import { counted } from '#text/counted.ts';

/** A run opened later than this after its due instant is marked late. */
export const latenessBudgetSeconds = 3_600;

const daySeconds = 86_400;

export interface Missed {
  /** By the database's clock. Negative before the due instant. */
  readonly lateSeconds: number;
  /**
   * From the rule: whether to run a late period inside the catch-up window, or leave it to a
   * person.
   */
  readonly ifMissed: 'run' | 'hold';
  readonly catchUpDays: number;
  /** If a period opens only at ticks, the beat decides how late a tick may be, not the rule. */
  readonly opens: 'due_instant' | 'tick';
  /** Whether a person has released the period after it fell due. */
  readonly isReleased: boolean;
}

export type MissedDecision =
  | { readonly kind: 'run' }
  | { readonly kind: 'hold'; readonly code: MissedCode; readonly why: string };

type MissedCode = 'missed_too_long' | 'missed_and_held';

/** Decides about a due instant that has passed. */
export function missedDecision(missed: Missed): MissedDecision {
  const { lateSeconds, catchUpDays } = missed;
  if (missed.isReleased) return { kind: 'run' };
  if (lateSeconds > catchUpDays * daySeconds) {
    const why = `it missed its due time by more than ${counted(catchUpDays, 'day')}`;
    return { kind: 'hold', code: 'missed_too_long', why };
  }
  if (missed.ifMissed === 'run' || missed.opens === 'tick' || !isLate(lateSeconds)) {
    return { kind: 'run' };
  }
  const why = `it missed its due time by ${lateInWords(lateSeconds)}, and its rule has if_missed: hold`;
  return { kind: 'hold', code: 'missed_and_held', why };
}

export function isLate(lateSeconds: number | null): boolean {
  return lateSeconds !== null && lateSeconds > latenessBudgetSeconds;
}

/** `3 days`, `5 hours`, `12 minutes`. */
export function lateInWords(seconds: number): string {
  const [size, unit] =
    seconds < 5_400
      ? ([60, 'minute'] as const)
      : seconds < 1.5 * daySeconds
        ? ([3_600, 'hour'] as const)
        : ([daySeconds, 'day'] as const);
  const count = Math.max(1, Math.round(seconds / size));
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
