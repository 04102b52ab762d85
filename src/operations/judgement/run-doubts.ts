/** Whether a run as a whole is unusual: compared with the last run, from the sums of its chunks. */
import { limitsOf, type PayLimits } from '#judgement/limits.ts';
import { type RunComparison, runLimitBlockers } from '#judgement/run-limits.ts';
import type { ChunkComparison } from '#judgement/run-tally.ts';
import type { Currency } from '#money/minor.ts';
import { currencyOf } from '#operations/companies/pay-codes.ts';
import type { PayCodes } from '#payslip/codes/pay-code.ts';
import type { Blocker, RunTotals } from '#run/blockers.ts';
import type { RunKind } from '#run/run-kind.ts';
import { paySettingsAt } from '#store/reads/pay-codes.ts';
import { codesUsedBy, storedComparison } from '#store/reads/run-comparison.ts';
import type { RunFrame } from '#store/reads/run-work.ts';
import type { Reading } from '#store/store.ts';

/** What a run is compared by, when its only chunk has just been calculated. */
export interface KnownComparison {
  readonly compared: RunComparison;
  readonly limits: PayLimits;
  readonly currency: Currency;
}

/** The first id of a company's own pay code. */
const firstOwnId = 1_000;

/** Null: the company has pay codes of its own, and the database says which are new. */
export function comparisonOf(
  { frame, codes }: { readonly frame: RunFrame; readonly codes: PayCodes },
  compared: ChunkComparison,
): KnownComparison | null {
  if (codes.all.some(({ id }) => id >= firstOwnId)) return null;
  const currency = currencyOf(frame.currency);
  const limits = limitsOf(frame.settings.limits, currency);
  return { compared: { ...compared, newCodes: [] }, limits, currency };
}

interface ReviewedRun {
  readonly runId: number;
  readonly companyId: number;
  readonly kind: RunKind;
  readonly snapshotRevision: number;
}

/** In every other run than a regular one, a person chose the employees. */
export async function runDoubts(
  at: Reading,
  ask: {
    readonly run: ReviewedRun;
    readonly totals: RunTotals;
    readonly known?: KnownComparison | null | undefined;
  },
): Promise<readonly Blocker[]> {
  const { run, totals } = ask;
  if (run.kind !== 'regular') return [];
  const known = ask.known ?? (await readComparison(at, run));
  if (known === null) return [];
  const { compared, limits, currency } = known;
  const { runId } = run;
  const people = totals.paid + totals.held;
  return runLimitBlockers({ ...compared, runId, people, limits, currency });
}

async function readComparison(at: Reading, run: ReviewedRun): Promise<KnownComparison | null> {
  const { runId, companyId, snapshotRevision: revision } = run;
  const stored = await storedComparison(at, runId);
  if (stored === null) return null;
  const { newCodes, currency: code, ...compared } = stored;
  const currency = currencyOf(code);
  const settings = await paySettingsAt(at, { companyId, revision });
  const payCodeIds = newCodes.map(({ payCodeId }) => payCodeId);
  const used = payCodeIds.length === 0 ? null : await codesUsedBy(at, { runId, payCodeIds });
  const names = newCodes.flatMap(({ payCodeId, code: name }) =>
    used?.has(payCodeId) === true ? [name] : [],
  );
  const limits = limitsOf(settings.limits, currency);
  return { compared: { ...compared, newCodes: names }, limits, currency };
}
