/**
 * Who looks at a run before it is committed: the key `review` of a schedule.
 *
 *   approve_when_clean   nobody, unless the run has a blocker (the default)
 *   window               everybody, for some hours or until the approval deadline; then it goes on by itself,
 *                        if it is clean and nobody objects
 *   people               so many people with one of these roles
 *
 * `silence` says what it means when nothing was decided by the approval deadline.
 */
import { z } from 'zod';
import { Bug } from '#errors.ts';

/** What a person may do for a company. */
export const roles = ['payroll', 'approver'] as const;
export type Role = (typeof roles)[number];

const peopleMax = 10;
const hoursMax = 30 * 24;
const minutesMax = 7 * 24 * 60;

export const reviewShape = z.strictObject({
  policy: z.enum(['approve_when_clean', 'window', 'people']),
  hours: z
    .int()
    .min(1)
    .max(hoursMax)
    .optional()
    .describe('window: how many hours after the run is ready it goes on by itself'),
  until: z
    .enum(['approval_deadline'])
    .optional()
    .describe('window: it goes on by itself at the approval deadline'),
  people: z.int().min(1).max(peopleMax).optional().describe('people: how many approve'),
  roles: z
    .array(z.enum(roles))
    .min(1)
    .max(roles.length)
    .optional()
    .describe('people: each has one of these roles. Default: approver'),
  silence: z
    .enum(['hold', 'approve_if_clean', 'escalate'])
    .optional()
    .describe('What it means when nothing was decided by the approval deadline. Default: hold'),
  after_outage_minutes: z
    .int()
    .min(0)
    .max(minutesMax)
    .optional()
    .describe('After an outage, nothing is approved by itself for so many minutes. Default: 60'),
});

type ReviewShape = z.output<typeof reviewShape>;

interface Common {
  readonly silence: 'hold' | 'approve_if_clean' | 'escalate';
  readonly afterOutageMinutes: number;
}

export type ReviewPolicy = Common &
  (
    | { readonly policy: 'approve_when_clean' }
    /** Null hours: until the approval deadline. */
    | { readonly policy: 'window'; readonly hours: number | null }
    | { readonly policy: 'people'; readonly people: number; readonly roles: readonly Role[] }
  );

type Report = (pointer: string, code: string, message: string) => void;

/** Keys that only one policy has. */
const ofPolicy = { hours: 'window', until: 'window', people: 'people', roles: 'people' } as const;

/** Reports keys that do not fit together. */
export function checkReview(shape: ReviewShape, report: Report): void {
  for (const [key, policy] of Object.entries(ofPolicy)) {
    if (!Object.hasOwn(shape, key) || shape.policy === policy) continue;
    const message = `${key} has no effect with the policy ${shape.policy}.`;
    report(`/review/${key}`, 'key_not_applicable', message);
  }
  if (shape.policy === 'window' && (shape.hours === undefined) === (shape.until === undefined)) {
    const message = 'A window needs either its hours, or {"until": "approval_deadline"}.';
    report('/review', 'window_end_missing', message);
  }
  if (shape.policy === 'people' && shape.people === undefined) {
    report('/review/people', 'missing_key', 'The policy people needs how many people approve.');
  }
  if (shape.policy === 'approve_when_clean' && shape.silence === 'approve_if_clean') {
    const message =
      'With approve_when_clean, a clean run is approved at once. Silence is hold or escalate.';
    report('/review/silence', 'key_not_applicable', message);
  }
}

/** The meaning of the key. Null: approve when clean, and nothing else. */
export function reviewOf(shape: ReviewShape | undefined): ReviewPolicy | null {
  if (shape === undefined) return null;
  const silence = shape.silence ?? 'hold';
  const common = { silence, afterOutageMinutes: shape.after_outage_minutes ?? 60 };
  if (shape.policy === 'window') return { ...common, policy: 'window', hours: shape.hours ?? null };
  if (shape.policy === 'people') {
    const { people = 1, roles: named = ['approver'] } = shape;
    return { ...common, policy: 'people', people, roles: named };
  }
  return silence === 'escalate' ? { ...common, policy: 'approve_when_clean' } : null;
}

/** The key of a definition that was checked before. An error is then a bug. */
export function storedReview(json: unknown): ReviewPolicy | null {
  if (json === null || json === undefined) return null;
  const read = reviewShape.safeParse(json);
  if (!read.success) throw new Bug('a saved review policy can be read', { cause: read.error });
  return reviewOf(read.data);
}

/** As `storedReview` reads it again. */
export function reviewToStore(policy: ReviewPolicy): object {
  const { silence, afterOutageMinutes: after_outage_minutes } = policy;
  const common = { policy: policy.policy, silence, after_outage_minutes };
  if (policy.policy === 'people') {
    return { ...common, people: policy.people, roles: policy.roles };
  }
  if (policy.policy === 'approve_when_clean') return common;
  return policy.hours === null
    ? { ...common, until: 'approval_deadline' }
    : { ...common, hours: policy.hours };
}
