/**
 * The JSON keys of a pay schedule. check-schedule.ts checks keys together, and pay-schedule.ts
 * gives their meaning.
 *
 * The published JSON Schema is generated from this shape, so the two cannot differ.
 */

import { z } from 'zod';
import { ruleShape } from '#schedule/automation-rule.ts';
import { parseFrequency } from '#schedule/frequency.ts';
import { parsedText } from '#text/read-json.ts';
import { customCalendarShape } from '#time/calendars/custom-calendar.ts';
import { conventionValue, dateValue, timeValue, zoneValue } from '#time/json-values.ts';

const offsetMax = 62;
const monthDay = /^(0[1-9]|1[0-2])-(0[1-9]|[12]\d)$/;

const code = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, {
  error: 'A code has 1 to 64 letters, digits, dots, hyphens or underscores.',
});

const dayOfMonth = z.int().min(1).max(31);
const whichMonth = z.enum(['this', 'next']);

const payDay = z.union(
  [dayOfMonth, z.strictObject({ day: dayOfMonth, month: whichMonth.optional() })],
  {
    error: 'Expected a day from 1 to 31, or {"day": 15, "month": "next"}.',
  },
);

const deadline = z.strictObject({
  business_days: z.int().min(0).max(60),
  before: z.enum(['pay_date', 'period_end']).optional(),
  at: timeValue.optional(),
});

const reason = z.string().trim().min(1).max(200);

const override = z.strictObject({
  nominal: dateValue.describe('The nominal pay date that it replaces'),
  pay_on: dateValue.optional(),
  input_cutoff_on: dateValue.optional(),
  reason,
});

const listedPeriod = z.strictObject({
  start: dateValue,
  end: dateValue,
  pay: dateValue.describe('The nominal pay date'),
});

export const scheduleShape = z
  .strictObject({
    $schema: z.string().optional(),
    code,
    title: z.string().trim().min(1).max(200).optional(),
    frequency: parsedText(parseFrequency, {
      description:
        'weekly, biweekly, fourweekly, semimonthly, monthly, quarterly, semiannually or annually',
    }),
    time_zone: zoneValue.optional(),
    calendar: z
      .union([z.string(), z.array(z.string()).min(1).max(5)], {
        error: 'Expected the id of a bank calendar, or a list of ids.',
      })
      .optional()
      .describe('The bank calendar, or several to combine'),
    calendars: z
      .array(customCalendarShape)
      .max(5)
      .optional()
      .describe('Your own calendars; they take precedence over built-in ones with the same id'),
    convention: conventionValue
      .optional()
      .describe(
        'How a pay date on a closed day moves. Default: preceding. With none it stays there, and the plan marks it',
      ),
    anchor: dateValue
      .optional()
      .describe('weekly, biweekly, fourweekly: any real pay date, before it was moved'),
    period_ends: z
      .array(dayOfMonth)
      .min(1)
      .max(2)
      .optional()
      .describe('Days of the month on which periods end; 31 is the last day'),
    ends_in_month: z
      .int()
      .min(1)
      .max(12)
      .optional()
      .describe('quarterly, semiannually, annually: a month in which a period ends'),
    pay_date: z
      .strictObject({
        days_after_end: z.int().min(0).max(offsetMax).optional(),
        days_before_end: z.int().min(0).max(offsetMax).optional(),
        days: z.array(payDay).min(1).max(2).optional(),
        last_banking_day: whichMonth.optional(),
      })
      .optional()
      .describe('Exactly one; without it the pay date is the last day of the period'),
    starts_on: dateValue.optional().describe('First day of the first period'),
    ends_on: dateValue.optional().describe('Last day of the last period'),
    catch_up_days: z
      .int()
      .min(0)
      .max(3660)
      .optional()
      .describe(
        'A period that missed its due instant by more days than this waits for a person. Default: 7',
      ),
    transition: z
      .strictObject({ start: dateValue, end: dateValue, pay: dateValue, reason })
      .optional()
      .describe('A first period of another length, after a change of schedule'),
    overrides: z.array(override).max(500).optional(),
    periods: z.array(listedPeriod).min(1).max(1000).optional().describe('A list instead of a rule'),
    rule: ruleShape.nullable().optional(),
    input_cutoff: deadline.optional(),
    approval_deadline: deadline.optional(),
    tax_year_starts: z
      .string()
      .regex(monthDay, { error: 'Expected the first day of a tax year as MM-DD, such as 04-06.' })
      .optional(),
  })
  .meta({ title: 'Paybeat pay schedule' });

export type ScheduleShape = z.output<typeof scheduleShape>;
