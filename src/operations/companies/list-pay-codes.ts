/**
 * A company's pay codes, as people read them and as files contain them, and the JSON Schema of those files.
 *
 * Refusals: pay_code_not_found, invalid_pay_codes.
 */

import { type Answer, answer, refuse } from '#errors.ts';
import { payCodesToCsv } from '#files/pay-code-csv.ts';
import type { World } from '#operations/world.ts';
import { builtInBeside } from '#payslip/codes/built-in-pay-codes.ts';
import type { AmountRule, PayCodeDefinition } from '#payslip/codes/pay-code.ts';
import {
  type PayCodeJson,
  payCodeFrom,
  payCodeJson,
  payCodeJsonSchema,
  payCodeShape,
} from '#payslip/codes/pay-code-file.ts';
import { inPayslipOrder } from '#payslip/codes/pay-code-versions.ts';
import { type CountryPack, packFor } from '#payslip/taxes/tax-packs.ts';
import type { CompanyRow } from '#store/reads/companies.ts';
import { currentRevision } from '#store/reads/companies.ts';
import { type Entered, enteredBy } from '#store/reads/entered-by.ts';
import { payCodesKnownAt } from '#store/reads/pay-codes.ts';
import { didYouMean } from '#text/closest-word.ts';
import { ownDefinitions } from './pay-codes.ts';

export interface ListedPayCode {
  readonly json: PayCodeJson;
  readonly from: 'built-in' | 'company';
  /** How the amount is computed, in a few words. */
  readonly rule: string;
  /** Limits and conditions, in a few words. */
  readonly limits: string;
  /** Where the yearly statement lists it: `W-2` and `D`. Null: nowhere. */
  readonly listed: { readonly statement: string; readonly code: string } | null;
  /** Who entered this version, and when. Null: it is built in. */
  readonly entered: Pick<Entered, 'actor' | 'at'> | null;
}

/** Every version, in the order of payslip lines. Earlier versions of a code come before later ones. */
export async function listPayCodes(
  world: World,
  company: CompanyRow,
): Promise<readonly ListedPayCode[]> {
  const { companyId } = company;
  const { rows, entered } = await world.store.read({ companyId }, async (at) => {
    const revision = await currentRevision(at, companyId);
    const rows = await payCodesKnownAt(at, { companyId, revision });
    const revisions = rows.map(({ fromRevision }) => fromRevision);
    return { rows, entered: await enteredBy(at, { companyId, revisions }) };
  });
  const pack = packFor(company.currency);
  const all = [
    ...builtInBeside(pack, ownDefinitions(rows)).map((definition) => ({
      definition,
      from: 'built-in' as const,
      entered: null,
    })),
    ...rows.map(({ definition, fromRevision }) => ({
      definition: payCodeFrom(definition as PayCodeJson),
      from: 'company' as const,
      entered: entered.get(fromRevision) ?? null,
    })),
  ];
  return all
    .sort((a, b) => inPayslipOrder(a.definition, b.definition))
    .map(({ definition, from, entered: by }) => ({
      // The database does not keep the order of keys. The shape restores it.
      json: payCodeShape.parse(payCodeJson(definition)),
      from,
      rule: ruleInWords(definition.amount),
      limits: limitsInWords(definition),
      listed: listedIn(pack, definition),
      entered: by,
    }));
}

function listedIn(
  { returns }: CountryPack,
  definition: PayCodeDefinition,
): ListedPayCode['listed'] {
  const code = returns?.statementCodeOf(definition) ?? null;
  return returns === null || code === null ? null : { statement: returns.statement, code };
}

/** Every version of one pay code. */
export async function showPayCode(
  world: World,
  ask: { readonly company: CompanyRow; readonly code: string },
): Promise<Answer<readonly ListedPayCode[]>> {
  const all = await listPayCodes(world, ask.company);
  const versions = all.filter(({ json }) => json.code === ask.code);
  if (versions.length > 0) return answer(versions);
  return refuse({
    family: 'not_found',
    code: 'pay_code_not_found',
    message: `${ask.company.code} has no pay code ${ask.code}.${didYouMean(
      ask.code,
      all.map(({ json }) => json.code),
    )}`,
    hint: 'choose an existing pay code; capital letters matter',
    actions: [{ action: 'list_pay_codes', company: ask.company.code }],
  });
}

export interface ExportedPayCodes {
  readonly json: { readonly pay_codes: readonly PayCodeJson[] };
  readonly csv: string;
}

/** The company's own pay codes as a file that can be imported again; with `all`, also the built-in ones. */
export async function exportPayCodes(
  world: World,
  ask: { readonly company: CompanyRow; readonly all: boolean },
): Promise<ExportedPayCodes> {
  const listed = await listPayCodes(world, ask.company);
  const payCodes = listed
    .filter(({ from }) => ask.all || from === 'company')
    .map(({ json }) => json);
  return { json: { pay_codes: payCodes }, csv: payCodesToCsv(payCodes) };
}

/** The published JSON Schema of a pay code file. */
export function payCodeSchema(): Readonly<Record<string, unknown>> {
  return payCodeJsonSchema();
}

export function ruleInWords(rule: AmountRule): string {
  switch (rule.by) {
    case 'salary':
      return "the period's share of the annual salary";
    case 'hours': {
      const rate =
        rule.ofSalary === true ? '(annual salary ÷ hours per year)' : (rule.rate ?? 'rate');
      const { multiplier, premium } = rule;
      const times = multiplier === '1' || multiplier === '-1' ? '' : ` × ${multiplier}`;
      const extra = premium === true ? ', on top of the pay for the same hours' : '';
      return `${multiplier === '-1' ? 'minus ' : ''}hours × ${rate}${times}${extra}`;
    }
    case 'pieces':
      return `pieces × ${rule.rate ?? 'rate'}`;
    case 'amount':
      return rule.amount ?? 'the amount entered';
    case 'percent':
      return `${rule.percent ?? 'a'} % of ${rule.of.join(' ')}`;
    case 'bands':
      return `${rule.bands.length} bands of ${rule.of.join(' ')}${rule.annualize === true ? ', annualized' : ''}`;
    case 'match':
      return `match of ${rule.matches}, ${rule.tiers.length} tiers`;
    case 'tax_pack':
      return 'calculated by Paybeat';
  }
}

function limitsInWords(definition: PayCodeDefinition): string {
  const { caps, minimumNet, garnishment, exemptFrom, wages, appliesToAll, ifShort } = definition;
  const words = [
    ...(appliesToAll === true ? ['everybody'] : []),
    ...(wages === undefined ? [] : [wages]),
    ...(exemptFrom === undefined ? [] : [`not subject to ${exemptFrom.join(', ')}`]),
    ...(caps?.perPeriod === undefined ? [] : [`at most ${caps.perPeriod} a period`]),
    ...(caps?.monthly === undefined ? [] : [`at most ${caps.monthly} a month`]),
    ...(caps?.annual === undefined ? [] : [`at most ${caps.annual} a year`]),
    ...(minimumNet === undefined ? [] : [`leaves ${minimumNet} net`]),
    ...(garnishment === undefined ? [] : [`${garnishment.percentOfDisposable} % of disposable`]),
    ...(ifShort === undefined ? [] : [`if short: ${ifShort}`]),
  ];
  return words.join('; ');
}
