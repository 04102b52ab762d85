/**
 * The JSON keys that `paybeat calculate` reads for one employee. The published JSON Schema is
 * generated from this shape, so the two cannot differ.
 *
 * Amounts, rates, hours and percentages are text, because JSON numbers are not exact.
 */

import { z } from 'zod';
import { type Answer, answer, refuse } from '#errors.ts';
import { payCodeShape } from '#payslip/codes/pay-code-file.ts';
import { type CountryPack, standardPack, taxPacks } from '#payslip/taxes/tax-packs.ts';
import type { Frequency } from '#schedule/frequency.ts';
import { didYouMean } from '#text/closest-word.ts';
import { parsedText } from '#text/read-json.ts';
import { dayNames } from '#time/day-names.ts';
import { dateValue } from '#time/json-values.ts';

const decimal = z.string().describe('A decimal number as text: "1234.50"');
const byCode = z.record(z.string(), decimal).describe('Pay code → amount');

const terms = z.strictObject({
  job: z.string().min(1).max(100).optional(),
  from: dateValue,
  until: dateValue.optional(),
  pay_type: z.enum(['salary', 'hourly']),
  annual_salary: decimal.optional(),
  hourly_rate: decimal.optional(),
});

const employee = z.strictObject({
  pay_type: z.enum(['salary', 'hourly']),
  annual_salary: decimal.optional(),
  hourly_rate: decimal.optional(),
  hired: dateValue.optional().describe('Default: the first day of the period'),
  ended: dateValue.optional().describe('The last day employed'),
  overtime: z
    .enum(['exempt', 'nonexempt'])
    .optional()
    .describe('Weekly overtime. Default: nonexempt for hourly employees'),
  work_state: z.string().max(32).optional(),
  birth_date: dateValue.optional().describe('Some yearly limits depend on age'),
  terms: z
    .array(terms)
    .max(100)
    .optional()
    .describe('For a raise during the period, or several jobs: replaces the three values above'),
});

const limitChoices = taxPacks.flatMap(({ limits }) =>
  [...(limits?.titles.keys() ?? [])].flatMap((name) => limits?.choicesOf(name) ?? []),
);

const item = z.strictObject({
  code: z.string().describe('A pay code'),
  hours: decimal.optional(),
  pieces: decimal.optional(),
  rate: decimal.optional(),
  amount: decimal.optional(),
  percent: decimal.optional(),
  job: z.string().min(1).max(100).optional(),
  worked_on: dateValue.optional(),
  balance: decimal.optional().describe('For a deduction with a goal: the amount still owed'),
  limit: decimal
    .optional()
    .describe(
      'The most that this person gives in the year, under all pay codes that share a limit',
    ),
  limit_for: z
    .enum(limitChoices)
    .optional()
    .describe('Which amount of a yearly limit applies, such as family'),
});

const caseFrequencies = [
  'daily',
  'weekly',
  'biweekly',
  'fourweekly',
  'semimonthly',
  'monthly',
  'quarterly',
  'semiannually',
  'annually',
] as const satisfies readonly Frequency[];

/** Accepts the spellings that a schedule accepts, such as `bi_weekly` and `Semi-Monthly`. */
function parseFrequencyWord(text: unknown): Answer<Frequency> {
  const typed = typeof text === 'string' ? text : '';
  const plain = typed.toLowerCase().replaceAll(/[-_\s]/g, '');
  const found = caseFrequencies.find((frequency) => frequency === plain);
  if (found !== undefined) return answer(found);
  const meant =
    plain === 'bimonthly'
      ? ' Twice a month is semimonthly; every two months is not offered.'
      : didYouMean(typed, caseFrequencies);
  const message = `Expected one of ${caseFrequencies.join(', ')}.${meant}`;
  return refuse({ family: 'invalid', code: 'unknown_value', message });
}

const frequency = parsedText(parseFrequencyWord, {
  description: `${caseFrequencies.join(', ')}; bi_weekly and the like are understood`,
  examples: caseFrequencies,
});

