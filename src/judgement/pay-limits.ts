/**
 * Gross and net pay against the last payslips, and the year against a year of the usual pay.
 *
 * Usual is the median of the last payslips. A person whose pay varies is measured by the width of their own
 * pay, too: what is hardly more than they had before is not held. Of three payslips or more, the highest and
 * the lowest do not count, so that one bonus does not widen it.
 */
import type { Minor } from '#money/minor.ts';
import type { LimitName } from './limits.ts';
import type { JobRate, PaidFacts } from './person-facts.ts';
import type { JudgeAsk, LimitFinding, Measure, PersonLimitCode } from './person-limits.ts';
import { hourMicroOf } from './rate-limits.ts';

export function amountFindings(ask: JudgeAsk): readonly LimitFinding[] {
  const found = [yearFinding(ask), payFinding(ask), nothingToPay(ask)];
  return found.filter((one) => one !== null);
}

function nothingToPay({ seen, limits }: JudgeAsk): LimitFinding | null {
  const { grossMinor, netMinor } = seen.pay;
  if (limits.nothing_to_pay === null || grossMinor <= 0n || netMinor !== 0n) return null;
  if (seen.isAllTaxes === true) return null;
  const limit = 'nothing_to_pay';
  return { code: limit, measure: 'gross', seen: grossMinor, usual: null, limit };
}

function payFinding(ask: JudgeAsk): LimitFinding | null {
  const { seen, usual } = ask;
  if (seen.pay.grossMinor <= 0n) return null;
  if (!seen.hasBasePay) return offCyclePay(ask);
  const pays = (usual?.pays ?? []).filter(({ grossMinor, days }) => grossMinor > 0n && days > 0);
  if (pays.length === 0) return firstPay(ask);
  // Taxes on tips come out of the wages, so net pay says nothing of somebody who gets tips.
  const hasTips = seen.pay.hasTips || pays.some((one) => one.hasTips);
  const net = hasTips ? 'before_taxes' : 'net';
  return (
    above(ask, { pays, measure: 'gross' }) ??
    above(ask, { pays, measure: net }) ??
    moreHours(ask, pays) ??
    below(ask, { pays, measure: 'gross' }) ??
    (seen.isAllTaxes === true && !hasTips ? null : below(ask, { pays, measure: net }))
  );
}

interface Compared {
  readonly pays: readonly PaidFacts[];
  readonly measure: 'gross' | 'net' | 'before_taxes';
}

function amountOf(
  { grossMinor, netMinor, beforeTaxesMinor }: PaidFacts,
  measure: Compared['measure'],
): Minor {
  if (measure === 'gross') return grossMinor;
  return measure === 'net' ? netMinor : beforeTaxesMinor;
}

/** As if each had been for a full period: a leaver's last days may come with everything that is due to them. */
function above(ask: JudgeAsk, { pays, measure }: Compared): LimitFinding | null {
  const { pay_above: times } = ask.limits;
  if (times === null) return null;
  const { pay } = ask.seen;
  const now = amountOf(pay, measure);
  const full = pays.map((one) => fullMinor(amountOf(one, measure), { one, pay }));
  const { median, high } = spreadOf(full);
  const isFar = now * 100n > median * BigInt(times) && now * 4n > high * 5n;
  if (!isFar || now - median <= leastMinor(ask)) return null;
  return { ...far('pay_far_above_usual', 'pay_above', measure), seen: now, usual: median };
}

/**
 * Hours that were entered twice: straight-time pay at the last rate. A raise, overtime and a bonus leave it as
 * it was.
 */
function moreHours(ask: JudgeAsk, pays: readonly PaidFacts[]): LimitFinding | null {
  const { hours_above: times } = ask.limits;
  const { pay, rates } = ask.seen;
  const before = pays.filter(({ straightMinor }) => straightMinor > 0n);
  if (times === null || before.length === 0) return null;
  const [now, last] = [mainRate(rates), mainRate(ask.usual?.rates ?? [])];
  const [nowHour, lastHour] = [hourMinor(now, ask), hourMinor(last, ask)];
  const hasBoth = nowHour > 0n && lastHour > 0n;
  const seen = hasBoth ? (pay.straightMinor * lastHour) / nowHour : pay.straightMinor;
  const full = before.map((one) => fullMinor(one.straightMinor, { one, pay }));
  const { median, high } = spreadOf(full);
  const isFar = seen * 100n >= median * BigInt(times) && seen * 4n > high * 5n;
  if (!isFar || seen - median <= leastMinor(ask)) return null;
  return { ...far('pay_far_above_usual', 'hours_above', 'straight'), seen, usual: median };
}

function fullMinor(
  minor: Minor,
  { one, pay }: { readonly one: PaidFacts; readonly pay: PaidFacts },
): Minor {
  return (minor * BigInt(Math.max(pay.periodDays, pay.days))) / BigInt(one.days);
}

