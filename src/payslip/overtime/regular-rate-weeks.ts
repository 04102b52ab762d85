/**
 * Pays the overtime of workweeks on their regular rate.
 *
 * A week with one rate and no other pay is paid as hours × rate × multiplier. In any other week the hours keep their
 * own rate, and one amount is added: the part of the regular rate that each overtime hour earns on top.
 *
 * Hours that somebody entered as overtime keep what was entered. If that is less than the law requires of these hours,
 * the difference is added.
 */

import type { Minor } from '#money/minor.ts';
import type { Rate } from '#money/rate.ts';
import { divideRounded } from '#money/rounding.ts';
import type { ReadyPayCode } from '#payslip/codes/ready-pay-code.ts';
import type { PayItem } from '#payslip/payslip-input.ts';
import type { DailyOvertimeRule, WeeklyOvertimeRule } from '#payslip/taxes/tax-pack.ts';
import type { Worksheet } from '#payslip/worksheet.ts';
import { explainPremium, explainStraight } from './explain-premium.ts';
import type { OtherPayOfWeeks } from './other-pay.ts';
import {
  enteredPico,
  isLess,
  minusRate,
  multiplierOf,
  type OtherPay,
  one,
  type PremiumPart,
  type PricedHours,
  picoToMinor,
  premiumParts,
  premiumPico,
  priceOf,
  type WeekPay,
  weekPay,
} from './regular-rate.ts';
import { type OvertimeKind, type RequiredOvertime, requiredOvertime } from './required-overtime.ts';
import type { WorkedHours, Workweek } from './workweeks.ts';

export interface WeekToPay extends Workweek {
  /** Whether pay without a day belongs to it: it is the only workweek of the run. */
  readonly hasUndated: boolean;
  /** Whether earlier runs have already paid its overtime, for the hours that they had. */
  readonly isSettled: boolean;
  /** Null: no daily limit applies. */
  readonly daily: DailyOvertimeRule | null;
}

interface OvertimeIds {
  readonly straight: number | undefined;
  readonly overtime: number | undefined;
  readonly double: number | undefined;
  readonly premium: number | undefined;
}

interface WeeksAsk {
  readonly sheet: Worksheet;
  readonly rule: WeeklyOvertimeRule;
  readonly ids: OvertimeIds;
  readonly other: OtherPayOfWeeks;
  readonly isAgreed: (of: WorkedHours) => boolean;
  /** How the hours of a week came together, for an explanation. */
  readonly told: (week: Workweek) => string;
}

/** The items of a run whose overtime is applied week by week. */
export class PaidWeeks {
  readonly #ask: WeeksAsk;
  readonly #extras: Readonly<Record<OvertimeKind, Rate>>;
  readonly #replaced = new Map<PayItem, readonly PayItem[]>();
  readonly #added: PayItem[] = [];

  constructor(ask: WeeksAsk) {
    this.#ask = ask;
    this.#extras = { overtime: minusRate(ask.rule.multiplier, one), double: one };
  }

