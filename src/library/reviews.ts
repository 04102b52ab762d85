/** The library's methods for who approves: the people of a company and their roles. */

import { answerShownAs } from '#answers/json-form.ts';
import { changedPersonShape, peopleShape } from '#answers/reviewers.ts';
import { answer } from '#errors.ts';
import { addPerson, type ChangePerson, listPeople, setRoles } from '#operations/reviews/people.ts';
import { inCompany, type LibraryContext, type OfCompany } from './context.ts';

export function reviewsIn(context: LibraryContext) {
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
