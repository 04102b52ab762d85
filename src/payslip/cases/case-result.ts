/**
 * The answer to a case as a JSON value. Amounts are text, keys are in snake_case, and `kind` names
 * one of the three answers.
 */

import type { Refusal } from '#errors.ts';
import { type Currency, formatAmount, type Minor } from '#money/minor.ts';
import type { CalculatorAsk } from '#payslip/calculate-payslip.ts';
import type { ExplainedPayslip } from '#payslip/explanation/explain-payslip.ts';
import type { Explanation } from '#payslip/explanation/explanation.ts';
import type { Held, Payslip } from '#payslip/payslip.ts';
import type { PayslipInput } from '#payslip/payslip-input.ts';
import type { JsonObject } from '#text/json-text.ts';

type CaseId = string | number | null;

export function payslipJson(
  { id, ask }: { readonly id: CaseId; readonly ask: CalculatorAsk<PayslipInput> },
  payslip: Payslip,
  explained?: ExplainedPayslip,
): JsonObject {
  const { codes, currency, taxes } = ask;
  const money = (amountMinor: Minor): string => formatAmount(amountMinor, currency);
  const table = taxes.tables.find(
    ({ fromOn, untilOn }) =>
      Temporal.PlainDate.compare(fromOn, ask.payOn) <= 0 &&
      Temporal.PlainDate.compare(ask.payOn, untilOn) <= 0,
  );
  return {
    ...(id === null ? {} : { id }),
    kind: 'payslip',
    pay_date: ask.payOn.toString(),
    currency: currency.code,
    gross: money(payslip.grossMinor),
    reimbursements: money(payslip.reimbursementsMinor),
    deductions: money(payslip.deductionsMinor),
    taxes: money(payslip.taxesMinor),
    net: money(payslip.netMinor),
    employer: money(payslip.employerMinor),
    lines: payslip.lines.map(({ payCodeId, amountMinor }) => {
      const code = codes.byId.get(payCodeId);
      return {
        code: code?.code ?? '',
        kind: code?.kind ?? '',
        title: code?.title ?? '',
        amount: money(amountMinor),
      };
    }),
    year_to_date: Object.fromEntries(
      Array.from(payslip.yearToDate, ([codeId, amountMinor]) => [
        codes.byId.get(codeId)?.code ?? '',
        money(amountMinor),
      ]),
    ),
    warnings: payslip.warnings.map(({ code, message }) => ({ code, message })),
    tax_table: table?.id ?? null,
    not_calculated: taxes.notCovered,
    ...(explained === undefined ? {} : { explanation: explanationJson(explained, currency) }),
  };
}

export function heldJson(id: CaseId, { code, detail, hint }: Held): JsonObject {
  return { ...(id === null ? {} : { id }), kind: 'held', code, detail, hint };
}

export function refusalJson(id: CaseId, refusal: Refusal): JsonObject {
  const { code, message, hint, issues } = refusal;
  return {
    ...(id === null ? {} : { id }),
    kind: 'refused',
    error: {
      code,
      message,
      hint: hint ?? null,
      issues: (issues ?? []).map((issue) => ({ ...issue })),
    },
  };
}

/** A whole explanation as JSON: each line by its pay code, then gross and net. */
export function explanationJson(explained: ExplainedPayslip, currency: Currency): JsonObject {
  return {
    lines: explained.lines.map(({ code, explanation }) => ({
      code,
      ...stepJson(explanation, currency),
    })),
    gross: stepJson(explained.gross, currency),
    net: stepJson(explained.net, currency),
  };
}

function stepJson(step: Explanation, currency: Currency): JsonObject {
  return {
    title: step.title,
    amount: step.amountMinor === null ? null : formatAmount(step.amountMinor, currency),
    rule: step.rule,
    inputs: step.inputs.map(({ name, value }) => ({ name, value })),
    table: step.table === null ? null : { ...step.table },
    arithmetic: step.arithmetic,
    rounding: step.rounding,
    children: step.children.map((child) => stepJson(child, currency)),
  };
}
