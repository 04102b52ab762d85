/** The year ahead of a schedule on a terminal: a row for each pay date, then what deserves a look. */

import type { Deadline } from '#schedule/deadlines.ts';
import type { Plan, PlanRow } from '#schedule/plan.ts';
import type { Mark } from '#schedule/plan/marks.ts';
import type { Page } from './output.ts';
import type { Column } from './table.ts';

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

const columns: readonly Column[] = [
  { title: 'first day', isSpare: true },
  { title: 'last day' },
  { title: 'nominal', isSpare: true },
  { title: 'pay date' },
  { title: 'inputs until', isSpare: true },
  { title: 'due' },
  { title: 'due UTC', isSpare: true },
  { title: 'approve by' },
  { title: 'look', isLong: true },
];

/** What a row says of a mark; the sentence follows below the table. */
const short: Readonly<Record<Mark['code'], string>> = {
  extra_pay_date: 'extra',
  pay_date_crosses_tax_year: 'other tax year',
  paid_in_next_tax_year: 'next tax year',
  pay_date_by_hand: 'by hand',
  pay_date_on_closed_day: 'CLOSED',
  deadline_on_closed_day: 'closed day',
  clock_change: 'clock change',
  unknown_calendar_year: 'UNKNOWN YEAR',
  rule_skips_period: 'NOT DUE',
  due_after_approval_deadline: 'TOO LATE',
  due_before_period_start: 'early',
  input_cutoff_after_due: 'before cut-off',
  transition: 'transition',
};

export function showPlan(page: Page, plan: Plan): void {
  page.sentence(
    `${plan.code}: ${plan.title === plan.code ? '' : `${plan.title}, `}${plan.frequency}, ${plan.timeZone}, bank calendar ${plan.calendar}`,
  );
  page.sentence(`Pay dates from ${plan.fromOn} to ${plan.toOn}.`);
  page.blank();
  page.table({ columns, rows: plan.rows.map(cellsOf), whenEmpty: 'There is no pay date in it.' });
  const remarks = plan.rows.flatMap(remarksOn);
  if (remarks.length > 0) page.blank();
  for (const remark of remarks) page.sentence(remark);
  if (plan.notes.length > 0) page.blank();
  for (const note of plan.notes) page.sentence(`Note: ${note}`);
}

/** `Thu 2026-06-18` */
export function dayText(on: Temporal.PlainDate): string {
  return `${weekdays[on.dayOfWeek - 1] ?? ''} ${on}`;
}

function cellsOf(row: PlanRow): readonly string[] {
  const { year } = row.nominalPayOn;
  const isMoved = row.payOn !== null && !row.payOn.equals(row.nominalPayOn);
  const words = [...(isMoved ? ['moved'] : []), ...row.marks.map(({ code }) => short[code])];
  return [
    row.startOn.toString(),
    row.endOn.toString(),
    dayText(row.nominalPayOn),
    row.payOn === null ? 'unknown' : dayText(row.payOn),
    localText(row.inputCutoff, year),
    localText(row.due, year),
    row.due === null ? '' : row.due.at.toString({ smallestUnit: 'minute' }).replace('T', ' '),
    localText(row.approvalDeadline, year),
    [...new Set(words)].join(', '),
  ];
}

/** `Mon 06-15 14:00`; with its year where that is not the pay date's. */
function localText(moment: Pick<Deadline, 'local'> | null, year: number): string {
  if (moment === null) return '';
  const { local } = moment;
  const date = local.toPlainDate().toString();
  const time = local.toPlainTime().toString({ smallestUnit: 'minute' });
  return `${weekdays[local.dayOfWeek - 1] ?? ''} ${local.year === year ? date.slice(5) : date} ${time}`;
}

function remarksOn(row: PlanRow): readonly string[] {
  const date = row.payOn ?? row.nominalPayOn;
  const isMoved = row.payOn !== null && !row.payOn.equals(row.nominalPayOn);
  const byHand = row.marks.some(({ code }) => code === 'pay_date_by_hand');
  const sentences = row.marks.map(({ message }) => message);
  if (isMoved && !byHand) sentences.unshift(`${row.payOnReason}.`);
  return sentences.map((sentence) => `${date}  ${sentence}`);
}
