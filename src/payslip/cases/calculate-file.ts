/**
 * Calculates one employee's pay from a JSON value, and returns the answer as a JSON value. `paybeat
 * calculate` uses it, and it also runs test vectors. It uses no database and no file system: the
 * caller reads the files.
 *
 * A refusal lists every problem of a case. Cases with the same pay date and settings share one
 * calculator, so ten thousand cases take seconds.
 */

import { type Answer, answer, type Issue, refuse } from '#errors.ts';
import { parseCurrency } from '#money/minor.ts';
import {
  type CalculatePayslip,
  type CalculatorAsk,
  payslipCalculator,
} from '#payslip/calculate-payslip.ts';
import { builtInPayCodes } from '#payslip/codes/built-in-pay-codes.ts';
import { compilePayCodes } from '#payslip/codes/compile-pay-codes.ts';
import type { PayCodes } from '#payslip/codes/pay-code.ts';
import { inFile, payCodeFrom } from '#payslip/codes/pay-code-file.ts';
import { explainLines } from '#payslip/explanation/explain-payslip.ts';
import type { PayslipInput } from '#payslip/payslip-input.ts';
import { type CountryPack, standardPack, taxPacks } from '#payslip/taxes/tax-packs.ts';
import { counted } from '#text/counted.ts';
import type { JsonObject } from '#text/json-text.ts';
import { ownKey, readJson } from '#text/read-json.ts';
import { CaseReader } from './case-reader.ts';
import { heldJson, payslipJson, refusalJson } from './case-result.ts';
import { type CaseJson, caseShapeOf } from './case-shape.ts';

/** One parsed case: everything that a calculation needs. */
interface CalculateCase {
  readonly id: string | number | null;
  readonly ask: CalculatorAsk<PayslipInput>;
  readonly input: PayslipInput;
  readonly explain: boolean;
}

/** The built-in pay codes of a country. Figures that somebody has given do not change them. */
const starting = new Map(
  taxPacks.map((pack) => [pack.id, compilePayCodes(builtInPayCodes(pack), { taxes: pack })]),
);

/** Parses a case. Refusal: `invalid_case`, with one issue for each problem in the JSON. */
export function parseCase(
  json: unknown,
  packs: readonly CountryPack[] = taxPacks,
): Answer<CalculateCase> {
  const pack = packOf(json, packs);
  const read = readJson(json, caseShapeOf(pack));
  if (read.value === null) return invalid(read.issues);
  const { value } = read;
  const issues: Issue[] = [];
  const currency = parseCurrency(value.currency ?? pack.currency);
  if (!currency.ok) {
    issues.push({
      pointer: '/currency',
      code: currency.refusal.code,
      message: currency.refusal.message,
    });
  }
  const codes = codesOf(value, { pack, issues });
  if (!currency.ok || codes === null) return invalid(issues);
  const reader = new CaseReader(value, { codes, currency: currency.value, pack }, issues);
  const input = reader.input();
  if (issues.length > 0) return invalid(issues);
  return answer({
    id: value.id ?? null,
    input,
    explain: value.explain === true,
    ask: {
      codes,
      currency: currency.value,
      payOn: value.pay_date,
      taxes: pack.with({ supplementalMethod: value.supplemental_method ?? 'flat' }),
      basePay: value.run === 'off_cycle' ? 'none' : 'included',
      proration: value.proration ?? 'calendar_days',
      overtime: value.overtime ?? 'weekly',
      workweekStart: value.workweek_start ?? 'sunday',
      agreedJobs: value.job_rate_overtime ?? [],
      dailyOvertime: value.daily_overtime ?? 'by_state',
      limits: value.limits ?? 'law',
    },
  });
}

/** Calculates one case. The `kind` of the answer is `payslip`, `held` or `refused`. */
type CalculateJson = (json: unknown) => JsonObject;

/**
 * Returns a function that calculates cases. It keeps one calculator for each combination of
 * settings.
 */
