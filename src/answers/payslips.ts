/** The JSON form of a payslip with its year-to-date amounts, and of a run's preview. */
import type { ListedPayslips } from '#operations/runs/list-payslips.ts';
import type { Preview } from '#operations/runs/preview-run.ts';
import type { ShownPayslip } from '#operations/runs/show-payslip.ts';
import { causeShape, personDifferenceShape } from './differences.ts';

export function payslipShape({
  run,
  payslip,
  lines,
  yearToDate,
  reversedBy,
  correctedBy,
}: ShownPayslip): object {
  return {
    runId: run.runId,
    periodId: run.periodId,
    company: run.companyCode,
    state: run.state,
    employee: payslip.number,
    name: payslip.name,
    startOn: run.startOn,
    endOn: run.endOn,
    payOn: run.payOn,
    currency: run.currency,
    lines: lines.map(({ code, kind, title, amountMinor, yearToDateMinor }) => ({
      code,
      kind,
      title,
      amountMinor,
      yearToDateMinor,
    })),
    grossMinor: payslip.grossMinor,
    reimbursementsMinor: payslip.reimbursementsMinor,
    deductionsMinor: payslip.deductionsMinor,
    taxesMinor: payslip.taxesMinor,
    employerMinor: payslip.employerMinor,
    netMinor: payslip.netMinor,
    yearToDate: {
      since: yearToDate.since,
      openingBalances: yearToDate.openingBalances,
      grossMinor: yearToDate.grossMinor,
      netMinor: yearToDate.netMinor,
      countsLater: yearToDate.countsLater,
      lacksEarlier: yearToDate.lacksEarlier,
    },
    reverses: run.reverses,
    reversedBy,
    corrects: run.corrects,
    correctedBy,
    stateTax: run.stateTax,
    warnings: payslip.warnings,
  };
}

export function payslipsShape({ payslips, next, ...of }: ListedPayslips): object {
  return { ...payslipsHead(of), payslips: payslips.map(listedPayslipShape), next };
}

export function payslipsHead({ company }: Pick<ListedPayslips, 'company'>): object {
  return { company: company.code, currency: company.currency };
}

export function listedPayslipShape(one: ListedPayslips['payslips'][number]): object {
  const { runId, periodId, kind, state, startOn, endOn, payOn, number, name } = one;
  return {
    ...{ runId, periodId, kind, state, startOn, endOn, payOn, employee: number, name },
    grossMinor: one.grossMinor,
    reimbursementsMinor: one.reimbursementsMinor,
    deductionsMinor: one.deductionsMinor,
    taxesMinor: one.taxesMinor,
    netMinor: one.netMinor,
    employerMinor: one.employerMinor,
    ...{ reverses: one.reverses, corrects: one.corrects, reversedBy: one.reversedBy },
  };
}

export function previewShape(preview: Preview): object {
  const { period, totals, currency, last, differences } = preview;
  const { roster, paid, held, excluded } = totals;
  return {
    periodId: period.periodId,
    company: period.companyCode,
    startOn: period.startOn,
    endOn: period.endOn,
    payOn: period.payOn,
    currency,
    stateTax: preview.stateTax,
    ...{ roster, paid, held, excluded },
    grossMinor: totals.grossMinor,
    reimbursementsMinor: totals.reimbursementsMinor,
    deductionsMinor: totals.deductionsMinor,
    taxesMinor: totals.taxesMinor,
    netMinor: totals.netMinor,
    employerMinor: totals.employerMinor,
    heldPeople: preview.held.map(({ number, code, detail, hint }) => ({
      employee: number,
      ...{ code, detail, hint },
    })),
    heldByCode: preview.heldByCode,
    excludedPeople: preview.excluded.map(({ number, name, code, detail, hint }) => ({
      employee: number,
      ...{ name, code, detail, hint },
    })),
    warnings: preview.warnings,
    lastRun: last === null ? null : { runId: last.runId, netMinor: last.netMinor },
    people: {
      same: preview.same,
      changed: preview.changed,
      added: preview.added,
      gone: preview.gone,
    },
    byCause: differences.byCause.map((one) => causeShape(one, differences.codeOf)),
    largestChanges: differences.largest.map((one) => ({
      ...personDifferenceShape(one, differences.codeOf),
      beforeMinor: one.before?.netMinor ?? null,
      nowMinor: one.now?.netMinor ?? null,
    })),
  };
}