  items(): readonly PayItem[] {
    const { items } = this.#ask.sheet.input;
    if (this.#replaced.size === 0 && this.#added.length === 0) return items;
    return [...items.flatMap((item) => this.#replaced.get(item) ?? [item]), ...this.#added];
  }

  /** Pays the overtime of one week. Returns false if nothing in it is overtime. */
  add(week: WeekToPay): boolean {
    const { sheet, other } = this.#ask;
    const required = this.#requiredIn(week, week.hours);
    if (required.length === 0) return false;
    const priced = pricedOf(sheet, week.hours);
    const more = other.in(week, week.hasUndated);
    const isKnown = priced.length === week.hours.length;
    if (!isKnown || this.#isPlain(week, { priced, more, required })) {
      this.#addPlain(week, required);
    } else {
      this.#addOnRate(week, { required, pay: weekPay(priced, more) });
    }
    return true;
  }

  #requiredIn(week: WeekToPay, hours: readonly WorkedHours[]): readonly RequiredOvertime[] {
    const { hoursMicro } = this.#ask.rule;
    const { fromDay, daily } = week;
    return requiredOvertime({ fromDay, hours }, { hoursMicro, daily, isDouble });
  }

  /** Whether the rate of each overtime hour is the rate of the hour. */
  #isPlain(
    week: WeekToPay,
    of: {
      readonly priced: readonly PricedHours[];
      readonly more: readonly OtherPay[];
      readonly required: readonly RequiredOvertime[];
    },
  ): boolean {
    const { ids, isAgreed } = this.#ask;
    if (of.more.length > 0 || (week.isSettled && week.daily !== null)) return false;
    const isDoubled = of.required.some(
      ({ kind, of: hours }) =>
        kind === 'double' &&
        !isDouble(hours) &&
        (hours.isElsewhere || hours.item.payCodeId !== ids.straight || ids.double === undefined),
    );
    if (isDoubled) return false;
    const [first] = of.priced;
    const hasOneRate = of.priced.every(
      ({ straightMicro }) =>
        first !== undefined &&
        straightMicro.numerator === first.straightMicro.numerator &&
        straightMicro.denominator === first.straightMicro.denominator,
    );
    return hasOneRate || of.required.every(({ of: hours }) => isAgreed(hours));
  }

  #addPlain(week: WeekToPay, required: readonly RequiredOvertime[]): void {
    const elsewhere = week.hours.filter(({ isElsewhere }) => isElsewhere);
    if (week.isSettled && elsewhere.length === week.hours.length) return;
    const before = microOf(week.isSettled ? this.#requiredIn(week, elsewhere) : []);
    const told = this.#ask.sheet.recorder === null ? {} : { told: this.#ask.told(week) };
    for (const [of, parts] of Map.groupBy(straightOnly(required), (one_) => one_.of)) {
      const paid = before.get(of) ?? 0n;
      const portions = parts.map(({ kind, micro }) => ({ kind, micro: micro - paid }));
      const owed = portions.filter(({ micro }) => micro > 0n);
      if (owed.length > 0) this.#split(of, { portions: owed, told });
    }
  }

  #split(
    of: WorkedHours,
    {
      portions,
      told,
    }: {
      readonly portions: readonly { readonly kind: OvertimeKind; readonly micro: bigint }[];
      readonly told: Pick<PayItem, 'told'>;
    },
  ): void {
    const { ids } = this.#ask;
    const { item, code, isElsewhere, hoursMicro } = of;
    if (!isElsewhere && item.payCodeId === ids.straight && ids.overtime !== undefined) {
      const moved = portions.map(({ kind, micro }) => {
        const payCodeId = (kind === 'double' ? ids.double : ids.overtime) ?? item.payCodeId;
        return { ...item, payCodeId, quantityMicro: micro, ...told };
      });
      this.#replaced.set(item, [...this.#restOf(of, portions), ...moved]);
      return;
    }
    const own = code.rule.by === 'hours' ? code.rule.rateMicro : null;
    const micro = portions.reduce((sum, portion) => sum + portion.micro, 0n);
    const payCodeId = ids.premium ?? item.payCodeId;
    const rateMicro = item.rateMicro ?? own;
    const onTop = { ...item, payCodeId, quantityMicro: micro, rateMicro, ...told };
    if (isElsewhere) this.#added.push(onTop);
    else this.#replaced.set(item, [{ ...item, quantityMicro: hoursMicro }, onTop]);
  }

