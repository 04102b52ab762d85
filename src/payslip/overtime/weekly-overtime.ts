/**
 * Calculates a country's weekly overtime from hours that have dates.
 *
 * A workweek includes the hours that other runs pay. The run of the period in which the workweek
 * ends pays its overtime. The last hours of the week are the overtime hours.
 *
 * Overtime hours that this run pays at the normal rate move to the overtime pay code. Hours that another
 * run paid get a premium under a separate code. So do hours under a company's own pay code.
 *
 * The extra pay follows from the regular rate of the workweek (regular-rate-weeks.ts). Where that cannot be known, the
 * payslip warns (overtime-warnings.ts). Runs by the first rules pay the rate of the hour: their payslips stay as they
 * were paid.
 */

import { SafeIntegers } from '#money/safe-integers.ts';
import type { ReadyPayCode } from '#payslip/codes/ready-pay-code.ts';
import type { PreparedPeriod } from '#payslip/employment.ts';
import type { EmployeeFacts, PayItem, PayslipFacts } from '#payslip/payslip-input.ts';
import type { WeeklyOvertimeRule } from '#payslip/taxes/tax-pack.ts';
import type { Worksheet } from '#payslip/worksheet.ts';
import { type DayName } from '#time/day-names.ts';
import { toEpochDay } from '#time/plain-date.ts';
import {
  isDoubleTime,
  kindOfHours,
  notWorked,
  overtimeHours,
  straightHours,
  unsaidHours,
} from './counted-hours.ts';
import { DailyLimits } from './daily-limits.ts';
import { asHourly, besideSalary, mayEarnBySalary } from './hours-of-salary.ts';
import { type OtherPayKind, OtherPayOfWeeks, otherPayKind } from './other-pay.ts';
import {
  hasSeveralRates,
  isOtherPay,
  type OvertimeSeen,
  warnOfLeftOut,
  warnOfOvertime,
  warnOfTurnedOff,
  workStateOf,
} from './overtime-warnings.ts';
import { type PaidSpan, paidBy } from './paid-weeks-span.ts';
import { PaidWeeks, type WeekToPay } from './regular-rate-weeks.ts';
import {
  hoursAbove,
  totalMicro,
  type WorkedHours,
  type Workweek,
  workweekStartOn,
  workweeksOf,
  workweekTold,
} from './workweeks.ts';

/** The largest id that a payslip can store. */
const idMax = 32_767;

/** Some straight hours, and how many of them exceed the limit of their week. */
interface Above {
  readonly week: Workweek;
  readonly micro: bigint;
  readonly of: WorkedHours;
}

/** What a company chose, and by which rules the run calculates. */
export interface OvertimeChoices {
  /** False: by the first rules, which pay the rate of the hour. */
  readonly isOnRegularRate: boolean;
  /** Jobs whose rate is the overtime rate of their hours, by agreement. */
  readonly agreedJobs: 'all' | readonly string[];
  /** Whether the daily overtime of states is calculated. */
  readonly hasDaily: boolean;
  /** False in runs of edition 4 and before: a salary earns no overtime, and less is warned of. */
  readonly isCloser: boolean;
  /** Whether the company's time system calculates overtime. Then it is only warned of. */
  readonly isOff: boolean;
}

export class WeeklyOvertime {
  readonly #rule: WeeklyOvertimeRule;
  readonly #hoursMicro: number;
  readonly #first: DayName;
  /** Indexed by the id of the pay code. */
  readonly #codes: readonly (ReadyPayCode | undefined)[];
  readonly #counted = new Uint8Array(idMax + 1);
  /** By id: 1 for other pay that the law includes in the overtime rate. */
  readonly #otherPay = new Uint8Array(idMax + 1);
  readonly #integers = new SafeIntegers();
  readonly #straightId: number | undefined;
  readonly #overtimeId: number | undefined;
  readonly #doubleId: number | undefined;
  readonly #premiumId: number | undefined;
  readonly #choices: OvertimeChoices;
  /** By id. */
  readonly #otherKinds = new Map<number, OtherPayKind>();

