/**
 * A payslip as it was stored, its lines named as the pay codes were called on its pay date.
 *
 * Refusals: run_not_found, payslip_not_found, employee_held and employee_excluded (with the reason).
 */
import { type Answer, answer } from '#errors.ts';
import { payCodesOfRun } from '#operations/companies/pay-codes.ts';
import type { World } from '#operations/world.ts';
import { payCodesOn } from '#payslip/codes/pay-code-versions.ts';
import { openingBalancesOf } from '#store/reads/roster.ts';
import {
  exceptionOf,
  type PayslipDetail,
  payslipOf,
  type RunRow,
  runById,
} from '#store/reads/runs.ts';
import { runNotFound } from './control-run.ts';
import { noPayslip } from './explain-payslip.ts';

export interface ShownLine {
  readonly code: string;
  readonly kind: string;
  readonly title: string;
  readonly amountMinor: bigint;
  /** With opening balances, this payslip included. */
  readonly yearToDateMinor: bigint;
}

export interface ShownPayslip {
  readonly run: RunRow;
  readonly payslip: PayslipDetail;
  readonly lines: readonly ShownLine[];
}

export async function showPayslip(
  world: World,
  ask: { readonly runId: number; readonly number: string },
): Promise<Answer<ShownPayslip>> {
  const { runId, number } = ask;
  return world.store.read('every company', async (at): Promise<Answer<ShownPayslip>> => {
    const run = await runById(at, runId);
    if (!run) return runNotFound(runId);
    const payslip = await payslipOf(at, ask);
    if (!payslip) return noPayslip(run, { number, exception: await exceptionOf(at, ask) });
    const codes = await payCodesOfRun(at, run);
    const employeeIds = [payslip.employeeId];
    const frozen = { employeeIds, revision: run.snapshotRevision, taxYear: run.taxYear };
    const yearToDate = new Map<number, bigint>();
    const add = (id: number, amount: bigint) =>
      yearToDate.set(id, (yearToDate.get(id) ?? 0n) + amount);
    for (const row of await openingBalancesOf(at, frozen)) add(row.payCodeId, row.amountMinor);
    payslip.ytdCodes.forEach((id, place) => add(id, payslip.ytdAmounts[place] ?? 0n));
    const named = new Map(
      payCodesOn(codes.versions, run.payOn.toString()).map((code) => [code.id, code]),
    );
    const lines = payslip.lineCodes.map((id, place): ShownLine => {
      const code = named.get(id);
      return {
        code: code?.code ?? String(id),
        kind: code?.kind ?? 'unknown',
        title: code?.title ?? `pay code ${id}`,
        amountMinor: payslip.lineAmounts[place] ?? 0n,
        yearToDateMinor: yearToDate.get(id) ?? 0n,
      };
    });
    return answer({ run, payslip, lines });
  });
}
