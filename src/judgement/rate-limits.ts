/**
 * Rates and salaries against those of the last payslip, job by job. An hourly rate and a salary are compared by
 * the pay of an hour. A person or a job that is new has only the two limits of an hour's pay.
 */
import { type Currency } from '#money/minor.ts';
import type { PayLimits } from './limits.ts';
import type { JobRate, PeriodMeasure } from './person-facts.ts';
import type { JudgeAsk, LimitFinding } from './person-limits.ts';

/** Millionths of a currency unit for an hour. Zero for a salary of zero. */
export function hourMicroOf(
  rate: JobRate,
  { currency, period }: { readonly currency: Currency; readonly period: PeriodMeasure },
): bigint {
  if (rate.hourlyMicro !== null) return rate.hourlyMicro;
  const unit = 10n ** BigInt(currency.decimals) * BigInt(period.hoursPerYear);
  return ((rate.annualMinor ?? 0n) * 1_000_000n) / unit;
}

export function rateFindings(ask: JudgeAsk): readonly LimitFinding[] {
  const { seen, usual } = ask;
  if (!seen.hasBasePay) return [];
  return seen.rates.flatMap((rate) => {
    const last = usual?.rates.find(({ job }) => job === rate.job);
    const found = last === undefined ? absolute(rate, ask) : against(last, { ...ask, rate });
    return found === null ? [] : [found];
  });
}

function against(last: JobRate, ask: JudgeAsk & { readonly rate: JobRate }): LimitFinding | null {
  const { rate, limits } = ask;
  if (limits.rate === null) return null;
  const [now, before] = [hourMicroOf(rate, ask), hourMicroOf(last, ask)];
  if (now <= 0n || before <= 0n) return null;
  const times = BigInt(limits.rate);
  const isFar = now * 100n >= before * times || before * 100n >= now * times;
  if (!isFar) return null;
  return {
    ...{ code: 'rate_far_from_last', limit: 'rate', job: rate.job },
    ...{ measure: measureOf(rate), seen: enteredOf(rate) },
    ...{ usual: enteredOf(last), usualMeasure: measureOf(last) },
  };
}

function absolute(rate: JobRate, ask: JudgeAsk): LimitFinding | null {
  const hour = hourMicroOf(rate, ask);
  if (hour <= 0n) return null;
  const limit = beyond(hour, ask.limits);
  if (limit === null) return null;
  const said = { measure: measureOf(rate), seen: enteredOf(rate), usual: null };
  return { code: 'rate_far_from_last', limit, job: rate.job, ...said };
}

function beyond(hourMicro: bigint, limits: PayLimits): 'hour_most' | 'hour_least' | null {
  const { hour_most: most, hour_least: least } = limits;
  if (most !== null && hourMicro > BigInt(most) * 10_000n) return 'hour_most';
  return least !== null && hourMicro < BigInt(least) * 10_000n ? 'hour_least' : null;
}

function measureOf({ hourlyMicro }: JobRate): 'hourly_rate' | 'annual_salary' {
  return hourlyMicro === null ? 'annual_salary' : 'hourly_rate';
}

function enteredOf({ hourlyMicro, annualMinor }: JobRate): bigint {
  return hourlyMicro ?? annualMinor ?? 0n;
}
