/**
 * The rule by which a pay period runs automatically.
 *
 * A rule is a small JSON object. It has exactly one kind (`run_on_date`, `days_before_end`, `cron`,
 * `days_before_pay_date`, `days_after_end`, `weekday`) and options. The JSON is stored unchanged; this file gives its meaning.
 *
 * Promises: a parsed rule has no unknown key, one kind, only dates that exist, and a cron
 * expression that can fire. check-rule.ts checks that it fires once for every coming period.
 */

import { z } from 'zod';
import { type Answer, answer, type Issue, refuse } from '#errors.ts';
import { ownKey, parsedText, readJson } from '#text/read-json.ts';
import type { ConventionRule } from '#time/conventions.ts';
import { dayNames, weekdayNamed } from '#time/day-names.ts';
import { conventionValue, dateValue, timeValue, zoneValue } from '#time/json-values.ts';
import type { Weekday } from '#time/plain-date.ts';
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
      readonly kind: 'days_before_pay_date' | 'days_after_end';
      readonly days: number;
      readonly isBusinessDays: boolean;
    }
  /** The nearest such weekday on that side, never the day itself. */
  | {
      readonly kind: 'weekday';
      readonly weekday: Weekday;
      readonly direction: 'before' | 'after';
      readonly from: 'pay_date' | 'period_end';
    };

export interface AutomationRule {
  readonly when: RuleWhen;
  /** The time of day in the rule. Null: `defaultTimeOfDay`, or the time of the cron expression. */
  readonly at: Temporal.PlainTime | null;
  /** Null: the time zone of the schedule or company. */
  readonly timeZone: string | null;
  /** Moves the date if it falls on a closed day. */
  readonly convention: ConventionRule;
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
  'days_after_end',
  'weekday',
] as const;

/** The kinds that `business_days` can count. */
const countedKinds: readonly string[] = ['days_before_pay_date', 'days_after_end'];

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
    days_after_end: z.int().min(0).max(daysMax).optional(),
    weekday: z
      .enum(dayNames)
      .optional()
      .describe('The nearest such weekday before the pay date, or before or after the last day'),
    before: z.enum(['pay_date', 'period_end']).optional().describe('With weekday'),
    after: z.enum(['period_end']).optional().describe('With weekday'),
    business_days: z
      .boolean()
      .optional()
      .describe('With days_before_pay_date or days_after_end: count banking days only'),
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
    dependentRequired: { before: ['weekday'], after: ['weekday'] },
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
  const isCounted = kinds.some((kind) => countedKinds.includes(kind));
  if (ownKey(json, 'business_days') !== undefined && !isCounted) {
    const message =
      'business_days counts days_before_pay_date or days_after_end; this rule has neither.';
    issues.push({ pointer: '/business_days', code: 'option_not_applicable', message });
  }
  return [...issues, ...directionIssues(json, kinds.includes('weekday'))];
}

/** A weekday needs one direction; the other kinds have theirs in their name. */
function directionIssues(json: object, isWeekday: boolean): readonly Issue[] {
  const named = (['before', 'after'] as const).filter((key) => Object.hasOwn(json, key));
  if (!isWeekday) {
    return named.map((key) => ({
      pointer: `/${key}`,
      code: 'option_not_applicable',
      message: `${key} gives the direction of a weekday; this rule has none.`,
    }));
  }
  if (named.length === 1) return [];
  const message =
    'A weekday needs one direction: "before": "pay_date", "before": "period_end" or "after": "period_end".';
  return [{ pointer: '/weekday', code: 'rule_direction', message }];
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
  if (shape.weekday !== undefined) {
    return {
      kind: 'weekday',
      weekday: weekdayNamed(shape.weekday),
      direction: shape.after === undefined ? 'before' : 'after',
      from: shape.after ?? shape.before ?? 'pay_date',
    };
  }
  const isBusinessDays = shape.business_days ?? false;
  if (shape.days_after_end !== undefined) {
    return { kind: 'days_after_end', days: shape.days_after_end, isBusinessDays };
  }
  return { kind: 'days_before_pay_date', days: shape.days_before_pay_date ?? 0, isBusinessDays };
}
