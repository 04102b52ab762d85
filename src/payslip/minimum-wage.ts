/**
 * Checks that no hour is paid below the minimum wage of its day and its state. Pay below it holds the person, because
 * only a person can say whether the rate, the hours or the state is wrong.
 *
 * Each hour counts by itself, so a well-paid hour does not make up for another. What the law adds to the pay of hours
 * does: shift premiums, piece work, commissions, promised bonuses, and tips where the law lets them count.
 *
 * Leave is not work, so it needs no minimum wage: 29 U.S.C. 206(a) and 207(e)(2) speak of hours worked.
 *
 * Where the minimum of a state is not known, the payslip says so, unless the rate is above every minimum that is.
 */

import { addRates, type Rate } from '#money/rate.ts';
import { type EpochDay, isoOf, toEpochDay } from '#time/plain-date.ts';
import { isTimeWorked } from './codes/general-pay-codes.ts';
import type { ReadyPayCode } from './codes/ready-pay-code.ts';
import { rateOfItem } from './earn.ts';
import type { PreparedPeriod } from './employment.ts';
import { otherPayKind } from './overtime/other-pay.ts';
import { workStateOf } from './overtime/overtime-warnings.ts';
import { isLess, multiplierOf, otherPico, whole } from './overtime/regular-rate.ts';
import { isHourlyIn } from './pay-terms.ts';
import { type Held, held } from './payslip.ts';
import type { PayItem, PayslipFacts } from './payslip-input.ts';
import type { MinimumWage, MinimumWageRule } from './taxes/minimum-wage-rule.ts';
import type { WeeklyOvertimeRule } from './taxes/tax-pack.ts';
import { microText } from './text.ts';
import type { Worksheet } from './worksheet.ts';

/** What the law asks of hours on some days. */
interface Required {
  /** Certainly due. */
  readonly hourlyMicro: bigint;
  /** Above it, the rate is certainly enough. */
  readonly enoughMicro: bigint;
  /** The least cash wage of a person with tips, as far as it is known. */
  readonly tippedMicro: bigint;
  readonly isTippedKnown: boolean;
  readonly source: string;
}

interface Days {
  readonly fromDay: EpochDay;
  readonly untilDay: EpochDay;
}

/** Hours that are paid too little, or perhaps too little. */
interface Low {
  readonly paid: Rate;
  readonly required: Required;
  readonly item: PayItem;
}

interface CheckAsk {
  readonly rule: MinimumWageRule;
  readonly overtime: WeeklyOvertimeRule | null;
  /** Indexed by the id of the pay code. */
  readonly codes: readonly (ReadyPayCode | undefined)[];
  /** Whether hours of leave are checked like work, as in runs of edition 4. */
  readonly checksLeave: boolean;
}

export class MinimumWageCheck {
  readonly #ask: CheckAsk;
  /** By the id of the pay code: hours that are checked. */
  readonly #checked: readonly (boolean | undefined)[];
  #period: PreparedPeriod | null = null;
  /** Of the period, by the state as the company writes it. */
  readonly #enough = new Map<string, bigint>();

