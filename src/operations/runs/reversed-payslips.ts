/**
 * The payslips of a reversal: each is the exact negative of one of the reversed run. Their year-to-date is the
 * person's newest one less what is reversed, so that later runs read on from it.
 *
 * Whoever a later run has paid a difference for the payslip, or has taken one back from, is held: that run comes
 * first.
 */
import { assert } from '#errors.ts';
import { RunTally } from '#judgement/run-tally.ts';
import { AmountsByCode } from '#payslip/amounts-by-code.ts';
import { ordersOfPeople } from '#store/reads/court-orders.ts';
import { payslipsToReverse, type ReversedRow, retroOfRun } from '#store/reads/reversals.ts';
import type { RunFrame } from '#store/reads/run-work.ts';
import type { Reading } from '#store/store.ts';
import type { HeldRow, PayslipRow } from '#store/writes/payslips.ts';
import type { ChunkResults } from './calculate-inputs.ts';

export async function reversedPayslips(
  at: Reading,
  { frame, employeeIds }: { readonly frame: RunFrame; readonly employeeIds: readonly number[] },
): Promise<ChunkResults> {
  const { companyId, taxYear, snapshotRevision: revision, reversesRunId: runId } = frame;
  assert(runId, 'a reversal has a run that it reverses');
  const rows = await payslipsToReverse(at, { companyId, runId, taxYear, revision, employeeIds });
  assert(rows.length === employeeIds.length, 'only payslips that exist are reversed');
  const retro = Map.groupBy(
    await retroOfRun(at, { runId, employeeIds }),
    ({ employeeId }) => employeeId,
  );
  const orders = Map.groupBy(
    await ordersOfPeople(at, { runIds: [runId], employeeIds }),
    ({ employeeId }) => employeeId,
  );
  const payslips = rows.flatMap((row): readonly PayslipRow[] => {
    if (row.settledBy !== null) return [];
    const parts = (retro.get(row.employeeId) ?? []).map(
      ({ pastRunId, amountMinor, isTakenBack }) => ({
        ...{ pastRunId, amountMinor: -amountMinor, isTakenBack },
      }),
    );
    const given = (orders.get(row.employeeId) ?? []).map((order) => ({
      ...{ ...order, amountMinor: -order.amountMinor },
    }));
    return [{ ...negativeOf(row), retro: parts, orders: given }];
  });
  const held = rows.flatMap(({ employeeId, settledBy }) =>
    settledBy === null ? [] : [settledLater(employeeId, settledBy)],
  );
  return { payslips, held, compared: new RunTally().comparison };
}

function negativeOf(row: ReversedRow): Omit<PayslipRow, 'retro' | 'orders'> {
  const { employeeId, lineCodes, lineAmounts } = row;
  const newest = AmountsByCode.ofColumns(row.ytdCodes, row.ytdAmounts);
  return {
    employeeId,
    payslip: {
      ...{ values: null, at: 0, lineCodes, lineAmounts: lineAmounts.map((amount) => -amount) },
      grossMinor: -row.grossMinor,
      reimbursementsMinor: -row.reimbursementsMinor,
      deductionsMinor: -row.deductionsMinor,
      taxesMinor: -row.taxesMinor,
      employerMinor: -row.employerMinor,
      netMinor: -row.netMinor,
    },
    yearToDate: newest.minus(AmountsByCode.ofColumns(lineCodes, lineAmounts)),
    warnings: [],
  };
}

export const settledLaterCode = 'later_run_settled';

function settledLater(employeeId: number, runId: number): HeldRow {
  return { employeeId, code: settledLaterCode, ...settledLaterWords(runId) };
}

/** Why a payslip cannot be reversed yet, and what comes first. */
export function settledLaterWords(runId: number): {
  readonly detail: string;
  readonly hint: string;
} {
  return {
    detail: `run ${runId} has settled a difference for this payslip since`,
    hint: `reverse the person's payslip of run ${runId} first`,
  };
}
