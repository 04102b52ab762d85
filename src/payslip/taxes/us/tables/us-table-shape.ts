/**
 * A year's figures of United States federal taxes as a file. Amounts are dollars, as text. Each group has its source.
 *
 * The published JSON Schema is generated from this shape, so the two cannot differ.
 */
import { z } from 'zod';
import { type Answer, answer, refuse } from '#errors.ts';
import { parseAmount, USD } from '#money/minor.ts';
import { parsePercent, type Rate } from '#money/rate.ts';
import { tableFileExamples, tableFileOpening } from '#payslip/taxes/year-tables.ts';
import { parsedText } from '#text/read-json.ts';
import { parsePlainDate } from '#time/plain-date.ts';

/** Text with thousands separators or a sign is not repaired, because 1,240 may mean two numbers. */
function plainNumber(text: unknown): Answer<string> {
  const typed = String(text);
  if (/^[0-9][0-9,' ]*(?:\.[0-9]+)?$/.test(typed) && /[,' ]/.test(typed)) {
    const hasDecimalComma = /^\d+,\d{1,2}$/.test(typed);
    const meant = hasDecimalComma ? typed.replace(',', '.') : typed.replaceAll(/[,' ]/g, '');
    return no('has_separators', `Write "${meant}" instead of "${typed}".`);
  }
  if (/[$%]/.test(typed)) return no('has_sign', `Write "${typed}" without its sign.`);
  return answer(typed);
}

function parseDollars(text: unknown): Answer<string> {
  const plain = plainNumber(text);
  if (!plain.ok) return plain;
  const parsed = parseAmount(plain.value, USD);
  if (!parsed.ok) return parsed;
  return parsed.value < 0n
    ? no('out_of_range', `The amount "${plain.value}" is below zero.`)
    : plain;
}

function parsePercentage(text: unknown): Answer<string> {
  const plain = plainNumber(text);
  if (!plain.ok) return plain;
  const parsed = parsePercent(plain.value);
  if (!parsed.ok) return parsed;
  return isFraction(parsed.value)
    ? plain
    : no('out_of_range', `Expected a percentage from 0 to 100, found "${plain.value}".`);
}

function parseBracketPercent(text: unknown): Answer<string> {
  const parsed = parsePercentage(text);
  if (!parsed.ok || /^\d+$/.test(parsed.value)) return parsed;
  return no('wrong_format', `Expected a whole percentage such as "22", found "${parsed.value}".`);
}

function isFraction({ numerator, denominator }: Rate): boolean {
  return numerator >= 0n && numerator <= denominator;
}

function no(code: string, message: string): Answer<never> {
  return refuse({ family: 'invalid', code, message });
}

const dollars = parsedText(parseDollars, {
  description: 'Dollars as text, without separators: "1240.00"',
  pattern: String.raw`^(0|[1-9][0-9]*)(\.[0-9]{1,2})?$`,
});

const percentage = parsedText(parsePercentage, {
  description: 'A percentage as text: "6.2"',
  pattern: String.raw`^(0|[1-9][0-9]*)(\.[0-9]+)?$`,
});

/** The IRS publishes cents: 72.5 cents are 0.725 dollars. */
function parseRatePerMile(text: unknown): Answer<string> {
  const plain = plainNumber(text);
  if (!plain.ok) return plain;
  if (!/^(0|[1-9]\d*)(\.\d{1,6})?$/.test(plain.value)) {
    return no('wrong_format', `Expected dollars such as "0.725", found "${plain.value}".`);
  }
  if (Number(plain.value) <= 5) return plain;
  return no('out_of_range', `Write dollars, so 72.5 cents are "0.725". Found "${plain.value}".`);
}

const ratePerMile = parsedText(parseRatePerMile, {
  description: 'Dollars for a mile as text: "0.725"',
  pattern: String.raw`^[0-5](\.[0-9]{1,6})?$`,
});

const dateText = parsedText(
  (text) => {
    const parsed = parsePlainDate(text);
    return parsed.ok ? answer(parsed.value.toString()) : parsed;
  },
  { description: 'A date, YYYY-MM-DD', pattern: String.raw`^\d{4}-\d{2}-\d{2}$` },
);

const source = z
  .string()
  .min(1)
  .max(500)
  .describe('The publication from which the figures of this group were read');

const row = z.strictObject({
  at_least: dollars.describe('The lowest adjusted annual wages of the row'),
  tax: dollars.describe('The tax on them'),
  percent: parsedText(parseBracketPercent, { description: 'Whole percentage of the excess' }),
});

const rows = z.array(row).min(2).max(20).describe('Ascending; the first row begins at 0');

const byStatus = <Of extends z.ZodType>(of: Of) =>
  z
    .strictObject({ single: of, mfj: of, hoh: of })
    .describe(
      'single: also married filing separately; mfj: married filing jointly; hoh: head of household',
    );

const wages = z.strictObject({
  from: dateText,
  before: dateText.nullable().describe('The first day on which it no longer holds'),
  hourly: dollars,
  highest: dollars.nullable().describe('The highest of the regions of the state'),
  tipped: dollars.nullable().describe('The least cash wage with tips. null: not known'),
});

const limits = z.strictObject({
  source,
  elective_deferrals: dollars.describe('26 USC 402(g)(1)'),
  catch_up: dollars.describe('From 50 on: 26 USC 414(v)(2)(B)(i)'),
  catch_up_from_60: dollars.nullable().describe('From 60 to 63. null: not law in this year'),
  roth_only_above: dollars
    .nullable()
    .describe('Wages of the year before. null: not law in this year'),
  hsa: z.strictObject({ self: dollars, family: dollars }),
  health_fsa: dollars,
  dependent_care: z.strictObject({ usual: dollars, separate: dollars }),
});

const plans = z.strictObject({
  source,
  deferrals_457b: dollars.describe('26 USC 457(e)(15)'),
  catch_up_457b: dollars.describe('From 50 on, if the employer is a government'),
  simple: dollars.describe('26 USC 408(p)(2)(A)'),
  simple_catch_up: dollars.describe('From 50 on'),
  from_60: z
    .strictObject({ deferrals_457b: dollars, simple: dollars })
    .nullable()
    .describe('Catch-up from 60 to 63. null: not law in this year'),
  annual_additions: dollars.describe('26 USC 415(c)(1)(A)'),
});

const nationalWages = z.strictObject({
  from: dateText,
  before: dateText.nullable().describe('The first day on which it no longer holds'),
  hourly: dollars,
  tipped: dollars.describe('The least cash wage with tips'),
});

export const usTableShape = z.strictObject({
  ...tableFileOpening,
  income_tax: z.strictObject({
    source,
    standard: byStatus(rows).describe('Standard Withholding Rate Schedules of Publication 15-T'),
    step_2: byStatus(rows).describe('Form W-4, Step 2, Checkbox, Withholding Rate Schedules'),
    line_1g: byStatus(dollars).describe('Worksheet 1A'),
    allowance: dollars.describe('Worksheet 1A, line 1k'),
  }),
  nonresident_addition: z
    .strictObject({ source, from_2020: dollars, before_2020: dollars })
    .describe('A year, by the age of Form W-4'),
  social_security: z.strictObject({ source, percent: percentage, wage_base: dollars }),
  medicare: z.strictObject({
    source,
    percent: percentage,
    additional_percent: percentage,
    additional_above: dollars,
  }),
  futa: z.strictObject({
    source,
    percent: percentage,
    credit_percent: percentage,
    wage_base: dollars,
  }),
  supplemental_wages: z.strictObject({
    source,
    flat_percent: percentage,
    high_percent: percentage,
    high_above: dollars,
  }),
  credit_reductions: z
    .strictObject({
      source,
      states: z
        .record(z.string().regex(/^[A-Z]{2}$/), percentage)
        .describe('By state. Empty: no state has one'),
    })
    .optional()
    .describe('Reductions of the FUTA credit. The list of a year is final in November of it'),
  yearly_limits: limits.optional(),
  plan_limits: plans
    .optional()
    .describe('Of 457(b) and SIMPLE plans, and of all additions to a plan'),
  mileage: z
    .strictObject({ source, rate_per_mile: ratePerMile })
    .optional()
    .describe('The federal rate of business miles'),
  levy_exempt: z
    .strictObject({
      source,
      single: dollars,
      joint: dollars,
      head_of_household: dollars,
      dependent: dollars.nullable().describe('For each dependent. null: not known'),
    })
    .optional()
    .describe('Exempt amounts of tax levies, a year'),
  minimum_wages: z
    .strictObject({
      source,
      national: z
        .array(nationalWages)
        .min(1)
        .max(20)
        .optional()
        .describe('Federal. Left out: it is that of the year before'),
      states: z.record(z.string().regex(/^[A-Z]{2}$/), z.array(wages).min(1).max(20)),
    })
    .optional()
    .describe('By state, oldest first. What ended before the year may stay'),
  examples: tableFileExamples.optional(),
});

export type UsTableFile = z.output<typeof usTableShape>;
export type UsTableRow = z.output<typeof row>;
export type UsWageRow = z.output<typeof wages>;
