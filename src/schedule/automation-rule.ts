/**
 * The rule by which a pay period runs automatically.
 *
 * A rule is a small JSON object. It has exactly one kind (`run_on_date`, `days_before_end`, `cron`,
 * `days_before_pay_date`) and options. The JSON is stored unchanged; this file gives its meaning.
 *
 * Promises: a parsed rule has no unknown key, one kind, only dates that exist, and a cron
 * expression that can fire. check-rule.ts checks that it fires once for every coming period.
 */

import { z } from 'zod';
import { type Answer, answer, type Issue, refuse } from '#errors.ts';
import { ownKey, parsedText, readJson } from '#text/read-json.ts';
import type { Convention } from '#time/conventions.ts';
import { conventionValue, dateValue, timeValue, zoneValue } from '#time/json-values.ts';
import { type Cron, parseCron } from './cron/cron-expression.ts';

/** For a period that is late but inside the catch-up window: run it, or wait for a person. */
type IfMissed = 'run' | 'hold';

/** What opens a due period: its due instant, or only the next tick of `auto_run_payroll`. */
type Opens = 'due_instant' | 'tick';

type RuleWhen =
  | { readonly kind: 'run_on_date'; readonly runOn: Temporal.PlainDate }
  | { readonly kind: 'days_before_end'; readonly days: number }
  | { readonly kind: 'cron'; readonly cron: Cron }
  | {
      readonly kind: 'days_before_pay_date';
      readonly days: number;
      readonly isBusinessDays: boolean;
    };

export interface AutomationRule {
  readonly when: RuleWhen;
  /** The time of day in the rule. Null: `defaultTimeOfDay`, or the time of the cron expression. */
  readonly at: Temporal.PlainTime | null;
  /** Null: the time zone of the schedule or company. */
  readonly timeZone: string | null;
  /** Moves the date if it falls on a closed day. */
  readonly convention: Convention;
  readonly ifMissed: IfMissed;
  readonly opens: Opens;
  /** The original JSON, for storage. */
  readonly definition: Readonly<Record<string, unknown>>;
}

export const ruleKinds = [
  'run_on_date',
  'days_before_end',
  'cron',
  'days_before_pay_date',
] as const;

/** 02:00, the time of the daily beat in the origin (GLOSSARY.md). */
export const defaultTimeOfDay = new Temporal.PlainTime(2, 0);

const daysMax = 366;

export const ruleShape = z
  .strictObject({
    run_on_date: dateValue.optional(),
    days_before_end: z.int().min(0).max(daysMax).optional(),
    cron: parsedText(parseCron, {
      description: 'Five fields: minute hour day-of-month month day-of-week',
      examples: ['0 0 25 * *'],
    }).optional(),
    days_before_pay_date: z.int().min(0).max(daysMax).optional(),
    business_days: z.boolean().optional(),
    at: timeValue.optional(),
    time_zone: zoneValue.optional(),
    convention: conventionValue
      .optional()
      .describe('How a due date on a closed day moves. Default: none, so it stays there'),
    if_missed: z.enum(['run', 'hold']).optional(),
    opens: z.enum(['due_instant', 'tick']).optional(),
  })
  .meta({
    description: 'When a pay period runs automatically: exactly one kind, plus options',
    oneOf: ruleKinds.map((kind) => ({ required: [kind] })),
    dependentRequired: { business_days: ['days_before_pay_date'] },
  });

type RuleShape = z.output<typeof ruleShape>;

/** Refusals: `rule_invalid`, with an issue and a pointer for every error. */
export function parseRule(json: unknown): Answer<AutomationRule> {
  const read = readJson(json, ruleShape);
  const issues = [...read.issues, ...ruleKindIssues(json)];
  if (issues.length === 0 && read.value !== null) return answer(ruleOf(read.value, json));
  return refuse({
    family: 'invalid',
    code: 'rule_invalid',
    message: `The automation rule cannot be used: ${issues.map(({ message }) => message).join(' ')}`,
    hint: 'Write exactly one kind, for instance {"days_before_end": 3}, and any options.',
    issues,
  });
}

/**
 * Finds errors that concern several keys. It reads the raw JSON, so a key that the shape rejects
 * counts too.
 */
export function ruleKindIssues(json: unknown): readonly Issue[] {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return [];
  const kinds = ruleKinds.filter((kind) => Object.hasOwn(json, kind));
  const issues: Issue[] = [];
  if (kinds.length === 0) {
    const message = `A rule needs one of ${ruleKinds.join(', ')}.`;
    issues.push({ pointer: '', code: 'rule_kind_missing', message });
  }
  for (const kind of kinds.slice(1)) {
    const message = `A rule has one kind only; this one has ${kinds.join(' and ')}.`;
    issues.push({ pointer: `/${kind}`, code: 'rule_kinds_conflict', message });
  }
  if (ownKey(json, 'business_days') !== undefined && !kinds.includes('days_before_pay_date')) {
    const message = 'business_days counts days_before_pay_date; this rule has none.';
    issues.push({ pointer: '/business_days', code: 'option_not_applicable', message });
  }
  return issues;
}

/** Makes the rule from a valid shape. */
export function ruleOf(shape: RuleShape, json: unknown): AutomationRule {
  return {
    when: whenOf(shape),
    at: shape.at ?? null,
    timeZone: shape.time_zone ?? null,
    convention: shape.convention ?? 'none',
    ifMissed: shape.if_missed ?? 'run',
    opens: shape.opens ?? 'due_instant',
    definition: json as Readonly<Record<string, unknown>>,
  };
}

function whenOf(shape: RuleShape): RuleWhen {
  if (shape.run_on_date !== undefined) return { kind: 'run_on_date', runOn: shape.run_on_date };
  if (shape.days_before_end !== undefined) {
    return { kind: 'days_before_end', days: shape.days_before_end };
  }
  if (shape.cron !== undefined) return { kind: 'cron', cron: shape.cron };
  return {
    kind: 'days_before_pay_date',
    days: shape.days_before_pay_date ?? 0,
    isBusinessDays: shape.business_days ?? false,
  };
}
