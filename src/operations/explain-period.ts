/**
 * Is a period due, and if not, which condition fails; and how its due instant came about.
 *
 * Refusal: period_not_found.
 */
import { type Answer, answer } from '#errors.ts';
import { type DueCondition, dueConditions, notDueBecause } from '#run/due-conditions.ts';
import { type PeriodRow, periodById } from '#store/reads/periods.ts';
import { dueFactsOf, periodNotFound } from './open-run.ts';
import type { World } from './world.ts';

export interface ExplainedPeriod {
  readonly period: PeriodRow;
  readonly isDue: boolean;
  readonly conditions: readonly DueCondition[];
  /** One sentence. */
  readonly summary: string;
}

export async function explainPeriod(
  world: World,
  ask: { readonly periodId: number },
): Promise<Answer<ExplainedPeriod>> {
  const period = await world.store.read('every company', (at) => periodById(at, ask.periodId));
  if (!period) return periodNotFound(ask.periodId);
  const conditions = dueConditions(dueFactsOf(period));
  const missing = notDueBecause(conditions);
  const isDue = missing === null;
  return answer({ period, isDue, conditions, summary: summaryOf(period, missing) });
}

function summaryOf(period: PeriodRow, missing: DueCondition | null): string {
  if (period.status === 'completed') {
    return `Period ${period.periodId} was paid by run ${period.liveRunId}; it never runs again.`;
  }
  if (missing === null) {
    return period.missedTooLong
      ? `Period ${period.periodId} is due, but was missed by more than ${period.catchUpDays} days: the next scan holds it for a person.`
      : `Period ${period.periodId} is due: the next scan runs it.`;
  }
  return `Period ${period.periodId} is not due: ${missing.sentence}.`;
}
