/**
 * The JSON file in which a company defines its pay codes, and the file's published JSON Schema.
 *
 * Keys are those of `PayCodeDefinition` in snake_case. The schema cannot express every check: a
 * base must exist, and no definition may be circular. So Paybeat refuses more than the schema.
 */

import { z } from 'zod';
import { type Answer, type Issue, refuse } from '#errors.ts';
import { roundingModes } from '#money/rounding.ts';
import { readJson } from '#text/read-json.ts';
import { type CompileAsk, compilePayCodes } from './compile-pay-codes.ts';
import type { PayCodeDefinition, PayCodes } from './pay-code.ts';

const decimal = z.string().regex(/^(0|[1-9][0-9]*)(\.[0-9]+)?$/, {
  error: 'Expected a decimal number as text, for instance "12.50".',
});
const base = z
  .array(
    z.string().regex(/^-?([A-Z0-9][A-Z0-9_]*|gross|disposable|net)$/, {
      error: 'Expected a pay code, gross, disposable or net; -NAME subtracts.',
    }),
  )
  .min(1)
  .describe('Pay codes, gross, disposable or net; -NAME subtracts');

const amountRule = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('salary') }),
  z.strictObject({
    by: z.literal('hours'),
    multiplier: z.string().regex(/^-?(0|[1-9][0-9]*)(\.[0-9]+)?$/, {
      error: 'Expected a decimal number as text, for instance "1.5".',
    }),
    rate: decimal.optional().describe('Currency units an hour, up to six decimals'),
    premium: z.boolean().optional().describe('Paid in addition to hours under another code'),
    of_salary: z
      .boolean()
      .optional()
      .describe('The rate is the annual salary ÷ the hours of a year'),
  }),
  z.strictObject({ by: z.literal('pieces'), rate: decimal.optional() }),
  z.strictObject({ by: z.literal('amount'), amount: decimal.optional() }),
  z.strictObject({ by: z.literal('percent'), of: base, percent: decimal.optional() }),
  z.strictObject({
    by: z.literal('bands'),
    of: base,
    bands: z.array(z.strictObject({ above: decimal, percent: decimal })).min(1),
    annualize: z.boolean().optional(),
  }),
  z.strictObject({
    by: z.literal('match'),
    matches: z.string(),
    of: base,
    tiers: z.array(z.strictObject({ up_to_percent: decimal, match_percent: decimal })).min(1),
  }),
  z.strictObject({ by: z.literal('tax_pack') }),
]);

const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, { error: 'Expected a date, YYYY-MM-DD.' });

export const payCodeShape = z.strictObject({
  id: z.int().min(1).max(32_767).describe('Permanent; 1 to 999 are built in'),
  code: z.string().regex(/^[A-Z0-9][A-Z0-9_]{0,39}$/, {
    error: 'Expected up to 40 capital letters, digits and underscores.',
  }),
  kind: z.enum([
    'earning',
    'reimbursement',
    'deduction',
    'tax',
    'employer_contribution',
    'information',
  ]),
  title: z.string().trim().min(1).max(200),
  valid_from: date.optional().describe('First pay date of this version'),
  valid_until: date.optional().describe('Last pay date of this version'),
  amount: amountRule,
  wages: z.enum(['regular', 'supplemental']).optional(),
  exempt_from: z
    .array(z.string())
    .optional()
    .describe('Taxes that exempt it, or before which it is deducted'),
  rounding: z.enum(roundingModes).optional(),
  caps: z
    .strictObject({
      per_period: decimal.optional(),
      monthly: decimal.optional(),
      annual: decimal.optional(),
    })
    .optional(),
  hours_worked: z
    .boolean()
    .optional()
    .describe(
      'For hours: whether they are time worked, which counts towards weekly overtime. Leave is not',
    ),
  in_regular_rate: z
    .boolean()
    .optional()
    .describe('Earnings other than hours: whether overtime is paid on them too. Gifts are not'),
  substantiated_rate: decimal
    .optional()
    .describe('Reimbursements by pieces: the rate a piece above which the payment is wages'),
  substantiated_source: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .optional()
    .describe('Who states that rate, such as a notice of the tax office'),
  priority: z.int().min(0).max(10_000).optional().describe('Deductions: lower first'),
  minimum_net: decimal.optional(),
  if_short: z.enum(['hold', 'part', 'skip']).optional(),
  garnishment: z
    .strictObject({ percent_of_disposable: decimal, protected_per_week: decimal.optional() })
    .optional(),
  applies_to_all: z.boolean().optional(),
  payee: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .optional()
    .describe('Who gets a deduction or contribution; company: nobody else'),
  statement_code: z
    .string()
    .regex(/^[A-Z]{1,3}$/, { error: 'Expected up to three capital letters.' })
    .optional()
    .describe('Code under which the yearly statement of a person lists it'),
  limit: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,39}$/, { error: 'Expected the name of a limit, or none.' })
    .optional()
    .describe('The yearly limit of the law to which it counts; none: no limit'),
  journal_account: z.string().trim().min(1).max(100),
});

