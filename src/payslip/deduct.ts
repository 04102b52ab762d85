/**
 * What is taken or given by percentage, band or match: deductions, a company's own taxes, employer
 * contributions, with their caps, goals, legal limits and the net pay that has to be left.
 *
 * All items of one pay code are added up before a limit is looked at, so that their order decides
 * nothing. Each limit that bites says so in a warning.
 */

import type { Minor } from '#money/minor.ts';
import { divideRounded } from '#money/rounding.ts';
import { incomplete } from './earn.ts';
import type { Explanation, ExplanationInput } from './explanation.ts';
import { PERCENT_SCALE } from './pay-code-stage.ts';
import { type Held, held } from './payslip.ts';
import type { PayItem } from './payslip-input.ts';
import type { ReadyPayCode, ReadyRule } from './ready-pay-code.ts';
import { amountText, percentText } from './text.ts';
import type { Worksheet } from './worksheet.ts';

/** Adds the line of one pay code from all of its items, or says why the employee is held. */
export function addTaken(
  sheet: Worksheet,
  code: ReadyPayCode,
  items: readonly PayItem[],
): Held | null {
  let wanted = 0n;
  const children: Explanation[] = [];
  for (const item of items) {
    const amount = wantedOf(sheet, { code, item, children });
    if (typeof amount !== 'bigint') return amount;
    wanted += goal(sheet, { code, item, amount });
  }
  if (items.length === 0) {
    const amount = wantedOf(sheet, { code, item: null, children });
    if (typeof amount !== 'bigint') return amount;
    wanted = amount;
  }
  const limited = limit(sheet, code, wanted);
  if (typeof limited !== 'bigint') return limited;
  if (limited === 0n && items.length === 0) return null;
  sheet.add(code, limited);
  if (code.garnishment !== null) sheet.garnishedMinor += limited;
  sheet.recorder?.step(code.slot, () => explain(sheet, { code, wanted, limited, children }));
  return null;
}

interface WantedAsk {
  readonly code: ReadyPayCode;
  readonly item: PayItem | null;
  /** One explanation an item is put here when somebody asked for one. */
  readonly children: Explanation[];
}

