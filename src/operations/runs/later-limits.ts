/**
 * Later payslips of the same tax year whose yearly limits would have been other ones without the payslips that are
 * reversed: a wage base that was reached, a cap of a deduction. They stay as they are. Runs from the reversal on
 * read the lower year-to-date, and catch up by themselves.
 *
 * Each of these payslips is calculated twice from its frozen inputs: with its year-to-date, and with what it would have
 * been. That is less what is reversed, and has what the payslips between would have had in addition. So a limit that the
 * first of them would have reached is not said of those that follow.
 */
import { calculatorOf, payCodesOfRuns } from '#operations/companies/pay-codes.ts';
import { AmountsByCode } from '#payslip/amounts-by-code.ts';
import type { PayslipOutcome } from '#payslip/payslip.ts';
import { laterPayslips, payslipsToReverse } from '#store/reads/reversals.ts';
import { runFrames } from '#store/reads/run-work.ts';
import type { Reading } from '#store/store.ts';
import { type RunInput, runInputs } from './retro-inputs.ts';

interface LaterAsk {
  readonly companyId: number;
  /** The run whose payslips are reversed. */
  readonly runId: number;
  readonly taxYear: number;
  readonly revision: number;
  readonly employeeIds: readonly number[];
}

export interface LaterLimit {
  readonly employeeId: number;
  readonly runId: number;
  /** The lines that would have been other ones. */
  readonly lines: readonly {
    readonly code: string;
    readonly paidMinor: bigint;
    readonly wouldBeMinor: bigint;
  }[];
}

/** So many payslips are calculated again. */
const checkedMax = 2_000;

/** Null: there are too many later payslips to calculate each of them again. */
export async function laterLimits(
  at: Reading,
  ask: LaterAsk,
): Promise<readonly LaterLimit[] | null> {
  const later = await laterPayslips(at, { ...ask, limit: checkedMax + 1 });
  if (later.length === 0) return [];
  if (later.length > checkedMax) return null;
  const employeeIds = [...new Set(later.map(({ employeeId }) => employeeId))].sort((a, b) => a - b);
  const lacks = new Map(
    (await payslipsToReverse(at, { ...ask, employeeIds })).map((row) => [
      row.employeeId,
      AmountsByCode.ofColumns(row.lineCodes, row.lineAmounts),
    ]),
  );
  const byRun = Map.groupBy(later, ({ runId }) => runId);
  const found = await runFrames(at, [...byRun.keys()]);
  // In the order of their commits, in which year-to-date grew.
  const frames = [...byRun.keys()].flatMap((runId) => found.get(runId) ?? []);
  const codesOf = await payCodesOfRuns(at, frames);
  const asked = frames.flatMap((frame, nth) => {
    const codes = codesOf[nth];
    const ids = (byRun.get(frame.runId) ?? []).map((one) => one.employeeId);
    return codes === undefined ? [] : [{ frame, codes, employeeIds: ids.sort((a, b) => a - b) }];
  });
  const inputs = await runInputs(at, asked);
  return asked.flatMap((run, nth) => {
    const calculate = calculationsOf(run);
    return [...(inputs[nth] ?? [])].flatMap((one): readonly LaterLimit[] => {
      const lack = lacks.get(one.employeeId) ?? AmountsByCode.none;
      const yearToDate = one.input.yearToDate.minus(lack);
      const differences = differing(calculate(one), calculate(one, yearToDate));
      const codeOf = (id: number) => run.codes.byId.get(id)?.code ?? String(id);
      const lines = differences.map(({ id, ...amounts }) => ({ code: codeOf(id), ...amounts }));
      const { runId } = run.frame;
      const ids = differences.map(({ id }) => id);
      const less = differences.map(({ paidMinor, wouldBeMinor }) => paidMinor - wouldBeMinor);
      lacks.set(one.employeeId, lack.plus(AmountsByCode.ofColumns(ids, less)));
      return lines.length === 0 ? [] : [{ employeeId: one.employeeId, runId, lines }];
    });
  });
}

type Run = Parameters<typeof runInputs>[1][number];

function calculationsOf({ frame, codes }: Run) {
  const whole = calculatorOf(codes, frame);
  const alone = calculatorOf(codes, { ...frame, hasBasePay: false });
  return (one: RunInput, yearToDate = one.input.yearToDate): PayslipOutcome | null => {
    const calculator = one.isAlone ? alone : whole;
    return calculator.ok ? calculator.value({ ...one.input, yearToDate }) : null;
  };
}

function differing(is: PayslipOutcome | null, wouldBe: PayslipOutcome | null) {
  if (is?.kind !== 'payslip' || wouldBe?.kind !== 'payslip') return [];
  const [paid, other] = [amountsOf(is), amountsOf(wouldBe)];
  const ids = [...new Set([...paid.keys(), ...other.keys()])].sort((a, b) => a - b);
  return ids
    .map((id) => ({ id, paidMinor: paid.get(id) ?? 0n, wouldBeMinor: other.get(id) ?? 0n }))
    .filter(({ paidMinor, wouldBeMinor }) => paidMinor !== wouldBeMinor);
}

function amountsOf({ payslip }: PayslipOutcome & { kind: 'payslip' }): ReadonlyMap<number, bigint> {
  return new Map(payslip.lines.map(({ payCodeId, amountMinor }) => [payCodeId, amountMinor]));
}
