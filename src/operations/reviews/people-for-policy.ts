/**
 * Whether a company has the people that a policy asks for. A policy that nobody can fulfil is refused when it is
 * saved, once the company lists people. Before that, or when people lose their roles, it is a warning.
 *
 * Refusal: schedule_invalid, with the issue review_people_missing.
 */
import { type Answer, answer, assert, type Issue, refuse } from '#errors.ts';
import { lookAcross } from '#operations/look-up.ts';
import type { World } from '#operations/world.ts';
import { peopleLacking } from '#schedule/people-lacking.ts';
import { type ReviewPolicy, storedReview } from '#schedule/review-policy.ts';
import { companyById, schedules } from '#store/reads/companies.ts';
import { reviewersOf } from '#store/reads/reviewers.ts';
import type { Reading } from '#store/store.ts';
import { counted } from '#text/counted.ts';

interface Missing {
  readonly message: string;
  readonly listsPeople: boolean;
}

/** Null: there are enough, or the policy asks for nobody. */
async function missingFor(
  at: Reading,
  ask: { readonly companyId: number; readonly policy: ReviewPolicy | null },
): Promise<Missing | null> {
  if (ask.policy?.policy !== 'people') return null;
  const people = await reviewersOf(at, ask.companyId);
  const lacking = peopleLacking(ask.policy, people);
  if (lacking === null) return null;
  const { needed, roles: asked, having } = lacking;
  const message =
    `The review needs ${counted(needed, 'person')} with the role ${asked.join(' or ')}, ` +
    `and the company has ${having === 0 ? 'nobody' : having}.`;
  return { message, listsPeople: people.some(({ roles }) => roles.length > 0) };
}

/** The warnings of a policy that may be saved. */
export async function checkReviewPeople(
  at: Reading,
  ask: { readonly companyId: number; readonly policy: ReviewPolicy | null },
): Promise<Answer<readonly string[]>> {
  const missing = await missingFor(at, ask);
  if (missing === null) return answer([]);
  const { message } = missing;
  const company = await companyById(at, ask.companyId);
  assert(company, 'the company is there');
  const list = { action: 'list_people', company: company.code } as const;
  if (!missing.listsPeople) return answer([`${message} Add people before its next run.`]);
  const issue: Issue = {
    ...{ pointer: '/review', code: 'review_people_missing', message },
    actions: [list],
  };
  return refuse({
    family: 'invalid',
    code: 'schedule_invalid',
    message: `The pay schedule cannot be used. /review: ${message}`,
    hint: 'Add people with this role, or ask for fewer.',
    actions: [list],
    issues: [issue],
  });
}

/** What is wrong with the policy of a schedule or a run now. Null: nothing. */
export async function reviewWarning(
  at: Reading,
  ask: { readonly companyId: number; readonly policy: ReviewPolicy | null },
): Promise<string | null> {
  return (await missingFor(at, ask))?.message ?? null;
}

/** Schedules whose policy nobody can fulfil, for `doctor`. */
export async function reviewsWithoutPeople(
  world: Pick<World, 'store' | 'caller'>,
): Promise<
  readonly { readonly schedule: string; readonly company: string; readonly message: string }[]
> {
  return lookAcross(world, async (at, of) => {
    const found = [];
    for (const { companyId, code, definition } of await schedules(at, of)) {
      const policy = storedReview(definition['review']);
      const message = await reviewWarning(at, { companyId, policy });
      if (message === null) continue;
      const company = await companyById(at, companyId);
      assert(company, 'a schedule has a company');
      found.push({ schedule: code, company: company.code, message });
    }
    return found;
  });
}
