/**
 * Who acts, through which door, for which companies: made at the door and handed down with the world.
 *
 * A person sees the companies of their caller and no other. Work without a person (a worker, a beat)
 * looks across companies, because nobody else would see what is due in one of them.
 *
 * Elsewhere: from a number that somebody typed to its company (operations/look-up.ts).
 */
import { type Answer, answer, assert, refuse } from '#errors.ts';

/** `operator`: also what is of no company, such as workers, queues and the beat. */
type Role = 'operator' | 'payroll';

/** A person, or a program that acts for one. */
export interface PersonCaller {
  readonly kind: 'person';
  /** As it stands in the audit chain: `person:ada`. */
  readonly who: string;
  readonly door: 'command' | 'library' | 'http' | 'task';
  /** Ids of companies; `every` is for whoever owns the database. */
  readonly companies: 'every' | readonly number[];
  readonly role: Role;
  /** The person for whom a program acts: `person:bob`. */
  readonly onBehalfOf: string | null;
}

/** Nobody's order: a worker, a beat, a process that looks after others. */
interface WorkCaller {
  readonly kind: 'work';
  /** `worker:host-4711` */
  readonly who: string;
}

export type Caller = PersonCaller | WorkCaller;

export function work(who: string): WorkCaller {
  return { kind: 'work', who };
}

/** Whoever owns the database: every company, and what is of none. */
export function operator(ask: Pick<PersonCaller, 'who' | 'door'>): PersonCaller {
  return { kind: 'person', ...ask, companies: 'every', role: 'operator', onBehalfOf: null };
}

/** What the audit chain says of who acted. */
export function actorOf(caller: Caller): string {
  const onBehalfOf = caller.kind === 'person' ? caller.onBehalfOf : null;
  return onBehalfOf === null ? caller.who : `${caller.who} for ${onBehalfOf}`;
}

/** Ids, for the condition of a list; `every` means that there is no condition. */
export function companiesOf(caller: Caller): 'every' | readonly number[] {
  return caller.kind === 'work' ? 'every' : caller.companies;
}

/** The same, as the condition of a query. */
export function conditionOf(caller: Caller): { readonly companyIds?: readonly number[] } {
  const companies = companiesOf(caller);
  return companies === 'every' ? {} : { companyIds: companies };
}

/**
 * Of one company the database shows no other row. Of several it shows every row, so each list needs
 * `conditionOf`, and each single row `mayLookInto`.
 */
export function scopeOf(caller: Caller): 'every company' | { readonly companyId: number } {
  const [one, second] = conditionOf(caller).companyIds ?? [];
  return one !== undefined && second === undefined ? { companyId: one } : 'every company';
}

export function mayLookInto(caller: Caller, companyId: number): boolean {
  const companies = companiesOf(caller);
  return companies === 'every' || companies.includes(companyId);
}

/** Refusal: not_an_operator, for what is of no company. */
export function operatorOnly(caller: Caller): Answer<null> {
  if (caller.kind === 'work' || caller.role === 'operator') return answer(null);
  return refuse({
    family: 'denied',
    code: 'not_an_operator',
    message: 'this is not of one company: only an operator may do it',
    hint: 'ask whoever runs Paybeat here',
  });
}

/** The same person, confined to some of their companies and to what is of a company. */
export function confinedTo(caller: PersonCaller, companies: readonly number[]): PersonCaller {
  assert(
    companies.every((companyId) => mayLookInto(caller, companyId)),
    'a caller is confined to companies of their own',
  );
  return { ...caller, companies, role: 'payroll' };
}
