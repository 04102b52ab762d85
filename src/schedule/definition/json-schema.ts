/**
 * The published JSON Schema (draft 2020-12) of a pay schedule, its automation rule included.
 *
 * It is generated from the shape that reads a schedule. A schema cannot express every check: dates must
 * exist, and overrides must name a pay date. So Paybeat refuses more than the schema.
 */

import { z } from 'zod';
import { scheduleShape } from './schedule-shape.ts';

type JsonSchema = Readonly<Record<string, unknown>>;

export function scheduleJsonSchema(): JsonSchema {
  return z.toJSONSchema(scheduleShape, { io: 'input' });
}