export function caseCalculator(packs: readonly CountryPack[] = taxPacks): CalculateJson {
  const kept = new Map<string, Answer<CalculatePayslip<PayslipInput>>>();

  function calculatorOf({ ask }: CalculateCase): Answer<CalculatePayslip<PayslipInput>> {
    if (![...starting.values()].some((one) => one.ok && one.value === ask.codes)) {
      return payslipCalculator(ask);
    }
    const key = settingsKey(ask);
    const found = kept.get(key) ?? payslipCalculator(ask);
    kept.set(key, found);
    return found;
  }

  return (json) => {
    const id = idOf(json);
    const parsed = parseCase(json, packs);
    if (!parsed.ok) return refusalJson(id, parsed.refusal);
    const one = parsed.value;
    if (one.explain) return explained(one);
    const calculator = calculatorOf(one);
    if (!calculator.ok) return refusalJson(id, calculator.refusal);
    const outcome = calculator.value(one.input);
    return outcome.kind === 'held' ? heldJson(id, outcome) : payslipJson(one, outcome.payslip);
  };
}

function explained(one: CalculateCase): JsonObject {
  const outcome = explainLines(one.ask, one.input);
  if (!outcome.ok) return refusalJson(one.id, outcome.refusal);
  if (outcome.value.kind === 'held') return heldJson(one.id, outcome.value);
  return payslipJson(one, outcome.value.payslip, outcome.value);
}

/** The settings in which calculators with the built-in pay codes can differ, as a key. */
function settingsKey(ask: CalculatorAsk<PayslipInput>): string {
  const { currency, payOn, basePay, proration, overtime, workweekStart, limits, taxes } = ask;
  const settings = [
    ...[basePay, proration, overtime, workweekStart, taxes.id, taxes.settings],
    ...[limits, ask.dailyOvertime, JSON.stringify(ask.agreedJobs)],
  ];
  return [currency.code, payOn.toString(), ...settings].join(' ');
}

/** The pack of the country that the case names. An unknown country is reported by the shape. */
function packOf(json: unknown, packs: readonly CountryPack[]): CountryPack {
  const named = ownKey(json, 'country');
  const wanted = typeof named === 'string' ? named.toLowerCase() : standardPack.country;
  return packs.find(({ country }) => country === wanted) ?? packs[0] ?? standardPack;
}

function codesOf(
  value: CaseJson,
  { pack, issues }: { readonly pack: CountryPack; readonly issues: Issue[] },
): PayCodes | null {
  if (value.pay_codes === undefined || value.pay_codes.length === 0) {
    const found = starting.get(pack.id);
    return found?.ok === true ? found.value : null;
  }
  const beside = builtInPayCodes(pack);
  const own = value.pay_codes.map(payCodeFrom);
  const currency = parseCurrency(value.currency ?? pack.currency);
  const compiled = compilePayCodes([...beside, ...own], {
    taxes: pack,
    ...(currency.ok ? { currency: currency.value } : {}),
  });
  if (compiled.ok) return compiled.value;
  const found = compiled.refusal.issues ?? [];
  issues.push(...found.map((issue) => inFile(issue, beside.length)));
  return null;
}

function idOf(json: unknown): string | number | null {
  if (typeof json !== 'object' || json === null || !Object.hasOwn(json, 'id')) return null;
  const { id } = json as { id: unknown };
  return typeof id === 'string' || typeof id === 'number' ? id : null;
}

function invalid(issues: readonly Issue[]): Answer<never> {
  const listed = issues.map(({ pointer, message }) => `${pointer || '/'}: ${message}`).join(' ');
  return refuse({
    family: 'invalid',
    code: 'invalid_case',
    message: `The case has ${counted(issues.length, 'problem')}. ${listed}`,
    hint: 'correct the values listed; amounts, rates and hours are text such as "1234.50"',
    issues,
  });
}
