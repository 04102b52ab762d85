/**
 * A quick look at each person of a run: who might be beyond a limit. Only these are judged with their last
 * payslips (person-limits.ts). It must not miss anybody whom a limit would hold, and it asks for nothing that
 * the calculation has not read. It counts in numbers, because it looks at everybody.
 */
import type { Currency } from '#money/minor.ts';
import type { AmountsByCode } from '#payslip/amounts-by-code.ts';
import type { Payslip } from '#payslip/payslip.ts';
import type { PayItem, PayslipInput } from '#payslip/payslip-input.ts';
import { toEpochDay } from '#time/plain-date.ts';
import { type CodeKinds, isEarning, isWorkedHours } from './code-kinds.ts';
import { daysOfOneDate } from './dated-hours.ts';
import type { PayLimits } from './limits.ts';
import type { PeriodMeasure } from './person-facts.ts';

interface Screened {
  readonly input: PayslipInput;
  readonly openings: AmountsByCode;
  readonly last: {
    readonly gross: number;
    readonly net: number;
    readonly run: { readonly hasBasePay: boolean; readonly snapshotRevision: number };
  } | null;
  readonly changedAt: number;
  /** Paid without the pay of the period, in a run that has it for others. */
  readonly isAlone: boolean;
}

interface ScreenAsk {
  readonly limits: PayLimits;
  readonly currency: Currency;
  readonly measure: PeriodMeasure;
  readonly kinds: CodeKinds;
  readonly hasBasePay: boolean;
  readonly startOn: Temporal.PlainDate;
  readonly endOn: Temporal.PlainDate;
}

/** In a block of amounts: see payslip.ts. */
const netAt = 5;
const micro = 1_000_000;

export class PersonScreen {
  readonly #ask: ScreenAsk;
  readonly #startDay: number;
  readonly #endDay: number;
  readonly #above: number;
  readonly #below: number;
  readonly #hourMost: number;
  readonly #hourLeast: number;
  readonly #firstPay: number;
  readonly #offCycleHours: number;
  readonly #year: number;
  readonly #hoursADay: number;
  readonly #hoursOnADay: number;
  /** Minor units for an hour, of one millionth of a currency unit for an hour. */
  readonly #minorPerMicro: number;

  constructor(ask: ScreenAsk) {
    this.#ask = ask;
    const { limits, currency } = ask;
    this.#startDay = toEpochDay(ask.startOn);
    this.#endDay = toEpochDay(ask.endOn);
    const of = (value: number | null) => (value === null ? Number.POSITIVE_INFINITY : value / 100);
    // Nearer than the limits, because these compare with the median of several payslips.
    this.#above = 1 + 0.7 * (Math.min(of(limits.pay_above), of(limits.hours_above)) - 1);
    this.#below = 1 + 0.5 * (of(limits.pay_below) - 1);
    this.#hourMost = of(limits.hour_most) * micro;
    this.#hourLeast = limits.hour_least === null ? 0 : (limits.hour_least / 100) * micro;
    this.#firstPay = of(limits.first_pay);
    this.#offCycleHours = of(limits.off_cycle_pay);
    this.#year = of(limits.year_to_date);
    this.#hoursADay = of(limits.hours_a_day) * micro;
    this.#hoursOnADay = of(limits.hours_on_a_day) * micro;
    this.#minorPerMicro = 10 ** currency.decimals / micro;
  }

