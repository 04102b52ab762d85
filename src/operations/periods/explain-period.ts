/**
 * Explains whether a period is due and, if not, which condition fails. Also explains how its pay date, its
 * deadlines and its due instant were computed.
 *
 * Refusal: period_not_found.
 */

import { type Answer, answer } from '#errors.ts';
import { findPeriod } from '#operations/look-up.ts';
import { periodNotFound } from '#operations/not-found.ts';
import { dueFactsOf, whatIsMissed } from '#operations/runs/open-run.ts';
import { partOn, savedSchedule } from '#operations/schedules/saved-schedule.ts';
import type { World } from '#operations/world.ts';
import { type DueCondition, dueConditions, notDueBecause } from '#run/due-conditions.ts';
import type { MissedDecision } from '#run/lateness.ts';
import { approvalDeadline, type Deadline, inputCutoff } from '#schedule/deadlines.ts';
import { scheduleByCode } from '#store/reads/companies.ts';
import { type Ahead, aheadOf } from '#store/reads/earlier-work.ts';
import { type PeriodRow, periodById } from '#store/reads/periods.ts';
import { type MissingInputs, missingInputs, type StageRow, stagesOf } from '#store/reads/stages.ts';
import type { Reading } from '#store/store.ts';
import { dayInWords, toEpochDay } from '#time/plain-date.ts';

export interface ExplainedPeriod {
  readonly period: PeriodRow;
  readonly isDue: boolean;
  readonly conditions: readonly DueCondition[];
  /** The run or period of the same people that it waits for; null when none. */
  readonly ahead: Ahead | null;
  /** One sentence. */
  readonly summary: string;
  /** How the pay date was computed, one sentence per step. */
  readonly payDateSteps: readonly string[];
  /** Null when inputs are accepted until the run opens, or when the period was added by hand. */
  readonly inputCutoff: Deadline | null;
  /** Null when the period was added by hand. */
  readonly approvalDeadline: Deadline | null;
  /** The stages besides the calculation, in order of time. Empty: the schedule has none. */
  readonly stages: readonly StageRow[];
  /** Who has no hours or no pay. Null: the period does not wait for inputs. */
  readonly missing: MissingInputs | null;
}

const none: ReadonlySet<number> = new Set();

export async function explainPeriod(
  world: World,
  ask: { readonly periodId: number },
): Promise<Answer<ExplainedPeriod>> {
  const found = await findPeriod(world, ask.periodId);
  if (!found.ok) return found;
  const { companyId } = found.value;
  return world.store.read({ companyId }, async (at): Promise<Answer<ExplainedPeriod>> => {
    // Reads the period again, so that the whole explanation describes one moment.
    const period = await periodById(at, ask.periodId);
    if (!period) return periodNotFound(ask.periodId);
    const { dueOpens } = period;
    const dueBefore = { opens: dueOpens === 'tick' ? 'any' : 'due_instant', except: none } as const;
    const ahead = period.liveRunId === null ? await aheadOf(at, { ...ask, dueBefore }) : null;
    const conditions = dueConditions(dueFactsOf(period, ahead));
    const missing = notDueBecause(conditions);
    return answer({
      period,
      isDue: missing === null,
      conditions,
      ahead,
      summary: summaryOf(period, missing ?? (await whatIsMissed(at, period))),
      payDateSteps: payDateSteps(period),
      ...(await deadlinesOf(at, period)),
      ...(await stagesAndMissing(at, period)),
    });
  });
}

async function stagesAndMissing(
  at: Reading,
  period: PeriodRow,
): Promise<Pick<ExplainedPeriod, 'stages' | 'missing'>> {
  const { periodId, liveRunId, status } = period;
  const stages = await stagesOf(at, periodId);
  const isWaiting = status === 'active' && liveRunId === null;
  const hasCutoff = stages.some(({ stage }) => stage === 'prepare');
  const missing = isWaiting && hasCutoff ? await missingInputs(at, periodId) : null;
  return { stages, missing };
}

function payDateSteps(period: PeriodRow): readonly string[] {
  const nominal = dayInWords(toEpochDay(period.nominalPayOn));
  const reason = period.payOnReason;
  return [
    `The period ends on ${dayInWords(toEpochDay(period.endOn))}; its nominal pay date is ${nominal}.`,
    `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`,
  ];
}

/** The deadlines as the schedule gives them today. They are not stored. */
async function deadlinesOf(
  at: Reading,
  period: PeriodRow,
): Promise<Pick<ExplainedPeriod, 'inputCutoff' | 'approvalDeadline'>> {
  const { companyId, scheduleCode: code } = period;
  const row = code === null ? null : await scheduleByCode(at, { companyId, code });
  if (row === null) return { inputCutoff: null, approvalDeadline: null };
  const part = partOn(await savedSchedule(at, row), period.endOn);
  const cutoff = inputCutoff(part, period);
  const approval = approvalDeadline(part, period);
  return {
    inputCutoff: cutoff.ok ? cutoff.value : null,
    approvalDeadline: approval.ok ? approval.value : null,
  };
}

function summaryOf(period: PeriodRow, found: DueCondition | MissedDecision): string {
  if (period.status === 'completed') {
    return `Period ${period.periodId} was paid by run ${period.liveRunId}; it never runs again.`;
  }
  if ('sentence' in found) {
    const is = found.code === 'not_held' ? 'does not run' : 'is not due';
    return `Period ${period.periodId} ${is}: ${found.sentence}.`;
  }
  return found.kind === 'hold'
    ? `Period ${period.periodId} is due, but ${found.why}, so it will be held until you release it.`
    : `Period ${period.periodId} is due: ${period.dueOpens === 'tick' ? 'the next auto_run_payroll task' : 'a running worker'} runs it.`;
}
