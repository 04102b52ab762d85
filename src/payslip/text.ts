/**
 * Formats numbers for warnings, holds and explanations. Calculations never use these texts.
 */

import { type Currency, formatAmount, type Minor } from '#money/minor.ts';
import { formatDecimal, type Rate, ratio } from '#money/rate.ts';
import { divideRounded } from '#money/rounding.ts';
import { measured } from '#text/counted.ts';
import type { CalculationSettings } from './worksheet.ts';

interface HasCurrency {
  readonly settings: Pick<CalculationSettings, 'currency'>;
}

export function amountText(amountMinor: Minor, { settings }: HasCurrency): string {
  return formatAmount(amountMinor, settings.currency);
}

/** 7_500_000n → `7.5 hours`. */
export function hoursText(hoursMicro: bigint): string {
  return measured(microText(hoursMicro), 'hour');
}

/** 35_761_800n → `35.7618`. */
export function microText(micro: bigint): string {
  return formatDecimal(ratio(micro, 1_000_000n)) ?? micro.toString();
}

/** 3_000_000n → `3 %`. */
export function percentText(percentMicro: bigint): string {
  return `${microText(percentMicro)} %`;
}

/** Minor units in currency units. Exact if a decimal can be; otherwise cut off, with `…` at the end. */
export function exactText(minor: Rate, currency: Currency): string {
  return fractionText(ratio(minor.numerator, minor.denominator * 10n ** BigInt(currency.decimals)));
}

/** Exact if a decimal can be; otherwise cut off, with `…` at the end. */
export function fractionText(value: Rate): string {
  const finite = formatDecimal(value);
  if (finite !== null && finite.length <= 20) return finite;
  const cut = divideRounded(value.numerator * 1_000_000n, value.denominator, 'down');
  return `${formatDecimal(ratio(cut, 1_000_000n)) ?? cut}…`;
}
