/**
 * Amounts and rates of a file beside the pay of the person. Pay is beyond the limit of a run if it is more than
 * `pay_above` times the usual pay; a single amount that is more than that already is told here.
 */
import { detailOf, measureText } from '#judgement/finding-words.ts';
import { formatAmount } from '#money/minor.ts';
import { microText } from '#payslip/text.ts';
import type { OddAmount, OddRate } from '#store/writes/unusual-rows.ts';
import type { CompanyMeasures } from './measures-of-company.ts';
import type { UnusualValue } from './unusual-values.ts';
import { changeFactor } from './weigh-changes.ts';

interface SmallPercent {
  readonly rowNumber: number;
  readonly employeeNumber: string;
  readonly percentMicro: bigint;
}

export function minorPerUnit({ currency }: CompanyMeasures): number {
  return 10 ** currency.decimals;
}

export function unusualAmount(
  one: OddAmount,
  ask: { readonly measures: CompanyMeasures; readonly what: string; readonly of: string },
): UnusualValue {
  const { rowNumber: row, employeeNumber: employee, amountMinor, payMinor } = one;
  const { currency } = ask.measures;
  const [amount, pay] = [amountMinor, payMinor].map((minor) =>
    measureText(minor, { measure: 'gross', currency }),
  );
  const message = `${employee}: ${ask.what} is ${amount}; ${ask.of} is ${pay}`;
  return {
    ...{ code: 'amount_far_above_pay', row, column: 'amount', employee, message },
    ...{ before: formatAmount(payMinor, currency), after: formatAmount(amountMinor, currency) },
    ...{ factor: changeFactor(Number(payMinor), Number(amountMinor)), limit: 'pay_above' },
  };
}

export function unusualRate(one: OddRate, measures: CompanyMeasures): UnusualValue {
  const { rowNumber: row, employeeNumber: employee, rateMicro, hourMicro } = one;
  const code = 'rate_far_from_last' as const;
  const limit = 'rate' as const;
  const finding = {
    code,
    measure: 'hourly_rate',
    seen: rateMicro,
    usual: hourMicro,
    limit,
  } as const;
  return {
    ...{ code, row, column: 'rate', employee, limit },
    message: `${employee}: ${detailOf(finding, measures)}`,
    ...{ before: microText(hourMicro), after: microText(rateMicro) },
    factor: changeFactor(Number(hourMicro), Number(rateMicro)),
  };
}

export function unusualPercent(one: SmallPercent): UnusualValue {
  const { rowNumber: row, employeeNumber: employee } = one;
  const after = microText(one.percentMicro);
  const message = `${employee}: percent ${after} means ${after} %`;
  return {
    ...{ code: 'percent_below_one', row, column: 'percent', employee, message },
    ...{ before: null, after, factor: null, limit: null },
  };
}
