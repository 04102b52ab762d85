/**
 * Leaves out periods of a schedule that another system has paid (0105).
 *
 * A period whose days were all paid is not added. One with paid and unpaid days is refused, because a person has
 * to say what is still to be paid.
 */

import { type Refused, refuse } from '#errors.ts';
import { type DaysPaidBefore, daysPaidBefore } from '#store/reads/paid-before.ts';
import type { Reading } from '#store/store.ts';
import { toEpochDay } from '#time/plain-date.ts';

interface Days {
  readonly startOn: Temporal.PlainDate;
  readonly endOn: Temporal.PlainDate;
}

interface PaidDays {
  /** `none` of its days were paid before, `some` or `all`. */
  share(days: Days): 'none' | 'some' | 'all';
}

export async function paidDaysFrom(
  at: Reading,
  ask: {
    readonly companyId: number;
    readonly scheduleId: number | null;
    readonly fromOn: Temporal.PlainDate;
  },
): Promise<PaidDays> {
  const paid = await daysPaidBefore(at, ask);
  return { share: (days) => shareOf(paid, days) };
}

/** The periods are in order of their days, and so are the paid ones. */
function shareOf(paid: readonly DaysPaidBefore[], { startOn, endOn }: Days) {
  const end = toEpochDay(endOn);
  const start = toEpochDay(startOn);
  let next = start;
  let isTouched = false;
  for (const one of paid) {
    const first = toEpochDay(one.startOn);
    const last = toEpochDay(one.endOn);
    if (last < start || first > end) continue;
    isTouched = true;
    if (first <= next) next = Math.max(next, last + 1);
  }
  if (!isTouched) return 'none';
  return next > end ? 'all' : 'some';
}

/** Refusal: paid_before, for a period with paid and unpaid days. */
export function withoutPaidDays<T extends { readonly period: Days }>(
  periods: readonly T[],
  paid: PaidDays,
): { readonly periods: readonly T[]; readonly beyond: Refused | null } {
  const kept: T[] = [];
  for (const one of periods) {
    const share = paid.share(one.period);
    if (share === 'some') return { periods: kept, beyond: refusePaidBefore(one.period) };
    if (share === 'none') kept.push(one);
  }
  return { periods: kept, beyond: null };
}

export function refusePaidBefore({ startOn, endOn }: Days): Refused {
  return refuse({
    family: 'conflict',
    code: 'paid_before',
    message: `Another system paid days of the period ${startOn} to ${endOn} before.`,
    hint: 'start on the first day that it did not pay',
    actions: [{ action: 'ask_again', with: 'from' }],
    facts: { startOn: startOn.toString(), endOn: endOn.toString() },
  });
}
