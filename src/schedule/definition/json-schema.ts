/**
 * The published JSON Schema (draft 2020-12) of a pay schedule, its automation rule included.
 *
 * Made from the shape that reads it. A schema cannot say everything that is checked (that a
 * date exists, that overrides name a pay date): what it refuses is refused, and more besides.
 */

import { z } from 'zod';
import { scheduleShape } from './schedule-shape.ts';

type JsonSchema = Readonly<Record<string, unknown>>;

export function scheduleJsonSchema(): JsonSchema {
  return z.toJSONSchema(scheduleShape, { io: 'input' });
}
