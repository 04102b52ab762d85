/**
 * Reads a court order or a levy, and reports every fault at once.
 *
 * A kind has only the members that the law asks for: a table below lists them. A member of another kind is refused, so
 * that nobody believes that it has an effect.
 */
import { z } from 'zod';
import type { Minor } from '#money/minor.ts';
import type { EnteredOrder, OrderValues } from '#payslip/taxes/court-orders.ts';
import { usStates } from '#payslip/taxes/us/us-states.ts';
import { didYouMean } from '#text/closest-word.ts';
import { dateValue } from '#time/json-values.ts';
import {
  allocations,
  levyStatuses,
  payCodeOfKind,
  type UsOrderFacts,
  type UsOrderKind,
  usOrderKinds,
} from './us-order.ts';

const decimal = z.string().describe('A decimal number as text: "1234.50"');

const fields = {
  kind: z.enum(usOrderKinds),
  received: dateValue.describe('The day on which the employer received the order'),
  state: z.string().max(32).optional().describe('The issuing state, such as TX'),
  reference: z.string().min(1).max(100).optional(),
  payee: z.string().min(1).max(200).optional(),
  amount: decimal.optional().describe('For each pay period'),
  percent: decimal.optional().describe('Of disposable earnings'),
  balance: decimal.optional().describe('What is still owed; for support, the arrears still owed'),
  arrears: decimal.optional().describe('Support: for each pay period, in addition to the amount'),
  arrears_over_12_weeks: z.boolean().optional(),
  second_family: z
    .boolean()
    .optional()
    .describe('Support: the employee supports another spouse or child'),
  allocation: z
    .enum(allocations)
    .optional()
    .describe('Support: the rule of the state of work for several orders'),
  judgment: dateValue.optional().describe('Support: the day of the judgment'),
  fee: decimal.optional().describe('The fee that the employer keeps from each payment'),
  limit_percent: decimal.optional().describe("The state's own limit, of disposable earnings"),
  protected_per_week: decimal.optional().describe("The state's own protected amount"),
  exempt: decimal.optional().describe('Tax levy: the exempt amount of a pay period'),
  filing_status: z.enum(levyStatuses).optional(),
  dependents: z.int().min(0).max(99).optional(),
  statement_year: z.int().min(1954).max(2099).optional(),
  consent: z.boolean().optional().describe('The employee agreed in writing to more than 15 %'),
  reemployed: dateValue
    .optional()
    .describe('Hired on this day, within 12 months after an involuntary separation'),
} as const;

export const usOrderShape = z.strictObject(fields);

export type UsOrderJson = z.output<typeof usOrderShape>;
type Key = keyof UsOrderJson;

const always: readonly Key[] = ['kind', 'received', 'reference', 'payee', 'balance'];
const byAmount: readonly Key[] = ['amount', 'percent'];
const ofFederalDebt: readonly Key[] = [...byAmount, 'consent', 'reemployed'];

/** What each kind may say, in addition to what every order may. */
const keysOf: Readonly<Record<UsOrderKind, readonly Key[]>> = {
  support: [
    ...byAmount,
    ...(['state', 'arrears', 'arrears_over_12_weeks', 'second_family', 'allocation'] as const),
    ...(['judgment', 'fee', 'limit_percent'] as const),
  ],
  tax_levy: ['exempt', 'filing_status', 'dependents', 'statement_year'],
  bankruptcy: byAmount,
  student_loan: ofFederalDebt,
  federal_agency: ofFederalDebt,
  state_tax_levy: [...byAmount, 'state', 'limit_percent'],
  creditor: [...byAmount, 'state', 'fee', 'limit_percent', 'protected_per_week'],
};

