/**
 * The caller of an operation: who acts, through which door, and for which companies. Each door
 * creates it and passes it on with the world.
 *
 * A person sees only the companies of their caller. Work without a person (a worker, a beat) sees
 * all companies, because otherwise nobody would find what is due in them.
 *
 * Elsewhere: finding the company of a number that somebody typed (operations/look-up.ts).
 */
import { type Answer, answer, assert, refuse } from '#errors.ts';

/** `operator` also sees what belongs to no company, such as workers, queues and the beat. */
type Role = 'operator' | 'payroll';

/** A person, or a program that acts for one. */
export interface PersonCaller {
  readonly kind: 'person';
  /** The form in the audit chain: `person:ada`. */
  readonly who: string;
  readonly door: 'command' | 'library' | 'http' | 'task';
  /** Ids of companies. `every` is for the owner of the database. */
  readonly companies: 'every' | readonly number[];
  readonly role: Role;
  /** The person for whom a program acts: `person:bob`. */
  readonly onBehalfOf: string | null;
}

/** Work that nobody ordered: a worker, a beat, or a process that monitors others. */
interface WorkCaller {
  readonly kind: 'work';
  /** `worker:host-4711` */
  readonly who: string;
}

export type Caller = PersonCaller | WorkCaller;

export function work(who: string): WorkCaller {
  return { kind: 'work', who };
}

/** What a key of the API may do. Which route takes which role: http/api/roles.ts. */
export const keyRoles = [
  'viewer',
  'preparer',
  'approver',
  'releaser',
  'admin',
  'auditor',
  'worker',
] as const;
export type KeyRole = (typeof keyRoles)[number];

/** The program that uses a key. `companies` are ids. */
export function keyCaller(key: {
  readonly name: string;
  readonly companies: PersonCaller['companies'];
  readonly onBehalfOf: string | null;
}): PersonCaller {
  const { name, companies, onBehalfOf } = key;
  return {
    kind: 'person',
    who: `key:${name}`,
    door: 'http',
    companies,
    role: 'payroll',
    onBehalfOf,
  };
}

/** The owner of the database, who sees every company and what belongs to none. */
export function operator(ask: Pick<PersonCaller, 'who' | 'door'>): PersonCaller {
  return { kind: 'person', ...ask, companies: 'every', role: 'operator', onBehalfOf: null };
}

/** How the audit chain names the caller. */
export function actorOf(caller: Caller): string {
  const onBehalfOf = caller.kind === 'person' ? caller.onBehalfOf : null;
  return onBehalfOf === null ? caller.who : `${caller.who} for ${onBehalfOf}`;
}

/** Company ids for the condition of a list. `every` means no condition. */
export function companiesOf(caller: Caller): 'every' | readonly number[] {
  return caller.kind === 'work' ? 'every' : caller.companies;
}

/** The same as the condition of a query. */
export function conditionOf(caller: Caller): { readonly companyIds?: readonly number[] } {
  const companies = companiesOf(caller);
  return companies === 'every' ? {} : { companyIds: companies };
}

/**
 * The rows that the database itself shows. For a caller with one company, it shows only that
 * company. For a caller with several, it shows every row. So each list needs `conditionOf`, and
 * each single row needs `mayLookInto`.
 */
export function scopeOf(caller: Caller): 'every company' | { readonly companyId: number } {
  const [one, second] = conditionOf(caller).companyIds ?? [];
  return one !== undefined && second === undefined ? { companyId: one } : 'every company';
}

export function mayLookInto(caller: Caller, companyId: number): boolean {
  const companies = companiesOf(caller);
  return companies === 'every' || companies.includes(companyId);
}

/** Refuses what belongs to no company. Refusal: not_an_operator. */
export function operatorOnly(caller: Caller): Answer<null> {
  if (caller.kind === 'work' || caller.role === 'operator') return answer(null);
  return refuse({
    family: 'denied',
    code: 'not_an_operator',
    message: 'this does not belong to one company, so only an operator may do it',
    hint: 'ask the person who operates Paybeat',
  });
}

/** The same person, limited to some of their companies and without the operator role. */
export function confinedTo(caller: PersonCaller, companies: readonly number[]): PersonCaller {
  assert(
    companies.every((companyId) => mayLookInto(caller, companyId)),
    'a caller is confined to companies of their own',
  );
  return { ...caller, companies, role: 'payroll' };
}
