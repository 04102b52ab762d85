/**
 * Calculates an off-cycle run inside a rehearsal (rolled back afterwards): who would be paid, and how much.
 */
import { assert } from '#errors.ts';
import { payCodesOfRun } from '#operations/companies/pay-codes.ts';
import type { World } from '#operations/world.ts';
import type { PayCodes } from '#payslip/codes/pay-code.ts';
import type { Blocker } from '#run/blockers.ts';
import { planChunks } from '#run/chunk-plan.ts';
import { type SimilarRun, similarInWords } from '#run/likely-duplicate.ts';
import { countsInWords, type ReversalCounts, whereItCounts } from '#run/reversal.ts';
import { namesOf, type PersonPaid, similarRuns } from '#store/reads/off-cycle.ts';
import { numbersOf } from '#store/reads/roster.ts';
import { employeesOfRun, type RunFrame, runFrame } from '#store/reads/run-work.ts';
import { type RunRow, runById } from '#store/reads/runs.ts';
import type { Writing } from '#store/store.ts';
import type { HeldRow } from '#store/writes/payslips.ts';
import { type ChunkResults, calculateInputs, judged } from './calculate-inputs.ts';
import { nothingTold, type Opening, type ToldOfFile } from './insert-off-cycle.ts';
import { payslipsAbout } from './payslips-about.ts';
import { runInputs } from './retro-inputs.ts';
import { blockersOfReversal, placeOfReversal } from './reversal-warnings.ts';

export interface Rehearsed extends ToldOfFile {
  readonly kind: 'rehearsed';
  /** Null for a run that pays held people. */
  readonly key: string | null;
  /** Of a reversal: what it reverses, where it counts, and what would stop it. Null: of any other run. */
  readonly reversal: {
    readonly reverses: number;
    readonly taxYear: number;
    readonly counts: ReversalCounts;
    readonly sentence: string;
    readonly warnings: RunRow['warnings'];
    readonly blockers: readonly Blocker[];
  } | null;
  readonly currency: string;
  readonly payOn: Temporal.PlainDate;
  readonly roster: number;
  readonly grossMinor: bigint;
  readonly taxesMinor: bigint;
  readonly netMinor: bigint;
  readonly paid: number;
  /** The first people who would be paid, by number. */
  readonly people: readonly PersonPaid[];
  readonly held: readonly {
    readonly number: string;
    readonly code: string;
    readonly detail: string;
    readonly hint: string;
  }[];
  /** Runs that look like this one. With any of them, this run would wait for a person. */
  readonly similar: readonly (SimilarRun & { readonly sentence: string })[];
}

/** How many people are listed with their pay. */
export const peopleShown = 10;

interface Paid {
  readonly employeeId: number;
  readonly grossMinor: bigint;
  readonly netMinor: bigint;
}

type Opened = Extract<Opening, { readonly kind: 'opened' }>;

export async function rehearse(
  tx: Writing,
  { world, opened }: { readonly world: World; readonly opened: Opened },
): Promise<Rehearsed> {
  const { runId } = opened;
  const frame = await runFrame(tx, runId);
  assert(frame, 'a run that was opened is there');
  const codes = await payCodesOfRun(tx, frame);
  const everybody = await employeesOfRun(tx, runId);
  const sums = { grossMinor: 0n, taxesMinor: 0n, netMinor: 0n, paid: 0 };
  const held: HeldRow[] = [];
  const paid: Paid[] = [];
  for (const { employeeIds } of planChunks(everybody, world.settings.chunkSize)) {
    const results = await resultsOf(tx, { frame, codes, employeeIds });
    for (const { employeeId, payslip } of results.payslips) {
      const { grossMinor, taxesMinor, netMinor } = payslip;
      sums.grossMinor += grossMinor;
      sums.taxesMinor += taxesMinor;
      sums.netMinor += netMinor;
      sums.paid += 1;
      paid.push({ employeeId, grossMinor, netMinor });
    }
    held.push(...results.held);
  }
  const numbers = await numbersOf(tx, everybody);
  const numberOf = (id: number) => numbers.get(id) ?? String(id);
  const run = await runById(tx, runId);
  return {
    ...{ kind: 'rehearsed', ...(opened.file ?? nothingTold) },
    key: run?.offCycleKey ?? null,
    reversal: run === null ? null : await reversalOf(tx, run),
    ...{ currency: frame.currency, payOn: frame.payOn, roster: everybody.length, ...sums },
    people: await named(tx, { paid, numberOf }),
    held: held.map(({ employeeId, ...one }) => ({ ...one, number: numberOf(employeeId) })),
    similar: (await similarRuns(tx, { runId })).map((one) => ({
      ...one,
      sentence: similarInWords(one),
    })),
  };
}

async function resultsOf(
  tx: Writing,
  ask: {
    readonly frame: RunFrame;
    readonly codes: PayCodes;
    readonly employeeIds: readonly number[];
  },
): Promise<ChunkResults> {
  const { frame, codes } = ask;
  const about = await payslipsAbout(tx, ask);
  if (about !== null) return about;
  const [inputs = []] = await runInputs(tx, [ask]);
  const calculated = calculateInputs(inputs, { frame, codes, progress: () => undefined });
  return judged(tx, calculated, { frame, codes });
}

async function reversalOf(tx: Writing, run: RunRow): Promise<Rehearsed['reversal']> {
  if (run.reverses === null) return null;
  const reversed = await runById(tx, run.reverses);
  assert(reversed, 'a reversed run is there');
  const place = placeOfReversal(reversed, run.payOn);
  return {
    ...{ reverses: run.reverses, taxYear: run.taxYear, counts: whereItCounts(place) },
    sentence: countsInWords(place),
    warnings: run.warnings,
    // Their actions would name a run that does not exist.
    blockers: (await blockersOfReversal(tx, run)).map(({ actions: _, ...blocker }) => blocker),
  };
}

async function named(
  tx: Writing,
  ask: { readonly paid: readonly Paid[]; readonly numberOf: (id: number) => string },
): Promise<readonly PersonPaid[]> {
  const first = ask.paid
    .map((one) => ({ ...one, number: ask.numberOf(one.employeeId) }))
    .sort((one, other) => (one.number < other.number ? -1 : 1))
    .slice(0, peopleShown);
  const names = await namesOf(
    tx,
    first.map(({ employeeId }) => employeeId),
  );
  return first.map(({ employeeId, ...one }) => ({ ...one, name: names.get(employeeId) ?? '' }));
}