/** As if each had been for the days of this period, and without its bonuses. */
function below(ask: JudgeAsk, { pays, measure }: Compared): LimitFinding | null {
  const { pay_below: times } = ask.limits;
  const { pay } = ask.seen;
  const now = amountOf(pay, measure);
  if (times === null || now <= 0n) return null;
  const regular = pays.flatMap((one) => {
    if (one.regularMinor <= 0n) return [];
    const minor =
      measure === 'gross'
        ? one.regularMinor
        : (amountOf(one, measure) * one.regularMinor) / one.grossMinor;
    return [(minor * BigInt(pay.days)) / BigInt(one.days)];
  });
  if (regular.length === 0) return null;
  const { median, low } = spreadOf(regular);
  const isFar = now * BigInt(times) < median * 100n && now * 5n < low * 4n;
  if (!isFar || median - now <= leastMinor(ask)) return null;
  return { ...far('pay_far_below_usual', 'pay_below', measure), seen: now, usual: median };
}

/** Against the pay of a full period at the person's own rate. */
function firstPay(ask: JudgeAsk): LimitFinding | null {
  const { first_pay: times } = ask.limits;
  const { grossMinor } = ask.seen.pay;
  const full = yearMinor(ask) / BigInt(ask.period.periodsPerYear);
  if (times === null || full <= 0n || grossMinor * 100n <= full * BigInt(times)) return null;
  return { ...far('pay_far_above_usual', 'first_pay', 'gross'), seen: grossMinor, usual: full };
}

/** A person entered these amounts for this run, so only the pay of many hours is unusual. */
function offCyclePay(ask: JudgeAsk): LimitFinding | null {
  const { off_cycle_pay: hours } = ask.limits;
  const { grossMinor } = ask.seen.pay;
  const hour = hourMinor(mainRate(ask.seen.rates), ask);
  if (hours === null || hour <= 0n || grossMinor * 100n <= hour * BigInt(hours)) return null;
  const usual = (hour * BigInt(hours)) / 100n;
  return { ...far('pay_far_above_usual', 'off_cycle_pay', 'gross'), seen: grossMinor, usual };
}

function yearFinding(ask: JudgeAsk): LimitFinding | null {
  const { year_to_date: times } = ask.limits;
  const { yearMinor: seen, pay } = ask.seen;
  if (times === null || seen === null) return null;
  const full = (ask.usual?.pays ?? []).flatMap(({ grossMinor, days }) =>
    days > 0 ? [(grossMinor * BigInt(pay.periodDays)) / BigInt(days)] : [],
  );
  const usual = full.length === 0 ? 0n : spreadOf(full).median;
  const most = [usual, ask.seen.hasBasePay ? pay.grossMinor : 0n].reduce(larger, 0n);
  const year = larger(most * BigInt(ask.period.periodsPerYear), yearMinor(ask));
  if (year <= 0n || seen * 100n <= year * BigInt(times)) return null;
  const limit = 'year_to_date';
  return { code: 'year_to_date_jump', measure: limit, seen, usual: year, limit };
}

function far(code: PersonLimitCode, limit: LimitName, measure: Measure) {
  return { code, limit, measure };
}

function larger(one: Minor, other: Minor): Minor {
  return one > other ? one : other;
}

/** A year at the person's own rate of the main job. */
function yearMinor(ask: JudgeAsk): Minor {
  return hourMinor(mainRate(ask.seen.rates), ask) * BigInt(ask.period.hoursPerYear);
}

/** A difference counts from this amount on. The lower of both rates: one of them may be the mistake. */
function leastMinor(ask: JudgeAsk): Minor {
  const { pay_least: hours } = ask.limits;
  if (hours === null) return 0n;
  const rates = [mainRate(ask.seen.rates), mainRate(ask.usual?.rates ?? [])];
  const each = rates.map((rate) => hourMinor(rate, ask)).filter((minor) => minor > 0n);
  const hour = each.length === 0 ? 0n : each.reduce((one, other) => (one < other ? one : other));
  return (hour * BigInt(hours)) / 100n;
}

function mainRate(rates: readonly JobRate[]): JobRate | undefined {
  return rates.find(({ job }) => job === null) ?? rates[0];
}

function hourMinor(rate: JobRate | undefined, ask: JudgeAsk): Minor {
  if (rate === undefined) return 0n;
  return (hourMicroOf(rate, ask) * 10n ** BigInt(ask.currency.decimals)) / 1_000_000n;
}

function spreadOf(values: readonly Minor[]): {
  readonly median: Minor;
  readonly high: Minor;
  readonly low: Minor;
} {
  const sorted = values.toSorted((one, other) => (one < other ? -1 : one > other ? 1 : 0));
  const at = (nth: number) => sorted[Math.min(Math.max(nth, 0), sorted.length - 1)] ?? 0n;
  const cut = sorted.length >= 3 ? 1 : 0;
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? at(middle) : (at(middle - 1) + at(middle)) / 2n;
  return { median, high: at(sorted.length - 1 - cut), low: at(cut) };
}
