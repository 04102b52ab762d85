/** Whether a person may approve a run: by the roles that its policy asks for, and by what they entered of it. */
import type { Caller } from '#caller.ts';
import type { Refused } from '#errors.ts';
import type { ReviewPolicy, Role } from '#schedule/review-policy.ts';
import { type Entered, enteredBy } from '#store/reads/entered-by.ts';
import { revisionsReadAnew } from '#store/reads/entries-of-run.ts';
import { askedForRun } from '#store/reads/reversals.ts';
import type { Reading } from '#store/store.ts';
import type { LockedRun } from '#store/writes/runs.ts';
import { mayApprove } from './may-approve.ts';

/** Whether a person may approve this run, by its policy and its entries. Null: the person may. */
export function approvalRefused(
  at: Reading,
  run: LockedRun,
  caller: Caller,
): Promise<Refused | null> {
  return refusedAs('approve', at, { run, caller });
}

/** The same, for a person who withdraws the objection of somebody else. */
export function withdrawalRefused(
  at: Reading,
  run: LockedRun,
  caller: Caller,
): Promise<Refused | null> {
  return refusedAs('withdraw', at, { run, caller });
}

async function refusedAs(
  deed: 'approve' | 'withdraw',
  at: Reading,
  { run, caller }: { readonly run: LockedRun; readonly caller: Caller },
): Promise<Refused | null> {
  const { runId, companyId } = run;
  return mayApprove(at, caller, {
    deed,
    ...{ companyId, what: `run ${runId}`, facts: { runId } },
    ...didWith(run.kind),
    roles: rolesAsked(run.review?.policy ?? null),
    entered: await entriesOfRun(at, run),
    actions: [{ action: 'show_run', run: runId }],
  });
}

function didWith(kind: LockedRun['kind']): { readonly did?: string } {
  if (kind === 'reversal') return { did: 'asked for' };
  return kind === 'correction' ? { did: 'asked for or entered pay data of' } : {};
}

/** The roles that a policy names. Null: approver, once the company has one. */
export function rolesAsked(policy: ReviewPolicy | null): readonly Role[] | null {
  return policy?.policy === 'people' ? policy.roles : null;
}

/** Who entered the pay data that the run reads and no committed run of its schedule has read; or asked for a reversal or a correction. */
export async function entriesOfRun(
  at: Reading,
  run: { readonly runId: number; readonly companyId: number },
): Promise<readonly Entered[]> {
  const asked = await askedForRun(at, run.runId);
  const opening =
    asked === null ? [] : [{ ...asked, action: 'run.open', subject: `run:${run.runId}` }];
  // It reads no pay data. Whoever asked for it is the one who must not approve it.
  if (asked?.kind === 'reversal') return opening;
  const revisions = await revisionsReadAnew(at, run);
  const found = await enteredBy(at, { companyId: run.companyId, revisions });
  return [...opening, ...found.values()];
}
