/** The methods for who approves: the people of a company and their roles. */

import { answerShownAs } from '#answers/json-form.ts';
import { changedPersonShape, peopleShape } from '#answers/reviewers.ts';
import { reviewSeenShape } from '#answers/reviews.ts';
import { objectedRunShape, runSeen } from '#answers/runs.ts';
import { answer } from '#errors.ts';
import { heldChanges } from '#operations/judgement/held-changes.ts';
import {
  type ObjectToRun,
  objectToRun,
  type WithdrawObjection,
  withdrawFromRun,
} from '#operations/reviews/object-to-run.ts';
import { addPerson, type ChangePerson, listPeople, setRoles } from '#operations/reviews/people.ts';
import { showReview } from '#operations/reviews/show-review.ts';
import { pairsOfRun } from '#operations/runs/correction-pairs.ts';
import { inCompany, type MethodContext, type OfCompany } from './context.ts';

export function reviewsIn(context: MethodContext) {
  const { world } = context;
  return {
    people: {
      /** Adds a person who acts for a company, with roles: `payroll`, `approver`. For operators. */
      add: (ask: OfCompany & Omit<ChangePerson, 'company'>) =>
        inCompany(context, ask, async (company) =>
          answerShownAs(await addPerson(world, { ...ask, company }), (one) =>
            changedPersonShape(company, one),
          ),
        ),
      /** Replaces the roles of a person. For operators. */
      setRoles: (ask: OfCompany & Omit<ChangePerson, 'company'>) =>
        inCompany(context, ask, async (company) =>
          answerShownAs(await setRoles(world, { ...ask, company }), (one) =>
            changedPersonShape(company, one),
          ),
        ),
      /** Lists the people of a company, and whether it has a second pair of eyes. */
      list: (ask: OfCompany = {}) =>
        inCompany(context, ask, async (company) =>
          answerShownAs(answer(await listPeople(world, { company })), (all) =>
            peopleShape(company, all),
          ),
        ),
    },
  };
}

/** The methods of `runs` for a run in review. */
export function reviewingIn({ world }: MethodContext) {
  return {
    /** Who is held or excluded in the run, and why. Empty if there is no such run. */
    exceptions: async (runId: number) =>
      (await runSeen(world, { runId, changes: heldChanges, pairs: pairsOfRun }))?.exceptions ?? [],
    /** Shows what a run in review waits for, until when, and what happens then by itself. */
    review: async (ask: number | { readonly runId: number; readonly departments?: boolean }) =>
      answerShownAs(
        await showReview(world, typeof ask === 'number' ? { runId: ask } : ask),
        reviewSeenShape,
      ),
    /** Stops a run in review from being approved, until the objection is withdrawn. */
    object: async (ask: ObjectToRun) =>
      answerShownAs(await objectToRun(world, ask), (run) => objectedRunShape(run, written(ask))),
    /** Withdraws an objection: your own, or with `person` that of somebody else. */
    withdraw: async (
      ask: Omit<WithdrawObjection, 'person'> & { readonly person?: string | null },
    ) => {
      const done = await withdrawFromRun(world, { person: null, ...ask });
      return answerShownAs(done, (run) => objectedRunShape(run, written(ask)));
    },
  };
}

function written({ dryRun = false }: { readonly dryRun?: boolean | undefined }) {
  return { dryRun };
}
