/**
 * The published JSON Schemas (draft 2020-12) of a pay schedule and of an automation rule.
 *
 * Made from the shapes that read them. A schema cannot say everything that is checked (that a
 * date exists, that overrides name a pay date): what it refuses is refused, and more besides.
 */

import { z } from 'zod';
import { ruleShape } from '#schedule/automation-rule.ts';
import { scheduleShape } from './schedule-shape.ts';

export type JsonSchema = Readonly<Record<string, unknown>>;

export function scheduleJsonSchema(): JsonSchema {
  return z.toJSONSchema(scheduleShape, { io: 'input' });
}

export function ruleJsonSchema(): JsonSchema {
  return z.toJSONSchema(ruleShape, { io: 'input' });
}
