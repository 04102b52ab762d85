/**
 * Splits what is paid by miles or days for expenses of work. Up to the rate of the law it is a reimbursement. The part
 * above is wages, and then the proved part is told to the country's yearly statement.
 *
 * The rate is that of the day of the expense. An item without a day may be of any day of the period, so a rate that
 * changes inside of it holds the person if it matters. A rate that is not known holds the person too: only the company
 * can state it, in the pay code.
 */

import type { Minor } from '#money/minor.ts';
import { divideRounded } from '#money/rounding.ts';
import { counted, measured } from '#text/counted.ts';
import type { ReadyPayCode } from './codes/ready-pay-code.ts';
import { addPay } from './earn.ts';
import { type Held, held } from './payslip.ts';
import type { PayItem } from './payslip-input.ts';
import { closerRulesSinceEdition, newestEdition } from './rules-editions.ts';
import type { AllowanceRate, AllowanceRule } from './taxes/allowance-rule.ts';
import { amountText, microText } from './text.ts';
import type { Worksheet } from './worksheet.ts';

/** A rate so many times that of the law is one that was typed in cents. */
const timesMax = 5n;

/** What an item pays, and what of it is proved. */
interface Split {
  readonly quantityMicro: bigint;
  readonly paidMinor: Minor;
  readonly provedMinor: Minor;
  readonly rate: AllowanceRate;
}

interface AllowancesAsk {
  readonly rule: AllowanceRule;
  /** Where the two parts are written. */
  readonly wages: ReadyPayCode;
  readonly proved: ReadyPayCode;
}

/** Null: the country has no such rule, or the run is of an edition without it. */
export function allowancesFor(
  byCode: ReadonlyMap<string, ReadyPayCode>,
  ask: { readonly rule: AllowanceRule | undefined; readonly rulesEdition?: number },
): Allowances | null {
  const { rule, rulesEdition = newestEdition } = ask;
  if (rule === undefined || rulesEdition < closerRulesSinceEdition) return null;
  const [wages, proved] = [byCode.get(rule.wages), byCode.get(rule.proved)];
  return wages === undefined || proved === undefined
    ? null
    : new Allowances({ rule, wages, proved });
}

export class Allowances {
  readonly #ask: AllowancesAsk;

  constructor(ask: AllowancesAsk) {
    this.#ask = ask;
  }

  has(code: ReadyPayCode): boolean {
    return code.substantiatedMicro !== null || this.#ask.rule.codes.includes(code.code.code);
  }

  /** Adds one item, or returns why the employee is held. */
  add(sheet: Worksheet, code: ReadyPayCode, item: PayItem): Held | null {
    const { rule } = code;
    const quantityMicro = item.quantityMicro ?? 0n;
    if (quantityMicro === 0n && item.amountMinor !== null) warnOfAmount(sheet, code);
    const rateMicro = rule.by === 'pieces' ? (item.rateMicro ?? rule.rateMicro) : null;
    if (rule.by !== 'pieces' || quantityMicro <= 0n || (rateMicro ?? item.amountMinor) === null) {
      return addPay(sheet, code, item);
    }
    const tooMany = this.#tooMany(sheet, { code, item, quantityMicro });
    if (tooMany !== null) return tooMany;
    const minor = (micro: bigint): Minor =>
      divideRounded(
        quantityMicro * micro * rule.factor.numerator,
        rule.factor.denominator,
        code.rounding,
      );
    const rates = this.#ratesOf(sheet, code, item);
    if (rates === null) return rateUnknown(code, item);
    const paidMinor = item.amountMinor ?? minor(rateMicro ?? 0n);
    const splits = rates.map((rate): Split => {
      const upTo = minor(rate.rateMicro);
      const provedMinor = paidMinor < upTo ? paidMinor : upTo;
      return { quantityMicro, paidMinor, provedMinor, rate };
    });
    const [first, last] = [splits[0], splits.at(-1)];
    if (first === undefined || last === undefined) return rateUnknown(code, item);
    if (first.provedMinor !== last.provedMinor) return rateChanges(code, [first, last]);
    const most = minor(last.rate.rateMicro);
    if (most > 0n && paidMinor > timesMax * most) return tooHigh(sheet, code, last);
    if (last.provedMinor === paidMinor) return addPay(sheet, code, item);
    this.#write(sheet, code, last);
    return null;
  }

