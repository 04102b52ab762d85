/**
 * Amounts and rates of a file beside the pay of the person. Pay is beyond the limit of a run if it is more than
 * `pay_above` times the usual pay; a single amount that is more than that already is told here.
 */
import { detailOf, measureText } from '#judgement/finding-words.ts';
import { formatAmount } from '#money/minor.ts';
import type { PayCodes } from '#payslip/codes/pay-code.ts';
import { microText } from '#payslip/text.ts';
import type { Reading } from '#store/store.ts';
import type { Staged } from '#store/writes/staged-rows.ts';
import {
  amountsAbovePay,
  type OddAmount,
  type OddRate,
  ratesFarFromPay,
  smallPercents,
} from '#store/writes/unusual-rows.ts';
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

/** Amounts under some pay codes, and all rates and percentages, of the rows of a file. */
export async function unusualAmountsIn(
  at: Reading,
  ask: {
    readonly staged: Staged;
    readonly codes: PayCodes;
    readonly measures: CompanyMeasures;
    /** Pay codes whose amounts are compared with this part of the year's pay. */
    readonly payCodeIds: readonly number[];
    readonly partsOfYear: number;
    /** In words: `the pay of a month`. */
    readonly part: string;
    /** The day whose pay counts. */
    readonly on: Temporal.PlainDate;
    /** The column of amounts under a pay code. */
    readonly columnOf: (code: string) => string;
  },
): Promise<readonly UnusualValue[]> {
  const { staged, codes, measures, payCodeIds, partsOfYear, part, on, columnOf } = ask;
  const { limits, hoursPerYear } = measures;
  const of = { staged, hoursPerYear, minorPerUnit: minorPerUnit(measures), on };
  const { pay_above: times, rate } = limits;
  const amounts =
    times === null
      ? []
      : await amountsAbovePay(at, { ...of, payCodeIds, partsOfYear, times: times / 100 });
  const byHours = codes.all.filter(({ amount }) => amount.by === 'hours').map(({ id }) => id);
  const rates =
    rate === null
      ? []
      : await ratesFarFromPay(at, { ...of, payCodeIds: byHours, times: rate / 100 });
  return [
    ...amounts.map((one) => {
      const what = codes.byId.get(one.payCodeId)?.code ?? String(one.payCodeId);
      return unusualAmount(one, { measures, what, part, column: columnOf(what) });
    }),
    ...rates.map((one) => unusualRate(one, measures)),
    ...(await smallPercents(at, staged)).map(unusualPercent),
  ];
}

function unusualAmount(
  one: OddAmount,
  ask: {
    readonly measures: CompanyMeasures;
    readonly what: string;
    readonly part: string;
    readonly column: string;
  },
): UnusualValue {
  const { rowNumber: row, employeeNumber: employee, amountMinor, payMinor } = one;
  const { currency } = ask.measures;
  const [amount, pay] = [amountMinor, payMinor].map((minor) =>
    measureText(minor, { measure: 'gross', currency }),
  );
  const message = `${employee}: ${ask.what} is ${amount}; ${ask.part} is ${pay}`;
  return {
    ...{ code: 'amount_far_above_pay', row, column: ask.column, employee, message },
    ...{ before: formatAmount(payMinor, currency), after: formatAmount(amountMinor, currency) },
    ...{ factor: changeFactor(Number(payMinor), Number(amountMinor)), limit: 'pay_above' },
  };
}

function unusualRate(one: OddRate, measures: CompanyMeasures): UnusualValue {
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

function unusualPercent(one: SmallPercent): UnusualValue {
  const { rowNumber: row, employeeNumber: employee } = one;
  const after = microText(one.percentMicro);
  const message = `${employee}: percent ${after} means ${after} %`;
  return {
    ...{ code: 'percent_below_one', row, column: 'percent', employee, message },
    ...{ before: null, after, factor: null, limit: null },
  };
}
