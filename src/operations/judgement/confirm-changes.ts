/**
 * Confirms changes of pay, hours, items or dates: a person has looked at exactly these and found them right.
 * A run then holds nobody because of them, whatever their size. It can be done from the import until the
 * commit. To confirm again is no error and changes nothing.
 *
 * Refusals (nothing is confirmed)
 *   employee_unknown     with each of them
 *   nothing_to_confirm   the coming run reads no such change of a person
 *   change_changed       the change that was shown has been replaced by a newer one
 *   change_committed     a committed run has read the change that was shown
 *   own_entry, not_an_approver   this person may not confirm it (reviews/may-approve.ts)
 */
import { actorOf } from '#caller.ts';
import { type Answer, answer, type Issue, type Refused, refuse } from '#errors.ts';
import type { ChangeKind } from '#judgement/change-identity.ts';
import { allOrNothing } from '#operations/all-or-nothing.ts';
import { actorInWords } from '#operations/who-was-first.ts';
import type { World } from '#operations/world.ts';
import { changesOf } from '#store/reads/changes.ts';
import { openRunsOf, type WaitingRun } from '#store/reads/coming-periods.ts';
import type { CompanyRow } from '#store/reads/companies.ts';
import { confirmedChangesOf } from '#store/reads/confirmations.ts';
import type { Reading, Writing } from '#store/store.ts';
import { auditAll } from '#store/writes/audit.ts';
import { lockInputRevision, raiseInputRevision } from '#store/writes/companies.ts';
import { insertConfirmedChanges } from '#store/writes/confirmations.ts';
import { type ChangesBasis, changesBasis } from './changes-read.ts';
import { type ListedChange, peopleNumbered, withOrigin } from './list-changes.ts';
import { notConfirmedBy } from './may-confirm.ts';

export interface ConfirmChanges {
  readonly company: CompanyRow;
  /** Employee numbers. */
  readonly numbers: readonly string[];
  /** Null: changes of every kind. */
  readonly what: ChangeKind | null;
  /** The revision that was shown: only what it made is confirmed. Null: what stands now. */
  readonly revision: number | null;
  readonly why: string;
  readonly dryRun: boolean;
}

export interface ConfirmedChanges {
  /** Confirmed by this request, or about to be. */
  readonly confirmed: readonly ListedChange[];
  /** Confirmed before. */
  readonly before: readonly ListedChange[];
  /** Runs that were calculated without the confirmation, and wait. */
  readonly waiting: readonly WaitingRun[];
  /** Committed runs that hold some of these people, who are not paid yet. */
  readonly holding: readonly number[];
  readonly written: boolean;
}

export async function confirmChanges(
  world: World,
  ask: ConfirmChanges,
): Promise<Answer<ConfirmedChanges>> {
  const { company, dryRun } = ask;
  const scope = { companyId: company.companyId };
  const hasChanged = ({ confirmed }: ConfirmedChanges) => confirmed.length > 0;
  const done = await allOrNothing(world, { scope, dryRun, hasChanged }, (tx) =>
    confirm(tx, { ...ask, world }),
  );
  if (!done.ok) return done;
  return answer({ ...done.value, written: !dryRun && hasChanged(done.value) });
}

