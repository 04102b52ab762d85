/**
 * Whether a person may approve a run, or confirm a change of pay: not what they entered themselves, where the
 * company has a second pair of eyes, and only with a role that approves.
 *
 * Refusals
 *   own_entry         the person entered pay data that this is about; the facts name who could approve it
 *   not_an_approver   the company has people who approve, and this person is none of them
 *
 * Elsewhere: approving a run (approval-of-run.ts), people and their roles (people.ts), the setting (companies/set-pay-settings.ts).
 */
import type { Action } from '#actions.ts';
import { actorOf, type Caller } from '#caller.ts';
import { assert, type Refused, refuse } from '#errors.ts';
import { actorNamed } from '#operations/who-was-first.ts';
import { personBehind } from '#run/second-eyes.ts';
import type { Role } from '#schedule/review-policy.ts';
import { companyById } from '#store/reads/companies.ts';
import type { Entered } from '#store/reads/entered-by.ts';
import { type PersonRow, reviewersOf, secondEyesOf } from '#store/reads/reviewers.ts';
import type { Reading } from '#store/store.ts';

type Deed = keyof typeof deeds;

interface MayApprove {
  readonly companyId: number;
  /** What it is about, for the message: `run 3`. */
  readonly what: string;
  /** What the person wants to do. Default: approve. */
  readonly deed?: Deed;
  /** Who entered the pay data that it is about. */
  readonly entered: readonly Pick<Entered, 'actor' | 'at'>[];
  /** What the person did with it. Left out: entered its pay data. */
  readonly did?: string;
  /** Roles that approve. Left out: approver, once the company has one. */
  readonly roles?: readonly Role[] | null;
  readonly facts?: Readonly<Record<string, unknown>>;
  readonly actions?: readonly Action[];
}

/** Null: the person may. */
export async function mayApprove(
  at: Reading,
  caller: Caller,
  ask: MayApprove,
): Promise<Refused | null> {
  const who = actorOf(caller);
  const people = await reviewersOf(at, ask.companyId);
  const approvers = approversOf(people, ask.roles ?? null);
  const could = whoCould(approvers, ask.entered);
  if (approvers !== null && !approvers.some((one) => isSame(one, who)))
    return notAnApprover({ ...ask, who, could, company: await codeOf(at, ask) });
  const own = ask.entered.filter(({ actor }) => isSame(who, actor));
  const [first] = own;
  if (first === undefined) return null;
  if ((await secondEyesOf(at, ask.companyId)) !== 'required') return null;
  return ownEntry({ ...ask, who, could, company: await codeOf(at, ask), entries: own.length });
}

/**
 * The people with one of the roles. Null: everybody, because the company has not said who approves. A role that
 * is asked for by name is needed, whoever the company has.
 */
export function approversOf(
  people: readonly PersonRow[],
  asked: readonly Role[] | null,
): readonly string[] | null {
  const roles: readonly Role[] = asked ?? ['approver'];
  const having = people.filter((one) => one.roles.some((role) => roles.includes(role)));
  return having.length === 0 && asked === null ? null : having.map(({ person }) => person);
}

/** Of the people who approve, those who entered nothing of it. Null: anybody else. */
export function whoCould(
  approvers: readonly string[] | null,
  entered: readonly Pick<Entered, 'actor'>[],
): readonly string[] | null {
  if (approvers === null) return null;
  return approvers.filter((one) => !entered.some(({ actor }) => isSame(one, actor)));
}

/** The person behind a program counts. */
function isSame(one: string, other: string): boolean {
  return personBehind(one) === personBehind(other);
}

/** For the commands of a refusal. */
async function codeOf(at: Reading, { companyId }: MayApprove): Promise<string> {
  const company = await companyById(at, companyId);
  assert(company, 'the company of what is approved is there');
  return company.code;
}

type Refusing = MayApprove & {
  readonly who: string;
  readonly could: readonly string[] | null;
  readonly company: string;
};

function ownEntry(ask: Refusing & { readonly entries: number }): Refused {
  const { what, who, could, entries, deed = 'approve', did = 'entered pay data of' } = ask;
  const name = actorNamed(personBehind(who));
  return refuse({
    family: 'denied',
    code: 'own_entry',
    message: `${name} ${did} ${what} and cannot ${deeds[deed].it}`,
    hint:
      `${couldInWords(could, deed)}. A company of one person can say that it has no second pair of eyes; ` +
      'each of its runs then says so',
    actions: [...(ask.actions ?? []), { action: 'waive_second_eyes', company: ask.company }],
    facts: { ...ask.facts, person: who, entries, could, deed },
  });
}

function notAnApprover(ask: Refusing): Refused {
  const { what, who, could, deed = 'approve' } = ask;
  return refuse({
    family: 'denied',
    code: 'not_an_approver',
    message: `${actorNamed(personBehind(who))} has no role that ${deeds[deed].role} ${what}`,
    hint: couldInWords(could, deed),
    actions: [{ action: 'list_people', company: ask.company }],
    facts: { ...ask.facts, person: who, roles: ask.roles ?? ['approver'], could, deed },
  });
}

/** What needs somebody who entered nothing of it, in words. */
const deeds = {
  approve: { it: 'approve it', done: 'It can be approved', role: 'approves' },
  confirm: { it: 'confirm it', done: 'It can be confirmed', role: 'confirms' },
  withdraw: {
    it: 'withdraw the objection of somebody else',
    done: 'The objection can be withdrawn',
    role: 'withdraws objections to',
  },
} as const;

function couldInWords(could: readonly string[] | null, deed: Deed): string {
  if (could === null)
    return `Anybody else can ${deed === 'withdraw' ? 'withdraw it' : deeds[deed].it}`;
  if (could.length === 0) return `Nobody else has a role that ${deeds[deed].role} it; add a person`;
  return `${deeds[deed].done} by ${could.map(actorNamed).join(', ')}`;
}
