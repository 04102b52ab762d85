/**
 * Overtime of salaried people who earn it: the rate of an hour is the salary divided by the hours that it is for.
 *
 * Their hours are counted as if they were paid by the hour at that rate. The salary has paid the straight hours, so
 * only overtime is added. This holds where the salary is for the weekly limit of hours, and is the only pay.
 */

import { divideRounded } from '#money/rounding.ts';
import type { ReadyPayCode } from '#payslip/codes/ready-pay-code.ts';
import { rateOfItem } from '#payslip/earn.ts';
import { isHourlyIn } from '#payslip/pay-terms.ts';
import type { EmployeeFacts, PayItem } from '#payslip/payslip-input.ts';
import type { WeeklyOvertimeRule } from '#payslip/taxes/tax-pack.ts';
import type { Worksheet } from '#payslip/worksheet.ts';

/** Whether a salary is looked at at all. */
export function mayEarnBySalary({ overtime, payType, terms }: EmployeeFacts): boolean {
  if (overtime !== 'nonexempt') return false;
  return payType === 'salary' || (terms ?? []).some((term) => term.payType === 'salary');
}

/** The person as if paid by the hour. Null: the salary has no rate of an hour here. */
export function asHourly(
  sheet: Worksheet,
  { hoursMicro }: WeeklyOvertimeRule,
): EmployeeFacts | null {
  const { employee } = sheet.input;
  const { hoursPerYear, currency } = sheet.settings;
  if (!mayEarnBySalary(employee) || isHourlyIn(employee, sheet.period)) return null;
  if (hoursPerYear * 1_000_000n !== hoursMicro * 52n) return null;
  const hourOf = (annualMinor: bigint | null): bigint | null => {
    if (annualMinor === null) return null;
    const perUnit = 10n ** BigInt(currency.decimals);
    return divideRounded(annualMinor * 1_000_000n, perUnit * hoursPerYear, 'half_up');
  };
  const { terms, annualSalaryMinor } = employee;
  if (terms === undefined || terms.length === 0) {
    return { ...employee, payType: 'hourly', hourlyRateMicro: hourOf(annualSalaryMinor) };
  }
  const isSecond = terms.some(({ payType, job }) => payType === 'salary' && job !== null);
  if (isSecond) return null;
  return {
    ...employee,
    terms: terms.map((term) =>
      term.payType === 'hourly'
        ? term
        : { ...term, payType: 'hourly', hourlyRateMicro: hourOf(term.annualSalaryMinor) },
    ),
  };
}

interface OfSalary {
  readonly code: ReadyPayCode | undefined;
  readonly isStraight: boolean;
  readonly isOvertime: boolean;
  /** The paragraph of the law. */
  readonly source: string;
}

/** What a salary leaves to be paid of an item. The worksheet has the person as if paid by the hour. */
export function besideSalary(sheet: Worksheet, item: PayItem, of: OfSalary): readonly PayItem[] {
  const { code, isStraight, isOvertime, source } = of;
  if (code?.rule.by !== 'hours' || item.amountMinor !== null) return [item];
  if ((item.rateMicro ?? code.rule.rateMicro) !== null) return [item];
  const rateMicro = rateOfItem(sheet, { rule: code.rule, item });
  if (typeof rateMicro !== 'bigint') return [item];
  if (isStraight) return (item.quantityMicro ?? -1n) < 0n ? [item] : [];
  if (!isOvertime) return [item];
  const told = `${item.told ?? 'entered as overtime'}; the rate is the salary ÷ the hours that it is for (${source})`;
  return [{ ...item, rateMicro, ...(sheet.recorder === null ? {} : { told }) }];
}
