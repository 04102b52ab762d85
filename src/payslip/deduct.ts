/**
 * Calculates amounts by percentage, band or match: deductions, a company's own taxes, and employer
 * contributions. It applies their caps, goals and legal limits, and the net pay that must remain.
 *
 * The items of one pay code are added up before any limit applies, so their order has no effect.
 * Each limit that reduces an amount adds a warning.
 */

import type { Minor } from '#money/minor.ts';
import { divideRounded } from '#money/rounding.ts';
import { percentScale } from './codes/pay-code-stage.ts';
import type { ReadyPayCode } from './codes/ready-pay-code.ts';
import type { ReadyRule } from './codes/ready-rule.ts';
import { incomplete } from './earn.ts';
import type { Explanation, ExplanationInput } from './explanation/explanation.ts';
import { atLeastZero, limitsTold, limitTaken, untilGoal } from './limit-deduction.ts';
import type { Held } from './payslip.ts';
import type { PayItem } from './payslip-input.ts';
import { amountText, percentText } from './text.ts';
import type { Worksheet } from './worksheet.ts';

/** Adds the line of one pay code from all of its items, or returns why the employee is held. */
export function addTaken(
  sheet: Worksheet,
  code: ReadyPayCode,
  items: readonly PayItem[],
): Held | null {
  let wanted = 0n;
  const children: Explanation[] | null = sheet.recorder === null ? null : [];
  for (const item of items) {
    const amount = wantedOf(sheet, { code, item, children });
    if (typeof amount !== 'bigint') return amount;
    const owed = untilGoal(sheet, { code, item, amount });
    if (children !== null && owed !== amount) noteOwed(sheet, children, owed);
    wanted += owed;
  }
  if (items.length === 0) {
    const amount = wantedOf(sheet, { code, item: null, children });
    if (typeof amount !== 'bigint') return amount;
    wanted = amount;
  }
  const limited = limitTaken(sheet, code, wanted);
  if (typeof limited !== 'bigint') return limited;
  if (limited === 0n && items.every(onlyLimits)) return null;
  sheet.add(code, limited);
  if (code.garnishment !== null) sheet.garnishedMinor += limited;
  if (children !== null) tellTaken(sheet, { code, wanted, limited, children });
  return null;
}

interface WantedAsk {
  readonly code: ReadyPayCode;
  readonly item: PayItem | null;
  /** Receives one explanation for each item. Null in a run, which records no explanations. */
  readonly children: Explanation[] | null;
}

/** The amount by the rule, before any limit. */
function wantedOf(sheet: Worksheet, ask: WantedAsk): Minor | Held {
  const { code, item } = ask;
  const { rule } = code;
  if (item !== null && item.amountMinor !== null) {
    const amount = item.amountMinor;
    if (ask.children !== null) note(sheet, ask, [amount, 'the entered amount']);
    return amount;
  }
  if (item !== null && onlyLimits(item)) return 0n;
  switch (rule.by) {
    case 'amount': {
      const amount = rule.amountMinor;
      if (amount === null) return incomplete(code);
      if (ask.children !== null) note(sheet, ask, [amount, 'the amount of the pay code']);
      return amount;
    }
    case 'percent':
      return percentOf(sheet, ask, rule);
    case 'bands':
      return bandsOf(sheet, ask, rule);
    case 'match':
      return matchOf(sheet, ask, rule);
    default:
      return incomplete(code);
  }
}

/** An item that only states the limit of its person takes nothing itself. */
function onlyLimits({ amountMinor, percentMicro, limitMinor, limitFor }: PayItem): boolean {
  const isLimit = (limitMinor ?? limitFor ?? null) !== null;
  return isLimit && amountMinor === null && percentMicro === null;
}

function percentOf(
  sheet: Worksheet,
  ask: WantedAsk,
  rule: Extract<ReadyRule, { by: 'percent' }>,
): Minor | Held {
  const percentMicro = ask.item?.percentMicro ?? rule.percentMicro;
  if (percentMicro === null) return incomplete(ask.code);
  const base = atLeastZero(sheet.baseOf(rule.of));
  const amount = divideRounded(base * percentMicro, percentScale, ask.code.rounding);
  if (ask.children !== null) {
    note(sheet, ask, [
      amount,
      'base × percentage',
      `${amountText(base, sheet)} × ${percentText(percentMicro)} = ${amountText(amount, sheet)}`,
      [
        { name: 'base', value: amountText(base, sheet) },
        { name: 'percentage', value: percentText(percentMicro) },
      ],
    ]);
  }
  return amount;
}

