/**
 * The JSON keys of a pay schedule. check-schedule.ts checks keys together, and pay-schedule.ts
 * gives their meaning.
 *
 * The published JSON Schema is generated from this shape, so the two cannot differ.
 */

import { z } from 'zod';
import { ruleShape } from '#schedule/automation-rule.ts';
import { parseFrequency } from '#schedule/frequency.ts';
import { lateInputs } from '#schedule/pay-schedule.ts';
import { reviewShape } from '#schedule/review-policy.ts';
import { parsedText } from '#text/read-json.ts';
import { customCalendarShape } from '#time/calendars/custom-calendar.ts';
import { conventions } from '#time/conventions.ts';
import { dayNames } from '#time/day-names.ts';
import { conventionValue, dateValue, timeValue, zoneValue } from '#time/json-values.ts';

const offsetMax = 62;
const monthDay = /^(0[1-9]|1[0-2])-(0[1-9]|[12]\d)$/;
/** Every day that every year has: 29 February is left out. */
const yearDay =
  /^(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)$/;

const code = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, {
  error: 'A code has 1 to 64 letters, digits, dots, hyphens or underscores.',
});

const dayOfMonth = z.int().min(1).max(31);
const whichMonth = z.enum(['this', 'next']);

const bankingDays = z.int().min(0).max(20);

const payDay = z.union(
  [
    dayOfMonth,
    z
      .strictObject({
        day: dayOfMonth.optional(),
        weekday: z.enum(dayNames).optional(),
        nth: z
          .union([z.int().min(1).max(4), z.literal('last')])
          .optional()
          .describe('With weekday: which one of the month'),
        banking_days_before_month_end: bankingDays
          .optional()
          .describe('Counted from the last banking day of the month, which is 0'),
        month: whichMonth.optional(),
        convention: conventionValue
          .optional()
          .describe('How this pay date on a closed day moves. Default: as the schedule says'),
      })
      .meta({
        oneOf: [
          { required: ['day'] },
          { required: ['weekday', 'nth'] },
          { required: ['banking_days_before_month_end'] },
        ],
      }),
  ],
  {
    error:
      'Expected a day from 1 to 31, {"day": 15, "month": "next"}, {"weekday": "friday", "nth": "last"} with nth from 1 to 4 or last, or {"banking_days_before_month_end": 2}.',
  },
);

/** check-schedule.ts checks the keys together. */
const deadlineKeys = {
  business_days: z.int().min(0).max(60).optional(),
  weekday: z.enum(dayNames).optional().describe('The nearest such weekday on that side'),
  before: z.enum(['pay_date', 'period_end']).optional(),
  after: z.enum(['period_end']).optional(),
  at: timeValue.optional(),
  convention: z
    .enum(conventions)
    .optional()
    .describe('How a weekday that is closed moves. Default: preceding'),
};

const deadlineMeta = {
  description: 'Counted from the pay date (default) or from the last day of the period',
  oneOf: [{ required: ['business_days'] }, { required: ['weekday'] }],
};
const deadline = z.strictObject(deadlineKeys).meta(deadlineMeta);

/** The stages of a period, in their order. */
const stages = z
  .strictObject({
    prepare: z
      .strictObject({
        ...deadlineKeys,
        late_inputs: z
          .enum(lateInputs)
          .optional()
          .describe('An import after it: told (the default) or refused'),
      })
      .meta(deadlineMeta)
      .optional()
      .describe('Inputs close, and who is missing is told'),
    calculate: ruleShape.optional().describe('As rule, which is its short form'),
    approve: deadline
      .optional()
      .describe('Until then the review runs; without review, a clean run then commits by itself'),
  })
  .meta({ minProperties: 1 });

const season = z.strictObject({
  from: z.string().regex(yearDay, { error: 'Expected a day of every year as MM-DD.' }),
  to: z.string().regex(yearDay, { error: 'Expected a day of every year as MM-DD.' }),
});

const reason = z.string().trim().min(1).max(200);

const override = z.strictObject({
  nominal: dateValue.describe('The nominal pay date that it replaces'),
  pay_on: dateValue.optional(),
  input_cutoff_on: dateValue.optional(),
  input_cutoff_at: timeValue.optional(),
  approval_deadline_on: dateValue.optional(),
  approval_deadline_at: timeValue.optional(),
  reason,
  deadlines_reason: reason
    .optional()
    .describe('Why the deadlines are set, if the pay date has another reason'),
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
        'daily, weekly, biweekly, fourweekly, semimonthly, monthly, quarterly, semiannually or annually',
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
    deadline_calendar: z
      .union([z.string(), z.array(z.string()).min(1).max(5)], {
        error: 'Expected the id of a calendar, or a list of ids.',
      })
      .optional()
      .describe('Whose working days the deadlines count. Default: those of calendar'),
    work_days: z
      .array(z.enum(dayNames))
      .min(1)
      .max(7)
      .optional()
      .describe('daily: the days that are paid. Default: Monday to Friday'),
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
        banking_days_before_end: bankingDays
          .optional()
          .describe('Counted from the last banking day of the period, which is 0'),
      })
      .optional()
      .describe('Exactly one; without it the pay date is the last day of the period'),
    seasons: z
      .array(season)
      .min(1)
      .max(6)
      .optional()
      .describe('The parts of every year that are paid; periods wholly outside are left out'),
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
    gaps: z
      .enum(['meant'])
      .optional()
      .describe('With periods: nobody works on the days between them'),
    rule: ruleShape.nullable().optional(),
    stages: stages.optional().describe('Prepare, calculate and approve, each at its own time'),
    input_cutoff: deadline.optional(),
    approval_deadline: deadline.optional(),
    review: reviewShape
      .optional()
      .describe('Who looks at a run before it commits. Default: approve when clean'),
    tax_year_starts: z
      .string()
      .regex(monthDay, { error: 'Expected the first day of a tax year as MM-DD, such as 04-06.' })
      .optional(),
  })
  .meta({ title: 'Paybeat pay schedule' });

export type ScheduleShape = z.output<typeof scheduleShape>;
