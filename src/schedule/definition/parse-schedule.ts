/** Parses the JSON of a pay schedule. Returns the schedule, or every error at once. */
import { type Answer, answer, Bug, refuse } from '#errors.ts';
import type { PaySchedule, ScheduleDefaults } from '#schedule/pay-schedule.ts';
import { checkSchedule } from './check-schedule.ts';

/** Refusal: `schedule_invalid`, with an issue and a pointer for every error. */
export function parseSchedule(json: unknown, defaults: ScheduleDefaults = {}): Answer<PaySchedule> {
  const checked = checkSchedule(json, defaults);
  if (checked.schedule !== null) return answer(checked.schedule);
  const { issues } = checked;
  const shown = issues.slice(0, 3).map(({ pointer, message }) => `${pointer || '/'}: ${message}`);
  const more = issues.length > 3 ? ` And ${issues.length - 3} more.` : '';
  return refuse({
    family: 'invalid',
    code: 'schedule_invalid',
    message: `The pay schedule cannot be used. ${shown.join(' ')}${more}`,
    hint: 'Correct the values named in the message.',
    issues,
  });
}

/** Parses a definition that was checked before, such as a stored one. An error is then a bug. */
export function paySchedule(definition: unknown, defaults: ScheduleDefaults = {}): PaySchedule {
  const parsed = parseSchedule(definition, defaults);
  if (!parsed.ok) throw new Bug(parsed.refusal.message, { cause: parsed.refusal });
  return parsed.value;
}
