/**
 * Converts hours, pieces, amounts and percentages to earnings, reimbursements and taxed
 * information. Deductions and taxes come later.
 */

import type { Minor } from '#money/minor.ts';
import { divideRounded } from '#money/rounding.ts';
import { counted, measured } from '#text/counted.ts';
import { toEpochDay } from '#time/plain-date.ts';
import { percentScale } from './codes/pay-code-stage.ts';
import type { ReadyPayCode } from './codes/ready-pay-code.ts';
import type { ReadyRule } from './codes/ready-rule.ts';
import { employedSpan } from './employment.ts';
import type { Explanation } from './explanation/explanation.ts';
import { termsOn } from './pay-terms.ts';
import { type Held, held } from './payslip.ts';
import type { PayItem } from './payslip-input.ts';
import { amountText, hoursText, microText, percentText } from './text.ts';
import type { Worksheet } from './worksheet.ts';

type HoursRule = Extract<ReadyRule, { by: 'hours' | 'pieces' }>;

/** Adds the amount of one item, or returns why the employee is held. */
export function addPay(sheet: Worksheet, code: ReadyPayCode, item: PayItem): Held | null {
  if (item.amountMinor !== null) {
    const amount = item.amountMinor;
    sheet.add(code, amount);
    if (sheet.recorder !== null) {
      const { told, explained } = item;
      if (explained === undefined) tellGiven(sheet, code, { amountMinor: amount, told });
      else sheet.recorder.step(code.slot, () => explained);
    }
    return null;
  }
  const { rule } = code;
  switch (rule.by) {
    case 'hours':
    case 'pieces':
      return addHours(sheet, { code, rule, item });
    case 'percent':
      return addPercent(sheet, { code, rule, item });
    case 'amount': {
      const amount = rule.amountMinor;
      if (amount === null) return incomplete(code);
      sheet.add(code, amount);
      if (sheet.recorder !== null) tellGiven(sheet, code, { amountMinor: amount, told: undefined });
      return null;
    }
    default:
      return incomplete(code);
  }
}

function addHours(
  sheet: Worksheet,
  ask: { code: ReadyPayCode; rule: HoursRule; item: PayItem },
): Held | null {
  const { code, rule, item } = ask;
  const quantity = item.quantityMicro;
  if (quantity === null) return incomplete(code);
  if (quantity < 0n) return negativeHours(code);
  if (rule.by === 'hours' && quantity > sheet.period.hoursMaxMicro)
    return tooManyHours(sheet, code);
  if (rule.ofSalary && item.rateMicro === null && rule.rateMicro === null) {
    return addShareOfSalary(sheet, { code, rule, quantity });
  }
  const rateMicro = rateOfItem(sheet, { rule, item });
  if (rateMicro !== null && typeof rateMicro !== 'bigint') return rateMicro;
  if (rateMicro === null) return missingRate(code);
  const paidRate = rateMicro;
  const amount = divideRounded(
    quantity * paidRate * rule.factor.numerator,
    rule.factor.denominator,
    code.rounding,
  );
  sheet.add(code, amount);
  const { told } = item;
  if (sheet.recorder !== null) tellHours(sheet, { code, quantity, paidRate, amount, told });
  return null;
}

/** The rate at which hours or pieces are paid. Null: none is known. */
export function rateOfItem(
  sheet: Worksheet,
  { rule, item }: { readonly rule: HoursRule; readonly item: PayItem },
): bigint | null | Held {
  const given = item.rateMicro ?? rule.rateMicro;
  if (given !== null || rule.by !== 'hours') return given;
  const { employee } = sheet.input;
  if (employee.terms === undefined || employee.terms.length === 0) return employee.hourlyRateMicro;
  return rateOfTerms(sheet, item);
}

function tellHours(
  sheet: Worksheet,
  told: {
    code: ReadyPayCode;
    quantity: bigint;
    paidRate: bigint;
    amount: Minor;
    told: string | undefined;
  },
): void {
  const { code, quantity, paidRate, amount } = told;
  const rule = code.code.amount;
  const multiplier = rule.by === 'hours' ? rule.multiplier : '1';
  const times = multiplier === '1' ? '' : ` × ${multiplier}`;
  const what = rule.by === 'hours' ? hoursText(quantity) : measured(microText(quantity), 'piece');
  sheet.recorder?.step(code.slot, () => ({
    title: code.code.title,
    amountMinor: amount,
    rule: `${rule.by} × rate${times === '' ? '' : ' × multiplier'}`,
    inputs: [
      { name: rule.by, value: microText(quantity) },
      { name: 'rate', value: microText(paidRate) },
      ...(times === '' ? [] : [{ name: 'multiplier', value: multiplier }]),
    ],
    table: null,
    arithmetic: `${what} × ${microText(paidRate)}${times} = ${amountText(amount, sheet)}`,
    rounding: code.rounding,
    children: told.told === undefined ? [] : [howMany(told.told, quantity)],
  }));
}

/** Explains where hours come from if nobody entered them directly. */
function howMany(rule: string, quantity: bigint): Explanation {
  return {
    title: 'hours',
    amountMinor: null,
    rule,
    inputs: [],
    table: null,
    arithmetic: hoursText(quantity),
    rounding: null,
    children: [],
  };
}

