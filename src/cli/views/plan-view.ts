/**
 * Shows the plan of a schedule: one row per pay date, then sentences about what needs attention.
 * For a saved schedule, each row also has the state of its period.
 */

import type { Page } from '#cli/output.ts';
import type { Column } from '#cli/table.ts';
import { lateMark } from '#operations/runs/late-mark.ts';
import type { PlannedDefinition } from '#operations/schedules/plan-definition.ts';
import type { SavedPlan, SavedRow } from '#operations/schedules/plan-schedules.ts';
import { actorNamed } from '#operations/who-was-first.ts';
import type { Deadline } from '#schedule/deadlines.ts';
import type { Mark, PlanRow } from '#schedule/plan/planned.ts';

/** A schedule that is not saved has neither company nor periods. */
export type AnyPlan = PlannedDefinition & Partial<Pick<SavedPlan, 'company' | 'paused'>>;
type AnyRow = PlanRow & Partial<Pick<SavedRow, 'period'>>;

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

const columns: readonly Column[] = [
  { title: 'first day', isSpare: true },
  { title: 'last day' },
  { title: 'nominal', isSpare: true },
  { title: 'pay date' },
  { title: 'inputs until', isSpare: true },
  { title: 'due' },
  { title: 'due UTC', isSpare: true },
  { title: 'review until' },
  { title: 'approve by' },
  { title: 'note', isLong: true },
];

/** The text of a mark in its row. The full sentence is below the table. */
const short: Readonly<Record<Mark['code'], string>> = {
  extra_pay_date: 'extra',
  pay_date_crosses_tax_year: 'other tax year',
  paid_in_next_tax_year: 'next tax year',
  pay_date_by_hand: 'by hand',
  pay_date_on_closed_day: 'CLOSED',
  pay_date_before_period_ahead: 'OUT OF ORDER',
  pay_date_after_next_period: 'OUT OF ORDER',
  deadline_on_closed_day: 'closed day',
  clock_change: 'clock change',
  unknown_calendar_year: 'UNKNOWN YEAR',
  rule_skips_period: 'NOT DUE',
  due_after_approval_deadline: 'TOO LATE',
  due_before_period_start: 'early',
  input_cutoff_after_due: 'before cut-off',
  transition: 'transition',
  after_gap: 'after a gap',
  approval_short_of_bank: 'SHORT FOR BANK',
};

export function showPlan(page: Page, plan: AnyPlan): void {
  const company = plan.company === undefined ? '' : `${plan.company} `;
  const title = plan.title === plan.code ? '' : `${plan.title}, `;
  page.sentence(
    `${company}${plan.code}: ${title}${plan.frequency}, ${plan.timeZone}, bank calendar ${plan.calendar}`,
  );
  page.sentence(`Pay dates from ${plan.fromOn} to ${plan.toOn}.`);
  if (plan.paused) {
    const { at, by, why } = plan.paused;
    page.sentence(
      `Automation is PAUSED since ${at} by ${actorNamed(by)}: ${why}. Nothing runs by itself.`,
    );
  }
  page.blank();
  page.table({ ...withoutEmpty(plan.rows.map(cellsOf)), whenEmpty: 'There is no pay date in it.' });
  showRemarks(page, plan);
}

/** `Thu 2026-06-18` */
export function dayText(on: Temporal.PlainDate): string {
  return `${weekdays[on.dayOfWeek - 1] ?? ''} ${on}`;
}

/** Prints the errors that prevent saving the schedule, and the warnings. */
export function showRuleRemarks(
  page: Page,
  of: Pick<PlannedDefinition, 'issues' | 'warnings'>,
): void {
  for (const { pointer, message, code } of of.issues) {
    page.sentence(`Would be refused: ${pointer}: ${message} [${code}]`);
  }
  for (const warning of of.warnings) page.sentence(`Warning: ${warning}`);
}

function showRemarks(page: Page, plan: AnyPlan): void {
  const remarks = plan.rows.flatMap(remarksOn);
  if (remarks.length > 0) page.blank();
  for (const remark of remarks) page.sentence(remark);
  if (plan.notes.length + plan.issues.length + plan.warnings.length > 0) page.blank();
  showRuleRemarks(page, plan);
  for (const note of plan.notes) page.sentence(`Note: ${note}`);
}

/** Leaves out the columns of moments that no row has. */
function withoutEmpty(rows: readonly (readonly string[])[]) {
  const isKept = (place: number) => rows.some((row) => (row[place] ?? '') !== '');
  return {
    columns: columns.filter((_, place) => isKept(place)),
    rows: rows.map((row) => row.filter((_, place) => isKept(place))),
  };
}

function cellsOf(row: AnyRow): readonly string[] {
  const { year } = row.nominalPayOn;
  const words = [
    ...(isMoved(row) ? ['moved'] : []),
    ...row.marks.map(({ code }) => short[code]),
    ...becameOf(row),
  ];
  return [
    row.startOn.toString(),
    row.endOn.toString(),
    dayText(row.nominalPayOn),
    row.payOn === null ? 'unknown' : dayText(row.payOn),
    localText(row.inputCutoff, year),
    localText(row.due, year),
    row.due === null ? '' : row.due.at.toString({ smallestUnit: 'minute' }).replace('T', ' '),
    localText(row.approve, year),
    isOneEnd(row) ? '' : localText(row.approvalDeadline, year),
    [...new Set(words)].join(', '),
  ];
}

/** The stage says until when an approval is in time: one column is enough. */
function isOneEnd({ approve, approvalDeadline }: PlanRow): boolean {
  return approve !== null && approvalDeadline?.at.equals(approve.at) === true;
}

/** The state of the period in a few words: `run 12 committed`, `late 3 days`, `held`, `skipped`. */
function becameOf({ period }: AnyRow): readonly string[] {
  if (!period) return [];
  const { runId, runState, status, dueState, lateSeconds } = period;
  return [
    ...(runId === null ? [] : [`run ${runId} ${runState ?? ''}`]),
    ...(lateMark(lateSeconds) === '' ? [] : [lateMark(lateSeconds)]),
    ...(status === 'skipped' || status === 'draft' ? [status] : []),
    ...(dueState === 'held' && status === 'active' ? ['HELD'] : []),
  ];
}

/** `Mon 06-15 14:00`. The year is added if it differs from the pay date's year. */
function localText(moment: Pick<Deadline, 'local'> | null, year: number): string {
  if (moment === null) return '';
  const { local } = moment;
  const date = local.toPlainDate().toString();
  const time = local.toPlainTime().toString({ smallestUnit: 'minute' });
  return `${weekdays[local.dayOfWeek - 1] ?? ''} ${local.year === year ? date.slice(5) : date} ${time}`;
}

function remarksOn(row: AnyRow): readonly string[] {
  const date = row.payOn ?? row.nominalPayOn;
  const isByHand = row.marks.some(({ code }) => code === 'pay_date_by_hand');
  const sentences = row.marks.map(({ message }) => message);
  if (isMoved(row) && !isByHand) sentences.unshift(`${row.payOnReason}.`);
  const { period } = row;
  if (period?.status === 'skipped') sentences.push(`Skipped: ${period.statusWhy ?? ''}.`);
  else if (period?.dueState === 'held') sentences.push(`Held: ${period.heldWhy ?? ''}.`);
  return sentences.map((sentence) => `${date}  ${sentence}`);
}

function isMoved(row: PlanRow): boolean {
  return row.payOn !== null && !row.payOn.equals(row.nominalPayOn);
}
