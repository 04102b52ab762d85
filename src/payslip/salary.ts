/**
 * Calculates a salaried employee's pay for one period: the annual amount divided by the periods of
 * a year. An employee who was hired, left, got a raise or has a second job gets the salary of each
 * part.
 *
 * All parts share one denominator, so the pay is rounded only once. A change to the same salary
 * changes no cent. The company chooses how parts are measured: by calendar days, by working days
 * (Monday to Friday), or by hours entered ÷ hours that a year's salary covers.
 */

import type { Minor } from '#money/minor.ts';
import { divideRounded } from '#money/rounding.ts';
import { isoOf } from '#time/plain-date.ts';
import type { ReadyPayCode } from './codes/ready-pay-code.ts';
import { calendarDays, type DaySpan, employedSpan, workingDays } from './employment.ts';
import type { Explanation } from './explanation/explanation.ts';
import { inOrder, termSpan, within } from './pay-terms.ts';
import { type Held, held } from './payslip.ts';
import type { EmployeeFacts } from './payslip-input.ts';
import { amountText, hoursText } from './text.ts';
import type { Worksheet } from './worksheet.ts';

/** The pay periods of a year that is paid daily. */
const dailyPeriods = 260n;

/** One annual salary and the days of the period on which it applies. */
interface Part extends DaySpan {
  readonly job: string | null;
  readonly annualMinor: Minor;
  /** Calendar or working days, as the company chose. */
  readonly days: number;
}

interface SalaryAsk {
  readonly code: ReadyPayCode;
  /** Hours entered for the salary itself. Null if none were entered. */
  readonly hoursMicro: bigint | null;
}

/** Adds the salary of the period, or returns why the employee is held. */
export function addSalary(sheet: Worksheet, ask: SalaryAsk): Held | null {
  const { input, period } = sheet;
  const { employee } = input;
  const span = employedSpan(employee, period);
  const plain = employee.terms === undefined || employee.terms.length === 0;
  if (plain && span === period && ask.hoursMicro === null) return addWhole(sheet, ask.code);
  const parts = partsOf(employee, span, sheet);
  if (!Array.isArray(parts)) return parts;
  if (parts.length === 0) return null;
  return addParts(sheet, { ...ask, parts, span });
}

function addWhole(sheet: Worksheet, code: ReadyPayCode): Held | null {
  const annual = sheet.input.employee.annualSalaryMinor;
  if (annual === null) return missingSalary();
  const { periodsPerYear } = sheet.period;
  const amount = divideRounded(annual, periodsPerYear, code.rounding);
  sheet.add(code, amount);
  if (sheet.recorder !== null) tellWhole(sheet, { code, annual, amount });
  return null;
}

function tellWhole(
  sheet: Worksheet,
  { code, annual, amount }: { code: ReadyPayCode; annual: Minor; amount: Minor },
): void {
  const { periodsPerYear } = sheet.period;
  sheet.recorder?.step(code.slot, () => ({
    title: code.code.title,
    amountMinor: amount,
    rule: 'annual salary divided by pay periods per year',
    inputs: [
      { name: 'annual salary', value: amountText(annual, sheet) },
      { name: 'pay periods per year', value: periodsPerYear.toString() },
    ],
    table: null,
    arithmetic: `${amountText(annual, sheet)} ÷ ${periodsPerYear} = ${amountText(amount, sheet)}`,
    rounding: code.rounding,
    children: [],
  }));
}

function addParts(
  sheet: Worksheet,
  ask: SalaryAsk & { readonly parts: readonly Part[]; readonly span: DaySpan },
): Held | null {
  const { code, parts, span, hoursMicro } = ask;
  const { period, settings } = sheet;
  const partial = span !== period || sheet.input.employee.employments !== undefined;
  if (settings.proration === 'hours' && partial && hoursMicro === null) return missingHours();
  const weighted = parts.reduce((sum, part) => sum + part.annualMinor * BigInt(part.days), 0n);
  let amount: Minor;
  let divisor: string;
  if (settings.proration === 'hours' && hoursMicro !== null) {
    // The hours give the paid part of the period. After a salary change, working days divide the
    // hours.
    const days = BigInt(parts.reduce((sum, part) => sum + part.days, 0));
    if (days === 0n) return missingHours();
    amount = divideRounded(
      weighted * hoursMicro,
      days * settings.hoursPerYear * 1_000_000n,
      code.rounding,
    );
    divisor = `${days} × ${hoursText(hoursMicro)} ÷ ${settings.hoursPerYear}`;
  } else {
    if (hoursMicro !== null) return hoursOnSalary();
    const days = countDays(period, sheet);
    amount = divideRounded(weighted, BigInt(days) * period.periodsPerYear, code.rounding);
    divisor = `(${period.periodsPerYear} × ${days})`;
  }
  sheet.add(code, amount);
  tell(sheet, { parts, span, hoursMicro });
  sheet.recorder?.step(code.slot, () => ({
    title: code.code.title,
    amountMinor: amount,
    rule: `annual salary for a part of the period, by ${unitOf(sheet)}`,
    inputs: [
      { name: 'pay periods per year', value: period.periodsPerYear.toString() },
      { name: `${unitOf(sheet)} of the period`, value: `${countDays(period, sheet)}` },
    ],
    table: null,
    arithmetic: `(${parts.map((part) => timesDays(part, sheet)).join(' + ')}) ÷ ${divisor} = ${amountText(amount, sheet)}`,
    rounding: code.rounding,
    children: parts.map((part) => explainPart(part, sheet)),
  }));
  return null;
}

