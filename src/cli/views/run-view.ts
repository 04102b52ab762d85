/** Shows a pay run as a row of a table. */

import type { ListedRun } from '#answers/runs.ts';
import { regionalTaxesInWords } from '#answers/taxes.ts';
import type { Page } from '#cli/output.ts';
import type { Column } from '#cli/table.ts';
import { lateMark } from '#operations/runs/late-mark.ts';
import { amountInWords, countInWords } from './amounts.ts';

export const runColumns: readonly Column[] = [
  { title: 'run', align: 'right' },
  { title: 'period', align: 'right' },
  { title: 'company', isLong: true },
  { title: 'schedule', isSpare: true },
  { title: 'pay date' },
  { title: 'state' },
  { title: 'employees', align: 'right', isSpare: true },
  { title: 'gross', align: 'right' },
  { title: 'taxes', align: 'right', isSpare: true },
  { title: 'net', align: 'right' },
  { title: 'held', align: 'right' },
  { title: 'late', isSpare: true },
];

export function runCells(run: ListedRun): readonly string[] {
  return [
    String(run.runId),
    String(run.periodId),
    run.companyCode,
    scheduleOrRun(run),
    run.payOn.toString(),
    run.state,
    countInWords(run.rosterCount),
    amountInWords(run.grossMinor, run.currency),
    amountInWords(run.taxesMinor, run.currency),
    amountInWords(run.netMinor, run.currency),
    countInWords(run.heldCount),
    lateMark(run.lateSeconds),
  ];
}

/** The note about regional taxes, which every run and payslip shows. */
export function sayRegionalTaxes(page: Page, currency: string): void {
  const sentence = regionalTaxesInWords(currency);
  if (sentence !== null) page.sentence(sentence);
}

/** Which run it is about, if it is about one. */
function scheduleOrRun({ reverses, corrects, scheduleCode }: ListedRun): string {
  if (reverses !== null) return `reverses run ${reverses}`;
  return corrects === null ? (scheduleCode ?? 'by hand') : `corrects run ${corrects}`;
}
