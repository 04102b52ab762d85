/** The published JSON Schema of a pay schedule, made from the shape that reads schedules. */
import { scheduleJsonSchema } from '#schedule/definition/json-schema.ts';

export function publishSchema(): Readonly<Record<string, unknown>> {
  return scheduleJsonSchema();
}
