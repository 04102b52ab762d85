/** An hour's pay that is beyond the company's limits for somebody without earlier pay, in a file. */
import { detailOf } from '#judgement/finding-words.ts';
import type { LimitName } from '#judgement/limits.ts';
import { formatAmount } from '#money/minor.ts';
import { microText } from '#payslip/text.ts';
import type { CompanyMeasures } from './measures-of-company.ts';
import type { UnusualValue } from './unusual-values.ts';

interface PayRange {
  readonly least: number;
  readonly most: number;
}

/** What an hour may cost, in millionths of a currency unit, and a year in minor units. */
export interface PayRanges {
  readonly hourly: PayRange;
  readonly salary: PayRange;
}

export function payRanges({ limits, currency, hoursPerYear }: CompanyMeasures): PayRanges {
  const { hour_least: least, hour_most: most } = limits;
  const range = (unit: number): PayRange => ({
    least: least === null ? 0 : (least / 100) * unit,
    most: most === null ? Infinity : (most / 100) * unit,
  });
  return { hourly: range(1_000_000), salary: range(hoursPerYear * 10 ** currency.decimals) };
}

/** The limit that the pay is beyond. A pay of zero is none. */
export function payLimitBeyond(pay: number, { least, most }: PayRange): LimitName | null {
  if (pay <= 0) return null;
  return pay > most ? 'hour_most' : pay < least ? 'hour_least' : null;
}

export interface SeenPay {
  readonly row: number;
  readonly employee: string;
  readonly job: string | null;
  readonly payType: 'salary' | 'hourly';
  /** The salary in minor units, or the hourly rate in millionths. */
  readonly pay: bigint;
  readonly limit: LimitName;
}

export function unusualPay(one: SeenPay, measures: CompanyMeasures): UnusualValue {
  const { row, employee, job, payType, pay, limit } = one;
  const isSalary = payType === 'salary';
  const measure = isSalary ? ('annual_salary' as const) : ('hourly_rate' as const);
  const code = 'rate_far_from_last' as const;
  const detail = detailOf({ code, measure, seen: pay, usual: null, limit, job }, measures);
  return {
    ...{ code, row, column: measure, employee, before: null, factor: null, limit },
    ...{ after: payText(pay, { isSalary, measures }), message: `${employee}: ${detail}` },
  };
}

function payText(
  pay: bigint,
  { isSalary, measures }: { readonly isSalary: boolean; readonly measures: CompanyMeasures },
): string {
  return isSalary ? formatAmount(pay, measures.currency) : microText(pay);
}
