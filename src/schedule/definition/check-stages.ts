/**
 * Checks the stages of a schedule against each other: inputs close, then the run calculates, then its
 * review ends, and that no later than the approval deadline.
 *
 * The order is tried on the periods of four years, as far as the calendars know them.
 */

import { datedPeriods } from '#schedule/dated-periods.ts';
import { approvalDeadline } from '#schedule/deadlines.ts';
import { paidDay, toPayPeriod } from '#schedule/pay-period.ts';
import type { PaySchedule } from '#schedule/pay-schedule.ts';
import { calculateAt, stageInstants } from '#schedule/stages.ts';
import { triedPeriods } from './check-deadlines.ts';
import type { ReportIssue } from './read-basis.ts';
import type { ScheduleShape } from './schedule-shape.ts';

/** A stage and its short form say the same thing: only one of them may be written. */
export function checkStageKeys({ stages, ...shape }: ScheduleShape, report: ReportIssue): void {
  if (stages === undefined) return;
  if (Object.keys(stages).length === 0) {
    report('/stages', 'missing_key', 'Name a stage: prepare, calculate or approve.');
  }
  if (stages.prepare !== undefined && shape.input_cutoff !== undefined) {
    report('/input_cutoff', 'key_conflict', 'The stage prepare says when inputs close.');
  }
  if (stages.calculate !== undefined && shape.rule !== undefined) {
    report('/rule', 'key_conflict', 'The stage calculate says when the run starts.');
  }
  const hasRule = (stages.calculate ?? shape.rule ?? null) !== null;
  if (!hasRule && (stages.prepare ?? stages.approve) !== undefined) {
    const message = 'The other stages need one that calculates: add calculate, or a rule.';
    report('/stages/calculate', 'missing_key', message);
  }
}

export function checkStages(
  schedule: PaySchedule,
  context: { readonly shape: ScheduleShape; readonly report: ReportIssue },
): void {
  const { shape, report } = context;
  if (shape.stages === undefined) return;
  const plain: PaySchedule = { ...schedule, overrides: new Map() };
  for (const dated of datedPeriods(plain, triedPeriods)) {
    const paid = paidDay(plain, dated);
    if (paid.kind === 'unknown') continue;
    const period = toPayPeriod(dated, paid);
    const calculates = calculateAt(plain, period);
    const staged = stageInstants(plain, period);
    const deadline = approvalDeadline(plain, period);
    if (!staged.ok || !deadline.ok) continue;
    const { prepare, approve } = staged.value;
    const hasDeadline = shape.approval_deadline !== undefined;
    const inOrder = [
      { key: '/stages/prepare', name: 'inputs close', at: prepare?.at ?? null },
      { key: '/stages/calculate', name: 'the run calculates', at: calculates },
      { key: '/stages/approve', name: 'the review ends', at: approve?.at ?? null },
      {
        key: '/approval_deadline',
        name: 'approvals are too late',
        at: hasDeadline ? deadline.value.at : null,
      },
    ].flatMap(({ at, ...stage }) => (at === null ? [] : [{ ...stage, at }]));
    for (const [index, stage] of inOrder.entries()) {
      const before = inOrder[index - 1];
      if (before === undefined || Temporal.Instant.compare(before.at, stage.at) <= 0) continue;
      const words = (one: typeof stage) =>
        `${one.name} at ${one.at.toZonedDateTimeISO(schedule.timeZone).toPlainDateTime()}`;
      const message = `For the period ${period.startOn} to ${period.endOn}, ${words(stage)}, before ${words(before)}.`;
      report(stage.key, 'stage_out_of_order', message);
      return;
    }
  }
}