function explainPart(part: Part, sheet: Worksheet): Explanation {
  return {
    title: part.job === null ? 'salary' : `salary of ${part.job}`,
    amountMinor: null,
    rule: `${isoOf(part.fromDay)} to ${isoOf(part.untilDay)}`,
    inputs: [
      { name: 'annual salary', value: amountText(part.annualMinor, sheet) },
      { name: unitOf(sheet), value: `${part.days}` },
    ],
    table: null,
    arithmetic: timesDays(part, sheet),
    rounding: null,
    children: [],
  };
}

function timesDays({ annualMinor, days }: Part, sheet: Worksheet): string {
  return `${amountText(annualMinor, sheet)} × ${days}`;
}

/** Warns that the salary differs from the usual amount, and says why. */
function tell(
  sheet: Worksheet,
  { parts, span, hoursMicro }: { parts: readonly Part[]; span: DaySpan; hoursMicro: bigint | null },
): void {
  const { period } = sheet;
  const { employments } = sheet.input.employee;
  if (span !== period || employments !== undefined) {
    const spans = employments?.map((one) =>
      employedSpan({ ...sheet.input.employee, ...one }, period),
    ) ?? [span];
    const employed = `employed ${spans.map((one) => `${isoOf(one.fromDay)} to ${isoOf(one.untilDay)}`).join(' and ')}`;
    const days = spans.reduce((sum, one) => sum + countDays(one, sheet), 0);
    const share =
      sheet.settings.proration === 'hours' && hoursMicro !== null
        ? hoursText(hoursMicro)
        : `${days} of ${countDays(period, sheet)} ${unitOf(sheet)}`;
    sheet.warn('prorated', `salary prorated: ${share} (${employed})`);
  }
  const changes = parts.filter((part, index) => {
    const before = parts[index - 1];
    if (before === undefined || part.job !== before.job) return false;
    // A new employment with the salary of the one before is no change of it.
    return employments === undefined || part.annualMinor !== before.annualMinor;
  });
  for (const part of changes) {
    const annual = amountText(part.annualMinor, sheet);
    sheet.warn('salary_changed', `annual salary ${annual} from ${isoOf(part.fromDay)}`);
  }
}

/** The salaries of the period with their days: of the main terms, or of every job. */
function partsOf(employee: EmployeeFacts, span: DaySpan, sheet: Worksheet): Part[] | Held {
  const { terms } = employee;
  if (terms === undefined || terms.length === 0) {
    const annualMinor = employee.annualSalaryMinor;
    if (annualMinor === null) return missingSalary();
    return [{ ...onlyDays(span), job: null, annualMinor, days: countDays(span, sheet) }];
  }
  const parts: Part[] = [];
  for (const term of inOrder(terms)) {
    if (term.payType !== 'salary') continue;
    const part = within(span, termSpan(term, terms));
    if (calendarDays(part) === 0) continue;
    if (term.annualSalaryMinor === null) return missingSalary();
    parts.push({
      ...part,
      job: term.job,
      annualMinor: term.annualSalaryMinor,
      days: countDays(part, sheet),
    });
  }
  return parts;
}

function onlyDays({ fromDay, untilDay }: DaySpan): DaySpan {
  return { fromDay, untilDay };
}

/** Days as the company counts them. */
function countDays(span: DaySpan, sheet: Worksheet): number {
  return isByCalendar(sheet) ? calendarDays(span) : workingDays(span);
}

function unitOf(sheet: Worksheet): string {
  return isByCalendar(sheet) ? 'calendar days' : 'working days';
}

/**
 * A period without a working day is counted by calendar days. A daily period is one working day:
 * the weekend that follows it is no part of its pay.
 */
function isByCalendar({ settings, period }: Worksheet): boolean {
  if (workingDays(period) === 0) return true;
  return settings.proration === 'calendar_days' && period.periodsPerYear !== dailyPeriods;
}

function missingSalary(): Held {
  return held('missing_salary', 'the employee is salaried and has no annual salary', {
    hint: 'enter the annual salary, or make the employee hourly',
  });
}

function missingHours(): Held {
  return held(
    'missing_hours',
    'the salary covers part of the period and is prorated by hours, but no hours were entered',
    { hint: 'enter the hours worked under the salary pay code' },
  );
}

function hoursOnSalary(): Held {
  return held('hours_on_salary', 'hours were entered for a salary that is not prorated by hours', {
    hint: 'remove the hours, or enter them under a pay code for hours',
  });
}
