/**
 * Calculates gross to net for one employee from a JSON value, without a database.
 *
 * Figures of next year can be given as a file. They are checked first.
 *
 * Refusals: invalid_case (with every error), tax_table_missing, currency_not_covered, and those of a file of figures. A
 * reason that would hold the employee in a run is an answer of kind `held`.
 */
import { type Answer, answer } from '#errors.ts';
import { caseCalculator, parseCase } from '#payslip/cases/calculate-file.ts';
import { heldJson, payslipJson } from '#payslip/cases/case-result.ts';
import { caseJsonSchema } from '#payslip/cases/case-shape.ts';
import { explainLines } from '#payslip/explanation/explain-payslip.ts';
import { explanationText } from '#payslip/explanation/explanation-text.ts';
import type { Held } from '#payslip/payslip.ts';
import { type CountryPack, taxPacks } from '#payslip/taxes/tax-packs.ts';
import type { JsonObject } from '#text/json-text.ts';
import { checkTables } from './tables/check-tables.ts';

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

interface CalculateAsk {
  readonly explain: boolean;
  /** The JSON of a file of figures. */
  readonly tables?: unknown;
}

export function calculateCase(json: unknown, ask: CalculateAsk): Answer<CalculatedCase> {
  const packs = packsWith(ask.tables);
  if (!packs.ok) return packs;
  const parsed = parseCase(json, packs.value);
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
export function calculateCases(ask: CalculateAsk): Answer<(json: unknown) => JsonObject> {
  const packs = packsWith(ask.tables);
  if (!packs.ok) return packs;
  const calculate = caseCalculator(packs.value);
  if (!ask.explain) return answer(calculate);
  return answer((json) =>
    calculate(typeof json === 'object' && json !== null ? { ...json, explain: true } : json),
  );
}

function packsWith(tables: unknown): Answer<readonly CountryPack[]> {
  if (tables === undefined) return answer(taxPacks);
  const checked = checkTables(tables);
  if (!checked.ok) return checked;
  const { file, country } = checked.value;
  const given = [{ file, version: null }];
  return answer(taxPacks.map((pack) => (pack.country === country ? pack.with({ given }) : pack)));
}

/** The published JSON Schema of a case. */
export function caseSchema(): Readonly<Record<string, unknown>> {
  return caseJsonSchema();
}