  constructor(ask: CheckAsk) {
    this.#ask = ask;
    this.#checked = ask.codes.map(
      (code) =>
        code?.rule.by === 'hours' &&
        !code.rule.premium &&
        (ask.checksLeave || isTimeWorked(code.code) !== false),
    );
  }

  /** Whether every rate is certainly enough. Most people need no closer look. */
  isEnough(input: PayslipFacts, period: PreparedPeriod): boolean {
    const { employee, items } = input;
    const isSalaried = employee.payType !== 'hourly' && (employee.terms ?? []).length === 0;
    if (items.length === 0 || isSalaried) return true;
    const enough = this.#enoughIn(employee.workState ?? '', period);
    const own = employee.hourlyRateMicro;
    const terms = employee.terms ?? [];
    const isRateEnough =
      (own === null || own >= enough) &&
      terms.every(({ hourlyRateMicro }) => hourlyRateMicro === null || hourlyRateMicro >= enough);
    for (const item of items) {
      if (this.#checked[item.payCodeId] !== true) continue;
      const rule = this.#ask.codes[item.payCodeId]?.rule;
      if (rule?.by !== 'hours' || item.amountMinor !== null) continue;
      const rateMicro = item.rateMicro ?? rule.rateMicro;
      if (rateMicro === null ? !isRateEnough : rateMicro < enough) return false;
      const day = item.workedOn ?? null;
      if (day === null) continue;
      const worked = toEpochDay(day);
      if (worked < period.fromDay || worked > period.untilDay) return false;
    }
    return true;
  }

  /** Adds a warning where the minimum is not known. Returns why the person is held. */
  troubleIn(sheet: Worksheet): Held | null {
    const { input, period } = sheet;
    if (this.isEnough(input, period) || !isHourlyIn(input.employee, period)) return null;
    const tips = this.#tipsOf(sheet);
    let short = whole(0n);
    const low: Low[] = [];
    const unknown: Low[] = [];
    for (const item of input.items) {
      const code = this.#ask.codes[item.payCodeId];
      if (code === undefined || this.#checked[item.payCodeId] !== true) continue;
      const paid = paidMicro(sheet, code, item);
      if (paid === null) continue;
      const required = this.#requiredOn(input.employee.workState ?? '', daysOf(item, period));
      const { hourlyMicro, enoughMicro } = required;
      const isUnknown = enoughMicro > hourlyMicro && isLess(paid, whole(enoughMicro));
      if (isUnknown) unknown.push({ paid, required, item });
      if (!isLess(paid, whole(hourlyMicro))) continue;
      low.push({ paid, required, item });
      const missing = addRates([whole(hourlyMicro), { ...paid, numerator: -paid.numerator }]);
      short = addRates([short, times(missing, item.quantityMicro ?? 0n)]);
    }
    const isBelowCash = ({ paid, required }: Low): boolean =>
      tips !== null && isLess(paid, whole(required.tippedMicro));
    const belowCash = lowest(low.filter(isBelowCash));
    if (belowCash !== null) return tooLow(input, belowCash);
    const more = addRates([tips ?? whole(0n), this.#otherPay(sheet)]);
    const first = lowest(low);
    if (first !== null && isLess(more, short)) return tooLow(input, first);
    const notKnown = lowest(unknown);
    if (notKnown !== null) warnOfUnknown(sheet, notKnown.item);
    if (tips !== null && low.some(({ required }) => !required.isTippedKnown)) warnOfTips(sheet);
    return null;
  }

  /** Tips of the period. Null: there are none. */
  #tipsOf(sheet: Worksheet): Rate | null {
    const { rule, codes } = this.#ask;
    const found = sheet.input.items.flatMap((item) => {
      const code = codes[item.payCodeId];
      if (code === undefined || !rule.tips.includes(code.code.code)) return [];
      const pico = otherPico(sheet, code, item);
      return pico === null || pico.numerator <= 0n ? [] : [pico];
    });
    return found.length === 0 ? null : addRates(found);
  }

  #otherPay(sheet: Worksheet): Rate {
    const { overtime, codes } = this.#ask;
    if (overtime === null) return whole(0n);
    const found = sheet.input.items.flatMap((item) => {
      const code = codes[item.payCodeId];
      if (code === undefined || otherPayKind(code, overtime) !== 'included') return [];
      const pico = otherPico(sheet, code, item);
      return pico === null ? [] : [pico];
    });
    return addRates(found);
  }

  #enoughIn(workState: string, period: PreparedPeriod): bigint {
    if (this.#period !== period) {
      this.#period = period;
      this.#enough.clear();
    }
    const known = this.#enough.get(workState);
    if (known !== undefined) return known;
    const { enoughMicro } = this.#requiredOn(workState, period);
    this.#enough.set(workState, enoughMicro);
    return enoughMicro;
  }

  /** The highest of all these days. */
  #requiredOn(workState: string, { fromDay, untilDay }: Days): Required {
    const { rule } = this.#ask;
    const place = workStateOf(workState);
    const own = rule.states.get(place) ?? [];
    const days = { fromDay, untilDay };
    const national = highest(among(rule.national, days));
    const state = highest(among(own, days));
    const isDated = untilDay < toEpochDay(rule.knownBeforeOn);
    const isKnown = place === '' || (isDated && covers(own, days));
    const usual = national ?? none;
    const used = state !== null && state.hourlyMicro >= usual.hourlyMicro ? state : usual;
    const above = used.highestMicro ?? used.hourlyMicro;
    const enoughMicro = isKnown || above > rule.highestMicro ? above : rule.highestMicro;
    const { hourlyMicro, source } = used;
    const tippedMicro = used.tippedMicro ?? usual.tippedMicro ?? 0n;
    const isTippedKnown = used.tippedMicro !== null;
    return { hourlyMicro, tippedMicro, isTippedKnown, source, enoughMicro };
  }
}

