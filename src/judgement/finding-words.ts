/** A finding as a person reads it: `25.00 → 2,500.00 an hour, 100 times`. */

import { type Currency, formatAmount } from '#money/minor.ts';
import { formatDecimal, ratio } from '#money/rate.ts';
import { measured } from '#text/counted.ts';
import { isoOf } from '#time/plain-date.ts';
import { type LimitName, limitDefinitions, limitText, type PayLimits } from './limits.ts';
import type { LimitFinding, Measure, PersonLimitCode } from './person-limits.ts';

export const personLimitTitles: Readonly<Record<PersonLimitCode, string>> = {
  rate_far_from_last: 'Rate or salary far from the last one',
  hours_beyond_period: 'More hours than the days can hold',
  paid_after_leaving: 'Paid after the last day',
  year_to_date_jump: 'Year-to-date far above a year of pay',
  pay_far_above_usual: 'Pay far above usual',
  pay_far_below_usual: 'Pay far below usual',
  nothing_to_pay: 'Nothing to pay out',
};

const corrections: Readonly<Record<PersonLimitCode, string>> = {
  rate_far_from_last: 'correct the rate or salary',
  hours_beyond_period: 'correct the hours',
  paid_after_leaving: 'correct the last day or the entries',
  year_to_date_jump: 'correct the opening balances',
  pay_far_above_usual: 'correct what was entered',
  pay_far_below_usual: 'correct what was entered',
  nothing_to_pay: 'correct the deductions',
};

/** Who may lift it: not the person who entered it. */
export function hintOf(code: PersonLimitCode): string {
  return `${corrections[code]}, or let another person than the one who entered it confirm the pay`;
}

interface Of {
  readonly currency: Currency;
  readonly limits: PayLimits;
}

export function detailOf(finding: LimitFinding, of: Of): string {
  const { seen, usual, measure, job, on, limit } = finding;
  const name = names[measure];
  const whose = job ? `${name} of ${job}` : name;
  const now = measureText(seen, { measure, ...of });
  if (measure === 'day') return `an entry is dated ${on}, after the last day ${dayText(usual)}`;
  if (measure === 'hours_on_day') return `${now} on ${on}`;
  if (finding.code === 'nothing_to_pay') return `gross pay is ${now} and net pay is zero`;
  if (usual === null) return `${whose} is ${now}; the limit is ${limitInWords(finding, of)}`;
  const before = measureText(usual, { measure: finding.usualMeasure ?? measure, ...of });
  const last = comparedWith(limit, of);
  return finding.code === 'rate_far_from_last'
    ? `${whose}: ${before} → ${now}${timesText(finding)}`
    : `${whose} is ${now}; ${last} ${before}${timesText(finding)}`;
}

function comparedWith(limit: LimitName, { limits }: Of): string {
  if (limit === 'first_pay') return 'a full period is';
  if (limit === 'off_cycle_pay') return `${limitText(limit, limits[limit])} hours are`;
  return 'usual is';
}

const names: Readonly<Record<Measure, string>> = {
  hourly_rate: 'rate',
  annual_salary: 'salary',
  hours: 'hours',
  hours_on_day: 'hours',
  day: 'an entry',
  year_to_date: 'year-to-date pay',
  straight: 'straight-time pay at the last rate',
  gross: 'gross pay',
  net: 'net pay',
  before_taxes: 'pay before taxes',
};

function limitInWords({ limit }: LimitFinding, { limits }: Of): string {
  const text = limitText(limit, limits[limit]);
  const unit = limitDefinitions[limit].kind === 'hours_of_day' ? ' hours a day' : ' an hour';
  return `${text}${unit}`;
}

/** A number of a measure in words: `2,500.00 an hour`, `62,400.00 a year`, `80 hours`, `1,960.00`. */
export function measureText(
  value: bigint,
  { measure, currency }: { readonly measure: Measure; readonly currency: Currency },
): string {
  switch (measure) {
    case 'hourly_rate':
      return `${rateText(value, currency)} an hour`;
    case 'annual_salary':
      return `${grouped(formatAmount(value, currency))} a year`;
    case 'hours':
    case 'hours_on_day':
      return measured(grouped(microText(value)), 'hour');
    case 'day':
      return dayText(value);
    default:
      return grouped(formatAmount(value, currency));
  }
}

/** At least with the decimals of the currency. */
function rateText(micro: bigint, { decimals }: Currency): string {
  const [whole = '0', fraction = ''] = microText(micro).split('.');
  const shown = fraction.padEnd(decimals, '0');
  return grouped(shown === '' ? whole : `${whole}.${shown}`);
}

function microText(micro: bigint): string {
  return formatDecimal(ratio(micro, 1_000_000n)) ?? `${micro}`;
}

function grouped(decimal: string): string {
  const [whole = '', fraction] = decimal.split('.');
  const thousands = whole.replace(/\B(?=([0-9]{3})+$)/g, ',');
  return fraction === undefined ? thousands : `${thousands}.${fraction}`;
}

function dayText(day: bigint | null): string {
  return isoOf(Number(day ?? 0n));
}

/** `, 100 times`, or `, 4.5 times less`. Nothing where the two have different units. */
function timesText({ seen, usual, measure, usualMeasure }: LimitFinding): string {
  if (usual === null || usual <= 0n || seen <= 0n) return '';
  if (usualMeasure !== undefined && usualMeasure !== measure) return '';
  const isMore = seen >= usual;
  const tenths = isMore ? (seen * 10n) / usual : (usual * 10n) / seen;
  const whole = tenths / 10n;
  const times = whole >= 10n || tenths % 10n === 0n ? `${whole}` : `${whole}.${tenths % 10n}`;
  return `, ${grouped(times)} times${isMore ? '' : ' less'}`;
}