/** Hours paid from a salary: the rate is the annual salary divided by the hours that it covers. */
function addShareOfSalary(
  sheet: Worksheet,
  ask: { code: ReadyPayCode; rule: HoursRule; quantity: bigint },
): Held | null {
  const { code, rule, quantity } = ask;
  const { employee } = sheet.input;
  const { currency, hoursPerYear } = sheet.settings;
  const annual =
    employee.terms === undefined || employee.terms.length === 0
      ? employee.annualSalaryMinor
      : mainSalary(sheet);
  if (annual === null) return notSalaried(code);
  const minorPerUnit = 10n ** BigInt(currency.decimals);
  const amount = divideRounded(
    quantity * annual * 1_000_000n * rule.factor.numerator,
    hoursPerYear * minorPerUnit * rule.factor.denominator,
    code.rounding,
  );
  sheet.add(code, amount);
  sheet.recorder?.step(code.slot, () => ({
    title: code.code.title,
    amountMinor: amount,
    rule: 'hours × annual salary ÷ hours per year × multiplier',
    inputs: [
      { name: 'hours', value: microText(quantity) },
      { name: 'annual salary', value: amountText(annual, sheet) },
      { name: 'hours per year', value: hoursPerYear.toString() },
    ],
    table: null,
    arithmetic: `${hoursText(quantity)} × ${amountText(annual, sheet)} ÷ ${hoursPerYear} → ${amountText(amount, sheet)}`,
    rounding: code.rounding,
    children: [],
  }));
  return null;
}

function mainSalary(sheet: Worksheet): Minor | null {
  const { employee } = sheet.input;
  const { untilDay } = employedSpan(employee, sheet.period);
  return termsOn(employee.terms ?? [], { job: null, day: untilDay })?.annualSalaryMinor ?? null;
}

/** The hourly rate of the item's job on its date. If the rate never changes, no date is needed. */
function rateOfTerms(sheet: Worksheet, item: PayItem): bigint | null | Held {
  const { employee } = sheet.input;
  const terms = employee.terms ?? [];
  const job = item.job ?? null;
  const span = employedSpan(employee, sheet.period);
  if (item.workedOn !== undefined && item.workedOn !== null) {
    return termsOn(terms, { job, day: toEpochDay(item.workedOn) })?.hourlyRateMicro ?? null;
  }
  const first = termsOn(terms, { job, day: span.fromDay })?.hourlyRateMicro ?? null;
  const last = termsOn(terms, { job, day: span.untilDay })?.hourlyRateMicro ?? null;
  if (first === last) return last;
  if (first === null || last === null) return first ?? last;
  return held('rate_ambiguous', 'the hourly rate changed during the period', {
    hint: 'enter the hours by day, or enter their rate',
  });
}

function addPercent(
  sheet: Worksheet,
  ask: {
    code: ReadyPayCode;
    rule: Extract<ReadyRule, { by: 'percent' }>;
    item: PayItem;
  },
): Held | null {
  const { code, rule, item } = ask;
  const percentMicro = item.percentMicro ?? rule.percentMicro;
  if (percentMicro === null) return incomplete(code);
  const base = sheet.baseOf(rule.of);
  const amount = divideRounded(base * percentMicro, percentScale, code.rounding);
  sheet.add(code, amount);
  sheet.recorder?.step(code.slot, () => ({
    title: code.code.title,
    amountMinor: amount,
    rule: 'base × percentage',
    inputs: [
      { name: 'base', value: amountText(base, sheet) },
      { name: 'percentage', value: percentText(percentMicro) },
    ],
    table: null,
    arithmetic: `${amountText(base, sheet)} × ${percentText(percentMicro)} = ${amountText(amount, sheet)}`,
    rounding: code.rounding,
    children: [],
  }));
  return null;
}

function tellGiven(
  sheet: Worksheet,
  code: ReadyPayCode,
  { amountMinor, told }: { amountMinor: Minor; told: string | undefined },
): void {
  const amount = amountText(amountMinor, sheet);
  sheet.recorder?.step(code.slot, () => ({
    title: code.code.title,
    amountMinor,
    rule: told ?? 'the entered amount',
    inputs: [{ name: 'amount', value: amount }],
    table: null,
    arithmetic: amount,
    rounding: null,
    children: [],
  }));
}

export function incomplete({ code }: ReadyPayCode): Held {
  const needs = {
    salary: 'an amount',
    hours: 'hours or an amount',
    pieces: 'a number of pieces or an amount',
    amount: 'an amount',
    percent: 'a percentage or an amount',
    bands: 'a base',
    match: 'a base',
    tax_pack: 'nothing: taxes write it',
  }[code.amount.by];
  return held('item_incomplete', `${code.code} is missing ${needs}`, {
    hint: `enter ${needs}, or remove the item`,
  });
}

function missingRate({ code }: ReadyPayCode): Held {
  return held(
    'missing_rate',
    `${code.code} was entered without a rate, and the employee has none`,
    {
      hint: "enter the employee's hourly rate, or a rate with the item",
    },
  );
}

function notSalaried({ code }: ReadyPayCode): Held {
  return held('not_salaried', `${code.code} is paid from a salary, but the employee has none`, {
    hint: 'enter it as an amount, or with a rate',
  });
}

function negativeHours({ code }: ReadyPayCode): Held {
  return held('negative_hours', `${code.code} was entered with a negative quantity`, {
    hint: 'enter zero or more; correct an earlier period with a negative amount',
  });
}

function tooManyHours({ period }: Worksheet, { code }: ReadyPayCode): Held {
  return held(
    'hours_above_period',
    `${code.code} was entered with more hours than fit in the period's ${counted(period.days, 'day')}`,
    { hint: 'correct the hours; they may cover several periods' },
  );
}
