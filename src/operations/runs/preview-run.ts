/**
 * Calculates a whole run, writes nothing, and compares it with the last run of the same schedule.
 *
 * All reads share one snapshot of the current inputs. Employees are read in slices, so that memory stays
 * bounded for a roster of any size.
 *
 * Refusals: period_not_found, period_completed, empty_roster, tax_table_missing.
 */

import { type Answer, answer, refuse } from '#errors.ts';
import {
  DifferencesOfPreview,
  type PreviewedDifferences,
} from '#operations/judgement/preview-differences.ts';
import { findPeriod } from '#operations/look-up.ts';
import type { World } from '#operations/world.ts';
import { planChunks } from '#run/chunk-plan.ts';
import { type PeriodRow } from '#store/reads/periods.ts';
import { lastRunBefore } from '#store/reads/preview.ts';
import { numbersOf, peopleNamed } from '#store/reads/roster.ts';
import type { RunRow } from '#store/reads/runs.ts';
import type { Reading } from '#store/store.ts';
import type { HeldRow } from '#store/writes/payslips.ts';
import type { Exclusion, RunWarning } from '#store/writes/runs.ts';
import { type ChunkResults, calculateInputs, judged } from './calculate-inputs.ts';
import { likelyDuplicates } from './plan-warnings.ts';
import { previewedPeriod } from './previewed-period.ts';
import { runInputs } from './retro-inputs.ts';

interface PreviewTotals {
  readonly roster: number;
  readonly paid: number;
  readonly held: number;
  readonly excluded: number;
  readonly grossMinor: bigint;
  readonly reimbursementsMinor: bigint;
  readonly deductionsMinor: bigint;
  readonly taxesMinor: bigint;
  readonly employerMinor: bigint;
  readonly netMinor: bigint;
}

interface ExcludedPerson extends Exclusion {
  readonly number: string;
  readonly name: string;
}

export interface Preview {
  readonly period: PeriodRow;
  readonly currency: string;
  /** Of the company. */
  readonly timeZone: string;
  readonly stateTax: string;
  readonly totals: PreviewTotals;
  /** The first hundred held people. */
  readonly held: readonly (HeldRow & { readonly number: string })[];
  /** How many people each reason holds. */
  readonly heldByCode: readonly { readonly code: string; readonly people: number }[];
  /** The first hundred people on the roster who are not calculated. */
  readonly excluded: readonly ExcludedPerson[];
  /** The warnings that the run would have, as far as they are known in advance. */
  readonly warnings: readonly RunWarning[];
  readonly last: RunRow | null;
  readonly same: number;
  readonly changed: number;
  readonly added: number;
  readonly gone: number;
  /** The differences from the last run, and the people with the largest. */
  readonly differences: PreviewedDifferences;
}

const heldKept = 100;
const excludedKept = 100;

export async function previewRun(
  world: World,
  ask: { readonly periodId: number },
): Promise<Answer<Preview>> {
  const { periodId } = ask;
  const found = await findPeriod(world, periodId);
  if (!found.ok) return found;
  const known = found.value;
  return world.store.read(known, (at) => preview(at, { world, period: known }));
}

async function excludedPeople(
  at: Reading,
  ask: { readonly excluded: readonly Exclusion[]; readonly revision: number },
): Promise<readonly ExcludedPerson[]> {
  const shown = new Map(ask.excluded.slice(0, excludedKept).map((one) => [one.employeeId, one]));
  if (shown.size === 0) return [];
  const named = await peopleNamed(at, { employeeIds: [...shown.keys()], revision: ask.revision });
  return named.flatMap(({ employeeId, number, name }) => {
    const one = shown.get(employeeId);
    return one === undefined ? [] : [{ ...one, number, name }];
  });
}

async function preview(
  at: Reading,
  ask: { readonly world: World; readonly period: PeriodRow },
): Promise<Answer<Preview>> {
  const { period } = ask;
  if (period.status === 'completed') return alreadyPaid(period);
  const basis = await previewedPeriod(at, period);
  if (!basis.ok) return basis;
  const { company, revision, frame, codes, plan } = basis.value;
  const now = { frame, codes };
  const last = await lastRunBefore(at, period);
  const tally = new Tally();
  const differences = new DifferencesOfPreview(at, { now, last, plan });
  for (const chunk of planChunks(plan.calculated, ask.world.settings.chunkSize)) {
    const { employeeIds } = chunk;
    const [inputs = []] = await runInputs(at, [{ ...now, employeeIds }]);
    const calculated = calculateInputs(inputs, { ...now, progress: () => undefined });
    const results = await judged(at, calculated, now);
    tally.add(results);
    await differences.add(employeeIds, results);
  }
  const { held } = tally;
  const heldIds = held.map((one) => one.employeeId);
  const names = await numbersOf(at, heldIds);
  const numberOf = (id: number) => names.get(id) ?? String(id);
  const totals = {
    ...tally.sums,
    roster: plan.rosterCount,
    held: tally.heldCount,
    excluded: plan.excluded.length,
  };
  return answer({
    period,
    currency: company.currency,
    timeZone: company.timeZone,
    stateTax: company.stateTax,
    totals,
    held: held.map((one) => ({ ...one, number: numberOf(one.employeeId) })),
    heldByCode: [...tally.heldByCode].map(([code, people]) => ({ code, people })),
    excluded: await excludedPeople(at, { excluded: plan.excluded, revision }),
    warnings: [...(await likelyDuplicates(at, { place: period, revision })), ...plan.warnings],
    last,
    ...differences.counts(),
    differences: await differences.found(),
  });
}

/** Collects sums, slice by slice. */
class Tally {
  sums = {
    paid: 0,
    grossMinor: 0n,
    reimbursementsMinor: 0n,
    deductionsMinor: 0n,
    taxesMinor: 0n,
    employerMinor: 0n,
    netMinor: 0n,
  };
  heldCount = 0;
  held: HeldRow[] = [];
  readonly heldByCode = new Map<string, number>();

  add(results: ChunkResults): void {
    const { sums } = this;
    for (const { payslip } of results.payslips) {
      sums.paid += 1;
      sums.grossMinor += payslip.grossMinor;
      sums.reimbursementsMinor += payslip.reimbursementsMinor;
      sums.deductionsMinor += payslip.deductionsMinor;
      sums.taxesMinor += payslip.taxesMinor;
      sums.employerMinor += payslip.employerMinor;
      sums.netMinor += payslip.netMinor;
    }
    this.heldCount += results.held.length;
    for (const { code } of results.held) {
      this.heldByCode.set(code, (this.heldByCode.get(code) ?? 0) + 1);
    }
    this.held.push(...results.held.slice(0, heldKept - this.held.length));
  }
}

export function alreadyPaid(period: PeriodRow): Answer<never> {
  return refuse({
    family: 'conflict',
    code: 'period_completed',
    message: `period ${period.periodId} is already paid, by run ${period.liveRunId}`,
    hint: 'the run shows what was paid',
    actions: period.liveRunId === null ? [] : [{ action: 'show_run', run: period.liveRunId }],
  });
}