function parseCountry(text: unknown): Answer<string> {
  const typed = String(text);
  const found = taxPacks.find(({ country: known }) => known === typed.toLowerCase());
  if (found !== undefined) return answer(found.country);
  const known = taxPacks.map((pack) => `${pack.country} (${pack.title})`).join(', ');
  const message = `Paybeat has no taxes for "${typed}". It covers: ${known}.`;
  return refuse({ family: 'invalid', code: 'country_not_covered', message });
}

const country = parsedText(parseCountry, {
  description: `The country of the taxes. Default: ${standardPack.country}`,
  examples: taxPacks.map((pack) => pack.country),
});

/** The keys before the country's form. */
const opening = {
  $schema: z.string().optional(),
  id: z
    .union([z.string().max(200), z.int()])
    .optional()
    .describe('Returned with the answer'),
  country: country.optional(),
  currency: z.string().optional().describe(`ISO 4217. Default: ${standardPack.currency}`),
  pay_date: dateValue.describe('Selects the tax tables'),
  frequency,
  period: z
    .strictObject({ start: dateValue, end: dateValue })
    .optional()
    .describe('Default: one pay period that ends on the pay date'),
  run: z.enum(['regular', 'off_cycle']).optional(),
  proration: z.enum(['calendar_days', 'working_days', 'hours']).optional(),
  supplemental_method: z.enum(['flat', 'aggregate']).optional(),
  employee,
};

/** The keys after the country's form. */
const rest = {
  items: z.array(item).max(1_000).optional(),
  worked_before: z
    .array(item)
    .max(1_000)
    .optional()
    .describe(
      'Hours with dates that earlier periods pay. They count in a workweek that spans both periods',
    ),
  overtime: z.enum(['weekly', 'none']).optional().describe('Default: weekly'),
  limits: z.enum(['law', 'none']).optional().describe('Yearly limits of a person. Default: law'),
  workweek_start: z.enum(dayNames).optional().describe('Default: sunday'),
  job_rate_overtime: z
    .union([z.literal('all'), z.array(z.string().min(1).max(100)).max(100)])
    .optional()
    .describe('Jobs whose own rate is the overtime rate, by agreement before the work'),
  daily_overtime: z
    .enum(['by_state', 'none'])
    .optional()
    .describe('Daily overtime of the work state. Default: by_state'),
  year_to_date: byCode.optional(),
  month_to_date: byCode.optional(),
  year_before: byCode
    .optional()
    .describe(
      'Pay code → amount of the whole tax year before. A flat rate may depend on its tax, and a yearly limit on its wages',
    ),
  last_regular_pay: z.strictObject({ wages: decimal, withheld: decimal }).optional(),
  pay_codes: z.array(payCodeShape).max(500).optional().describe("The company's own pay codes"),
  explain: z.boolean().optional().describe('Explain every line step by step'),
};

const known = z.strictObject({ ...opening, ...rest });

/** A case without what the country adds: its form, under the key of its pack, and `orders`. */
export type CaseJson = z.output<typeof known>;

type OfCountry = Pick<CountryPack, 'form' | 'orders'>;

function shapeFor({ form: { key, shape }, orders }: OfCountry): z.ZodType<CaseJson> {
  const ordered = orders === undefined ? {} : { orders: z.array(orders.shape).max(100).optional() };
  return z.strictObject({ ...opening, [key]: shape, ...ordered, ...rest });
}

const shapes = new Map(taxPacks.map((pack) => [pack.form, shapeFor(pack)]));

/** The shape of a case for one country, including its tax form and its court orders. */
export function caseShapeOf(pack: OfCountry): z.ZodType<CaseJson> {
  return shapes.get(pack.form) ?? shapeFor(pack);
}

export function caseJsonSchema(): Readonly<Record<string, unknown>> {
  return z.toJSONSchema(caseShapeOf(standardPack), { io: 'input' });
}
