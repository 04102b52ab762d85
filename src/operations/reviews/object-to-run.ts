/**
 * A person objects to a run in review: nothing approves it until the objection is withdrawn, or the run is
 * recalculated or voided. Anybody of the company may object.
 *
 * Refusals
 *   run_not_found, run_state   as for every move that a person makes (control-run.ts)
 *   objected_already           this person objects to the run already
 *   no_objection               the person to withdraw for does not object
 *   own_entry, not_an_approver only who may approve the run withdraws the objection of somebody else
 */
import { actorOf } from '#caller.ts';
import { type Answer, type Refused, refuse } from '#errors.ts';
import { findRun } from '#operations/look-up.ts';
import { control } from '#operations/runs/control-run.ts';
import { actorInWords, actorNamed, personInWords } from '#operations/who-was-first.ts';
import type { HandingWorld } from '#operations/world.ts';
import { nextLook } from '#run/review-clock.ts';
import { personBehind } from '#run/second-eyes.ts';
import { type ObjectionRow, objectionsTo } from '#store/reads/reviews.ts';
import type { RunRow } from '#store/reads/runs.ts';
import { databaseNow } from '#store/reads/server.ts';
import type { Reading, Writing } from '#store/store.ts';
import { audit } from '#store/writes/audit.ts';
import { insertObjection, setReviewClock, withdrawObjection } from '#store/writes/reviews.ts';
import type { LockedRun } from '#store/writes/runs.ts';
import { withdrawalRefused } from './approval-of-run.ts';
import { isCleanNow } from './decide-review.ts';

export interface ObjectToRun {
  readonly runId: number;
  readonly why: string;
  /** Tells whether it would be taken, and writes nothing. */
  readonly dryRun?: boolean | undefined;
}

export interface WithdrawObjection {
  readonly runId: number;
  /** Whose objection: `ada` or `person:ada`. Null: that of whoever asks. */
  readonly person: string | null;
  /** Required to withdraw the objection of somebody else. */
  readonly why: string;
  /** As above. */
  readonly dryRun?: boolean | undefined;
}

/** Returns the run as it is then. */
export async function objectToRun(world: HandingWorld, ask: ObjectToRun): Promise<Answer<RunRow>> {
  const { runId, why } = ask;
  const person = actorOf(world.caller);
  const done = await control(world, ask, 'object', async (tx, { run }) => {
    const { companyId, epoch } = run;
    if (!(await insertObjection(tx, { companyId, runId, epoch, person, why })))
      return objectedAlready(runId, person);
    await tell(tx, run, { actor: person, action: 'review.object', facts: { epoch, why } });
    return 'stays';
  });
  return done.ok ? findRun(world, runId) : done;
}

/** The window then ends at its time, or at once when that has passed. */
export async function withdrawFromRun(
  world: HandingWorld,
  ask: WithdrawObjection,
): Promise<Answer<RunRow>> {
  const { runId, why } = ask;
  const by = actorOf(world.caller);
  const done = await control(world, ask, 'object', async (tx, { run }) => {
    const objections = await objectionsTo(tx, run);
    const whose = ask.person === null ? by : personNamed(ask.person);
    const found = objections.find(
      ({ person, withdrawnAt }) =>
        withdrawnAt === null && personBehind(person) === personBehind(whose),
    );
    if (found === undefined) return noObjection(runId, whose);
    const isOwn = personBehind(whose) === personBehind(by);
    const refused = isOwn ? null : await withdrawalRefused(tx, run, world.caller);
    if (refused) return refused;
    await withdrawObjection(tx, { objectionId: found.objectionId, by, why });
    await setClockAgain(tx, run);
    const facts = { of: found.person, epoch: run.epoch, why };
    await tell(tx, run, { actor: by, action: 'review.withdraw', facts });
    return 'stays';
  });
  return done.ok ? findRun(world, runId) : done;
}

/** Once the deadline has passed and silence has decided, only people go on. */
async function setClockAgain(tx: Writing, run: LockedRun): Promise<void> {
  const { review, runId } = run;
  if (review === null || review.until === null) return;
  const now = await databaseNow(tx);
  await setReviewClock(tx, {
    runId,
    until: nextLook(review, { now, isClean: await isCleanNow(tx, run) }),
  });
}

async function tell(
  tx: Writing,
  { companyId, runId }: LockedRun,
  row: {
    readonly actor: string;
    readonly action: string;
    readonly facts: Readonly<Record<string, unknown>>;
  },
): Promise<void> {
  await audit(tx, { companyId, subject: `run:${runId}`, ...row });
}

/** Refuses an approval while somebody objects. */
export async function objectionStands(at: Reading, run: LockedRun): Promise<Refused | null> {
  const standing = (await objectionsTo(at, run)).filter(({ withdrawnAt }) => withdrawnAt === null);
  const [first] = standing;
  if (first === undefined) return null;
  const { runId } = run;
  return refuse({
    family: 'conflict',
    code: 'objection_stands',
    message: `${inWords(first)} objected to run ${runId}: ${first.why}`,
    hint: 'correct the run and recalculate it, or have the objection withdrawn',
    actions: [
      { action: 'review_run', run: runId },
      { action: 'recalculate_run', run: runId },
      { action: 'withdraw_objection', run: runId, of: personInWords(first.person) },
    ],
    facts: { runId, objections: standing.map(({ person, why }) => ({ person, why })) },
  });
}

function inWords({ person, objectedAt }: ObjectionRow): string {
  return actorInWords({ actor: person, at: objectedAt });
}

function personNamed(text: string): string {
  return /^[a-z][a-z0-9_-]*:/.test(text) ? text : `person:${text}`;
}

function objectedAlready(runId: number, person: string): Refused {
  return refuse({
    family: 'conflict',
    code: 'objected_already',
    message: `${actorNamed(personBehind(person))} objects to run ${runId} already`,
    hint: 'see the objection',
    actions: [{ action: 'review_run', run: runId }],
    facts: { runId, person },
  });
}

function noObjection(runId: number, person: string): Refused {
  return refuse({
    family: 'not_found',
    code: 'no_objection',
    message: `${actorNamed(personBehind(person))} has no objection to run ${runId}`,
    hint: 'see who objects',
    actions: [{ action: 'review_run', run: runId }],
    facts: { runId, person },
  });
}
