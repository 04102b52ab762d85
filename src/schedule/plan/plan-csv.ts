/**
 * A plan as CSV (RFC 4180: CRLF, quotes doubled), for a spreadsheet.
 *
 * People write the titles and reasons. A text cell that a spreadsheet would run as a formula
 * therefore gets a leading apostrophe.
 */

import type { Plan, PlanRow } from './planned.ts';

const columns: readonly (readonly [string, (row: PlanRow, plan: Plan) => string])[] = [
  ['schedule', (_, plan) => text(plan.code)],
  ['start_on', (row) => row.startOn.toString()],
  ['end_on', (row) => row.endOn.toString()],
  ['nominal_pay_on', (row) => row.nominalPayOn.toString()],
  ['pay_on', (row) => row.payOn?.toString() ?? ''],
  ['pay_on_reason', (row) => text(row.payOnReason)],
  ['pay_date_of_year', (row) => String(row.payDateOfYear)],
  ['input_cutoff_local', (row) => localText(row.inputCutoff)],
  ['input_cutoff_at', (row) => row.inputCutoff?.at.toString() ?? ''],
  ['due_local', (row) => localText(row.due)],
  ['due_zone', (row) => row.due?.zone ?? ''],
  ['due_at', (row) => row.due?.at.toString() ?? ''],
  ['approval_deadline_local', (row) => localText(row.approvalDeadline)],
  ['approval_deadline_at', (row) => row.approvalDeadline?.at.toString() ?? ''],
  ['marks', (row) => text(row.marks.map((mark) => mark.code).join(' '))],
  ['review_ends_local', (row) => localText(row.approve)],
  ['review_ends_at', (row) => row.approve?.at.toString() ?? ''],
];

/** The characters with which a spreadsheet formula may begin, including their full-width forms. */
const formulaStart = /^[=+\-@\t\r＝＋－＠]/;

export function planToCsv(plan: Plan): string {
  const head = columns.map(([name]) => name);
  const rows = plan.rows.map((row) => columns.map(([, cell]) => quoted(cell(row, plan))));
  return [head, ...rows].map((cells) => `${cells.join(',')}\r\n`).join('');
}

function localText(moment: { readonly local: Temporal.PlainDateTime } | null): string {
  return moment?.local.toString({ smallestUnit: 'minute' }) ?? '';
}

function text(value: string): string {
  return formulaStart.test(value) ? `'${value}` : value;
}

function quoted(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
