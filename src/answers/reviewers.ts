/** The people of a company and their JSON form. */
import type { ChangedPerson, CompanyPeople } from '#operations/reviews/people.ts';
import type { ListedCompany } from './companies.ts';

export function peopleShape(
  { code }: Pick<ListedCompany, 'code'>,
  { people, secondEyes, you }: CompanyPeople,
): object {
  const listed = people.map(({ person, roles, addedAt }) => ({ person, roles, addedAt }));
  return { company: code, secondEyes, you, people: listed };
}

export function changedPersonShape(
  { code }: Pick<ListedCompany, 'code'>,
  { person, roles, rolesBefore }: ChangedPerson,
): object {
  return { company: code, person, roles, rolesBefore };
}