  isSuspect(one: Screened, payslip: Payslip): boolean {
    const { values, at } = payslip;
    const gross = values === null ? Number(payslip.grossMinor) : (values[at] ?? 0);
    const net = values === null ? Number(payslip.netMinor) : (values[at + netAt] ?? 0);
    if (one.isAlone || (net === 0 && gross > 0)) return true;
    const hasBasePay = this.#ask.hasBasePay && !one.isAlone;
    if (hasBasePay) {
      if (this.#isFarFromLast(one, gross, net)) return true;
    } else if (this.#isMuchOffCycle(one.input, gross)) return true;
    const { items } = one.input;
    if (items.length > 0 && this.#hasUnusualHours(one, items)) return true;
    return one.openings.codes.length > 0 && this.#hasUnusualYear(one, gross);
  }

  #isFarFromLast(one: Screened, gross: number, net: number): boolean {
    const { last } = one;
    if (last === null) return this.#isUnusualFirst(one.input, gross);
    if (!last.run.hasBasePay || one.changedAt > last.run.snapshotRevision) return true;
    if (gross > last.gross * this.#above || net > last.net * this.#above) return true;
    if (gross * this.#below < last.gross || net * this.#below < last.net) return true;
    const { terms } = one.input.employee;
    return terms !== undefined && this.#hasBegun(terms);
  }

  /** Whether dated pay began after the first day of the period before. */
  #hasBegun(terms: readonly { readonly fromOn: Temporal.PlainDate }[]): boolean {
    const before = 2 * this.#startDay - this.#endDay - 1;
    return terms.some(({ fromOn }) => toEpochDay(fromOn) >= before);
  }

  #isUnusualFirst({ employee }: PayslipInput, gross: number): boolean {
    if (employee.terms !== undefined) return true;
    const { hoursPerYear, periodsPerYear } = this.#ask.measure;
    const hour = this.#hourOf(employee);
    if (hour > this.#hourMost) return true;
    if (hour > 0 && hour < this.#hourLeast) return true;
    const full = (hour * this.#minorPerMicro * hoursPerYear) / periodsPerYear;
    return full > 0 && gross > full * this.#firstPay * 0.99;
  }

  #isMuchOffCycle({ employee }: PayslipInput, gross: number): boolean {
    if (employee.terms !== undefined) return gross > 0;
    const hour = this.#hourOf(employee) * this.#minorPerMicro;
    return hour > 0 && gross > hour * this.#offCycleHours * 0.99;
  }

  /** Millionths of a currency unit. */
  #hourOf({ payType, hourlyRateMicro, annualSalaryMinor }: PayslipInput['employee']): number {
    if (payType === 'hourly') return Number(hourlyRateMicro ?? 0n);
    return Number(annualSalaryMinor ?? 0n) / this.#ask.measure.hoursPerYear / this.#minorPerMicro;
  }

  #hasUnusualHours(one: Screened, items: readonly PayItem[]): boolean {
    const { kinds } = this.#ask;
    const { endedOn } = one.input.employee;
    let [total, longest] = [0, 0];
    let days: Map<number, number> | null = null;
    for (const { payCodeId, quantityMicro, workedOn } of items) {
      const isDated = workedOn !== undefined && workedOn !== null;
      if (isDated && endedOn !== null && toEpochDay(workedOn) > toEpochDay(endedOn)) return true;
      if (quantityMicro === null || ((kinds[payCodeId] ?? 0) & isWorkedHours) === 0) continue;
      const hours = Number(quantityMicro);
      total += hours;
      if (!isDated) continue;
      days ??= new Map();
      const day = toEpochDay(workedOn);
      const ofDay = (days.get(day) ?? 0) + hours;
      if (ofDay > longest) longest = ofDay;
      days.set(day, ofDay);
    }
    if (total === 0) return false;
    if (days !== null && longest > this.#hoursOnADay) {
      const most = this.#hoursOnADay * daysOfOneDate(days.keys(), this.#employedDaysOf(one));
      if (longest > most) return true;
    }
    return total > this.#hoursADay * this.#daysOf(one);
  }

  #employedDaysOf(one: Screened): number {
    return this.#daysOf({ ...one, last: null });
  }

  /** Only a new person or a leaver has a part of the period. */
  #daysOf({ input, last }: Screened): number {
    const { hiredOn, endedOn } = input.employee;
    const from = last === null ? Math.max(this.#startDay, toEpochDay(hiredOn)) : this.#startDay;
    const until = endedOn === null ? this.#endDay : Math.min(this.#endDay, toEpochDay(endedOn));
    return until - from + 1;
  }

  #hasUnusualYear({ openings, last }: Screened, gross: number): boolean {
    let sum = 0;
    for (const [payCodeId, amount] of openings) {
      if (((this.#ask.kinds[payCodeId] ?? 0) & isEarning) !== 0) sum += Number(amount);
    }
    const pay = Math.max(gross, last?.gross ?? 0);
    return sum * 2 > pay * this.#ask.measure.periodsPerYear * this.#year;
  }
}
