/**
 * The JSON of one employee's calculation: what `paybeat calculate` reads, key by key. The
 * published JSON Schema is made from this shape, so the two cannot differ.
 *
 * Amounts, rates, hours and percentages are text, because a JSON number is not exact.
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
  hired: dateValue.optional().describe('The first day of the period, unless said otherwise'),
  ended: dateValue.optional().describe('The last day employed'),
  overtime: z
    .enum(['exempt', 'nonexempt'])
    .optional()
    .describe('Weekly overtime: people paid by the hour are nonexempt unless said otherwise'),
  work_state: z.string().max(32).optional(),
  terms: z
    .array(terms)
    .max(100)
    .optional()
    .describe('A raise inside the period, or several jobs, in place of the three values above'),
});

const item = z.strictObject({
  code: z.string().describe('A pay code'),
  hours: decimal.optional(),
  pieces: decimal.optional(),
  rate: decimal.optional(),
  amount: decimal.optional(),
  percent: decimal.optional(),
  job: z.string().min(1).max(100).optional(),
  worked_on: dateValue.optional(),
  balance: decimal.optional().describe('What is still owed, of a deduction with a goal'),
});

const caseFrequencies = [
  'weekly',
  'biweekly',
  'fourweekly',
  'semimonthly',
  'monthly',
  'quarterly',
  'semiannually',
  'annually',
] as const satisfies readonly Frequency[];

/** The words that a schedule understands too: `bi_weekly`, `Semi-Monthly`. */
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
  const message = `The taxes of "${typed}" are not known; known are: ${known}.`;
  return refuse({ family: 'invalid', code: 'country_not_covered', message });
}

const country = parsedText(parseCountry, {
  description: `Whose taxes; ${standardPack.country} unless said otherwise`,
  examples: taxPacks.map((pack) => pack.country),
});

/** Before the form. */
const opening = {
  $schema: z.string().optional(),
  id: z
    .union([z.string().max(200), z.int()])
    .optional()
    .describe('Given back with the answer'),
  country: country.optional(),
  currency: z
    .string()
    .optional()
    .describe(`ISO 4217; ${standardPack.currency} unless said otherwise`),
  pay_date: dateValue.describe('Picks the tax tables'),
  frequency,
  period: z
    .strictObject({ start: dateValue, end: dateValue })
    .optional()
    .describe('One pay period that ends on the pay date, unless said otherwise'),
  run: z.enum(['regular', 'off_cycle']).optional(),
  proration: z.enum(['calendar_days', 'working_days', 'hours']).optional(),
  supplemental_method: z.enum(['flat', 'aggregate']).optional(),
  employee,
};

/** After it. */
const rest = {
  items: z.array(item).max(1_000).optional(),
  worked_before: z
    .array(item)
    .max(1_000)
    .optional()
    .describe(
      'Hours with their days that earlier periods pay: they count in a workweek that crosses',
    ),
  overtime: z.enum(['weekly', 'none']).optional().describe('weekly unless said otherwise'),
  workweek_start: z.enum(dayNames).optional().describe('sunday unless said otherwise'),
  year_to_date: byCode.optional(),
  month_to_date: byCode.optional(),
  last_regular_pay: z.strictObject({ wages: decimal, withheld: decimal }).optional(),
  pay_codes: z.array(payCodeShape).max(500).optional().describe("The company's own pay codes"),
  explain: z.boolean().optional().describe('Tell every line step by step'),
};

const known = z.strictObject({ ...opening, ...rest });

/** Beside these keys stands the form of the country, under the key of its pack. */
export type CaseJson = z.output<typeof known>;

function withForm({ key, shape }: CountryPack['form']): z.ZodType<CaseJson> {
  return z.strictObject({ ...opening, [key]: shape, ...rest });
}

const shapes = new Map(taxPacks.map(({ form }) => [form, withForm(form)]));

/** A case of a country: with the form that its people declare themselves on. */
export function caseShapeOf({ form }: Pick<CountryPack, 'form'>): z.ZodType<CaseJson> {
  return shapes.get(form) ?? withForm(form);
}

export function caseJsonSchema(): Readonly<Record<string, unknown>> {
  return z.toJSONSchema(caseShapeOf(standardPack), { io: 'input' });
}
