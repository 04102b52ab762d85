/**
 * What becomes of a due instant that was missed, and when a run counts as late.
 *
 * Pure: how late it is comes in as the database's answer, never from a worker's clock.
 */

import { counted } from '#text/counted.ts';

/** A run opened later than this after its due instant is marked late. */
export const latenessBudgetSeconds = 3_600;

const daySeconds = 86_400;

export interface Missed {
  /** By the database's clock; negative before the due instant. */
  readonly lateSeconds: number;
  /** Of the rule: late but within the catch-up window, run it or leave it to a person. */
  readonly ifMissed: 'run' | 'hold';
  readonly catchUpDays: number;
  /** Opened at ticks only: how late a tick may come is the beat's business, not the rule's. */
  readonly opens: 'due_instant' | 'tick';
  /** A person has looked at it and let it run, after it had fallen due. */
  readonly isReleased: boolean;
}

export type MissedDecision =
  | { readonly kind: 'run' }
  | { readonly kind: 'hold'; readonly code: MissedCode; readonly why: string };

type MissedCode = 'missed_too_long' | 'missed_and_held';

/** Of a due instant that has come. */
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