export function readUsOrder(json: UsOrderJson, values: OrderValues): EnteredOrder {
  const { kind } = json;
  const amountMinor = values.amount(json.amount, 'amount');
  const percentMicro = values.percent(json.percent, 'percent');
  const limit = values.percent(json.limit_percent, 'limit_percent');
  const facts: UsOrderFacts = {
    kind,
    receivedOn: json.received.toString(),
    judgmentOn: json.judgment?.toString() ?? null,
    state: json.state?.trim().toUpperCase() ?? null,
    reference: json.reference ?? null,
    payee: json.payee ?? null,
    feeMinor: values.amount(json.fee, 'fee') ?? 0n,
    arrearsMinor: values.amount(json.arrears, 'arrears') ?? 0n,
    isOldArrears: json.arrears_over_12_weeks ?? false,
    hasSecondFamily: json.second_family ?? null,
    allocation: json.allocation ?? null,
    limitPercentMicro: limit === null ? null : Number(limit),
    protectedPerWeekMinor: values.amount(json.protected_per_week, 'protected_per_week'),
    exemptMinor: values.amount(json.exempt, 'exempt'),
    levyStatus: json.filing_status ?? null,
    levyDependents: json.dependents ?? 0,
    levyYear: json.statement_year ?? null,
    hasConsent: json.consent ?? false,
    reemployedOn: json.reemployed?.toString() ?? null,
  };
  checkKeys(json, values);
  checkAmounts(json, { amountMinor, percentMicro, facts }, values);
  checkState(facts, values);
  checkJudgment(facts, values);
  const balanceMinor = values.amount(json.balance, 'balance');
  return { payCode: payCodeOfKind[kind], amountMinor, percentMicro, balanceMinor, facts };
}

function checkKeys(json: UsOrderJson, { report }: OrderValues): void {
  const allowed = [...always, ...keysOf[json.kind]];
  for (const [key, value] of Object.entries(json)) {
    if (value === undefined || allowed.includes(key as Key)) continue;
    const message = `An order of kind ${json.kind} has no ${key}.`;
    report(key, { code: 'not_for_kind', message });
  }
}

const wholeMicro = 100_000_000n;

function checkAmounts(
  json: UsOrderJson,
  read: { amountMinor: Minor | null; percentMicro: bigint | null; facts: UsOrderFacts },
  { report }: OrderValues,
): void {
  const { kind } = json;
  const { percentMicro, facts } = read;
  if (json.amount !== undefined && json.percent !== undefined) {
    const message = 'An order has an amount or a percentage, not both.';
    report('percent', { code: 'amount_and_percent', message });
  }
  const isByAmount = keysOf[kind].includes('amount');
  const hasAny = json.amount !== undefined || json.percent !== undefined;
  if (isByAmount && !hasAny && json.arrears === undefined) {
    const message = `An order of kind ${kind} needs an amount or a percentage.`;
    report('amount', { code: 'missing_amount', message });
  }
  for (const [key, micro] of [
    ['percent', percentMicro],
    ['limit_percent', BigInt(facts.limitPercentMicro ?? 0)],
  ] as const) {
    if (micro === null || micro <= wholeMicro) continue;
    report(key, { code: 'percent_above_100', message: 'A percentage is at most 100.' });
  }
}

/** A later judgment would put the order behind others that came after it. */
function checkJudgment({ judgmentOn, receivedOn }: UsOrderFacts, { report }: OrderValues): void {
  if (judgmentOn === null || judgmentOn <= receivedOn) return;
  const message = `The judgment of ${judgmentOn} is later than the order, which was received on ${receivedOn}.`;
  report('judgment', { code: 'judgment_after_order', message });
}

function checkState({ kind, state }: UsOrderFacts, { report }: OrderValues): void {
  if (!keysOf[kind].includes('state')) return;
  if (state === null) {
    const message = `An order of kind ${kind} needs the state that issued it, such as TX.`;
    report('state', { code: 'missing_state', message });
    return;
  }
  if (usStates.has(state)) return;
  const message = `"${state}" is not a state.${didYouMean(state, [...usStates.keys()])}`;
  report('state', { code: 'unknown_state', message });
}