  /** The straight hours of an item that stay straight. */
  #restOf(
    { item, hoursMicro }: WorkedHours,
    portions: readonly { readonly micro: bigint }[],
  ): readonly PayItem[] {
    const left = portions.reduce((sum, { micro }) => sum - micro, hoursMicro);
    return left === 0n ? [] : [{ ...item, quantityMicro: left }];
  }

  #addOnRate(
    week: WeekToPay,
    { required, pay }: { readonly required: readonly RequiredOvertime[]; readonly pay: WeekPay },
  ): void {
    const { ids } = this.#ask;
    let [hasOvertime, hasDouble] = [
      week.hours.some(({ item, isElsewhere }) => !isElsewhere && item.payCodeId === ids.overtime),
      false,
    ];
    for (const [of, parts] of Map.groupBy(straightOnly(required), (one_) => one_.of)) {
      if (of.isElsewhere || of.item.payCodeId !== ids.straight) continue;
      const moved = parts.flatMap((part) => this.#atStraightRate(week, { pay, part }));
      if (moved.length < parts.length) continue;
      this.#replaced.set(of.item, [...this.#restOf(of, parts), ...moved]);
      hasOvertime ||= parts.some(({ kind }) => kind === 'overtime');
      hasDouble ||= parts.some(({ kind }) => kind === 'double');
    }
    const now = this.#premiumsOf(pay, required);
    const before = week.isSettled ? this.#settledIn(week, pay) : null;
    const overtimeId = (hasOvertime ? ids.overtime : undefined) ?? ids.premium;
    const doubleId = (hasDouble ? ids.double : undefined) ?? overtimeId;
    for (const [which, amountMinor] of owed(now, before)) {
      const payCodeId = which === 'double' ? doubleId : overtimeId;
      this.#addPremium(week, { which, payCodeId, amountMinor, pay, now, before });
    }
  }

  /** Hours that become overtime, at the rate that they have anyway. */
  #atStraightRate(
    week: WeekToPay,
    { pay, part }: { readonly pay: WeekPay; readonly part: RequiredOvertime },
  ): readonly PayItem[] {
    const { sheet, ids, told } = this.#ask;
    const { of, micro, kind } = part;
    const payCodeId = kind === 'double' ? ids.double : ids.overtime;
    const priced = pay.hours.find((hours) => hours.of === of);
    if (payCodeId === undefined || priced === undefined) return [];
    const { numerator, denominator } = priced.straightMicro;
    const scale = 10n ** BigInt(12 - sheet.settings.currency.decimals);
    const amountMinor = divideRounded(micro * numerator, denominator * scale, of.code.rounding);
    const explained = () =>
      explainStraight(sheet, {
        micro,
        rateMicro: priced.straightMicro,
        amountMinor,
        told: told(week),
      });
    return [
      {
        ...{ ...of.item, payCodeId, quantityMicro: micro, amountMinor },
        ...(sheet.recorder === null ? {} : { explained: explained() }),
      },
    ];
  }

  #premiumsOf(pay: WeekPay, required: readonly RequiredOvertime[]): Premiums {
    const { sheet, isAgreed } = this.#ask;
    const parts = premiumParts({ week: pay, required, isAgreed, extras: this.#extras });
    const of = (kind: OvertimeKind) =>
      parts.filter((part) => !part.wasEntered && part.kind === kind);
    const amount = (some: readonly PremiumPart[]) =>
      picoToMinor(premiumPico(some, this.#extras), sheet);
    const entered = parts.filter(({ wasEntered }) => wasEntered);
    const [due, paid] = [premiumPico(entered, this.#extras), enteredPico(pay)];
    return {
      overtime: { parts: of('overtime'), amountMinor: amount(of('overtime')) },
      double: { parts: of('double'), amountMinor: amount(of('double')) },
      topUp: {
        parts: entered,
        amountMinor: isLess(paid, due) ? picoToMinor(minusRate(due, paid), sheet) : 0n,
      },
    };
  }

  /** What the law required of the hours that earlier runs had. */
  #settledIn(week: WeekToPay, pay: WeekPay): Premiums {
    const hours = week.hours.filter(({ isElsewhere }) => isElsewhere);
    const priced = pay.hours.filter(({ of }) => of.isElsewhere);
    const other = pay.other.filter(({ isElsewhere }) => isElsewhere);
    return this.#premiumsOf(weekPay(priced, other), this.#requiredIn(week, hours));
  }

  #addPremium(
    week: WeekToPay,
    of: {
      readonly which: keyof Premiums;
      readonly payCodeId: number | undefined;
      readonly amountMinor: Minor;
      readonly pay: WeekPay;
      readonly now: Premiums;
      readonly before: Premiums | null;
    },
  ): void {
    const { sheet, rule } = this.#ask;
    const { which, payCodeId, amountMinor, now, before, pay } = of;
    if (payCodeId === undefined) return;
    const { parts, amountMinor: dueMinor } = now[which];
    const paidMinor = before === null ? 0n : dueMinor - amountMinor;
    const enteredMinor = which === 'topUp' ? picoToMinor(enteredPico(pay), sheet) : 0n;
    const explained = () =>
      explainPremium(sheet, {
        ...{ rule, week, pay, parts, amountMinor, enteredMinor, paidMinor },
        extras: this.#extras,
      });
    const none = { quantityMicro: null, rateMicro: null, percentMicro: null };
    this.#added.push({
      ...{ ...none, payCodeId, amountMinor },
      ...(sheet.recorder === null ? {} : { explained: explained() }),
    });
  }
}

interface Premium {
  readonly parts: readonly PremiumPart[];
  readonly amountMinor: Minor;
}

/** The extra pay of a workweek: for hours that become overtime, and for hours that were entered as overtime. */
type Premiums = Readonly<Record<OvertimeKind | 'topUp', Premium>>;

/** What is still to be paid of each premium. All together are never more than the difference of both sums. */
function owed(now: Premiums, before: Premiums | null): readonly [keyof Premiums, Minor][] {
  const whichOnes = ['overtime', 'double', 'topUp'] as const;
  const differences = whichOnes.map(
    (which) => now[which].amountMinor - (before?.[which].amountMinor ?? 0n),
  );
  let left = differences.reduce((sum, minor) => sum + minor, 0n);
  return whichOnes.flatMap((which, index): [keyof Premiums, Minor][] => {
    const minor = differences[index] ?? 0n;
    const amountMinor = minor < left ? minor : left;
    if (amountMinor <= 0n) return [];
    left -= amountMinor;
    return [[which, amountMinor]];
  });
}

function pricedOf(sheet: Worksheet, hours: readonly WorkedHours[]): readonly PricedHours[] {
  return hours.flatMap((of) => priceOf(sheet, of) ?? []);
}

function straightOnly(required: readonly RequiredOvertime[]): readonly RequiredOvertime[] {
  return required.filter(({ of }) => of.isStraight);
}

function microOf(required: readonly RequiredOvertime[]): ReadonlyMap<WorkedHours, bigint> {
  const found = new Map<WorkedHours, bigint>();
  for (const { of, micro } of required) found.set(of, (found.get(of) ?? 0n) + micro);
  return found;
}

/** Whether hours were entered as double time. */
function isDouble({
  isStraight,
  code,
}: {
  readonly isStraight: boolean;
  readonly code: ReadyPayCode;
}): boolean {
  if (isStraight) return false;
  const { numerator, denominator } = multiplierOf(code);
  return numerator >= 2n * denominator;
}
