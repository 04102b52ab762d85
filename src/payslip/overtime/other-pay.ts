/**
 * Which pay of a workweek is in the regular rate, in addition to the pay of the hours.
 *
 * The country lists its built-in pay codes, and a company says it in its own (`in_regular_rate`). Pay of which
 * nobody has said it is warned of, and not guessed.
 */

import { ownIdsFrom } from '#payslip/codes/pay-code.ts';
import type { ReadyPayCode } from '#payslip/codes/ready-pay-code.ts';
import type { PayItem } from '#payslip/payslip-input.ts';
import type { WeeklyOvertimeRule } from '#payslip/taxes/tax-pack.ts';
import type { Worksheet } from '#payslip/worksheet.ts';
import { toEpochDay } from '#time/plain-date.ts';
import { type OtherPay, otherPico } from './regular-rate.ts';
import type { Workweek } from './workweeks.ts';

/** How the rate treats the pay of a code. `hours`: it is the pay of hours, and counts by itself. */
export type OtherPayKind = 'hours' | 'excluded' | 'included' | 'unsaid';

export function otherPayKind(code: ReadyPayCode, rule: WeeklyOvertimeRule): OtherPayKind {
  const { regularRate } = rule;
  if (code.kind !== 'earning' || regularRate === null) return 'excluded';
  const { code: name, inRegularRate } = code.code;
  if (inRegularRate !== undefined) return inRegularRate ? 'included' : 'excluded';
  if (code.id < ownIdsFrom) {
    if (name === rule.codes.premium || regularRate.excluded.includes(name)) return 'excluded';
    if (regularRate.included.includes(name)) return 'included';
  }
  const { rule: by } = code;
  if (by.by === 'salary') return 'excluded';
  if (by.by === 'pieces') return 'included';
  if (by.by !== 'hours') return 'unsaid';
  if (!by.premium) return 'hours';
  if (by.factor.numerator <= 0n) return 'excluded';
  // An amount for each hour is a shift differential. A part of the hour's rate may be overtime of its own kind.
  return by.rateMicro === null ? 'unsaid' : 'included';
}

interface OtherPayAsk {
  readonly sheet: Worksheet;
  readonly codes: readonly (ReadyPayCode | undefined)[];
  readonly kindOf: (payCodeId: number) => OtherPayKind;
}

/** Other pay by workweek, and the names of what is left out of a rate in which it may belong. */
export class OtherPayOfWeeks {
  readonly #ask: OtherPayAsk;
  readonly #items: readonly { readonly item: PayItem; readonly isElsewhere: boolean }[];

  constructor(ask: OtherPayAsk) {
    this.#ask = ask;
    const { input } = ask.sheet;
    const all = [
      ...(input.worked?.items ?? []).map((item) => ({ item, isElsewhere: true })),
      ...input.items.map((item) => ({ item, isElsewhere: false })),
    ];
    this.#items = all.filter(({ item }) => this.#isOther(item));
  }

  /** `hasUndated`: pay without a day belongs to this week, because the run pays only this one. */
  in(week: Workweek, hasUndated: boolean): readonly OtherPay[] {
    const { sheet, codes, kindOf } = this.#ask;
    return this.#items.flatMap(({ item, isElsewhere }) => {
      const code = codes[item.payCodeId];
      if (code === undefined || kindOf(item.payCodeId) !== 'included') return [];
      if (!isIn(item, week, hasUndated)) return [];
      const pico = otherPico(sheet, code, item);
      return pico === null ? [] : [{ code, pico, isElsewhere }];
    });
  }

  /** The pay codes of pay that may belong to the week's rate, but is not in it. */
  missingIn(week: Workweek, hasUndated: boolean): readonly string[] {
    const { sheet, codes, kindOf } = this.#ask;
    return this.#items.flatMap(({ item }) => {
      const code = codes[item.payCodeId];
      if (code === undefined) return [];
      const isUndated = (item.workedOn ?? null) === null;
      if (!isUndated && !isIn(item, week, hasUndated)) return [];
      const isKnown = kindOf(item.payCodeId) === 'included' && !(isUndated && !hasUndated);
      return isKnown && otherPico(sheet, code, item) !== null ? [] : [code.code.code];
    });
  }

  /** The pay codes of dated pay whose week has no known hours, or is paid by a later run, which does not see it. */
  outside(weeks: readonly Workweek[], untilDay: number): readonly string[] {
    const { sheet, codes, kindOf } = this.#ask;
    return this.#items.flatMap(({ item, isElsewhere }) => {
      const { workedOn, payCodeId } = item;
      if (isElsewhere || workedOn === undefined || workedOn === null) return [];
      if (kindOf(payCodeId) !== 'included') return [];
      const day = toEpochDay(workedOn);
      const isOther = day < sheet.period.fromDay || day > untilDay - 6;
      if (!isOther || weeks.some((week) => isIn(item, week, false))) return [];
      return [codes[payCodeId]?.code.code ?? ''];
    });
  }

  /** The pay codes of everything that may belong to a rate. */
  names(): readonly string[] {
    return this.#items.flatMap(({ item }) => this.#ask.codes[item.payCodeId]?.code.code ?? []);
  }

  #isOther({ payCodeId, amountMinor, quantityMicro }: PayItem): boolean {
    const kind = this.#ask.kindOf(payCodeId);
    if (kind === 'excluded') return false;
    // Hours that were entered as an amount have no rate.
    if (kind === 'hours') return amountMinor !== null && amountMinor !== 0n;
    return amountMinor !== 0n && quantityMicro !== 0n;
  }
}

function isIn(item: PayItem, { fromDay, untilDay }: Workweek, hasUndated: boolean): boolean {
  const { workedOn } = item;
  if (workedOn === undefined || workedOn === null) return hasUndated;
  const day = toEpochDay(workedOn);
  return fromDay <= day && day <= untilDay;
}
