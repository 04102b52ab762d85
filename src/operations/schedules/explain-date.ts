/**
 * Explains why a date is a pay date, a due date or the first or last day of a period, or why it is not.
 *
 *   explainSavedDate  for a saved schedule, with the definition that applies on that date
 *   explainFileDate   for a schedule that is not saved; needs no database
 *
 * Refusals: those of `schedulesNamed` or `parseSchedule`, and of `explainDate`.
 */

import { type Answer, answer } from '#errors.ts';
import type { World } from '#operations/world.ts';
import { parseSchedule } from '#schedule/definition/parse-schedule.ts';
import { type ExplainedDate, explainDate } from '#schedule/explain-date.ts';
import { type ScheduleDefaults } from '#schedule/pay-schedule.ts';
import { findScheduleNamed } from './name-schedules.ts';
import { partOn } from './saved-schedule.ts';

export interface ExplainedScheduleDate extends ExplainedDate {
  readonly code: string;
  /** Null when the schedule is not saved. */
  readonly company: string | null;
}

export async function explainSavedDate(
  world: World,
  ask: {
    readonly company: string | null;
    readonly code: string;
    readonly on: Temporal.PlainDate;
  },
): Promise<Answer<ExplainedScheduleDate>> {
  const found = await findScheduleNamed(world, ask);
  if (!found.ok) return found;
  const { company, saved } = found.value;
  const explained = explainDate(partOn(saved, ask.on), ask.on);
  if (!explained.ok) return explained;
  return answer({ ...explained.value, code: saved.row.code, company: company.code });
}

export function explainFileDate(ask: {
  readonly definition: unknown;
  readonly defaults: ScheduleDefaults;
  readonly on: Temporal.PlainDate;
}): Answer<ExplainedScheduleDate> {
  const parsed = parseSchedule(ask.definition, ask.defaults);
  if (!parsed.ok) return parsed;
  const explained = explainDate(parsed.value, ask.on);
  if (!explained.ok) return explained;
  return answer({ ...explained.value, code: parsed.value.code, company: null });
}
