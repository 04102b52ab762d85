/**
 * The next times at which a cron expression fires in a zone. Needs no database.
 *
 * The expression is read as everywhere in Paybeat. The answer says where Celery's own crontab would read it
 * differently, and which local times a clock change skips or doubles.
 *
 * Refusals: cron_question_invalid, with an issue and a pointer for every error (`/expression`, `/zone`,
 * `/from`, `/count`).
 */
import { z } from 'zod';
import { type Answer, answer, refuse } from '#errors.ts';
import { celeryDifferencesAfter } from '#schedule/cron/celery-difference.ts';
import { parseCron } from '#schedule/cron/cron-expression.ts';
import { nextOccurrences } from '#schedule/cron/occurrences.ts';
import { parsedText, readJson } from '#text/read-json.ts';
import { instantValue } from '#time/instant.ts';
import { zoneValue } from '#time/json-values.ts';

export interface CronOccurrences {
  readonly expression: string;
  readonly zone: string;
  /** All occurrences are strictly after this instant. */
  readonly from: Temporal.Instant;
  readonly occurrences: readonly CronMoment[];
  /** Where Celery's crontab differs, one sentence each. */
  readonly notes: readonly string[];
}

export interface CronMoment {
  readonly at: Temporal.Instant;
  /** The local time that the expression names. If a clock change skips this time, it does not exist on that day. */
  readonly local: Temporal.PlainDateTime;
  readonly kind: 'once' | 'skipped' | 'doubled';
}

const countMax = 1000;
const usualCount = 5;

const question = z.strictObject({
  expression: parsedText(parseCron, { description: 'Five fields' }),
  zone: zoneValue.optional(),
  from: instantValue.optional(),
  count: z.int().min(1).max(countMax).optional(),
});

/** Keys: expression; zone (default UTC), from (default `now`), count (default 5). */
export function nextCron(json: unknown, now: Temporal.Instant): Answer<CronOccurrences> {
  const { value, issues } = readJson(json, question);
  if (value === null) {
    return refuse({
      family: 'invalid',
      code: 'cron_question_invalid',
      message: 'The cron expression or an option of it cannot be used.',
      hint: 'A cron expression has five fields: minute, hour, day of month, month, day of week. "0 2 25 * *" is the 25th at 02:00.',
      issues,
    });
  }
  const { expression: cron, zone = 'UTC', from = now, count = usualCount } = value;
  const occurrences = nextOccurrences(cron, { after: from, zone, count });
  return answer({
    expression: cron.text,
    zone,
    from,
    occurrences,
    notes: celeryDifferencesAfter(cron, { after: from, zone }).map(({ message }) => message),
  });
}
