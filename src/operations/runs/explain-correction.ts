/**
 * Explains a payslip of a correction: the payslip as it was, as it should have been, and their difference by line and by
 * cause, with who entered what. Both are computed again from the frozen inputs, and must give the stored difference.
 *
 * Refusals: line_not_found.
 */
import { type Answer, answer, assert } from '#errors.ts';
import { calculationOf, currencyOf, payCodesOfRun } from '#operations/companies/pay-codes.ts';
import { attributedPerson } from '#operations/judgement/differences-of-people.ts';
import type { NamedDifference } from '#operations/judgement/show-differences.ts';
import { explanationJson } from '#payslip/cases/case-result.ts';
import type { PayCodes } from '#payslip/codes/pay-code.ts';
import { type ExplainedPayslip, explainLines } from '#payslip/explanation/explain-payslip.ts';
import { explanationText } from '#payslip/explanation/explanation-text.ts';
import { paidParts } from '#store/reads/corrections.ts';
import { type RunFrame, runFrame } from '#store/reads/run-work.ts';
import { type PayslipDetail, type RunRow, runById } from '#store/reads/runs.ts';
import type { Reading } from '#store/store.ts';
import type { JsonObject } from '#text/json-text.ts';
import { correctedInputs, inputsOfCorrection, type Pair, slipOf } from './corrected-payslips.ts';
import { type CorrectionPair, pairsNamed } from './correction-pairs.ts';
import { lineNotFound } from './line-not-found.ts';
import { type RunInput, runInputs } from './retro-inputs.ts';

export interface ExplainedCorrection {
  /** The run whose payslip is corrected. */
  readonly corrects: number;
  readonly pair: CorrectionPair;
  /** From the payslip as it was, with its causes. */
  readonly difference: NamedDifference;
  readonly codeOf: (payCodeId: number) => string;
  readonly isInformation: (payCodeId: number) => boolean;
  readonly was: ExplainedSide;
  readonly is: ExplainedSide;
}

interface ExplainedSide {
  readonly json: JsonObject;
  readonly text: readonly string[];
}

export async function explainCorrection(
  at: Reading,
  ask: { readonly run: RunRow; readonly payslip: PayslipDetail; readonly line: string | null },
): Promise<Answer<ExplainedCorrection>> {
  const { run, payslip, line } = ask;
  const { runId, corrects } = run;
  assert(corrects, 'a correction has a run that it corrects');
  const corrected = await runById(at, corrects);
  const past = await runFrame(at, corrects);
  const frame = await runFrame(at, runId);
  assert(corrected && past && frame, 'both runs are there');
  const codes = await payCodesOfRun(at, past);
  const { employeeId, number, name } = payslip;
  const inputs = { was: await inputBefore(at, { past, codes, frame, employeeId }), is: null };
  const is = (await inputsOfCorrection(at, { frame, employeeIds: [employeeId] })).get(employeeId);
  assert(inputs.was && is, 'both payslips have inputs');
  const sides = { was: explained(past, codes, inputs.was), is: explained(past, codes, is) };
  const parts = await paidParts(at, {
    ...{ runId: corrects, revision: run.snapshotRevision, employeeIds: [employeeId] },
  });
  const pair: Pair = {
    ...{ employeeId, settled: 'this_run' },
    ...{ was: slipOf(parts), is: slipOf([...parts, payslip]) },
  };
  assertSame(sides.was, { slip: pair.was, payslip });
  assertSame(sides.is, { slip: pair.is, payslip });
  const all = [...sides.is.lines, ...sides.was.lines].map((one) => one.code);
  if (line !== null && !all.includes(line)) return lineNotFound(payslip, line, [...new Set(all)]);
  const now = { ...past, snapshotRevision: frame.snapshotRevision };
  const found = await attributedPerson(at, {
    runs: { before: { frame: past, codes }, now: { frame: now, codes } },
    before: { input: inputs.was, paid: amountsOf(sides.was) },
    now: { input: is, paid: amountsOf(sides.is) },
  });
  const [named] = await pairsNamed(at, { run: corrected, pairs: [pair] });
  assert(named, 'a pair is named');
  const currency = currencyOf(past.currency);
  const side = (one: ExplainedPayslip): ExplainedSide => {
    const lines = one.lines.filter(({ code }) => line === null || code === line);
    const code = line === null ? {} : { code: line };
    return {
      json: explanationJson({ ...one, lines }, currency),
      text: explanationText(one, { currency, ...code }),
    };
  };
  return answer({
    ...{ corrects, pair: named, difference: { ...found, number, name } },
    codeOf: (id) => codes.byId.get(id)?.code ?? String(id),
    isInformation: (id) => codes.byId.get(id)?.kind === 'information',
    ...{ was: side(sides.was), is: side(sides.is) },
  });
}

/** Of the payslip, or of its newest correction before this one. */
async function inputBefore(
  at: Reading,
  of: {
    readonly past: RunFrame;
    readonly codes: PayCodes;
    readonly frame: RunFrame;
    readonly employeeId: number;
  },
): Promise<RunInput | null> {
  const { past, codes, employeeId } = of;
  const employeeIds = [employeeId];
  const revision = of.frame.snapshotRevision;
  const corrected = (await correctedInputs(at, { past, revision, employeeIds })).get(employeeId);
  if (corrected !== undefined) return corrected;
  const [inputs = []] = await runInputs(at, [{ frame: past, codes, employeeIds }]);
  const [one] = inputs;
  return one ?? null;
}

function explained(frame: RunFrame, codes: PayCodes, one: RunInput): ExplainedPayslip {
  const how = one.isAlone ? { ...frame, hasBasePay: false } : frame;
  const again = explainLines(calculationOf(codes, how), one.input);
  assert(again.ok && again.value.kind === 'explained', 'a payslip that was paid is reproducible');
  return again.value;
}

function amountsOf({ payslip }: ExplainedPayslip) {
  const { grossMinor, netMinor, lines } = payslip;
  return { grossMinor, netMinor, lines };
}

function assertSame(
  { payslip: again }: ExplainedPayslip,
  of: { readonly slip: Pair['was']; readonly payslip: PayslipDetail },
): void {
  const { slip, payslip } = of;
  const lines = new Map(again.lines.map((one) => [one.payCodeId, one.amountMinor]));
  const isSame = [...new Set([...lines.keys(), ...slip.lines.keys()])].every(
    (id) => (lines.get(id) ?? 0n) === (slip.lines.get(id) ?? 0n),
  );
  assert(isSame, `the correction of ${payslip.number} in run ${payslip.runId} is what was stored`);
}
