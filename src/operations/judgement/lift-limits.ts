/**
 * Lifts the limits that hold people of a run: a person has looked at exactly these numbers and found them
 * right. The other people who are held, such as those without hours, stay held.
 *
 *   the run waits        it is recalculated in the same transaction; approvals of its totals become void
 *   the run is committed the people can be paid: pay-held is the next step
 *
 * If the numbers are others at the next calculation, the limit holds the person again. To confirm again is no
 * error and changes nothing.
 *
 * Refusals (nothing is lifted)
 *   run_not_found, run_state     as for every move that a person makes (runs/control-run.ts)
 *   nobody_named                 neither employees nor a cause
 *   employee_unknown             with each of them
 *   not_held                     the run pays or excludes a person
 *   not_a_limit                  something else than a limit holds a person, with what to do
 *   already_paid                 another run has paid a person since
 *   numbers_changed              the numbers are no longer those that were shown
 *   own_entry, not_an_approver   this person may not lift it (reviews/may-approve.ts)
 */
import { createHash } from 'node:crypto';
import { actorOf } from '#caller.ts';
import { type Answer, answer, assert, type Refused, refuse } from '#errors.ts';
import { allOrNothing } from '#operations/all-or-nothing.ts';
import { findRun } from '#operations/look-up.ts';
import { runNotFound } from '#operations/not-found.ts';
import { entriesOfRun } from '#operations/reviews/approval-of-run.ts';
import { mayApprove } from '#operations/reviews/may-approve.ts';
import { stateRefusal } from '#operations/runs/control-run.ts';
import { replanRun } from '#operations/runs/replan-run.ts';
import { handOver } from '#operations/tasks/hand-over.ts';
import type { HandingWorld } from '#operations/world.ts';
import { paysOwnAmounts } from '#run/own-amounts.ts';
import { stateAfter } from '#run/run-state.ts';
import { changesOf } from '#store/reads/changes.ts';
import { openRunsOf, type WaitingRun } from '#store/reads/coming-periods.ts';
import { companyById } from '#store/reads/companies.ts';
import { enteredBy } from '#store/reads/entered-by.ts';
import { approversOfRun, type HoldRow } from '#store/reads/holds.ts';
import { type RunRow, runById } from '#store/reads/runs.ts';
import type { Writing } from '#store/store.ts';
import { auditAll } from '#store/writes/audit.ts';
import { raiseInputRevision } from '#store/writes/companies.ts';
import { insertLiftedLimits } from '#store/writes/confirmations.ts';
import { type LockedRun, lockPeriod, lockRun } from '#store/writes/runs.ts';
import { changesBasis } from './changes-read.ts';
import { heldByLimits, numbersChanged } from './held-by-limits.ts';

interface LiftLimits {
  readonly runId: number;
  /** Employee numbers. Empty: everybody whom `cause` holds. */
  readonly numbers: readonly string[];
  /** The code of a limit; null: of any limit. */
  readonly cause: string | null;
  /** The first characters of the checksum of what was shown; null: the numbers as they are. */
  readonly seen: string | null;
  readonly why: string;
  readonly dryRun: boolean;
}

export interface LiftedLimits {
  readonly run: RunRow;
  /** Lifted by this request, or about to be. */
  readonly lifted: readonly HoldRow[];
  /** Lifted before. */
  readonly before: readonly HoldRow[];
  /** The checksum of what was shown, in hexadecimal digits. */
  readonly seen: string;
  /** Who had approved the totals that are void now. */
  readonly revoked: readonly string[];
  readonly isRecalculated: boolean;
  /** A run that already pays held people of the period, and was calculated before. */
  readonly paying: readonly WaitingRun[];
  readonly written: boolean;
}

type Lifting = Omit<LiftedLimits, 'run' | 'written'>;

export async function liftLimits(
  world: HandingWorld,
  ask: LiftLimits,
): Promise<Answer<LiftedLimits>> {
  const { runId, dryRun } = ask;
  if (ask.numbers.length === 0 && ask.cause === null) return nobodyNamed(runId);
  const found = await findRun(world, runId);
  if (!found.ok) return found;
  const known = found.value;
  const scope = { companyId: known.companyId };
  const hasChanged = ({ lifted }: Lifting) => lifted.length > 0;
  const done = await allOrNothing(world, { scope, dryRun, hasChanged }, (tx) =>
    lift(tx, { ...ask, world, known }),
  );
  if (!done.ok) return done;
  const written = !dryRun && hasChanged(done.value);
  if (written && done.value.isRecalculated) await tell(world, known);
  const run = await world.store.read(scope, (at) => runById(at, runId));
  return run ? answer({ ...done.value, run, written }) : runNotFound(runId);
}

function nobodyNamed(runId: number): Refused {
  return refuse({
    family: 'usage',
    code: 'nobody_named',
    message: `whose limits in run ${runId} are to be lifted?`,
    hint: 'name employees, or the cause that holds them',
    actions: [{ action: 'show_run', run: runId }],
  });
}

