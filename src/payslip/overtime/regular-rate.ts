/**
 * The regular rate of a workweek: all pay of the week, divided by all hours worked in it. The extra pay of an
 * overtime hour is a part of it, because the pay of every hour is already in the week's pay.
 *
 * Everything is exact. Only the extra pay of a whole workweek is rounded, once. An amount is in millionths of a
 * currency unit times millionths of an hour here ("pico"), as hours × rate gives it.
 */

import type { Minor } from '#money/minor.ts';
import { addRates, parseRate, type Rate, ratio } from '#money/rate.ts';
import { divideRounded } from '#money/rounding.ts';
import type { ReadyPayCode } from '#payslip/codes/ready-pay-code.ts';
import { rateOfItem } from '#payslip/earn.ts';
import type { PayItem } from '#payslip/payslip-input.ts';
import type { Worksheet } from '#payslip/worksheet.ts';
import type { OvertimeKind, RequiredOvertime } from './required-overtime.ts';
import { totalMicro, type WorkedHours } from './workweeks.ts';

export const one: Rate = { numerator: 1n, denominator: 1n };
const zero: Rate = { numerator: 0n, denominator: 1n };

/** Hours of a workweek with the rate at which they are paid. */
export interface PricedHours {
  readonly of: WorkedHours;
  readonly rateMicro: bigint;
  /** What an hour is paid before any overtime, in millionths. */
  readonly straightMicro: Rate;
  /** What an hour that was entered as overtime is paid on top, in millionths. */
  readonly premiumMicro: Rate;
}

/** Other pay of the week that is in the rate. */
export interface OtherPay {
  readonly code: ReadyPayCode;
  readonly pico: Rate;
  readonly isElsewhere: boolean;
}

function times(left: Rate, right: Rate): Rate {
  return ratio(left.numerator * right.numerator, left.denominator * right.denominator);
}

export function whole(value: bigint): Rate {
  return { numerator: value, denominator: 1n };
}

export function minusRate(left: Rate, right: Rate): Rate {
  return addRates([left, { ...right, numerator: -right.numerator }]);
}

export function isLess(left: Rate, right: Rate): boolean {
  return left.numerator * right.denominator < right.numerator * left.denominator;
}

export function multiplierOf({ code: { amount } }: ReadyPayCode): Rate {
  if (amount.by !== 'hours') return one;
  const parsed = parseRate(amount.multiplier);
  return parsed.ok ? parsed.value : one;
}

/** Null: the rate of these hours is not known. */
export function priceOf(sheet: Worksheet, of: WorkedHours): PricedHours | null {
  const { code, item, isStraight } = of;
  const { rule } = code;
  if (rule.by !== 'hours') return null;
  const rateMicro = rateOfItem(sheet, { rule, item });
  if (typeof rateMicro !== 'bigint') return null;
  const multiplier = multiplierOf(code);
  const paid = times(whole(rateMicro), multiplier);
  if (isStraight) return { of, rateMicro, straightMicro: paid, premiumMicro: zero };
  const straightMicro = whole(rateMicro);
  return { of, rateMicro, straightMicro, premiumMicro: minusRate(paid, straightMicro) };
}

/** What an item of other pay comes to. Null: it is not known here. */
export function otherPico(sheet: Worksheet, code: ReadyPayCode, item: PayItem): Rate | null {
  const perMinor = 10n ** BigInt(12 - sheet.settings.currency.decimals);
  if (item.amountMinor !== null) return whole(item.amountMinor * perMinor);
  const { rule } = code;
  if (rule.by === 'amount') {
    return rule.amountMinor === null ? null : whole(rule.amountMinor * perMinor);
  }
  if (rule.by !== 'hours' && rule.by !== 'pieces') return null;
  const rateMicro = rateOfItem(sheet, { rule, item });
  if (typeof rateMicro !== 'bigint' || item.quantityMicro === null) return null;
  return times(whole(item.quantityMicro * rateMicro), multiplierOf(code));
}

/** What all hours and the other pay of a workweek come to. */
export interface WeekPay {
  readonly hours: readonly PricedHours[];
  readonly other: readonly OtherPay[];
  readonly hoursMicro: bigint;
  readonly straightPico: Rate;
  readonly otherPico: Rate;
}

export function weekPay(hours: readonly PricedHours[], other: readonly OtherPay[]): WeekPay {
  return {
    ...{ hours, other, hoursMicro: totalMicro(hours.map(({ of }) => of)) },
    straightPico: addRates(hours.map(straightOf)),
    otherPico: addRates(other.map(({ pico }) => pico)),
  };
}

export function straightOf({ of, straightMicro }: PricedHours): Rate {
  return times(straightMicro, whole(of.hoursMicro));
}

/** An hour's regular rate, in millionths. */
export function regularRate({ straightPico, otherPico: more, hoursMicro }: WeekPay): Rate {
  if (hoursMicro === 0n) return zero;
  return times(addRates([straightPico, more]), ratio(1n, hoursMicro));
}

/** The rate of overtime hours whose job's rate was agreed: their own, and their share of the other pay. */
function agreedRate({ straightMicro }: PricedHours, week: WeekPay): Rate {
  return addRates([straightMicro, times(week.otherPico, ratio(1n, week.hoursMicro))]);
}

/** Overtime hours of a workweek at one rate. */
export interface PremiumPart {
  readonly kind: OvertimeKind;
  readonly micro: bigint;
  readonly rateMicro: Rate;
  readonly isAgreed: boolean;
  /** Whether the hours were entered as overtime, so that a premium was already paid for them. */
  readonly wasEntered: boolean;
}

interface PremiumAsk {
  readonly week: WeekPay;
  readonly required: readonly RequiredOvertime[];
  /** Of an hour's rate: a half for time and a half. */
  readonly extras: Readonly<Record<OvertimeKind, Rate>>;
  readonly isAgreed: (of: WorkedHours) => boolean;
}

/** The overtime hours of a workweek, with the rate of which each earns a part. */
export function premiumParts({ week, required, isAgreed }: PremiumAsk): readonly PremiumPart[] {
  const priced = new Map(week.hours.map((hours) => [hours.of, hours]));
  const usual = regularRate(week);
  return required.flatMap(({ of, micro, kind }) => {
    const own = priced.get(of);
    if (own === undefined) return [];
    const byJob = isAgreed(of);
    const rateMicro = byJob ? agreedRate(own, week) : usual;
    return [{ kind, micro, rateMicro, isAgreed: byJob, wasEntered: !of.isStraight }];
  });
}

export function premiumPico(parts: readonly PremiumPart[], extras: PremiumAsk['extras']): Rate {
  return addRates(
    parts.map(({ kind, micro, rateMicro }) => times(times(rateMicro, whole(micro)), extras[kind])),
  );
}

/** What was paid on top of the straight rate for hours that were entered as overtime. */
export function enteredPico({ hours }: WeekPay): Rate {
  return addRates(hours.map(({ of, premiumMicro }) => times(premiumMicro, whole(of.hoursMicro))));
}

export function picoToMinor(pico: Rate, { settings }: Worksheet): Minor {
  const scale = 10n ** BigInt(12 - settings.currency.decimals);
  return divideRounded(pico.numerator, pico.denominator * scale, 'half_up');
}
