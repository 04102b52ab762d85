/** What the limits of a person look at, from the inputs and payslips of runs. */
import {
  type CodeKinds,
  isEarning,
  isOfTaxes,
  isOfTips,
  isStraight,
  isSupplemental,
  isWorkedHours,
} from '#judgement/code-kinds.ts';
import { daysOfOneDate } from '#judgement/dated-hours.ts';
import type { JobRate, PaidFacts, PersonSeen } from '#judgement/person-facts.ts';
import type { AmountsByCode } from '#payslip/amounts-by-code.ts';
import { termsOn } from '#payslip/pay-terms.ts';
import type { Payslip } from '#payslip/payslip.ts';
import type { EmployeeFacts, PayItem, PayslipInput } from '#payslip/payslip-input.ts';
import type { PaidBeforeRow } from '#store/reads/pay-history.ts';
import { toEpochDay } from '#time/plain-date.ts';

interface Days {
  readonly startOn: Temporal.PlainDate;
  readonly endOn: Temporal.PlainDate;
}

type Employed = Pick<EmployeeFacts, 'hiredOn' | 'endedOn'>;

export function seenOf(
  {
    input,
    openings,
    payslip,
  }: {
    readonly input: PayslipInput;
    readonly openings: AmountsByCode;
    readonly payslip: Payslip;
  },
  of: { readonly kinds: CodeKinds; readonly period: Days; readonly hasBasePay: boolean },
): PersonSeen {
  const { kinds, period, hasBasePay } = of;
  const { employee, items } = input;
  const { lineCodes, lineAmounts, grossMinor, netMinor } = payslip;
  const lines = { lineCodes, lineAmounts, grossMinor, netMinor };
  const pay = paidFactsOf({ ...lines, ...period }, { employee, kinds });
  return {
    pay,
    rates: jobRatesOf(employee, period),
    ...hoursOf(items, { kinds, days: pay.days }),
    afterLeaving: afterLeavingOf(items, { employee, kinds, period }),
    yearMinor: openings.codes.length === 0 ? null : earningsOf(payslip.yearToDate, kinds),
    hasBasePay,
    isAllTaxes: isAllTaxes(payslip, pay),
  };
}

/** With tips, taxes may take what deductions leave. Deductions that take more than the taxes are looked at. */
function isAllTaxes({ deductionsMinor, taxesMinor, grossMinor }: Payslip, { hasTips }: PaidFacts) {
  if (hasTips) return taxesMinor > 0n && deductionsMinor <= taxesMinor;
  return deductionsMinor === 0n && taxesMinor === grossMinor;
}

export function paidFactsOf(
  paid: Omit<PaidBeforeRow, 'employeeId' | 'runId'>,
  { employee, kinds }: { readonly employee: Employed; readonly kinds: CodeKinds },
): PaidFacts {
  let [supplementalMinor, straightMinor, taxesMinor] = [0n, 0n, 0n];
  let hasTips = false;
  for (const [nth, id] of paid.lineCodes.entries()) {
    const kind = kinds[id] ?? 0;
    const amount = paid.lineAmounts[nth] ?? 0n;
    if ((kind & isOfTips) !== 0) hasTips = true;
    if ((kind & isOfTaxes) !== 0) taxesMinor += amount;
    if ((kind & isEarning) === 0) continue;
    if ((kind & isSupplemental) !== 0) supplementalMinor += amount;
    if ((kind & isStraight) !== 0) straightMinor += amount;
  }
  const { grossMinor, netMinor } = paid;
  const regularMinor = grossMinor - supplementalMinor;
  const beforeTaxesMinor = netMinor + taxesMinor;
  return {
    ...{ grossMinor, netMinor, beforeTaxesMinor, hasTips, regularMinor, straightMinor },
    ...daysOf(paid, employee),
  };
}

