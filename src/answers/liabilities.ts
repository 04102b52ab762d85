/** The JSON form of liabilities: what is owed to whom by when. */
import type {
  Adjustment,
  Liabilities,
  OwedAmount,
  OwedTax,
  PlannedDeposit,
} from '#operations/liabilities/list-liabilities.ts';
import type { OwedToOther } from '#operations/liabilities/owed-to-others.ts';
import type {
  Correction,
  QuarterLiabilities,
} from '#operations/liabilities/quarter-liabilities.ts';
import type { ChosenDepositor } from '#operations/liabilities/set-depositor.ts';
import type {
  YearLiabilities,
  YearPage,
  YearPerson,
} from '#operations/liabilities/year-liabilities.ts';
import type { DepositPlan } from '#payslip/taxes/tax-returns.ts';
import { quarterName } from '#time/quarter.ts';

export function liabilitiesShape(list: Liabilities): object {
  const { company, fromOn, toOn, today, isOver, payee, depositors, nextDays } = list;
  return {
    ...{ company: company.code, currency: company.currency, fromOn, toOn, today, isOver },
    ...{ unfinishedRuns: list.unfinishedRuns, payee, depositors, nextDays },
    deposits: list.deposits.map(depositShape),
    carried: list.carried.map(ofQuarter),
    leftOver: list.leftOver.map(ofQuarter),
    reducedCredits: list.reducedCredits,
    taxes: list.taxes.map(taxShape),
    others: list.others.map(otherShape),
    orders: list.orders.map((one) => {
      const { runId, employee, name, reference } = one;
      return { ...otherShape(one), runId, employee, name, reference };
    }),
    adjustments: list.adjustments.map(adjustmentShape),
    totals: {
      taxesMinor: sum(list.taxes),
      othersMinor: sum(list.others),
      adjustmentsMinor: sum(list.adjustments),
    },
  };
}

function sum(rows: readonly { readonly amountMinor: bigint }[]): bigint {
  return rows.reduce((all, { amountMinor }) => all + amountMinor, 0n);
}

export function depositShape(one: PlannedDeposit): object {
  const { form, quarter, rule, payOns, dueOn, holidays, isFinal, untilOn } = one;
  const { liabilityMinor, creditMinor, amountMinor } = one;
  return {
    ...{ form, quarter: quarterName(quarter), rule, dueOn, holidays, payOns, untilOn, isFinal },
    ...{ liabilityMinor, creditMinor, amountMinor },
  };
}

function ofQuarter({ form, amountMinor, ...quarter }: DepositPlan['carried'][number]): object {
  return { form, quarter: quarterName(quarter), amountMinor };
}

function owedShape({ payOn, code, title, payee, amountMinor }: OwedAmount): object {
  return { payOn, code, title, payee, amountMinor };
}

function otherShape(one: OwedToOther): object {
  const { dueOn, holidays } = one;
  return { ...owedShape(one), dueOn, holidays };
}

function taxShape(one: OwedTax): object {
  const { form, rule, dueOn, holidays } = one;
  return { ...owedShape(one), form, rule, dueOn, holidays };
}

function adjustmentShape(one: Adjustment): object {
  const { runId, reversedRunId, quarter, isGivenBack } = one;
  return { ...owedShape(one), runId, reversedRunId, quarter: quarterName(quarter), isGivenBack };
}

export function depositorShape(chosen: ChosenDepositor): object {
  const { company, year, status, basis, lookbackMinor, why, setBy, changed } = chosen;
  const { code, currency } = company;
  return { company: code, currency, year, status, basis, lookbackMinor, why, setBy, changed };
}

export function quarterLiabilitiesShape(of: QuarterLiabilities): object {
  const { company, quarter, fromOn, toOn, today, isOver, dueOn, holidays, lines } = of;
  const { statedMinor, paidMinor, mayWaitForReturn, days, months } = of;
  return {
    ...{ company: company.code, currency: company.currency, quarter: quarterName(quarter) },
    ...{ fromOn, toOn, today, isOver, unfinishedRuns: of.unfinishedRuns, dueOn, holidays },
    ...{ lines, statedMinor, paidMinor, mayWaitForReturn, days, months },
    corrections: of.corrections.map(correctionShape),
    madeHere: of.madeHere.map(correctionShape),
  };
}

function correctionShape({ quarter, ...one }: Correction): object {
  return { ...one, quarter: quarterName(quarter) };
}

/** Everything in front of the people. */
export function yearHeadShape(head: YearLiabilities): object {
  const { company, year, today, isOver, dueOn, holidays, lines, statedMinor, paidMinor } = head;
  const { statement, boxes } = head;
  return {
    ...{ company: company.code, currency: company.currency, year, today, isOver },
    ...{ unfinishedRuns: head.unfinishedRuns, dueOn, holidays, lines, statedMinor, paidMinor },
    ...{ reducedCredits: head.reducedCredits, isReductionKnown: head.isReductionKnown },
    corrections: head.corrections.map(correctionShape),
    ...{ statement, boxes: boxes.map(({ box, title }) => ({ box, title })) },
  };
}

export function yearPersonShape(head: YearLiabilities, one: YearPerson): object {
  const { number, name, payslips, hasBalances, amounts } = one;
  return {
    ...{ employee: number, name, payslips, hasBalances },
    boxes: yearBoxesShape(head, amounts),
  };
}

function yearBoxesShape({ boxes }: YearLiabilities, amounts: readonly bigint[]): readonly object[] {
  return boxes.map(({ box }, place) => ({ box, amountMinor: amounts[place] ?? 0n }));
}

export function yearPageShape({ head, people, next }: YearPage): object {
  return {
    ...yearHeadShape(head),
    people: people.map((one) => yearPersonShape(head, one)),
    next,
  };
}
