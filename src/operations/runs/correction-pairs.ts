/** A correction as people see it: each payslip as it was and as it should have been, and what stops the run. */
import { assert } from '#errors.ts';
import { payCodesOfRun } from '#operations/companies/pay-codes.ts';
import { actorNamed } from '#operations/who-was-first.ts';
import type { PayCodes } from '#payslip/codes/pay-code.ts';
import type { Blocker } from '#run/blockers.ts';
import { type CorrectionSettled, correctionBlockers } from '#run/correction.ts';
import { paidParts, partsOfRun } from '#store/reads/corrections.ts';
import { namesOf } from '#store/reads/off-cycle.ts';
import { secondEyesOf } from '#store/reads/reviewers.ts';
import { numbersOf } from '#store/reads/roster.ts';
import { type RunRow, runById } from '#store/reads/runs.ts';
import type { Reading } from '#store/store.ts';
import { linesThatDiffer, type Pair, slipOf } from './corrected-payslips.ts';
import { pairsMax } from './differing-people.ts';

interface PairAmounts {
  readonly grossMinor: bigint;
  readonly deductionsMinor: bigint;
  readonly taxesMinor: bigint;
  readonly netMinor: bigint;
}

/** A payslip with the corrections before, and what it should have been. */
export interface CorrectionPair {
  readonly number: string;
  readonly name: string;
  readonly settled: CorrectionSettled;
  readonly was: PairAmounts;
  readonly is: PairAmounts;
  /** What the person gets in addition; below zero: what they owe. */
  readonly netMinor: bigint;
  /** The lines that differ, in the order of a payslip. */
  readonly lines: readonly {
    readonly code: string;
    readonly wasMinor: bigint;
    readonly isMinor: bigint;
  }[];
}

/** With numbers, names and codes, by number. */
export async function pairsNamed(
  at: Reading,
  { run, pairs }: { readonly run: RunRow; readonly pairs: readonly Pair[] },
): Promise<readonly CorrectionPair[]> {
  if (pairs.length === 0) return [];
  const codes = await payCodesOfRun(at, run);
  const ids = pairs.map(({ employeeId }) => employeeId);
  const numbers = await numbersOf(at, ids);
  const names = await namesOf(at, ids);
  return pairs
    .map((pair) => ({
      number: numbers.get(pair.employeeId) ?? String(pair.employeeId),
      name: names.get(pair.employeeId) ?? '',
      ...{ settled: pair.settled, was: amountsOf(pair.was), is: amountsOf(pair.is) },
      netMinor: pair.is.netMinor - pair.was.netMinor,
      lines: linesNamed(codes, pair),
    }))
    .sort((one, other) => (one.number < other.number ? -1 : 1))
    .slice(0, pairsMax);
}

/** What a correction pays, in whatever state: the payslips before it, and with it. */
export async function pairsOfRun(at: Reading, runId: number): Promise<readonly CorrectionPair[]> {
  const run = await runById(at, runId);
  if (run === null || run.corrects === null) return [];
  const corrected = await runById(at, run.corrects);
  assert(corrected, 'a corrected run is there');
  const rows = await partsOfRun(at, { runId, limit: pairsMax });
  const before = Map.groupBy(
    await paidParts(at, {
      ...{ runId: run.corrects, revision: run.snapshotRevision },
      employeeIds: rows.map(({ employeeId }) => employeeId),
    }),
    ({ employeeId }) => employeeId,
  );
  const pairs = rows.map((row): Pair => {
    const { employeeId } = row;
    const parts = (before.get(employeeId) ?? []).filter((part) => part.runId !== runId);
    return {
      ...{ employeeId, settled: 'this_run' },
      ...{ was: slipOf(parts), is: slipOf([...parts, row]) },
    };
  });
  return pairsNamed(at, { run: corrected, pairs });
}

function amountsOf({ grossMinor, deductionsMinor, taxesMinor, netMinor }: PairAmounts) {
  return { grossMinor, deductionsMinor, taxesMinor, netMinor };
}

function linesNamed(codes: PayCodes, pair: Pair): CorrectionPair['lines'] {
  return linesThatDiffer(codes, pair).map(({ id, wasMinor, isMinor }) => ({
    ...{ code: codes.byId.get(id)?.code ?? String(id), wasMinor, isMinor },
  }));
}

/** Of a run that is no correction: none. */
export async function blockersOfCorrection(
  at: Reading,
  { runId }: { readonly runId: number },
): Promise<readonly Blocker[]> {
  const run = await runById(at, runId);
  if (run === null || run.corrects === null) return [];
  return correctionBlockers(runId, {
    ...{ corrects: run.corrects, why: run.correctionWhy ?? '' },
    ...{ secondEyes: await secondEyesOf(at, run.companyId), askedBy: actorNamed(run.openedBy) },
  });
}