const payCodeFileShape = z.strictObject({
  $schema: z.string().optional(),
  pay_codes: z.array(payCodeShape).max(2_000),
});

/** Definitions as JSON. The shape alone does not check the list as a whole. */
export type PayCodeJson = z.infer<typeof payCodeShape>;

/**
 * Checks a company's own codes together with the `given` codes. A company may add a later version
 * of a given code. Refusal: `invalid_pay_codes`, with pointers into the file.
 */
export function parsePayCodeFile(
  json: unknown,
  ask: CompileAsk & { readonly beside: readonly PayCodeDefinition[] },
): Answer<PayCodes> {
  const read = readJson(json, payCodeFileShape);
  if (read.value === null) return refused(read.issues);
  const own = read.value.pay_codes.map(payCodeFrom);
  const compiled = compilePayCodes([...ask.beside, ...own], ask);
  if (compiled.ok) return compiled;
  return refused((compiled.refusal.issues ?? []).map((issue) => inFile(issue, ask.beside.length)));
}

export function payCodeFrom(json: PayCodeJson): PayCodeDefinition {
  // Only the names of the keys differ from a definition; a test compares them key by key.
  return renamed(json, camelCase) as PayCodeDefinition;
}

/** A definition in the form of the file. */
export function payCodeJson(definition: PayCodeDefinition): PayCodeJson {
  return renamed(definition, snakeCase) as PayCodeJson;
}

export function payCodeJsonSchema(): Readonly<Record<string, unknown>> {
  return z.toJSONSchema(payCodeFileShape, { io: 'input' });
}

/**
 * Converts a pointer into the whole list, `/12/caps/perPeriod`, to a pointer into the file,
 * `/pay_codes/2/caps/per_period`.
 */
export function inFile({ pointer, code, message }: Issue, before: number): Issue {
  const [, index = '', ...rest] = pointer.split('/');
  if (index === '') return { pointer: '/pay_codes', code, message };
  const place = [`${Number(index) - before}`, ...rest.map(snakeCase)].join('/');
  return { pointer: `/pay_codes/${place}`, code, message };
}

function refused(issues: readonly Issue[]): Answer<never> {
  return refuse({
    family: 'invalid',
    code: 'invalid_pay_codes',
    message: `the pay codes cannot be used: ${issues[0]?.message ?? ''}`,
    hint: 'correct the definitions listed; nothing was saved',
    issues,
  });
}

function renamed(value: unknown, rename: (key: string) => string): unknown {
  if (Array.isArray(value)) return value.map((entry) => renamed(entry, rename));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, entry]) => entry !== undefined)
      .map(([key, entry]) => [rename(key), renamed(entry, rename)]),
  );
}

function camelCase(key: string): string {
  return key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function snakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
