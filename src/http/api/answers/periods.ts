/** The answers about pay periods. */
import { z } from 'zod';
import { date, instant, nextNumber, openObject } from './values.ts';

const due = z
  .object({
    at: instant,
    local: z.string().nullable(),
    time_zone: z.string().nullable(),
    why: z.string().nullable(),
    state: z.enum(['waiting', 'fulfilled', 'held']).nullable(),
    held_why: z.string().nullable(),
    if_missed: z.enum(['run', 'hold']).nullable(),
    opens: z.enum(['due_instant', 'tick']).nullable(),
    has_come: z.boolean().nullable(),
  })
  .meta({ id: 'Due' });

export const period = z
  .object({
    period_id: z.int(),
    company: z.string(),
    schedule: z.string().nullable(),
    frequency: z.string(),
    ...{ start_on: date, end_on: date, nominal_pay_on: date, pay_on: date },
    pay_on_reason: z.string(),
    status: z.enum(['draft', 'active', 'completed', 'skipped']),
    status_why: z.string().nullable(),
    automation: z.boolean(),
    in_shadow: z.boolean(),
    paid_before: z.boolean(),
    paused: z.object({ at: instant, why: z.string().nullable() }).nullable(),
    rule: openObject.nullable(),
    due: due.nullable(),
    run_id: z.int().nullable(),
    run_state: z.string().nullable(),
  })
  .meta({ id: 'Period' });

export const periodPage = z
  .object({ periods: z.array(period), has_more: z.boolean(), next: nextNumber })
  .meta({ id: 'PeriodPage' });

const deadline = openObject.nullable();

export const explainedPeriod = z
  .object({
    is_due: z.boolean(),
    summary: z.string(),
    conditions: z.array(openObject),
    steps: z.array(z.string()),
    pay_date: z.object({ on: date, nominal_on: date, steps: z.array(z.string()) }),
    ...{ input_cutoff: deadline, approval_deadline: deadline },
    stages: z.array(openObject),
    missing: openObject.nullable(),
    period,
  })
  .meta({ id: 'ExplainedPeriod' });
