/** What is unusual in a file of balances: earnings of a year beside a year of pay, and years that nobody pays now. */
import { measureText } from '#judgement/finding-words.ts';
import { formatAmount } from '#money/minor.ts';
import { totalIds } from '#store/reads/year-to-date.ts';
import type { Reading } from '#store/store.ts';
import type { Staged } from '#store/writes/staged-rows.ts';
import { amountsAbovePay, balancesOfOtherYears } from '#store/writes/unusual-rows.ts';
import { fromEpochDay } from '#time/plain-date.ts';
import type { CompanyMeasures } from './measures-of-company.ts';
import { minorPerUnit } from './unusual-amounts.ts';
import type { UnusualValue } from './unusual-values.ts';
import { changeFactor } from './weigh-changes.ts';

export async function unusualInBalances(
  at: Reading,
  ask: { readonly staged: Staged; readonly measures: CompanyMeasures },
): Promise<readonly UnusualValue[]> {
  const { staged, measures } = ask;
  const on = fromEpochDay(measures.today);
  const { limits, hoursPerYear, currency } = measures;
  const years = await balancesOfOtherYears(at, { staged, from: on.year - 1, to: on.year });
  const times = limits.year_to_date;
  const of = { staged, hoursPerYear, minorPerUnit: minorPerUnit(measures), on };
  const payCodeIds = [totalIds.GROSS];
  const far =
    times === null
      ? []
      : await amountsAbovePay(at, { ...of, payCodeIds, times: times / 100, partsOfYear: 1 });
  const money = (minor: bigint) => measureText(minor, { measure: 'gross', currency });
  return [
    ...far.map((one): UnusualValue => {
      const { rowNumber: row, employeeNumber: employee, amountMinor, payMinor } = one;
      const message = `${employee}: GROSS is ${money(amountMinor)}; the pay of a year is ${money(payMinor)}`;
      return {
        ...{ code: 'year_to_date_jump', row, column: 'amount', employee, message },
        ...{ before: formatAmount(payMinor, currency), after: formatAmount(amountMinor, currency) },
        ...{ factor: changeFactor(Number(payMinor), Number(amountMinor)), limit: 'year_to_date' },
      };
    }),
    ...years.map(({ rowNumber: row, employeeNumber: employee, year }): UnusualValue => {
      const message = `${employee}: the year is ${year}; today is ${on}`;
      return {
        ...{ code: 'date_far_away', row, column: 'year', employee, message },
        ...{ before: null, after: `${year}`, factor: null, limit: null },
      };
    }),
  ];
}
