/**
 * Calculates a whole run, writes nothing, and compares it with the last run of the same schedule.
 *
 * All reads share one snapshot of the current inputs. Employees are read in slices, so that memory stays
 * bounded for a roster of any size.
 *
 * Refusals: period_not_found, period_completed, empty_roster, tax_table_missing.
 */

import { type Answer, answer, refuse } from '#errors.ts';
import { calculatorOf, payCodesAt } from '#operations/companies/pay-codes.ts';
import { findPeriod } from '#operations/look-up.ts';
import { periodNotFound } from '#operations/not-found.ts';
import type { World } from '#operations/world.ts';
import { planChunks } from '#run/chunk-plan.ts';
import { companyById, currentRevision } from '#store/reads/companies.ts';
import { paySettingsAt } from '#store/reads/pay-codes.ts';
import { type PeriodRow } from '#store/reads/periods.ts';
import { lastRunBefore, type NetRow, netsOf } from '#store/reads/preview.ts';
import { numbersOf, peopleNamed } from '#store/reads/roster.ts';
import type { RunFrame } from '#store/reads/run-work.ts';
import type { RunRow } from '#store/reads/runs.ts';
import type { Reading } from '#store/store.ts';
import type { HeldRow } from '#store/writes/payslips.ts';
import type { Exclusion, RunWarning } from '#store/writes/runs.ts';
import { type ChunkResults, calculateInputs, judged } from './calculate-inputs.ts';
import { planRoster } from './plan-roster.ts';
import { likelyDuplicates } from './plan-warnings.ts';
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

export interface NetChange {
  readonly employeeId: number;
  readonly number: string;
  /** Null when the person is not in that run. */
  readonly beforeMinor: bigint | null;
  readonly nowMinor: bigint | null;
}

interface ExcludedPerson extends Exclusion {
  readonly number: string;
  readonly name: string;
}

export interface Preview {
  readonly period: PeriodRow;
  readonly currency: string;
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
  /** The largest changes in net pay. */
  readonly largest: readonly NetChange[];
}

const largestKept = 20;
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
  const { companyId, periodId, payOn } = period;
  if (period.status === 'completed') return completed(period);
  const company = await companyById(at, companyId);
  if (!company) return periodNotFound(periodId);
  const { currency } = company;
  const revision = await currentRevision(at, companyId);
  const codes = await payCodesAt(at, { companyId, currency, revision });
  if (!codes.ok) return codes;
  const settings = await paySettingsAt(at, { companyId, revision });
  const frame: RunFrame = {
    ...{ runId: 0, kind: 'regular', hasBasePay: true, companyId, periodId, currency, payOn },
    ...{ snapshotRevision: revision, taxYear: payOn.year, frequency: period.frequency },
    ...{ startOn: period.startOn, endOn: period.endOn, scheduleId: period.scheduleId, settings },
    ...{ wholeStartOn: period.wholeStartOn, wholeEndOn: period.wholeEndOn },
  };
  const calculator = calculatorOf(codes.value, frame);
  if (!calculator.ok) return calculator;
  const plan = await planRoster(at, { period, revision });
  if (plan.rosterCount === 0) return emptyRoster(period);
  const last = await lastRunBefore(at, period);
  const tally = new Tally();
  for (const chunk of planChunks(plan.calculated, ask.world.settings.chunkSize)) {
    const { employeeIds } = chunk;
    const [inputs = []] = await runInputs(at, [{ frame, codes: codes.value, employeeIds }]);
    const run = { frame, codes: codes.value };
    const calculated = calculateInputs(inputs, { ...run, progress: () => undefined });
    const results = await judged(at, calculated, run);
    tally.add(results, last ? await netsOf(at, { runId: last.runId, employeeIds }) : []);
  }
  const { held } = tally;
  const names = await numbersOf(at, [
    ...held.map((one) => one.employeeId),
    ...tally.largest.map((one) => one.employeeId),
  ]);
  const numberOf = (id: number) => names.get(id) ?? String(id);
  const totals = {
    ...tally.sums,
    roster: plan.rosterCount,
    held: tally.heldCount,
    excluded: plan.excluded.length,
  };
  return answer({
    period,
    currency,
    stateTax: company.stateTax,
    totals,
    held: held.map((one) => ({ ...one, number: numberOf(one.employeeId) })),
    heldByCode: [...tally.heldByCode].map(([code, people]) => ({ code, people })),
    excluded: await excludedPeople(at, { excluded: plan.excluded, revision }),
    warnings: [...(await likelyDuplicates(at, { place: period, revision })), ...plan.warnings],
    last,
    same: tally.same,
    changed: tally.changed,
    added: last ? tally.added : 0,
    gone: last ? (last.paidCount ?? 0) - tally.same - tally.changed : 0,
    largest: last ? tally.largest.map((one) => ({ ...one, number: numberOf(one.employeeId) })) : [],
  });
}

/** Collects sums and the largest changes, slice by slice. */
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
  same = 0;
  changed = 0;
  added = 0;
  largest: Omit<NetChange, 'number'>[] = [];

  add(results: ChunkResults, lastNets: readonly NetRow[]): void {
    const before = new Map(lastNets.map((row) => [row.employeeId, row.netMinor]));
    const { sums } = this;
    for (const { employeeId, payslip } of results.payslips) {
      sums.paid += 1;
      sums.grossMinor += payslip.grossMinor;
      sums.reimbursementsMinor += payslip.reimbursementsMinor;
      sums.deductionsMinor += payslip.deductionsMinor;
      sums.taxesMinor += payslip.taxesMinor;
      sums.employerMinor += payslip.employerMinor;
      sums.netMinor += payslip.netMinor;
      this.#compare(employeeId, before.get(employeeId) ?? null, payslip.netMinor);
    }
    this.heldCount += results.held.length;
    for (const { code } of results.held) {
      this.heldByCode.set(code, (this.heldByCode.get(code) ?? 0) + 1);
    }
    this.held.push(...results.held.slice(0, heldKept - this.held.length));
    this.largest.sort((a, b) => Number(size(b) - size(a)));
    this.largest.length = Math.min(this.largest.length, largestKept);
  }

  #compare(employeeId: number, beforeMinor: bigint | null, nowMinor: bigint): void {
    if (beforeMinor === nowMinor) {
      this.same += 1;
      return;
    }
    if (beforeMinor === null) this.added += 1;
    else this.changed += 1;
    this.largest.push({ employeeId, beforeMinor, nowMinor });
  }
}

function size(change: Omit<NetChange, 'number'>): bigint {
  const difference = (change.nowMinor ?? 0n) - (change.beforeMinor ?? 0n);
  return difference < 0n ? -difference : difference;
}

function completed(period: PeriodRow): Answer<never> {
  return refuse({
    family: 'conflict',
    code: 'period_completed',
    message: `period ${period.periodId} is already paid, by run ${period.liveRunId}`,
    hint: 'the run shows what was paid',
    actions: period.liveRunId === null ? [] : [{ action: 'show_run', run: period.liveRunId }],
  });
}

function emptyRoster(period: PeriodRow): Answer<never> {
  return refuse({
    family: 'conflict',
    code: 'empty_roster',
    message: `period ${period.periodId} has no employees`,
    hint: 'import a roster first',
    actions: [{ action: 'import_roster', schedule: period.scheduleCode }],
  });
}
