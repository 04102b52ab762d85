/**
 * The pay owed for back-dated changes, as a run pays it. A past period is calculated again as known now and
 * compared with everything paid for it, by its own run and by later ones.
 *
 * Dated changes (terms of pay, dated items, dates of employment) reach back to the start of the pay date's
 * tax year. Undated changes (the pay in a roster, a pay code) apply from when they were recorded, and never
 * to a past period.
 *
 * Elsewhere: how the difference is calculated (owed-for.ts).
 */
import { formatAmount } from '#money/minor.ts';
import { currencyOf } from '#operations/companies/pay-codes.ts';
import type { Reading } from '#store/store.ts';
import type { FreezeAsk } from './frozen-inputs.ts';
import { type OwedFor, owedFor } from './owed-for.ts';
import { pastLooks } from './past-looks.ts';

export interface RetroPart {
  readonly pastRunId: number;
  readonly amountMinor: bigint;
  /** Text for the explanation of the line. */
  readonly told: string;
}

export interface Owed {
  readonly part: RetroPart | null;
  readonly remark: string | null;
}

/** By the place of the run in the set, and by employee. */
export type OwedOf = ReadonlyMap<number, ReadonlyMap<number, readonly Owed[]>>;

export async function owedByPastRuns(at: Reading, runs: readonly FreezeAsk[]): Promise<OwedOf> {
  const owed = new Map<number, Map<number, Owed[]>>();
  for await (const some of owedFor(at, await pastLooks(at, runs))) {
    for (const one of some) {
      const { place, employeeId } = one;
      const ofRun = owed.get(place) ?? new Map<number, Owed[]>();
      owed.set(place, ofRun);
      ofRun.set(employeeId, [...(ofRun.get(employeeId) ?? []), paidOrSaid(one)]);
    }
  }
  return owed;
}

/** What the run pays of it, or what it says instead. */
function paidOrSaid({ frame, amountMinor, held, told, payer }: OwedFor): Owed {
  const { runId } = frame;
  if (amountMinor === null) {
    const remark = `retro_not_calculated: run ${runId} cannot be recalculated with today's data: ${held?.detail ?? ''}`;
    return { part: null, remark };
  }
  if (payer === 'next_run') return { part: { pastRunId: runId, amountMinor, told }, remark: null };
  const amount = formatAmount(amountMinor, currencyOf(frame.currency));
  const remark = `owed_unpaid: ${amount} is owed ${told}; this run does not pay it`;
  return { part: null, remark };
}