interface Asked extends LiftLimits {
  readonly world: HandingWorld;
  readonly known: RunRow;
}

async function lift(tx: Writing, ask: Asked): Promise<Answer<Lifting>> {
  const { runId, known, why, world } = ask;
  const period = await lockPeriod(tx, known.periodId);
  const run = await lockRun(tx, runId);
  if (!period || !run) return runNotFound(runId);
  const isCommitted = run.state === 'committed' && known.state === 'committed';
  const refusal = isCommitted ? null : await stateRefusal(tx, run, { known, move: 'recalculate' });
  if (refusal) return refusal;
  const held = await heldByLimits(tx, { ...ask, run: known });
  if (!held.ok) return held;
  const seen = checksumOf(held.value);
  const before = held.value.filter(({ liftedBy }) => liftedBy !== null);
  const holds = held.value.filter(({ liftedBy }) => liftedBy === null);
  const isOther = ask.seen !== null && !seen.startsWith(ask.seen);
  if (isOther) return numbersChanged(known, held.value);
  const paying = isCommitted
    ? (await openRunsOf(tx, [run.periodId])).filter((one) => one.runId !== runId)
    : [];
  const nothing = { lifted: [], before, seen, revoked: [], isRecalculated: false, paying };
  if (holds.length === 0) return answer(nothing);
  const refused = await notByThis(tx, { ...ask, run, holds });
  if (refused) return refused;
  const revoked = isCommitted ? [] : await approversOfRun(tx, run);
  const { companyId, periodId } = run;
  const by = actorOf(world.caller);
  const revision = await raiseInputRevision(tx, companyId);
  const limits = holds.map(({ employeeId, code, seen: numbers }) => {
    assert(numbers, 'a limit has seen numbers');
    return { employeeId, code, seen: numbers };
  });
  await insertLiftedLimits(tx, { companyId, periodId, runId, revision, by, why, limits });
  if (!isCommitted) await replanRun(tx, { run, period, why, actor: by, settings: world.settings });
  await auditAll(
    tx,
    limits.map(({ employeeId, code, seen: numbers }) => ({
      ...{ companyId, actor: by, action: 'limit.lift', subject: `employee:${employeeId}` },
      facts: { revision, run: runId, period: periodId, code, seen: numbers, why },
    })),
  );
  return answer({ ...nothing, lifted: holds, revoked, isRecalculated: !isCommitted });
}

/** Refuses a person who entered pay data of these people that the run reads anew, or who does not approve. */
async function notByThis(
  tx: Writing,
  ask: Asked & { readonly run: LockedRun; readonly holds: readonly HoldRow[] },
): Promise<Refused | null> {
  const { run, holds, world } = ask;
  const { companyId, runId, periodId } = run;
  const company = await companyById(tx, companyId);
  assert(company, `run ${runId} has a company`);
  const { asked } = await changesBasis(tx, { company, periodId });
  const revisions: number[] = [];
  for (let first = 0; first < holds.length; first += peoplePerQuestion) {
    const changes = await changesOf(tx, {
      ...asked,
      periods: asked.periods.map((one) => ({ ...one, knownRevision: run.snapshotRevision })),
      employeeIds: holds.slice(first, first + peoplePerQuestion).map((one) => one.employeeId),
      ...{ what: null, isUnconfirmed: false, beyond: null, limit: null, offset: 0 },
    });
    revisions.push(...changes.flatMap((change) => change.revisions));
  }
  const entered = [...(await enteredBy(tx, { companyId, revisions })).values()];
  // Its amounts belong to no coming period.
  if (paysOwnAmounts(run)) entered.push(...(await entriesOfRun(tx, run)));
  const [only, second] = [...new Set(holds.map(({ number }) => number))];
  const who = second === undefined ? `${only} in` : 'people in';
  return mayApprove(tx, world.caller, {
    ...{ companyId, what: `${who} run ${runId}`, facts: { runId } },
    ...{ entered, deed: 'confirm' },
    actions: [{ action: 'show_run', run: runId }],
  });
}

const peoplePerQuestion = 5_000;

/** Of one person, what the limit has seen. Of several, who is held by which limit for which numbers. */
function checksumOf(holds: readonly HoldRow[]): string {
  const [only, second] = holds;
  if (only !== undefined && only.seen !== null && second === undefined) return only.seen;
  const text = holds.map(({ number, code, seen }) => `${number} ${code} ${seen}\n`).join('');
  return createHash('sha256').update(text).digest('hex');
}

async function tell(world: HandingWorld, known: RunRow): Promise<void> {
  const { runId, companyId } = known;
  const move = 'recalculate';
  const state = stateAfter(move, known);
  const actor = actorOf(world.caller);
  world.telemetry.emit({
    ...{ kind: 'run_state_changed', runId, state, move, actor },
    needsPerson: false,
  });
  await handOver(world, { companyId, after: `run-${runId}-${move}` });
}