  constructor(ask: {
    readonly rule: WeeklyOvertimeRule;
    readonly first: DayName;
    readonly codes: readonly (ReadyPayCode | undefined)[];
    readonly choices: OvertimeChoices;
  }) {
    const { rule, codes, choices } = ask;
    const isOnRegularRate = choices.isOnRegularRate && rule.regularRate !== null;
    this.#choices = { ...choices, isOnRegularRate };
    this.#rule = rule;
    this.#hoursMicro = Number(rule.hoursMicro);
    this.#first = ask.first;
    this.#codes = codes;
    for (const code of codes) {
      if (code === undefined) continue;
      this.#counted[code.id] = kindOfHours(code.code, rule);
      const kind = otherPayKind(code, rule);
      this.#otherKinds.set(code.id, kind);
      const isOther = kind === 'included' || kind === 'unsaid';
      this.#otherPay[code.id] = (isOnRegularRate ? isOther : isOtherPay(code, rule)) ? 1 : 0;
    }
    const idOf = (name: string) => codes.find((code) => code?.code.code === name)?.id;
    const overtimeId = idOf(rule.codes.overtime);
    this.#straightId = idOf(rule.codes.straight);
    // A company's own overtime code is not used if it pays less than the law requires.
    this.#overtimeId =
      overtimeId !== undefined && this.#counted[overtimeId] === overtimeHours
        ? overtimeId
        : undefined;
    this.#premiumId = idOf(rule.codes.premium);
    const double = codes.find((code) => code?.code.code === rule.codes.double);
    this.#doubleId = double !== undefined && isDoubleTime(double.code) ? double.id : undefined;
  }

