/** The published JSON Schema of a pay schedule, generated from the shape that parses schedules. */
import { scheduleJsonSchema } from '#schedule/definition/json-schema.ts';

export function publishSchema(): Readonly<Record<string, unknown>> {
  return scheduleJsonSchema();
}
