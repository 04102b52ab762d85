/**
 * Due periods that wait for their turn, and what they wait for. Shown by `due`, `inspect`, `doctor` and `runs
 * show`, with the same facts as the refusal `waits_in_turn`.
 */
import { aheadInWords } from '#run/due-conditions.ts';
import { duePeriods } from '#store/reads/due.ts';
import { aheadOfAll } from '#store/reads/earlier-work.ts';
import type { Reading } from '#store/store.ts';

export interface WaitingPeriod {
  readonly periodId: number;
  readonly aheadPeriodId: number;
  /** Null: the period ahead is due and has no run yet. */
  readonly aheadRunId: number | null;
  /** `period 3 waits for run 7 of period 2, which pays the same people before it` */
  readonly inWords: string;
}

const none: ReadonlySet<number> = new Set();

export async function waitingPeriods(
  at: Reading,
  ask: {
    readonly limit: number;
    readonly companyId?: number;
    readonly companyIds?: readonly number[];
  },
): Promise<readonly WaitingPeriod[]> {
  const due = await duePeriods(at, ask);
  const periodIds = due.map(({ periodId }) => periodId);
  const ahead = await aheadOfAll(at, { periodIds, dueBefore: { opens: 'any', except: none } });
  return periodIds.flatMap((periodId) => {
    const of = ahead.get(periodId);
    if (of === undefined) return [];
    const inWords = `period ${periodId} waits for ${aheadInWords(of)}`;
    return [{ periodId, aheadPeriodId: of.periodId, aheadRunId: of.runId, inWords }];
  });
}
