/**
 * What Paybeat would pay for a period in shadow: as a preview calculates it, with the earlier periods of the shadow as
 * if they had been paid.
 *
 * Limits hold nobody: a comparison is made to see whether an unusual pay is the same on both sides. Whoever cannot be
 * calculated has the reason.
 */
import { calculateInputs } from '#operations/runs/calculate-inputs.ts';
import type { PreviewedPeriod } from '#operations/runs/previewed-period.ts';
import { type RunInput, runInputs } from '#operations/runs/retro-inputs.ts';
import type { PayslipInput } from '#payslip/payslip-input.ts';
import { planChunks } from '#run/chunk-plan.ts';
import type { PeriodRow } from '#store/reads/periods.ts';
import type { Reading } from '#store/store.ts';
import { keptBefore } from './kept-pay.ts';

export interface OwnResult {
  readonly employeeId: number;
  /** Gross, reimbursements, deductions, taxes, employer and net. Null: the person is not paid. */
  readonly totals: readonly bigint[] | null;
  readonly lineCodes: readonly number[];
  readonly lineAmounts: readonly bigint[];
  /** Why the person is not paid. */
  readonly reason: string | null;
  /** The person cannot be calculated, and somebody has to decide. */
  readonly isHeld: boolean;
}

export interface OwnPayAsk {
  readonly period: PeriodRow;
  readonly shadowId: number;
  readonly previewed: PreviewedPeriod;
  readonly chunkSize: number;
}

export async function ownPay(at: Reading, ask: OwnPayAsk): Promise<readonly OwnResult[]> {
  const { frame, codes, plan } = ask.previewed;
  const results: OwnResult[] = plan.excluded.map(({ employeeId, code: reason }) => ({
    ...{ employeeId, totals: null, lineCodes: [], lineAmounts: [], reason, isHeld: false },
  }));
  for (const { employeeIds } of planChunks(plan.calculated, ask.chunkSize)) {
    const inputs = await inputsBeside(at, { ...ask, employeeIds });
    const done = calculateInputs(inputs, { frame, codes, progress: () => undefined });
    for (const { employeeId, payslip } of [...done.plain, ...done.suspects.map(({ row }) => row)]) {
      const { grossMinor, reimbursementsMinor, deductionsMinor } = payslip;
      const { taxesMinor, employerMinor, netMinor, lineCodes, lineAmounts } = payslip;
      const given = [grossMinor, reimbursementsMinor, deductionsMinor];
      const totals = [...given, taxesMinor, employerMinor, netMinor];
      const amounts = [...lineAmounts];
      results.push({
        employeeId,
        totals,
        lineCodes,
        lineAmounts: amounts,
        reason: null,
        isHeld: false,
      });
    }
    for (const { employeeId, code } of done.held) {
      const none = { totals: null, lineCodes: [], lineAmounts: [] };
      results.push({ employeeId, ...none, reason: code, isHeld: true });
    }
  }
  return results.sort((one, other) => one.employeeId - other.employeeId);
}

async function inputsBeside(
  at: Reading,
  ask: OwnPayAsk & { readonly employeeIds: readonly number[] },
): Promise<Iterable<RunInput>> {
  const { employeeIds, shadowId, previewed } = ask;
  const { payOn, startOn } = ask.period;
  const kept = await keptBefore(at, { shadowId, employeeIds, payOn, startOn });
  const { frame, codes } = previewed;
  const [inputs = []] = await runInputs(at, [{ frame, codes, employeeIds, kept }]);
  return inputs;
}

/** The inputs of a few people, to calculate them again with a change. */
export async function inputsOfPeople(
  at: Reading,
  ask: OwnPayAsk & { readonly employeeIds: readonly number[] },
): Promise<ReadonlyMap<number, PayslipInput>> {
  const inputs = await inputsBeside(at, ask);
  return new Map([...inputs].map(({ employeeId, input }) => [employeeId, input]));
}
