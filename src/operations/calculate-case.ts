/**
 * Calculates gross to net for one employee from a JSON value, without a database.
 *
 * Refusals: invalid_case (with every error), tax_table_missing, currency_not_covered. A reason that would
 * hold the employee in a run is an answer of kind `held`.
 */
import { type Answer, answer } from '#errors.ts';
import { caseCalculator, parseCase } from '#payslip/cases/calculate-file.ts';
import { heldJson, payslipJson } from '#payslip/cases/case-result.ts';
import { caseJsonSchema } from '#payslip/cases/case-shape.ts';
import { explainLines } from '#payslip/explanation/explain-payslip.ts';
import { explanationText } from '#payslip/explanation/explanation-text.ts';
import type { Held } from '#payslip/payslip.ts';
import type { JsonObject } from '#text/json-text.ts';

export type CalculatedCase =
  | {
      readonly kind: 'payslip';
      readonly json: JsonObject;
      readonly currency: string;
      readonly payslip: CasePayslip;
      /** Explains each line, one step per text. */
      readonly told: readonly string[];
    }
  | { readonly kind: 'held'; readonly json: JsonObject; readonly held: Held };

/** The part of the payslip that a terminal shows. */
interface CasePayslip {
  readonly lines: readonly {
    readonly title: string;
    readonly kind: string;
    readonly amountMinor: bigint;
    readonly yearToDateMinor: bigint;
  }[];
  readonly grossMinor: bigint;
  readonly netMinor: bigint;
  readonly payOn: Temporal.PlainDate;
  readonly warnings: readonly string[];
  readonly notCalculated: readonly string[];
}

export function calculateCase(
  json: unknown,
  ask: { readonly explain: boolean },
): Answer<CalculatedCase> {
  const parsed = parseCase(json);
  if (!parsed.ok) return parsed;
  const one = parsed.value;
  const explained = explainLines(one.ask, one.input);
  if (!explained.ok) return explained;
  const outcome = explained.value;
  if (outcome.kind === 'held') {
    return answer({ kind: 'held', json: heldJson(one.id, outcome), held: outcome });
  }
  const { payslip } = outcome;
  const { codes, currency, payOn, taxes } = one.ask;
  const { yearToDate } = payslip;
  const isTold = ask.explain || one.explain;
  return answer({
    kind: 'payslip',
    json: payslipJson(one, payslip, isTold ? outcome : undefined),
    currency: currency.code,
    told: isTold ? explanationText(outcome, { currency }) : [],
    payslip: {
      lines: payslip.lines.map(({ payCodeId, amountMinor }) => ({
        title: codes.byId.get(payCodeId)?.title ?? '',
        kind: codes.byId.get(payCodeId)?.kind ?? '',
        amountMinor,
        yearToDateMinor: yearToDate.get(payCodeId) ?? 0n,
      })),
      grossMinor: payslip.grossMinor,
      netMinor: payslip.netMinor,
      payOn,
      warnings: payslip.warnings.map(({ code, message }) => `${code}: ${message}`),
      notCalculated: taxes.notCovered,
    },
  });
}

/**
 * Calculates many cases in turn, and prepares what equal settings share only once. Always returns an answer,
 * whose `kind` is `payslip`, `held` or `refused`.
 */
export function calculateCases(ask: { readonly explain: boolean }): (json: unknown) => JsonObject {
  const calculate = caseCalculator();
  if (!ask.explain) return calculate;
  return (json) =>
    calculate(typeof json === 'object' && json !== null ? { ...json, explain: true } : json);
}

/** The published JSON Schema of a case. */
export function caseSchema(): Readonly<Record<string, unknown>> {
  return caseJsonSchema();
}
