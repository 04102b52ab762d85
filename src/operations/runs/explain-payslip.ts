/**
 * Explains a payslip line by line. Each line is computed again from the frozen inputs of the run, and must
 * equal the stored line.
 *
 * Refusals: run_not_found, payslip_not_found, employee_held and employee_excluded (with the reason),
 * line_not_found, payslip_of_reversal (a reversal calculates nothing).
 */

import { type Answer, answer, assert, type Refused, refuse } from '#errors.ts';
import { calculationOf, currencyOf, payCodesOfRun } from '#operations/companies/pay-codes.ts';
import { findRun } from '#operations/look-up.ts';
import type { World } from '#operations/world.ts';
import { explanationJson } from '#payslip/cases/case-result.ts';
import { type ExplainedPayslip, explainLines } from '#payslip/explanation/explain-payslip.ts';
import { explanationText } from '#payslip/explanation/explanation-text.ts';
import { exceptionTodo } from '#run/exception-todo.ts';
import { runFrame } from '#store/reads/run-work.ts';
import {
  type ExceptionRow,
  exceptionOf,
  type PayslipDetail,
  payslipOf,
  type RunRow,
} from '#store/reads/runs.ts';
import type { JsonObject } from '#text/json-text.ts';
import { type ExplainedCorrection, explainCorrection } from './explain-correction.ts';
import { lineNotFound } from './line-not-found.ts';
import { runInputs } from './retro-inputs.ts';

export interface PayslipExplained {
  readonly run: RunRow;
  readonly payslip: PayslipDetail;
  /** One tree for each payslip line, with amounts as text. */
  readonly json: JsonObject;
  /** The same explanation for a terminal, one step per line. */
  readonly text: readonly string[];
  /** Of a correction: both payslips and their difference. `json` and `text` are those of the right one. */
  readonly correction: ExplainedCorrection | null;
}

export async function explainPayslip(
  world: World,
  ask: { readonly runId: number; readonly number: string; readonly line: string | null },
): Promise<Answer<PayslipExplained>> {
  const { runId, number } = ask;
  const known = await findRun(world, runId);
  if (!known.ok) return known;
  const run = known.value;
  if (run.reverses !== null) return explainedElsewhere(run, ask);
  if (run.corrects !== null) return explainedPair(world, run, ask);
  const found = await world.store.read(run, async (at) => {
    const frame = await runFrame(at, runId);
    const payslip = await payslipOf(at, { runId, number });
    const exception = await exceptionOf(at, { runId, number });
    if (!frame || !payslip) return { payslip, exception, frozen: null };
    const codes = await payCodesOfRun(at, frame);
    const [inputs = []] = await runInputs(at, [
      { frame, codes, employeeIds: [payslip.employeeId] },
    ]);
    return { payslip, exception, frozen: { frame, codes, inputs } };
  });
  const { payslip, frozen } = found;
  if (!payslip || !frozen) return noPayslip(run, { number, exception: found.exception });
  const { frame, codes } = frozen;
  const [one] = frozen.inputs;
  assert(one, 'a payslip has inputs');
  const how = one.isAlone ? { ...frame, hasBasePay: false } : frame;
  const again = explainLines(calculationOf(codes, how), one.input);
  if (!again.ok) return again;
  assert(again.value.kind === 'explained', `payslip of ${number} in run ${runId} is reproducible`);
  assertSame(again.value, payslip);
  const { lines } = again.value;
  if (ask.line !== null && !lines.some((line) => line.code === ask.line)) {
    return lineNotFound(
      payslip,
      ask.line,
      lines.map((line) => line.code),
    );
  }
  const kept = ask.line === null ? lines : lines.filter((line) => line.code === ask.line);
  const explained = { ...again.value, lines: kept };
  const currency = currencyOf(frame.currency);
  const code = ask.line === null ? {} : { code: ask.line };
  const text = explanationText(explained, { currency, ...code });
  const json = explanationJson(explained, currency);
  return answer({ run, payslip, json, text, correction: null });
}

/**
 * Throws when the explanation differs from the stored payslip: that is a bug, and the explanation would be
 * wrong.
 */
function assertSame(again: ExplainedPayslip, stored: PayslipDetail): void {
  const lines = again.payslip.lines;
  const isSame =
    lines.length === stored.lineCodes.length &&
    lines.every(
      (line, place) =>
        line.payCodeId === stored.lineCodes[place] &&
        line.amountMinor === stored.lineAmounts[place],
    );
  assert(isSame, `the payslip of ${stored.number} in run ${stored.runId} is what was stored`);
}

/** A reversal calculates nothing. */
function explainedElsewhere(
  { runId, reverses: run }: RunRow,
  { number }: { readonly number: string },
): Refused {
  return refuse({
    family: 'conflict',
    code: 'payslip_of_reversal',
    message: `run ${runId} reverses run ${run}: each line is the negative of a line there`,
    hint: `explain the payslip of ${number} in run ${run}`,
    facts: { runId, employee: number, reverses: run },
  });
}

/** Each line is the difference of two payslips. */
function explainedPair(
  world: World,
  run: RunRow,
  { number, line }: { readonly number: string; readonly line: string | null },
): Promise<Answer<PayslipExplained>> {
  const { runId } = run;
  return world.store.read(run, async (at): Promise<Answer<PayslipExplained>> => {
    const payslip = await payslipOf(at, { runId, number });
    if (!payslip)
      return noPayslip(run, { number, exception: await exceptionOf(at, { runId, number }) });
    const told = await explainCorrection(at, { run, payslip, line });
    if (!told.ok) return told;
    const { is } = told.value;
    return answer({ run, payslip, ...is, correction: told.value });
  });
}

/** Gives the reason why a person has no payslip in the run. */
export function noPayslip(
  run: RunRow,
  ask: { readonly number: string; readonly exception: ExceptionRow | null },
): Refused {
  const { number, exception } = ask;
  const common = { family: 'not_found' as const, facts: { runId: run.runId, employee: number } };
  if (exception) {
    const { disposition, detail } = exception;
    const message = `employee ${number} is ${disposition} in run ${run.runId} and has no payslip: ${detail}`;
    const todo = exceptionTodo(run, exception);
    return refuse({ ...common, code: `employee_${disposition}`, message, ...todo });
  }
  if (run.state === 'calculating') {
    const message = `run ${run.runId} is still calculating, and ${number} has no payslip yet`;
    return refuse({ ...common, family: 'conflict', code: 'still_calculating', message });
  }
  return refuse({
    ...common,
    code: 'payslip_not_found',
    message: `employee ${number} is not in run ${run.runId}`,
    hint: 'write the employee number exactly as in the roster; capital letters matter',
  });
}
