/**
 * What all chunks of a run are calculated with: its frame and its pay codes. Both are frozen when the run
 * opens, and again with the next epoch when it is recalculated. So each process reads them once for an epoch.
 */
import { assert } from '#errors.ts';
import { payCodesOfRun } from '#operations/companies/pay-codes.ts';
import type { PayCodes } from '#payslip/codes/pay-code.ts';
import { type RunFrame, runFrame } from '#store/reads/run-work.ts';
import type { Reading, Store } from '#store/store.ts';

export interface RunBasis {
  readonly frame: RunFrame;
  readonly codes: PayCodes;
}

/** The runs that a process works on at the same time are few. */
const keptMax = 16;

/** Run id and epoch → basis, for each database. */
const keptFor = new WeakMap<Store, Map<string, RunBasis>>();

export async function basisOfRun(
  at: Reading,
  ask: { readonly store: Store; readonly runId: number; readonly runEpoch: number },
): Promise<RunBasis> {
  const kept = keptFor.get(ask.store) ?? new Map<string, RunBasis>();
  keptFor.set(ask.store, kept);
  const key = `${ask.runId} ${ask.runEpoch}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  const basis = await readBasisOfRun(at, ask.runId);
  const [oldest] = kept.keys();
  if (kept.size >= keptMax && oldest !== undefined) kept.delete(oldest);
  kept.set(key, basis);
  return basis;
}

/** As the database says it now. */
export async function readBasisOfRun(at: Reading, runId: number): Promise<RunBasis> {
  const frame = await runFrame(at, runId);
  assert(frame, `run ${runId} is there`);
  return { frame, codes: await payCodesOfRun(at, frame) };
}