function bandsOf(
  sheet: Worksheet,
  ask: WantedAsk,
  rule: Extract<ReadyRule, { by: 'bands' }>,
): Minor {
  const periods = rule.annualize ? sheet.period.periodsPerYear : 1n;
  const base = atLeastZero(sheet.baseOf(rule.of)) * periods;
  let scaled = 0n;
  const told: string[] = [];
  for (let index = 0; index < rule.bands.length; index += 1) {
    const band = rule.bands[index];
    if (band === undefined || base <= band.aboveMinor) break;
    const ceiling = rule.bands[index + 1]?.aboveMinor;
    const top = ceiling === undefined || base < ceiling ? base : ceiling;
    scaled += (top - band.aboveMinor) * band.percentMicro;
    if (sheet.recorder !== null) {
      told.push(`${amountText(top - band.aboveMinor, sheet)} × ${percentText(band.percentMicro)}`);
    }
  }
  const amount = divideRounded(scaled, percentScale * periods, ask.code.rounding);
  if (ask.children !== null) {
    note(sheet, ask, [
      amount,
      rule.annualize ? 'yearly bands, divided by the pay periods of a year' : 'bands of the period',
      `(${told.join(' + ') || '0'})${rule.annualize ? ` ÷ ${periods}` : ''} = ${amountText(amount, sheet)}`,
      [{ name: rule.annualize ? 'annual base' : 'base', value: amountText(base, sheet) }],
    ]);
  }
  return amount;
}

function matchOf(
  sheet: Worksheet,
  ask: WantedAsk,
  rule: Extract<ReadyRule, { by: 'match' }>,
): Minor {
  const base = atLeastZero(sheet.baseOf(rule.of));
  const gave = atLeastZero(sheet.amounts[rule.matches] ?? 0n) * percentScale;
  let scaled = 0n;
  let floor = 0n;
  const told: string[] = [];
  for (const tier of rule.tiers) {
    const ceiling = base * tier.upToMicro;
    const matched = (gave < ceiling ? gave : ceiling) - floor;
    if (matched > 0n) {
      scaled += matched * tier.matchMicro;
      if (sheet.recorder !== null) {
        told.push(`${percentText(tier.matchMicro)} up to ${percentText(tier.upToMicro)} of base`);
      }
    }
    floor = ceiling;
  }
  const amount = divideRounded(scaled, percentScale * percentScale, ask.code.rounding);
  if (ask.children !== null) {
    note(sheet, ask, [
      amount,
      "the employee's contribution, matched tier by tier",
      `${told.join(', ') || 'nothing to match'} = ${amountText(amount, sheet)}`,
      [
        { name: 'base', value: amountText(base, sheet) },
        { name: 'employee gave', value: amountText(gave / percentScale, sheet) },
      ],
    ]);
  }
  return amount;
}

type Note = readonly [
  amount: Minor,
  rule: string,
  arithmetic?: string,
  inputs?: readonly ExplanationInput[],
];

function note(sheet: Worksheet, { code, children }: WantedAsk, told: Note): void {
  const [amountMinor, rule, arithmetic = amountText(amountMinor, sheet), inputs = []] = told;
  children?.push({
    title: code.code.title,
    amountMinor,
    rule,
    inputs,
    table: null,
    arithmetic,
    rounding: inputs.length === 0 ? null : code.rounding,
    children: [],
  });
}

/** Changes the explanation of the last item: it takes only what is still owed. */
function noteOwed(sheet: Worksheet, children: Explanation[], owed: Minor): void {
  const item = children.pop();
  if (item === undefined) return;
  children.push({
    ...item,
    amountMinor: owed,
    rule: 'what is still owed',
    arithmetic: `${item.arithmetic}, limited to the ${amountText(owed, sheet)} still owed`,
    children: [item],
  });
}

interface Taken {
  readonly code: ReadyPayCode;
  readonly wanted: Minor;
  readonly limited: Minor;
  readonly children: readonly Explanation[];
}

function tellTaken(sheet: Worksheet, taken: Taken): void {
  sheet.recorder?.step(taken.code.slot, () => explain(sheet, taken));
}

function explain(sheet: Worksheet, taken: Taken): Explanation {
  const { code, wanted, limited, children } = taken;
  const [only] = children;
  if (only !== undefined && children.length === 1 && wanted === limited) return only;
  const sum = children.map((child) => amountText(child.amountMinor ?? 0n, sheet)).join(' + ');
  const reached = wanted === limited ? '' : `, limited to ${amountText(limited, sheet)}`;
  return {
    title: code.code.title,
    amountMinor: limited,
    rule:
      wanted === limited
        ? 'the sum of the lines below'
        : 'the sum of the lines below, up to the limits',
    inputs: limitsTold(sheet, code),
    table: null,
    arithmetic: `${sum} = ${amountText(wanted, sheet)}${reached}`,
    rounding: null,
    children,
  };
}
