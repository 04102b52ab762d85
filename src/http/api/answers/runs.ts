/** The answers about pay runs. */
import { z } from 'zod';
import {
  action,
  amount,
  currency,
  date,
  instant,
  nextNumber,
  openObject,
  warning,
} from './values.ts';

const state = z.string();

const blocker = z
  .looseObject({ code: z.string(), title: z.string(), description: z.string(), todo: z.string() })
  .meta({ id: 'Blocker' });

const runParts = {
  ...{ run_id: z.int(), period_id: z.int(), company: z.string(), schedule: z.string().nullable() },
  ...{ start_on: date, end_on: date, pay_on: date },
  kind: z.string(),
  pays_held_of: z.int().nullable(),
  ...{ reverses: z.int().nullable(), reversal_why: z.string().nullable() },
  ...{ corrects: z.int().nullable(), correction_why: z.string().nullable() },
  key: z.string().nullable(),
  ...{ state, failed_in: state.nullable(), epoch: z.int() },
  opened_by: z.string(),
  ...{ forced_reason: z.string().nullable(), late_reason: z.string().nullable() },
  ...{ opened_at: instant, due_at: instant.nullable() },
  ...{ late_seconds: z.number().nullable(), is_late: z.boolean() },
  committed_at: instant.nullable(),
  currency,
  roster: z.int(),
  ...{ paid: z.int().nullable(), held: z.int().nullable(), excluded: z.int().nullable() },
  ...{ gross: amount.nullable(), reimbursements: amount.nullable(), deductions: amount.nullable() },
  ...{ taxes: amount.nullable(), employer: amount.nullable(), net: amount.nullable() },
  totals_hash: z.string().nullable(),
  state_tax: z.string(),
  chunks: z.object({ all: z.int(), done: z.int() }),
  retries: z.object({
    failures: z.int(),
    last_error: z.string().nullable(),
    next_at: instant.nullable(),
  }),
  warnings: z.array(warning),
  blockers: z.array(blocker),
  ...{ approved_by: z.string().nullable(), approved_why: z.string().nullable() },
  second_eyes: z.string(),
  review: openObject.nullable(),
  ...{ review_until: instant.nullable(), review_deadline: instant.nullable() },
  review_silent: z.string().nullable(),
  is_approved_late: z.boolean(),
  waits_for_restore: z.boolean(),
  closed_why: z.string().nullable(),
};

export const plainRun = z.object(runParts).meta({ id: 'Run' });

/** `written` is false after a dry run. */
export const actedRun = z.object({ ...runParts, written: z.boolean() }).meta({ id: 'ActedRun' });

export const runPage = z
  .object({ runs: z.array(plainRun), next: nextNumber })
  .meta({ id: 'RunPage' });

const undoing = z
  .object({ run_id: z.int(), state, people: z.int(), why: z.string() })
  .meta({ id: 'UndoingRun' });

const exception = z
  .object({
    ...{ number: z.string(), name: z.string(), disposition: z.enum(['excluded', 'held']) },
    ...{ code: z.string(), detail: z.string(), hint: z.string() },
    facts: openObject.nullable(),
    seen: z.string().nullable(),
    paid_by_run: z.int().nullable(),
    actions: z.array(action),
    changes: z.array(openObject),
  })
  .meta({ id: 'RunException' });

export const shownRun = z
  .object({
    ...runParts,
    waits_for: z.array(
      z.object({
        ...{ worker: z.string(), chunks: z.int(), silent_seconds: z.number().nullable() },
        until: instant,
      }),
    ),
    needs_worker: z.boolean(),
    waiting: z.array(
      z.object({
        ...{ period_id: z.int(), ahead_period_id: z.int(), ahead_run_id: z.int().nullable() },
        in_words: z.string(),
      }),
    ),
    way_on: z.object({ todo: z.string(), actions: z.array(action) }).nullable(),
    ...{ reversals: z.array(undoing), corrections: z.array(undoing) },
    pairs: z.array(openObject),
    exceptions: z.array(exception),
  })
  .meta({ id: 'ShownRun' });