async function confirm(
  tx: Writing,
  ask: ConfirmChanges & { readonly world: World },
): Promise<Answer<ConfirmedChanges>> {
  const { company, what, why } = ask;
  const { companyId } = company;
  const by = actorOf(ask.world.caller);
  // Nobody enters a newer change between the look and the confirmation.
  await lockInputRevision(tx, companyId);
  const people = await peopleNumbered(tx, ask);
  if (!people.ok) return people;
  const basis = await changesBasis(tx, { company, periodId: null });
  const found = await changesOf(tx, {
    ...basis.asked,
    employeeIds: [...people.value.values()],
    what,
    ...{ isUnconfirmed: false, beyond: null, limit: null, offset: 0 },
  });
  const listed = await withOrigin(tx, { company, revision: basis.revision, rows: found });
  if (!listed.ok) return listed;
  const asShown = listed.value.filter(
    ({ revision }) => ask.revision === null || revision === ask.revision,
  );
  const missing = new Map(people.value);
  for (const { number } of asShown) missing.delete(number);
  if (missing.size > 0) {
    return notThere(tx, { ...ask, basis, missing, newer: listed.value });
  }
  const before = asShown.filter(({ confirmedBy }) => confirmedBy !== null);
  const changes = asShown.filter(({ confirmedBy }) => confirmedBy === null);
  const refused = await notConfirmedBy(tx, { company, caller: ask.world.caller, changes });
  if (refused) return refused;
  if (changes.length === 0)
    return answer({ confirmed: [], before, waiting: [], holding: [], written: false });
  const revision = await raiseInputRevision(tx, companyId);
  await insertConfirmedChanges(tx, { companyId, revision, by, why, changes });
  const periodIds = basis.periods.map(({ periodId }) => periodId);
  const waiting = await openRunsOf(tx, periodIds);
  const confirmed = new Set(changes.map(({ employeeId }) => employeeId));
  const holding = basis.asked.held.flatMap(({ employeeId, heldBy, isPaid }) =>
    confirmed.has(employeeId) && !isPaid ? [heldBy] : [],
  );
  await auditAll(
    tx,
    changes.map(({ employeeId, subject, revision: change, what: kind }) => ({
      companyId,
      actor: by,
      action: 'change.confirm',
      subject: `employee:${employeeId}`,
      facts: { revision, what: kind, subject, change, why },
    })),
  );
  return answer({
    confirmed: changes,
    before,
    waiting,
    holding: [...new Set(holding)],
    written: true,
  });
}

interface NotThere extends ConfirmChanges {
  readonly basis: ChangesBasis;
  /** Employee number → id: those without the change that is to be confirmed. */
  readonly missing: ReadonlyMap<string, number>;
  /** Their other changes, and those of others. */
  readonly newer: readonly ListedChange[];
}

/** Says for each person why there is nothing to confirm, and what comes next. */
async function notThere(at: Reading, ask: NotThere): Promise<Refused> {
  const { missing, revision, basis, company } = ask;
  const known = await confirmedChangesOf(
    at,
    [...missing.values()].map((employeeId) => ({ employeeId, knownRevision: basis.revision })),
  );
  const issues = [...missing].map(([number, employeeId]): Issue => {
    const pointer = `/employees/${number}`;
    const newest = ask.newer.find(
      (one) => one.number === number && revision !== null && one.revision > revision,
    );
    if (newest !== undefined) {
      const who = newest.entered === null ? '' : ` by ${actorInWords(newest.entered)}`;
      const message = `the ${newest.what} of ${number} was changed again${who}; it is revision ${newest.revision} now`;
      return { pointer, code: 'change_changed', message };
    }
    const readBy = basis.periods.find(
      ({ lastRevision }) => revision !== null && lastRevision !== null && lastRevision >= revision,
    );
    if (readBy === undefined || readBy.lastRunId === null) {
      const message = `the coming run reads no such change of ${number}`;
      return { pointer, code: 'nothing_to_confirm', message };
    }
    const before = known.find((one) => one.employeeId === employeeId && one.revision === revision);
    const who =
      before === undefined ? '' : `; ${actorInWords({ ...before, actor: before.by })} confirmed it`;
    const message = `run ${readBy.lastRunId} has read revision ${revision} of ${number} and is committed${who}`;
    const actions = [{ action: 'show_run', run: readBy.lastRunId }] as const;
    return { pointer, code: 'change_committed', message, actions };
  });
  const order = ['change_changed', 'change_committed', 'nothing_to_confirm'] as const;
  const code = order.find((one) => issues.some((issue) => issue.code === one)) ?? order[2];
  const first = issues.find((issue) => issue.code === code);
  return refuse({
    family: 'conflict',
    code,
    message: `nothing was confirmed: ${first?.message}`,
    hint: hints[code],
    actions: [...(first?.actions ?? []), { action: 'list_changes', company: company.code }],
    issues,
    facts: { revision: basis.revision },
  });
}

const hints = {
  change_changed: 'look at the changes again, and confirm the revision that they show',
  change_committed: 'see the run; what it paid is corrected with an off-cycle run',
  nothing_to_confirm: 'look at the changes that the coming run reads',
} as const;