const none: Pick<MinimumWage, 'hourlyMicro' | 'highestMicro' | 'tippedMicro' | 'source'> = {
  ...{ hourlyMicro: 0n, tippedMicro: null, source: '' },
};

function among(wages: readonly MinimumWage[], { fromDay, untilDay }: Days): readonly MinimumWage[] {
  return wages.filter(({ fromOn, beforeOn }) => {
    const isOver = beforeOn !== null && toEpochDay(beforeOn) <= fromDay;
    return !isOver && toEpochDay(fromOn) <= untilDay;
  });
}

/** Whether a wage is known for each day. The list is dated without gaps between its entries' ends. */
function covers(wages: readonly MinimumWage[], days: Days): boolean {
  let until = days.fromDay;
  for (const { fromOn, beforeOn } of among(wages, days)) {
    if (toEpochDay(fromOn) > until) return false;
    if (beforeOn === null) return true;
    until = toEpochDay(beforeOn);
  }
  return until > days.untilDay;
}

function highest(wages: readonly MinimumWage[]): MinimumWage | null {
  return wages.reduce<MinimumWage | null>(
    (found, one) => (found === null || one.hourlyMicro > found.hourlyMicro ? one : found),
    null,
  );
}

function daysOf({ workedOn }: PayItem, period: Days): Days {
  if (workedOn === undefined || workedOn === null) return period;
  const day = toEpochDay(workedOn);
  return { fromDay: day, untilDay: day };
}

/** What an hour is paid without any overtime, in millionths. Null: its rate is not known. */
function paidMicro(sheet: Worksheet, code: ReadyPayCode, item: PayItem): Rate | null {
  if (code.rule.by !== 'hours') return null;
  if (item.amountMinor !== null || (item.quantityMicro ?? 0n) <= 0n) return null;
  const rateMicro = rateOfItem(sheet, { rule: code.rule, item });
  if (typeof rateMicro !== 'bigint') return null;
  const multiplier = multiplierOf(code);
  return isLess(multiplier, whole(1n)) ? times(multiplier, rateMicro) : whole(rateMicro);
}

function times({ numerator, denominator }: Rate, factor: bigint): Rate {
  return { numerator: numerator * factor, denominator };
}

/** The lowest rate, of these the earliest day: the order of the items has no say. */
function lowest(found: readonly Low[]): Low | null {
  const dayOf = ({ item }: Low): EpochDay =>
    item.workedOn === undefined || item.workedOn === null ? 0 : toEpochDay(item.workedOn);
  return found.reduce<Low | null>((least, one) => {
    if (least === null || isLess(one.paid, least.paid)) return one;
    return isLess(least.paid, one.paid) || dayOf(least) <= dayOf(one) ? least : one;
  }, null);
}

function tooLow({ employee }: PayslipFacts, { paid, required, item }: Low): Held {
  const place = workStateOf(employee.workState ?? '');
  const where = place === '' ? '' : ` in ${place}`;
  const { workedOn } = item;
  const when =
    workedOn === undefined || workedOn === null ? '' : ` on ${isoOf(toEpochDay(workedOn))}`;
  const rate = microText(paid.numerator / paid.denominator);
  return held(
    'below_minimum_wage',
    `${rate} an hour${when} is below the minimum wage${where}, ${microText(required.hourlyMicro)} (${required.source})`,
    { hint: 'raise the rate of these hours, or correct the hours or the work state' },
  );
}

function warnOfUnknown(sheet: Worksheet, { workedOn }: PayItem): void {
  const place = workStateOf(sheet.input.employee.workState ?? '');
  const on = workedOn ?? sheet.period.facts.endOn;
  sheet.warn(
    'minimum_wage_not_known',
    `the minimum wage of ${place} on ${on.toString()} is not known to Paybeat, so only the lower one that is known was checked`,
  );
}

function warnOfTips(sheet: Worksheet): void {
  const place = workStateOf(sheet.input.employee.workState ?? '');
  sheet.warn(
    'tip_credit_not_checked',
    `the least cash wage of ${place} for people with tips is not known to Paybeat; only the national one was checked`,
  );
}
