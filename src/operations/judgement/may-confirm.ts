/**
 * Who may not confirm changes: a person who entered a part of what stands, or who does not approve.
 *
 * Refusals: own_entry, not_an_approver (reviews/may-approve.ts).
 */
import { actorOf, type Caller } from '#caller.ts';
import { type Refused, refuse } from '#errors.ts';
import { mayApprove } from '#operations/reviews/may-approve.ts';
import { personBehind } from '#run/second-eyes.ts';
import type { CompanyRow } from '#store/reads/companies.ts';
import { enteredBy } from '#store/reads/entered-by.ts';
import type { Reading } from '#store/store.ts';
import { counted } from '#text/counted.ts';
import type { ListedChange } from './list-changes.ts';

/** Refuses a person who entered a part of what stands, or who does not approve. Names each such change. */
export async function notConfirmedBy(
  at: Reading,
  ask: {
    readonly company: CompanyRow;
    readonly caller: Caller;
    readonly changes: readonly ListedChange[];
  },
): Promise<Refused | null> {
  const { changes, caller, company } = ask;
  const { companyId } = company;
  const numbers = [...new Set(changes.map(({ number }) => number))];
  const [only, second] = numbers;
  if (only === undefined) return null;
  const revisions = changes.flatMap((change) => change.revisions);
  const entered = await enteredBy(at, { companyId, revisions });
  const refused = await mayApprove(at, caller, {
    ...{ companyId, entered: [...entered.values()], deed: 'confirm' },
    what: second === undefined ? only : counted(numbers.length, 'person'),
    actions: [{ action: 'list_changes', company: company.code }],
  });
  if (refused === null) return null;
  const me = personBehind(actorOf(caller));
  const own = changes.filter(({ revisions: of }) =>
    of.some((one) => personBehind(entered.get(one)?.actor ?? '') === me),
  );
  return refuse({
    ...refused.refusal,
    issues: own.map(({ number, what, revision }) => ({
      pointer: `/employees/${number}`,
      code: 'own_entry',
      message: `the ${what} of ${number}, revision ${revision}, is your own entry`,
    })),
  });
}
