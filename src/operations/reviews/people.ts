/**
 * The people of a company, and what they may do: enter pay (`payroll`), approve runs and confirm changes
 * (`approver`). At the command line, a person is the user of the operating system.
 *
 * A company without an approver lets anybody approve. Once it has one, only its approvers do.
 *
 * Refusals: person_invalid (with every fault), person_exists, person_not_found, not_an_operator.
 */
import { actorOf, type Caller } from '#caller.ts';
import { type Answer, answer, type Issue, type Refused, refuse } from '#errors.ts';
import { allOrNothing } from '#operations/all-or-nothing.ts';
import { actorNamed } from '#operations/who-was-first.ts';
import type { World } from '#operations/world.ts';
import type { SecondEyes } from '#run/second-eyes.ts';
import { type Role, roles } from '#schedule/review-policy.ts';
import type { CompanyRow } from '#store/reads/companies.ts';
import { type PersonRow, reviewersOf, secondEyesOf } from '#store/reads/reviewers.ts';
import type { Writing } from '#store/store.ts';
import { audit } from '#store/writes/audit.ts';
import { insertPerson, lockRoles, updateRoles } from '#store/writes/reviewers.ts';
import { didYouMean } from '#text/closest-word.ts';
import { keyText, nameProblem } from '#text/key-text.ts';

export interface ChangePerson {
  readonly company: CompanyRow;
  /** `ada` or `person:ada`. */
  readonly person: string;
  readonly roles: readonly string[];
}

export interface CompanyPeople {
  readonly people: readonly PersonRow[];
  readonly secondEyes: SecondEyes;
  /** Who asks: as whom they would approve. */
  readonly you: string;
}

export interface ChangedPerson {
  readonly person: string;
  readonly roles: readonly Role[];
  /** Null: the person was added. */
  readonly rolesBefore: readonly Role[] | null;
}

export async function listPeople(
  world: Pick<World, 'store' | 'caller'>,
  { company: { companyId } }: { readonly company: CompanyRow },
): Promise<CompanyPeople> {
  return world.store.read({ companyId }, async (at) => ({
    people: await reviewersOf(at, companyId),
    secondEyes: await secondEyesOf(at, companyId),
    you: actorOf(world.caller),
  }));
}

export function addPerson(world: World, ask: ChangePerson): Promise<Answer<ChangedPerson>> {
  return change(world, ask, async (tx, { companyId, person, chosen }) => {
    if (!(await insertPerson(tx, { companyId, person, roles: chosen })))
      return personExists(person, ask.company);
    return answer({ person, roles: chosen, rolesBefore: null });
  });
}

/** Replaces the roles of a person. Without roles, the person no longer acts for the company. */
export function setRoles(world: World, ask: ChangePerson): Promise<Answer<ChangedPerson>> {
  return change(world, ask, async (tx, { companyId, person, chosen }) => {
    const rolesBefore = await lockRoles(tx, { companyId, person });
    if (rolesBefore === null) {
      const people = await reviewersOf(tx, companyId);
      return personNotFound(person, { people, company: ask.company });
    }
    await updateRoles(tx, { companyId, person, roles: chosen });
    return answer({ person, roles: chosen, rolesBefore });
  });
}

/** Whoever can change who approves could approve everything: it is for operators. Refusal: not_an_operator. */
export function mayChangeReviewers(caller: Caller): Refused | null {
  if (caller.kind === 'work' || caller.role === 'operator') return null;
  return refuse({
    family: 'denied',
    code: 'not_an_operator',
    message: 'only an operator may change who approves in a company',
    hint: 'ask the person who operates Paybeat',
  });
}

interface Named {
  readonly companyId: number;
  readonly person: string;
  readonly chosen: readonly Role[];
}

async function change(
  world: World,
  ask: ChangePerson,
  act: (tx: Writing, named: Named) => Promise<Answer<ChangedPerson>>,
): Promise<Answer<ChangedPerson>> {
  const denied = mayChangeReviewers(world.caller);
  if (denied) return denied;
  const { companyId } = ask.company;
  const named = readPerson(ask);
  if (!named.ok) return named;
  return allOrNothing(world, { scope: { companyId } }, async (tx) => {
    const changed = await act(tx, { companyId, ...named.value });
    if (!changed.ok) return changed;
    const { person, roles: now, rolesBefore } = changed.value;
    await audit(tx, {
      companyId,
      actor: actorOf(world.caller),
      action: rolesBefore === null ? 'people.add' : 'people.roles',
      subject: `company:${companyId}`,
      facts: { person, roles: now, ...(rolesBefore === null ? {} : { before: rolesBefore }) },
    });
    return changed;
  });
}

function readPerson(
  ask: ChangePerson,
): Answer<{ readonly person: string; readonly chosen: readonly Role[] }> {
  const issues: Issue[] = [];
  const name = keyText(ask.person);
  const person = /^[a-z][a-z0-9_-]*:/.test(name) ? name : `person:${name}`;
  const problem = nameProblem(name);
  if (problem !== null) {
    issues.push({ pointer: '/person', code: problem.code, message: problem.message });
  } else if (!/^[a-z][a-z0-9_-]*:\S/.test(person) || person.length > 200) {
    const message =
      'Write the name under which the person acts, such as ada, at most 190 characters.';
    issues.push({ pointer: '/person', code: 'out_of_range', message });
  }
  const chosen = roles.filter((role) => ask.roles.includes(role));
  for (const word of ask.roles) {
    if (roles.some((role) => role === word)) continue;
    const message = `There is no role ${word}. A role is one of ${roles.join(', ')}.`;
    issues.push({ pointer: '/roles', code: 'role_unknown', message });
  }
  if (issues.length === 0) return answer({ person, chosen });
  return refuse({
    family: 'invalid',
    code: 'person_invalid',
    message: `the person cannot be saved: ${issues.map(({ message }) => message).join(' ')}`,
    issues,
  });
}

function personExists(person: string, { code: company }: CompanyRow): Refused {
  return refuse({
    family: 'conflict',
    code: 'person_exists',
    message: `${actorNamed(person)} is already one of the company's people`,
    hint: 'to change their roles',
    actions: [{ action: 'set_roles', person, company }],
    facts: { person },
  });
}

function personNotFound(
  person: string,
  { people, company }: { readonly people: readonly PersonRow[]; readonly company: CompanyRow },
): Refused {
  const names = people.map((one) => actorNamed(one.person));
  return refuse({
    family: 'not_found',
    code: 'person_not_found',
    message: `${actorNamed(person)} is not one of the company's people.${didYouMean(actorNamed(person), names)}`,
    hint: 'add the person first',
    actions: [{ action: 'list_people', company: company.code }],
    facts: { person },
  });
}
