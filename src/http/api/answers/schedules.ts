/** The answers about pay schedules. */
import { z } from 'zod';
import { period } from './periods.ts';
import { date, instant, openObject } from './values.ts';

const schedule = z
  .object({
    company: z.string(),
    code: z.string(),
    frequency: z.string(),
    time_zone: z.string(),
    automation: z.boolean(),
    employees: z.int(),
    generated_to: date.nullable(),
    definition: openObject,
  })
  .meta({ id: 'Schedule' });

export const scheduleList = z.object({ schedules: z.array(schedule) }).meta({ id: 'ScheduleList' });

export const shownSchedule = z
  .object({
    company: z.string(),
    code: z.string(),
    employees: z.int(),
    definition: openObject,
    /** What the next run does by itself, and what it asks. */
    next: openObject.nullable(),
    periods: z.array(period),
  })
  .meta({ id: 'ShownSchedule' });

export const plansCompared = openObject.meta({ id: 'PlansCompared' });

/** Null: it is not paused any more. */
const pausedAt = instant.nullable();

export const pausedSchedule = z
  .object({ company: z.string(), code: z.string(), paused_at: pausedAt })
  .meta({ id: 'PausedSchedule' });

export const resumedSchedule = z
  .object({
    ...{ company: z.string(), code: z.string(), paused_at: pausedAt },
    missed: z.array(openObject).nullable(),
    missed_will_run: z.boolean().nullable(),
  })
  .meta({ id: 'ResumedSchedule' });
