/**
 * The stages of a period: inputs close (prepare), the run calculates, and its review ends (approve).
 *
 * The rule of a schedule is the short form of the stage that calculates; due-instant.ts gives its
 * moment. A deadline set by hand for one period moves the stage of that period.
 */

import { type Answer, answer } from '#errors.ts';
import { approvalByHand, countedDeadline, type Deadline, inputCutoff } from './deadlines.ts';
import { dueInstant } from './due-instant.ts';
import type { PayPeriod } from './pay-period.ts';
import type { PaySchedule } from './pay-schedule.ts';

interface StageInstants {
  /** Null: inputs are accepted until the run opens. */
  readonly prepare: Deadline | null;
  /** Null: the review has no end of its own. */
  readonly approve: Deadline | null;
}

/** Refusals: `calendar_year_unknown`. */
export function stageInstants(schedule: PaySchedule, period: PayPeriod): Answer<StageInstants> {
  const { stages } = schedule;
  const prepare = stages.prepare === null ? answer(null) : inputCutoff(schedule, period);
  if (!prepare.ok) return prepare;
  const rule = stages.approve;
  if (rule === null) return answer({ prepare: prepare.value, approve: null });
  const byHand = approvalByHand(schedule, period);
  if (byHand !== null) return answer({ prepare: prepare.value, approve: byHand });
  const approve = countedDeadline(schedule, { rule, period });
  return approve.ok ? answer({ prepare: prepare.value, approve: approve.value }) : approve;
}

/** Null: nothing calculates it by itself. */
export function calculateAt(schedule: PaySchedule, period: PayPeriod): Temporal.Instant | null {
  const { rule, timeZone: zone, calendar } = schedule;
  if (rule === null) return null;
  const due = dueInstant({ rule, period, zone, calendar });
  return due.ok ? due.value.at : null;
}