/** Somebody who was paid outside the dates that are known now was paid for the whole period. */
function daysOf({ startOn, endOn }: Days, { hiredOn, endedOn }: Employed) {
  const [start, end] = [toEpochDay(startOn), toEpochDay(endOn)];
  const from = Math.max(start, toEpochDay(hiredOn));
  const until = endedOn === null ? end : Math.min(end, toEpochDay(endedOn));
  const periodDays = end - start + 1;
  return { days: until < from ? periodDays : until - from + 1, periodDays };
}

/** The main job and each other, as paid on the last day of employment in the period. */
export function jobRatesOf(employee: EmployeeFacts, { endOn }: Days): readonly JobRate[] {
  const { terms, endedOn } = employee;
  if (terms === undefined || terms.length === 0) return [{ job: null, ...rateOf(employee) }];
  const end = toEpochDay(endOn);
  const day = endedOn === null ? end : Math.min(end, toEpochDay(endedOn));
  const jobs = [...new Set(terms.map(({ job }) => job))];
  return jobs.flatMap((job) => {
    const term = termsOn(terms, { job, day });
    return term === null ? [] : [{ job, ...rateOf(term) }];
  });
}

function rateOf(
  of: Pick<EmployeeFacts, 'payType' | 'hourlyRateMicro' | 'annualSalaryMinor'>,
): Omit<JobRate, 'job'> {
  return of.payType === 'hourly'
    ? { hourlyMicro: of.hourlyRateMicro ?? 0n, annualMinor: null }
    : { hourlyMicro: null, annualMinor: of.annualSalaryMinor ?? 0n };
}

function hoursOf(
  items: readonly PayItem[],
  of: { readonly kinds: CodeKinds; readonly days: number },
): Pick<PersonSeen, 'workedMicro' | 'longestDay'> {
  const { kinds } = of;
  let workedMicro = 0n;
  const days = new Map<number, { on: Temporal.PlainDate; micro: bigint }>();
  for (const { payCodeId, quantityMicro, workedOn } of items) {
    if (quantityMicro === null || ((kinds[payCodeId] ?? 0) & isWorkedHours) === 0) continue;
    workedMicro += quantityMicro;
    if (workedOn === undefined || workedOn === null) continue;
    const day = days.get(toEpochDay(workedOn)) ?? { on: workedOn, micro: 0n };
    day.micro += quantityMicro;
    days.set(toEpochDay(workedOn), day);
  }
  const [longest] = [...days.values()].sort((one, other) => (one.micro > other.micro ? -1 : 1));
  if (longest === undefined) return { workedMicro, longestDay: null };
  return { workedMicro, longestDay: { ...longest, days: daysOfOneDate(days.keys(), of.days) } };
}

/**
 * A day that is worked after the last one. Hours without a day may be late by one period: after that, they are
 * those of somebody else, or the last day is wrong.
 */
function afterLeavingOf(
  items: readonly PayItem[],
  of: { readonly employee: Employed; readonly kinds: CodeKinds; readonly period: Days },
): PersonSeen['afterLeaving'] {
  const { endedOn } = of.employee;
  if (endedOn === null) return null;
  const [start, end, left] = [of.period.startOn, of.period.endOn, endedOn].map(toEpochDay);
  const isLongAgo = (left ?? 0) < 2 * (start ?? 0) - (end ?? 0) - 1;
  for (const { workedOn, payCodeId, quantityMicro } of items) {
    if (workedOn === undefined || workedOn === null) {
      const isWorked = quantityMicro !== null && ((of.kinds[payCodeId] ?? 0) & isWorkedHours) !== 0;
      if (isWorked && isLongAgo) return { leftOn: endedOn, on: of.period.startOn };
    } else if (toEpochDay(workedOn) > toEpochDay(endedOn)) {
      return { leftOn: endedOn, on: workedOn };
    }
  }
  return null;
}

function earningsOf(amounts: AmountsByCode, kinds: CodeKinds): bigint {
  let sum = 0n;
  for (const [payCodeId, amount] of amounts) {
    if (((kinds[payCodeId] ?? 0) & isEarning) !== 0) sum += amount;
  }
  return sum;
}