  #write(sheet: Worksheet, code: ReadyPayCode, split: Split): void {
    const { wages, proved, rule } = this.#ask;
    const { paidMinor, provedMinor, rate } = split;
    sheet.add(code, provedMinor);
    sheet.add(wages, paidMinor - provedMinor);
    sheet.add(proved, provedMinor);
    if (sheet.recorder === null) return;
    const inputs = [
      { name: 'pieces', value: microText(split.quantityMicro) },
      { name: 'paid', value: amountText(paidMinor, sheet) },
      { name: `proved up to (${rate.source})`, value: microText(rate.rateMicro) },
    ];
    const told = { inputs, table: null, rounding: code.rounding, children: [] };
    const many = measured(microText(split.quantityMicro), 'piece');
    const [paid, shown] = [amountText(paidMinor, sheet), amountText(provedMinor, sheet)];
    const upTo = `${many} × ${microText(rate.rateMicro)} = ${shown}`;
    sheet.recorder.step(code.slot, () => ({
      ...{ ...told, title: code.code.title, amountMinor: provedMinor, arithmetic: upTo },
      rule: `no wages up to the substantiated rate (${rate.source})`,
    }));
    sheet.recorder.step(wages.slot, () => ({
      ...{ ...told, title: `${code.code.title} above the substantiated rate` },
      amountMinor: paidMinor - provedMinor,
      rule: `the payment above the substantiated rate is wages (${rule.source})`,
      arithmetic: `${paid} − ${shown} = ${amountText(paidMinor - provedMinor, sheet)}`,
    }));
    sheet.recorder.step(proved.slot, () => ({
      ...{ ...told, title: `${code.code.title}, substantiated`, amountMinor: provedMinor },
      rule: `told with the wages where the payment is above the rate (${rule.source})`,
      arithmetic: upTo,
    }));
  }

  /** Of the first and the last day on which the expense can be. Null: one of them is not known. */
  #ratesOf(
    { period }: Worksheet,
    code: ReadyPayCode,
    item: PayItem,
  ): readonly AllowanceRate[] | null {
    const { substantiatedMicro: rateMicro, code: definition } = code;
    if (rateMicro !== null) return [{ rateMicro, source: definition.substantiatedSource ?? '' }];
    const { startOn, endOn, payOn } = period.facts;
    const last = Temporal.PlainDate.compare(payOn, endOn) < 0 ? payOn : endOn;
    const on = item.workedOn ?? null;
    const found: AllowanceRate[] = [];
    for (const day of on === null ? [startOn, last] : [on]) {
      const rate = this.#ask.rule.rateOn(definition.code, day);
      if (rate === null) return null;
      found.push(rate);
    }
    return found;
  }

  /** Only of built-in pay codes: what a piece of a company's own pay code is, is not known. */
  #tooMany(
    sheet: Worksheet,
    ask: { readonly code: ReadyPayCode; readonly item: PayItem; readonly quantityMicro: bigint },
  ): Held | null {
    const { rule } = this.#ask;
    const { code, item, quantityMicro } = ask;
    if (!rule.codes.includes(code.code.code)) return null;
    const days = (item.workedOn ?? null) === null ? sheet.period.days : 1;
    const most = (perDay: number): bigint => BigInt(perDay * days) * 1_000_000n;
    const many = `${code.code.code}: ${microText(quantityMicro)} in ${counted(days, 'day')}`;
    if (quantityMicro > most(rule.impossiblePerDay)) {
      return held('quantity_impossible', `${many} is more than is possible`, {
        hint: 'correct the number; the decimal point may be missing',
      });
    }
    // A single day can be a long drive.
    if (days > 1 && quantityMicro > most(rule.unusualPerDay)) {
      sheet.warn('quantity_unusual', `${many}; check the decimal point`);
    }
    return null;
  }
}

/** Adds an item of direct pay, split if it is such an allowance. */
export function addDirect(
  sheet: Worksheet,
  ask: {
    readonly code: ReadyPayCode;
    readonly item: PayItem;
    readonly allowances: Allowances | null;
  },
): Held | null {
  const { code, item, allowances } = ask;
  if (allowances?.has(code) === true) return allowances.add(sheet, code, item);
  return addPay(sheet, code, item);
}

function warnOfAmount(sheet: Worksheet, { code }: ReadyPayCode): void {
  if (sheet.warnings.some(({ code: known }) => known === 'allowance_not_compared')) return;
  sheet.warn(
    'allowance_not_compared',
    `${code.code} was entered as an amount, so it is not compared with the substantiated rate; enter pieces and a rate`,
  );
}

function rateUnknown({ code }: ReadyPayCode, { workedOn }: PayItem): Held {
  const on = workedOn === undefined || workedOn === null ? 'a day of the period' : `${workedOn}`;
  return held(
    'substantiated_rate_unknown',
    `${code.code}: the substantiated rate of ${on} is not known, so the part that is wages is not known`,
    { hint: 'correct the day, or state the rate and its source in the pay code' },
  );
}

function rateChanges({ code }: ReadyPayCode, [first, last]: readonly [Split, Split]): Held {
  const rates = `${microText(first.rate.rateMicro)} to ${microText(last.rate.rateMicro)}`;
  return held(
    'rate_ambiguous',
    `${code.code}: the substantiated rate changed from ${rates} in the period`,
    {
      hint: 'enter the pieces by day, with the day in worked_on',
    },
  );
}

function tooHigh(sheet: Worksheet, { code }: ReadyPayCode, { paidMinor, rate }: Split): Held {
  return held(
    'allowance_impossible',
    `${code.code} pays ${amountText(paidMinor, sheet)}, more than ${timesMax} times the substantiated rate of ${microText(rate.rateMicro)}`,
    { hint: 'correct the rate, which may be in cents, or enter the allowance as wages' },
  );
}
