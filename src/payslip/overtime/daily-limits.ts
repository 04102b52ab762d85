/**
 * The daily limit of each workweek, by the state of the work. Where a state has one that cannot be applied, because
 * the facts are missing, the payslip says why.
 */

import type { DailyOvertimeRule, WeeklyOvertimeRule } from '#payslip/taxes/tax-pack.ts';
import { hoursText, microText } from '#payslip/text.ts';
import type { Worksheet } from '#payslip/worksheet.ts';
import { isoOf, toEpochDay } from '#time/plain-date.ts';
import { type OvertimeSeen, workStateOf } from './overtime-warnings.ts';
import { isLess, priceOf, whole } from './regular-rate.ts';
import { hasImpossibleDay } from './required-overtime.ts';
import { totalMicro, type Workweek } from './workweeks.ts';

export class DailyLimits {
  readonly #sheet: Worksheet;
  readonly #place: string;
  readonly #rule: DailyOvertimeRule | undefined;
  /** The hours a day of a state whose daily overtime is not calculated. */
  readonly #onlyWarned: bigint | undefined;
  #why: string | null = null;

  constructor(
    sheet: Worksheet,
    of: { readonly rule: WeeklyOvertimeRule; readonly hasDaily: boolean },
  ) {
    this.#sheet = sheet;
    const { rule, hasDaily } = of;
    this.#place = workStateOf(sheet.input.employee.workState ?? '');
    this.#rule = hasDaily ? rule.daily.get(this.#place) : undefined;
    const limit = rule.dailyHoursMicro.get(this.#place);
    this.#onlyWarned = hasDaily && this.#rule === undefined ? limit : undefined;
  }

  /** Null: no daily limit applies, or it is not known whether it does. */
  of(week: Workweek): DailyOvertimeRule | null {
    const rule = this.#rule;
    if (rule === undefined) return null;
    const { hours, fromDay } = week;
    const long = this.#longDay(week, rule.hoursMicro);
    if (hours.some(({ isDated }) => !isDated) || hasImpossibleDay(hours)) {
      this.#why ??= 'their hours have no days';
      return null;
    }
    const isBefore = rule.fromOn !== null && fromDay < toEpochDay(rule.fromOn);
    if (isBefore) {
      if (long !== null) this.#why ??= `its rule before ${rule.fromOn?.toString()} is not known`;
      return null;
    }
    return this.#isBelow(week, rule) ? rule : null;
  }

  /** Adds the warning, if there is one. */
  warn({ weeks, undated }: OvertimeSeen): void {
    const limit = this.#rule?.hoursMicro ?? this.#onlyWarned;
    if (limit === undefined) return;
    if (undated.length > 0) this.#why ??= 'their hours have no days';
    if (this.#onlyWarned !== undefined) {
      for (const week of weeks) this.#why ??= this.#longDay(week, limit);
    }
    if (this.#why === null) return;
    const message = `Paybeat does not calculate the overtime that ${this.#place} requires above ${hoursText(limit)} a day, and ${this.#why}`;
    this.#sheet.warn('daily_overtime_not_calculated', message);
  }

  /** Whether the rule applies at the rates of the week. */
  #isBelow({ hours }: Workweek, { belowRateMicro }: DailyOvertimeRule): boolean {
    if (belowRateMicro === null) return true;
    const bound = whole(belowRateMicro);
    const below = hours.map((of) => {
      const priced = priceOf(this.#sheet, of);
      return priced !== null && isLess(priced.straightMicro, bound);
    });
    const isMixed = below.includes(true) && below.includes(false);
    if (isMixed) {
      this.#why ??= `it holds only below ${microText(belowRateMicro)} an hour, and the week has rates on both sides`;
    }
    return !isMixed && below.includes(true);
  }

  #longDay({ hours }: Workweek, limit: bigint): string | null {
    const own = hours.filter(({ isElsewhere }) => !isElsewhere);
    const byDay = Map.groupBy(own, ({ day }) => day);
    const long = [...byDay].find(([, ofDay]) => totalMicro(ofDay) > limit);
    if (long === undefined) return null;
    return `${hoursText(totalMicro(long[1]))} were worked on ${isoOf(long[0])}`;
  }
}