/** What the rule says, before any limit. */
function wantedOf(sheet: Worksheet, ask: WantedAsk): Minor | Held {
  const { code, item } = ask;
  const { rule } = code;
  if (item !== null && item.amountMinor !== null) {
    const amount = item.amountMinor;
    note(sheet, ask, () => [amount, 'the amount that was entered', amountText(amount, sheet), []]);
    return amount;
  }
  switch (rule.by) {
    case 'amount': {
      const amount = rule.amountMinor;
      if (amount === null) return incomplete(code);
      note(sheet, ask, () => [amount, 'the amount of the pay code', amountText(amount, sheet), []]);
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

function percentOf(
  sheet: Worksheet,
  ask: WantedAsk,
  rule: Extract<ReadyRule, { by: 'percent' }>,
): Minor | Held {
  const percentMicro = ask.item?.percentMicro ?? rule.percentMicro;
  if (percentMicro === null) return incomplete(ask.code);
  const base = atLeastZero(sheet.baseOf(rule.of));
  const amount = divideRounded(base * percentMicro, PERCENT_SCALE, ask.code.rounding);
  note(sheet, ask, () => [
    amount,
    'a percentage of a base',
    `${amountText(base, sheet)} × ${percentText(percentMicro)} = ${amountText(amount, sheet)}`,
    [
      { name: 'base', value: amountText(base, sheet) },
      { name: 'percentage', value: percentText(percentMicro) },
    ],
  ]);
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
  const amount = divideRounded(scaled, PERCENT_SCALE * periods, ask.code.rounding);
  note(sheet, ask, () => [
    amount,
    rule.annualize ? 'bands of a year, divided by its pay periods' : 'bands of the period',
    `(${told.join(' + ') || '0'})${rule.annualize ? ` ÷ ${periods}` : ''} = ${amountText(amount, sheet)}`,
    [{ name: rule.annualize ? 'base, a year' : 'base', value: amountText(base, sheet) }],
  ]);
  return amount;
}

function matchOf(
  sheet: Worksheet,
  ask: WantedAsk,
  rule: Extract<ReadyRule, { by: 'match' }>,
): Minor {
  const base = atLeastZero(sheet.baseOf(rule.of));
  const gave = atLeastZero(sheet.amounts[rule.matches] ?? 0n) * PERCENT_SCALE;
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
  const amount = divideRounded(scaled, PERCENT_SCALE * PERCENT_SCALE, ask.code.rounding);
  note(sheet, ask, () => [
    amount,
    'what the employee gave, matched tier by tier',
    `${told.join(', ') || 'nothing to match'} = ${amountText(amount, sheet)}`,
    [
      { name: 'base', value: amountText(base, sheet) },
      { name: 'employee gave', value: amountText(gave / PERCENT_SCALE, sheet) },
    ],
  ]);
  return amount;
}

/** A deduction with a goal stops at what is still owed. */
function goal(
  sheet: Worksheet,
  { code, item, amount }: { code: ReadyPayCode; item: PayItem; amount: Minor },
): Minor {
  const balance = item.balanceMinor;
  if (balance === undefined || balance === null || amount < balance) return amount;
  sheet.warn('goal_reached', `${code.code.title} ends with this payslip`);
  return atLeastZero(balance);
}

/** Caps, then the legal limit, then the net pay that has to be left. */
function limit(sheet: Worksheet, code: ReadyPayCode, wanted: Minor): Minor | Held {
  if (wanted <= 0n) return wanted;
  const capped = cap(sheet, code, wanted);
  if (typeof capped !== 'bigint') return capped;
  if (code.kind !== 'deduction') return capped;
  const legal = garnishable(sheet, code, capped);
  return leaveNet(sheet, code, legal);
}

function cap(sheet: Worksheet, code: ReadyPayCode, wanted: Minor): Minor | Held {
  let amount = wanted;
  if (code.perPeriodCapMinor !== null && amount > code.perPeriodCapMinor) {
    amount = code.perPeriodCapMinor;
  }
  if (code.monthlyCapMinor !== null) {
    const { monthToDate } = sheet.input;
    if (monthToDate === undefined) return missingMonth(code);
    amount = below(amount, code.monthlyCapMinor - (monthToDate.get(code.id) ?? 0n));
  }
  if (code.annualCapMinor !== null) {
    const taken = sheet.input.yearToDate.get(code.id) ?? 0n;
    amount = below(amount, code.annualCapMinor - taken);
  }
  if (amount < wanted) {
    const [full, part] = [amountText(wanted, sheet), amountText(amount, sheet)];
    sheet.warn('capped', `${code.code.title} would be ${full} and is capped at ${part}`);
  }
  return amount;
}

function garnishable(sheet: Worksheet, code: ReadyPayCode, wanted: Minor): Minor {
  if (code.garnishment === null) return wanted;
  const { percentMicro, protectedPerWeekMinor } = code.garnishment;
  const disposable = atLeastZero(sheet.disposableMinor);
  const share = divideRounded(disposable * percentMicro, PERCENT_SCALE, 'down');
  // 52 weeks to a year: what the Department of Labor's table gives for each pay frequency.
  const protectedMinor = divideRounded(
    protectedPerWeekMinor * 52n,
    sheet.period.periodsPerYear,
    'up',
  );
  const reachable = below(share, disposable - protectedMinor);
  const amount = below(wanted, reachable - sheet.garnishedMinor);
  if (amount < wanted) {
    const [full, part] = [amountText(wanted, sheet), amountText(amount, sheet)];
    sheet.warn(
      'garnishment_limited',
      `${code.code.title} would be ${full}; the law lets ${part} be taken of disposable earnings of ${amountText(disposable, sheet)}`,
    );
  }
  return amount;
}

function leaveNet(sheet: Worksheet, code: ReadyPayCode, wanted: Minor): Minor | Held {
  const room = sheet.netMinor - code.minimumNetMinor;
  if (wanted <= room) return wanted;
  const title = code.code.title;
  const [full, left] = [amountText(wanted, sheet), amountText(atLeastZero(room), sheet)];
  switch (code.ifShort) {
    case 'hold':
      // Before taxes the worksheet itself holds deductions that exceed the pay they come off.
      if (code.stage === 'pretax') return wanted;
      return notEnough(sheet, code, full);
    case 'part':
      sheet.warn('deduction_reduced', `${title} would be ${full}; net pay left ${left} for it`);
      return atLeastZero(room);
    case 'skip':
      sheet.warn('deduction_skipped', `${title} of ${full} was not taken: net pay left ${left}`);
      return 0n;
  }
}

function below(amount: Minor, ceiling: Minor): Minor {
  return amount < ceiling ? amount : atLeastZero(ceiling);
}

function atLeastZero(amount: Minor): Minor {
  return amount < 0n ? 0n : amount;
}

type Note = readonly [
  amount: Minor,
  rule: string,
  arithmetic: string,
  inputs: readonly ExplanationInput[],
];

function note(sheet: Worksheet, { code, children }: WantedAsk, tell: () => Note): void {
  if (sheet.recorder === null) return;
  const [amountMinor, rule, arithmetic, inputs] = tell();
  const rounding = inputs.length === 0 ? null : code.rounding;
  const title = code.code.title;
  children.push({
    title,
    amountMinor,
    rule,
    inputs,
    table: null,
    arithmetic,
    rounding,
    children: [],
  });
}

function explain(
  sheet: Worksheet,
  ask: { code: ReadyPayCode; wanted: Minor; limited: Minor; children: readonly Explanation[] },
): Explanation {
  const { code, wanted, limited, children } = ask;
  const [only] = children;
  if (only !== undefined && children.length === 1 && wanted === limited) return only;
  const sum = children.map((child) => amountText(child.amountMinor ?? 0n, sheet)).join(' + ');
  const reached = wanted === limited ? '' : `, limited to ${amountText(limited, sheet)}`;
  return {
    title: code.code.title,
    amountMinor: limited,
    rule: wanted === limited ? 'the sum of its items' : 'its items, as far as its limits let them',
    inputs: limits(sheet, code),
    table: null,
    arithmetic: `${sum} = ${amountText(wanted, sheet)}${reached}`,
    rounding: null,
    children,
  };
}

function limits(sheet: Worksheet, code: ReadyPayCode): readonly ExplanationInput[] {
  const { caps, garnishment, minimumNet } = code.code;
  const told: ExplanationInput[] = [];
  if (caps?.perPeriod !== undefined) told.push({ name: 'cap a period', value: caps.perPeriod });
  if (caps?.monthly !== undefined) told.push({ name: 'cap a month', value: caps.monthly });
  if (caps?.annual !== undefined) {
    told.push({ name: 'cap a year', value: caps.annual });
    const taken = sheet.input.yearToDate.get(code.id) ?? 0n;
    told.push({ name: 'taken this year', value: amountText(taken, sheet) });
  }
  if (garnishment !== undefined) {
    told.push({ name: 'disposable earnings', value: amountText(sheet.disposableMinor, sheet) });
    told.push({ name: 'legal limit', value: `${garnishment.percentOfDisposable} %` });
    if (garnishment.protectedPerWeek !== undefined) {
      told.push({ name: 'protected a week', value: garnishment.protectedPerWeek });
    }
  }
  if (minimumNet !== undefined) told.push({ name: 'minimum net', value: minimumNet });
  return told;
}

function notEnough(sheet: Worksheet, code: ReadyPayCode, full: string): Held {
  const net = amountText(sheet.netMinor, sheet);
  const keep = code.minimumNetMinor;
  const least = keep === 0n ? '' : `, of which ${amountText(keep, sheet)} has to be left`;
  return held(
    keep === 0n ? 'negative_net' : 'below_minimum_net',
    `${code.code.code} of ${full} is more than the net pay of ${net}${least}`,
    { hint: 'lower or skip the deduction for this period; the rest can be taken later' },
  );
}

function missingMonth({ code }: ReadyPayCode): Held {
  return held('missing_month_to_date', `${code.code} has a monthly cap; the month is not known`, {
    hint: 'hand in the amounts of the month, or use a cap for the period or the year',
  });
}