  /** The items with overtime applied. Returns the original items if there is none. */
  itemsOf(sheet: Worksheet): readonly PayItem[] {
    const { input } = sheet;
    const { isCloser, isOff } = this.#choices;
    const isAsked = isCloser && !isOff && !input.items.some((item) => this.#hasOwnRate(item));
    const employee = isAsked ? asHourly(sheet, this.#rule) : null;
    if (employee === null) return this.#itemsOf(sheet);
    sheet.lookAt({ ...input, employee });
    const items = this.#itemsOf(sheet).flatMap((item) => this.#besideSalary(sheet, item));
    sheet.lookAt(input);
    return items;
  }

  /** Straight hours that are paid in addition to a salary. */
  #hasOwnRate({ payCodeId, rateMicro, amountMinor }: PayItem): boolean {
    if (this.#counted[payCodeId] !== straightHours) return false;
    const rule = this.#codes[payCodeId]?.rule;
    return (
      rateMicro !== null ||
      amountMinor !== null ||
      (rule?.by === 'hours' && rule.rateMicro !== null)
    );
  }

  #besideSalary(sheet: Worksheet, item: PayItem): readonly PayItem[] {
    const counted = this.#counted[item.payCodeId];
    return besideSalary(sheet, item, {
      code: this.#codes[item.payCodeId],
      isStraight: counted === straightHours,
      isOvertime: counted === overtimeHours || item.payCodeId === this.#premiumId,
      source: this.#rule.regularRate?.sources.salary ?? this.#rule.source,
    });
  }

  #itemsOf(sheet: Worksheet): readonly PayItem[] {
    const { input } = sheet;
    if (this.asksForNothing(input, sheet.period)) return input.items;
    if (input.employee.overtime === 'exempt') return input.items;
    const paid = paidBy(sheet);
    const { hours, undated } = this.#read(sheet, paid);
    const weeks = workweeksOf(hours, this.#first).filter(({ untilDay }) => untilDay <= paid.until);
    const seen: OvertimeSeen = {
      ...{ rule: this.#rule, codes: this.#codes, counted: this.#counted },
      ...{ hours, undated, weeks, isOnRegularRate: this.#choices.isOnRegularRate },
      isCloser: this.#choices.isCloser,
    };
    if (this.#choices.isOff) {
      warnOfTurnedOff(sheet, seen);
      return input.items;
    }
    if (!warnOfOvertime(sheet, seen)) return input.items;
    if (this.#choices.isOnRegularRate) return this.#onRegularRate(sheet, { seen, paid });
    const above = new Map<PayItem, Above>();
    for (const week of weeks) {
      for (const [of, micro] of this.#owedIn(week, paid)) above.set(of.item, { week, micro, of });
    }
    if (above.size === 0) return input.items;
    const items = input.items.flatMap((item) => {
      const one = above.get(item);
      return one === undefined ? [item] : this.#split(sheet, one);
    });
    for (const one of above.values()) if (one.of.isElsewhere) items.push(this.#onTop(sheet, one));
    return items;
  }

  /** Each workweek on its regular rate. Warns where that, or daily overtime, cannot be known. */
  #onRegularRate(
    sheet: Worksheet,
    { seen, paid }: { readonly seen: OvertimeSeen; readonly paid: PaidSpan },
  ): readonly PayItem[] {
    const { rule } = seen;
    const { agreedJobs, hasDaily } = this.#choices;
    const kindOf = (payCodeId: number) => this.#otherKinds.get(payCodeId) ?? 'excluded';
    const other = new OtherPayOfWeeks({ sheet, codes: this.#codes, kindOf });
    const ids = {
      ...{ straight: this.#straightId, overtime: this.#overtimeId },
      ...{ double: this.#doubleId, premium: this.#premiumId },
    };
    const weeks = new PaidWeeks({
      ...{ sheet, rule, ids, other },
      isAgreed: ({ item: { job } }) =>
        agreedJobs === 'all' || (job !== undefined && job !== null && agreedJobs.includes(job)),
      told: (week) => workweekTold(week, this.#rule),
    });
    const limits = new DailyLimits(sheet, { rule, hasDaily });
    const asOne = this.#asOneWeek(sheet, seen);
    const leftOut = new Set<string>();
    for (const week of [...seen.weeks, ...asOne]) {
      const hasUndated = asOne.includes(week) || this.#isOneWeek(sheet, paid);
      const one: WeekToPay = {
        ...{ ...week, hasUndated, isSettled: week.untilDay < paid.settledBefore },
        daily: asOne.includes(week) ? null : limits.of(week),
      };
      if (!weeks.add(one)) continue;
      for (const name of other.missingIn(week, hasUndated)) leftOut.add(name);
    }
    if (this.#choices.isCloser) {
      const known = [...seen.weeks, ...asOne];
      for (const name of other.outside(known, paid.until)) leftOut.add(name);
    }
    const isUnknown = asOne.length === 0 && seen.undated.some(({ isStraight }) => !isStraight);
    if (isUnknown) for (const name of other.names()) leftOut.add(name);
    const hasRates = isUnknown && hasSeveralRates(sheet, seen.undated);
    warnOfLeftOut(sheet, { rule, hasRates, names: [...leftOut].sort() });
    limits.warn(seen);
    return weeks.items();
  }

  /**
   * A period of seven days whose hours have no days, and with hours that somebody entered as overtime. It is taken as
   * the workweek that they were counted in. No straight hours become overtime by it.
   */
  #asOneWeek({ period, input, settings }: Worksheet, seen: OvertimeSeen): readonly Workweek[] {
    const { undated: hours, hours: dated, rule } = seen;
    const isAlone = dated.length === 0 && (input.worked?.items.length ?? 0) === 0;
    if (period.days !== 7 || !isAlone || !settings.basePay) return [];
    const straight = totalMicro(hours.filter(({ isStraight }) => isStraight));
    if (hours.every(({ isStraight }) => isStraight) || straight > rule.hoursMicro) return [];
    return [{ fromDay: period.fromDay, untilDay: period.untilDay, hours }];
  }

  /** Whether the period is exactly one workweek, so that hours without a day belong to it. */
  #isOneWeek({ period }: Worksheet, paid: PaidSpan): boolean {
    return (
      period.days === 7 &&
      workweekStartOn(period.fromDay, this.#first) === period.fromDay &&
      paid.until >= period.untilDay &&
      paid.settledBefore === period.fromDay
    );
  }

  /**
   * Whether the employee certainly has no overtime, and no warning about it. Most employees have no
   * hours or only plain totals, so one look at each item decides.
   */
  asksForNothing(input: PayslipFacts, period: PreparedPeriod): boolean {
    const { isCloser, isOff } = this.#choices;
    if (isOff) return this.#isBelowLimit(input, period);
    if (input.worked !== undefined && input.worked.items.length > 0) return false;
    const isAskedOfSalary = isCloser && mayEarnBySalary(input.employee);
    const integers = this.#integers;
    integers.begin();
    let straightMicro = 0;
    let isPlain = true;
    let hasOtherPay = false;
    let hasOvertime = false;
    for (const item of input.items) {
      const counted = this.#counted[item.payCodeId];
      if (this.#otherPay[item.payCodeId] === 1) {
        hasOtherPay = true;
        if (isCloser && item.workedOn !== undefined && item.workedOn !== null) return false;
      }
      if (isAskedOfSalary && item.payCodeId === this.#premiumId) return false;
      if (counted === undefined || counted === notWorked) continue;
      if (isAskedOfSalary || counted === unsaidHours) return false;
      if (item.workedOn !== undefined && item.workedOn !== null) return false;
      if (counted !== straightHours) hasOvertime = true;
      else if (item.quantityMicro !== null) {
        straightMicro = integers.within(straightMicro + integers.of(item.quantityMicro));
      }
      if (item.rateMicro !== null || (item.job !== undefined && item.job !== null)) isPlain = false;
    }
    if (integers.isBeyond) return false;
    if (straightMicro === 0 && !hasOvertime) return true;
    if (period.days === 7 || this.#hasDailyOvertime(input.employee)) return false;
    // Rounded only above 2^53, which is far above the limit of any period.
    if (straightMicro * 7 > this.#hoursMicro * period.days) return false;
    return !hasOvertime || (isPlain && !hasOtherPay);
  }

  /** Whether all hours together are too few for overtime, whatever their days. */
  #isBelowLimit({ items }: PayslipFacts, { days }: PreparedPeriod): boolean {
    const integers = this.#integers;
    integers.begin();
    let straightMicro = 0;
    let isDated = false;
    for (const { payCodeId, quantityMicro, workedOn } of items) {
      if (this.#counted[payCodeId] !== straightHours || quantityMicro === null) continue;
      straightMicro = integers.within(straightMicro + integers.of(quantityMicro));
      if (workedOn !== undefined && workedOn !== null) isDated = true;
    }
    if (integers.isBeyond) return false;
    const weeks = isDated ? 7 : Math.max(days, 7);
    return straightMicro * 7 <= this.#hoursMicro * weeks;
  }

  #hasDailyOvertime({ workState }: EmployeeFacts): boolean {
    if (workState === undefined || workState === null) return false;
    return this.#rule.dailyHoursMicro.has(workStateOf(workState));
  }

  #read(
    sheet: Worksheet,
    paid: PaidSpan,
  ): { readonly hours: readonly WorkedHours[]; readonly undated: readonly WorkedHours[] } {
    const { input, period } = sheet;
    const hours: WorkedHours[] = [];
    const undated: WorkedHours[] = [];
    const isOneWeek = this.#isOneWeek(sheet, paid);
    const add = (item: PayItem, isElsewhere: boolean) => {
      const code = this.#codes[item.payCodeId];
      const counted = this.#counted[item.payCodeId];
      const hoursMicro = item.quantityMicro ?? 0n;
      if (code === undefined || (counted !== straightHours && counted !== overtimeHours)) return;
      if (item.amountMinor !== null || hoursMicro <= 0n) return;
      const given = item.workedOn ?? null;
      const day = given === null ? period.untilDay : toEpochDay(given);
      const isStraight = counted === straightHours;
      const isDated = given !== null;
      const one = { day, item, code, hoursMicro, isStraight, isDated, isElsewhere };
      if (given === null && !isOneWeek) undated.push(one);
      else hours.push(one);
    };
    for (const item of input.worked?.items ?? []) add(item, true);
    for (const item of input.items) add(item, false);
    return { hours, undated };
  }

  /** The hours above the limit, less those that earlier runs already paid for a settled workweek. */
  #owedIn({ hours, untilDay }: Workweek, paid: PaidSpan): ReadonlyMap<WorkedHours, bigint> {
    const limit = this.#rule.hoursMicro;
    const above = hoursAbove(hours, limit);
    if (untilDay >= paid.settledBefore) return above;
    const elsewhere = hours.filter(({ isElsewhere }) => isElsewhere);
    if (elsewhere.length === hours.length) return new Map();
    const before = hoursAbove(elsewhere, limit);
    const owed = [...above].map(([one, micro]) => [one, micro - (before.get(one) ?? 0n)] as const);
    return new Map(owed.filter(([, micro]) => micro > 0n));
  }

  #split(sheet: Worksheet, one: Above): readonly PayItem[] {
    const { item, hoursMicro } = one.of;
    const { micro } = one;
    if (item.payCodeId !== this.#straightId || this.#overtimeId === undefined) {
      return [item, this.#onTop(sheet, one)];
    }
    const told = this.#told(sheet, one.week);
    const overtime = { ...item, payCodeId: this.#overtimeId, quantityMicro: micro, ...told };
    if (micro === hoursMicro) return [overtime];
    return [{ ...item, quantityMicro: hoursMicro - micro }, overtime];
  }

  #onTop(sheet: Worksheet, one: Above): PayItem {
    const { item, code } = one.of;
    const own = code.rule.by === 'hours' ? code.rule.rateMicro : null;
    return {
      ...item,
      payCodeId: this.#premiumId ?? item.payCodeId,
      quantityMicro: one.micro,
      rateMicro: item.rateMicro ?? own,
      ...this.#told(sheet, one.week),
    };
  }

  /** A note for the explanation. Empty in a run, which records no explanations. */
  #told(sheet: Worksheet, week: Workweek): Pick<PayItem, 'told'> {
    return sheet.recorder === null ? {} : { told: workweekTold(week, this.#rule) };
  }
}
