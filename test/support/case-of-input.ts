/**
 * Writes a random employee as a case file, with which `paybeat calculate` and `npm run compare:payslips -- --case FILE`
 * calculate the same payslip. A case cannot say `regularTax`; whoever asks leaves it out before.
 */
import { formatAmount, USD } from '#money/minor.ts';
import type { AmountsByCode } from '#payslip/amounts-by-code.ts';
import type { PayItem, PayslipInput } from '#payslip/payslip-input.ts';
import type { UsOrderFacts } from '#payslip/taxes/us/orders/us-order.ts';
import { type DatedW4, type W4, w4Of } from '#payslip/taxes/us/w4.ts';
import { microText } from '#payslip/text.ts';
import { codeOf } from './us-codes.ts';

const frequencies: Readonly<Record<number, string>> = {
  ...{ 52: 'weekly', 26: 'biweekly', 24: 'semimonthly', 13: 'fourweekly', 12: 'monthly' },
  ...{ 4: 'quarterly', 2: 'semiannually', 1: 'annually' },
};

const amount = (minor: bigint | null | undefined) =>
  typeof minor === 'bigint' ? formatAmount(minor, USD) : undefined;
const micro = (value: bigint | null | undefined) =>
  typeof value === 'bigint' ? microText(value) : undefined;
const day = (on: Temporal.PlainDate | null | undefined) => on?.toString();

/** Members that are not given are undefined, so that JSON leaves them out. */
export function caseOfInput(
  input: PayslipInput,
  run: { readonly method: 'flat' | 'aggregate'; readonly hasDays: boolean },
): object {
  const { employee, period, items, worked, lastRegularPay } = input;
  const plain = items.filter(({ order }) => order === undefined);
  const orders = items.flatMap((item) => (item.order === undefined ? [] : [orderOf(item)]));
  return {
    ...{ pay_date: day(period.payOn), frequency: frequencies[period.periodsPerYear] },
    period: { start: day(period.startOn), end: day(period.endOn) },
    supplemental_method: run.method,
    employee: {
      pay_type: employee.payType,
      annual_salary: amount(employee.annualSalaryMinor),
      hourly_rate: micro(employee.hourlyRateMicro),
      ...{ hired: day(employee.hiredOn), ended: day(employee.endedOn) },
      birth_date: day(employee.birthOn),
    },
    w4: formOf(w4Of(input), period.payOn),
    items: plain.map(itemOf),
    ...(orders.length === 0 ? {} : { orders }),
    worked_before: worked?.items.map(itemOf),
    overtime: run.hasDays ? 'weekly' : 'none',
    year_to_date: byCode(input.yearToDate),
    year_before: input.yearBefore === undefined ? undefined : byCode(input.yearBefore),
    last_regular_pay: lastRegularPay
      ? { wages: amount(lastRegularPay.wagesMinor), withheld: amount(lastRegularPay.withheldMinor) }
      : undefined,
  };
}

function byCode(amounts: AmountsByCode): object {
  return Object.fromEntries([...amounts].map(([id, minor]) => [codeOf(id), amount(minor)]));
}

function itemOf(item: PayItem): object {
  return {
    ...{ code: codeOf(item.payCodeId), hours: micro(item.quantityMicro) },
    ...{ rate: micro(item.rateMicro), amount: amount(item.amountMinor) },
    ...{ percent: micro(item.percentMicro), worked_on: day(item.workedOn) },
    ...{ limit: amount(item.limitMinor), limit_for: item.limitFor ?? undefined },
  };
}

function orderOf({ amountMinor, percentMicro, balanceMinor, order }: PayItem): object {
  const facts = order as UsOrderFacts;
  const { limitPercentMicro, levyDependents } = facts;
  const unlessZero = (minor: bigint) => (minor === 0n ? undefined : amount(minor));
  return {
    ...{ kind: facts.kind, reference: facts.reference ?? undefined, received: facts.receivedOn },
    ...{ amount: amount(amountMinor), percent: micro(percentMicro) },
    ...{ balance: amount(balanceMinor), state: facts.state ?? undefined },
    ...{ judgment: facts.judgmentOn ?? undefined, fee: unlessZero(facts.feeMinor) },
    arrears: unlessZero(facts.arrearsMinor),
    arrears_over_12_weeks: facts.isOldArrears || undefined,
    second_family: facts.hasSecondFamily ?? undefined,
    allocation: facts.allocation ?? undefined,
    limit_percent: limitPercentMicro === null ? undefined : micro(BigInt(limitPercentMicro)),
    protected_per_week: amount(facts.protectedPerWeekMinor),
    ...{ exempt: amount(facts.exemptMinor), filing_status: facts.levyStatus ?? undefined },
    dependents: levyDependents === 0 ? undefined : levyDependents,
    statement_year: facts.levyYear ?? undefined,
    consent: facts.hasConsent || undefined,
    reemployed: facts.reemployedOn ?? undefined,
  };
}

function formOf(form: W4, payOn: Temporal.PlainDate): object {
  const { lockIn, dated = [] } = form;
  // A letter in force is one that was received before the pay date.
  const letter = lockIn && {
    ...membersOf(lockIn),
    ...{ kind: 'order', received: payOn.subtract({ days: 1 }).toString() },
  };
  const rows = [...dated.map(datedOf), ...(letter ? [letter] : [])];
  return { ...membersOf(form), ...(rows.length === 0 ? {} : { dated: rows }) };
}

function datedOf(row: DatedW4): object {
  const { kind, receivedOn: received, fromOn, untilOn, isValid: valid } = row;
  const until = untilOn ?? undefined;
  return { ...membersOf(row), kind, received, from: fromOn ?? undefined, until, valid };
}

function membersOf(form: W4): object {
  const isNone = form.because === 'no_form';
  return {
    filing_status: isNone ? 'none' : form.filingStatus,
    ...{ step2: form.step2, step3: amount(form.step3Minor), step4a: amount(form.step4aMinor) },
    ...{ step4b: amount(form.step4bMinor), step4c: amount(form.step4cMinor) },
    ...{ exempt: form.exempt, nonresident_alien: form.nonresidentAlien },
    ...{ allowances: form.allowances ?? undefined, form_year: form.formYear ?? undefined },
    tax_exemption: form.taxExemption,
  };
}
