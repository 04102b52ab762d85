/**
 * An off-cycle run from opening to commit, or calculated with nothing written.
 *
 * Refusals: those of open-off-cycle.ts.
 */
import { type Answer, answer, assert } from '#errors.ts';
import { payCodesOfRun } from '#operations/companies/pay-codes.ts';
import type { World } from '#operations/world.ts';
import { numbersOf } from '#store/reads/roster.ts';
import { employeesOfRun, runFrame } from '#store/reads/run-work.ts';
import { runById } from '#store/reads/runs.ts';
import type { Writing } from '#store/store.ts';
import { drive, type PeriodResult } from './auto-run-payroll.ts';
import { calculateInputs } from './calculate-inputs.ts';
import { runNotFound } from './control-run.ts';
import type { DriveOptions } from './drive-run.ts';
import {
  heldRunOpenedAtOnce,
  type OpenHeldRun,
  type OpenOffCycleRun,
  openHeldRun,
  openOffCycleRun,
} from './open-off-cycle.ts';
import type { OpenedRun } from './open-run.ts';
import { runInputs } from './retro-inputs.ts';

export interface Rehearsed {
  readonly kind: 'rehearsed';
  readonly currency: string;
  readonly payOn: Temporal.PlainDate;
  readonly roster: number;
  readonly grossMinor: bigint;
  readonly taxesMinor: bigint;
  readonly netMinor: bigint;
  readonly paid: number;
  readonly held: readonly {
    readonly number: string;
    readonly code: string;
    readonly detail: string;
    readonly hint: string;
  }[];
}

export type OffCycleResult = PeriodResult | Rehearsed;

type Opens = (tx: Writing) => Promise<Answer<OpenedRun>>;

export async function payHeld(
  world: World,
  ask: OpenHeldRun & { readonly dryRun: boolean },
  options: DriveOptions,
): Promise<Answer<OffCycleResult>> {
  const run = await world.store.read('every company', (at) => runById(at, ask.runId));
  if (!run) return runNotFound(ask.runId);
  const opens: Opens = (tx) => openHeldRun(tx, { ...ask, world });
  return carryOut(world, { ...ask, companyId: run.companyId, opens }, options);
}

export async function runOffCycle(
  world: World,
  ask: OpenOffCycleRun & { readonly dryRun: boolean },
  options: DriveOptions,
): Promise<Answer<OffCycleResult>> {
  const opens: Opens = (tx) => openOffCycleRun(tx, { ...ask, world });
  return carryOut(world, { ...ask, companyId: ask.company.companyId, opens }, options);
}

async function carryOut(
  world: World,
  ask: { readonly companyId: number; readonly dryRun: boolean; readonly opens: Opens },
  options: DriveOptions,
): Promise<Answer<OffCycleResult>> {
  const { companyId, opens } = ask;
  if (ask.dryRun) {
    return world.store.rehearse({ companyId }, async (tx): Promise<Answer<Rehearsed>> => {
      const opened = await opens(tx);
      return opened.ok ? answer(await rehearse(tx, opened.value)) : opened;
    });
  }
  const opened = await openOnce(world, ask);
  if (!opened.ok) return opened;
  const { runId, periodId, rosterCount: roster, chunkCount: chunks } = opened.value;
  world.telemetry.emit({ kind: 'run_opened', runId, periodId, roster, chunks });
  return answer(await drive(world, { periodId, companyId, runId }, options));
}

async function openOnce(
  world: World,
  ask: { readonly companyId: number; readonly opens: Opens },
): Promise<Answer<OpenedRun>> {
  try {
    return await world.store.write({ companyId: ask.companyId }, async (tx) => ask.opens(tx));
  } catch (error) {
    const refused = heldRunOpenedAtOnce(error);
    if (refused === null) throw error;
    return refused;
  }
}

async function rehearse(tx: Writing, opened: OpenedRun): Promise<Rehearsed> {
  const frame = await runFrame(tx, opened.runId);
  assert(frame, 'a run that was opened is there');
  const codes = await payCodesOfRun(tx, frame);
  const people = await employeesOfRun(tx, opened.runId);
  const inputs = await runInputs(tx, { frame, codes, employeeIds: people });
  const { payslips, held } = calculateInputs(inputs, { frame, codes, progress: () => undefined });
  const numbers = await numbersOf(tx, people);
  const sum = (of: 'grossMinor' | 'taxesMinor' | 'netMinor') =>
    payslips.reduce((total, payslip) => total + payslip[of], 0n);
  return {
    kind: 'rehearsed',
    currency: frame.currency,
    payOn: frame.payOn,
    roster: people.length,
    grossMinor: sum('grossMinor'),
    taxesMinor: sum('taxesMinor'),
    netMinor: sum('netMinor'),
    paid: payslips.length,
    held: held.map(({ employeeId, ...one }) => ({
      ...one,
      number: numbers.get(employeeId) ?? String(employeeId),
    })),
  };
}
