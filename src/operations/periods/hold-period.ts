/**
 * What a person does to one coming period: hold its due instant, release a held one, skip the period, undo
 * the skip.
 *
 *   holdPeriod     its due instant waits for a person
 *   releasePeriod  a held period runs once its due instant has passed, however late; this also works for a
 *                  period that is due and not yet opened
 *   skipPeriod     the period is skipped: nobody is paid for it
 *   unskipPeriod   undoes the skip; if the due instant has passed in the meantime, it is held
 *
 * Refusals: period_not_found, period_not_active (with its status), run_exists, no_due_instant, due_held
 * (already), due_not_held (not due yet, or already released), period_replaced, period_overlaps,
 * period_off_cycle, paid_before (by another system).
 */

import { actorOf } from '#caller.ts';
import { type Answer, answer, type Refused, refuse } from '#errors.ts';
import { findPeriod } from '#operations/look-up.ts';
import { periodNotFound } from '#operations/not-found.ts';
import { periodOffCycle } from '#operations/runs/open-run.ts';
import { dueSpelled } from '#operations/schedules/due-spelled.ts';
import { handOver } from '#operations/tasks/hand-over.ts';
import { actorInWords, firstFacts } from '#operations/who-was-first.ts';
import type { HandingWorld } from '#operations/world.ts';
import { whatItIs } from '#run/run-state.ts';
import { lastAct } from '#store/reads/acts.ts';
import { type PeriodRow, periodById } from '#store/reads/periods.ts';
import { violatedConstraint, type Writing } from '#store/store.ts';
import { audit } from '#store/writes/audit.ts';
import { releaseDueInstant, takeBackSkip } from '#store/writes/automation.ts';
import * as dates from '#store/writes/period-dates.ts';
import { holdDueInstant } from '#store/writes/periods.ts';
import { lockPeriod, shareScheduleOf } from '#store/writes/runs.ts';

interface ControlPeriod {
  readonly periodId: number;
}

interface ControlPeriodWhy extends ControlPeriod {
  readonly why: string;
}

/** Returns the period as it is afterwards. */
export function holdPeriod(world: HandingWorld, ask: ControlPeriodWhy): Promise<Answer<PeriodRow>> {
  return control(world, ask, async (tx, period) => {
    const refused = notActive(period) ?? hasRun(period) ?? withoutDueInstant(period);
    if (refused) return refused;
    if (period.dueState === 'held') {
      return conflict(
        'due_held',
        `period ${period.periodId} is already held: ${period.dueHeldWhy}`,
      );
    }
    await holdDueInstant(tx, {
      periodId: period.periodId,
      why: `${ask.why} (${actorOf(world.caller)})`,
    });
    return { action: 'due_instant.hold', facts: { why: ask.why } };
  });
}

export function releasePeriod(world: HandingWorld, ask: ControlPeriod): Promise<Answer<PeriodRow>> {
  return control(world, ask, async (tx, period) => {
    const refused = notActive(period) ?? hasRun(period) ?? withoutDueInstant(period);
    if (refused) return refused;
    const { periodId, dueHeldWhy, dueState, isReleased } = period;
    if (dueState !== 'held' && isReleased === true) return releasedBy(tx, period);
    if (dueState !== 'held' && period.dueHasCome !== true) {
      const when = `it falls due at ${dueSpelled(period)}`;
      return conflict('due_not_held', `period ${periodId} is not held: ${when}`);
    }
    await releaseDueInstant(tx, { periodId, by: actorOf(world.caller) });
    return { action: 'due_instant.release', facts: { heldWhy: dueHeldWhy } };
  });
}

export function skipPeriod(world: HandingWorld, ask: ControlPeriodWhy): Promise<Answer<PeriodRow>> {
  return control(world, ask, async (tx, period) => {
    const { periodId, status } = period;
    if (status === 'completed' || status === 'skipped') return notActive(period);
    const running = hasRun(period);
    if (running) return running;
    await dates.markPeriodSkipped(tx, {
      periodId,
      why: `${ask.why} (${actorOf(world.caller)})`,
      replaced: false,
    });
    return { action: 'period.skip', facts: { why: ask.why } };
  });
}

export async function unskipPeriod(
  world: HandingWorld,
  ask: ControlPeriod,
): Promise<Answer<PeriodRow>> {
  try {
    return await control(world, ask, async (tx, period) => {
      const { periodId, status } = period;
      if (status !== 'skipped') {
        return conflict('period_not_skipped', `period ${periodId} is ${status}, not skipped`);
      }
      if (period.kind !== 'regular') return periodOffCycle(period);
      const heldWhy = 'it was skipped when it fell due';
      if (!(await takeBackSkip(tx, { periodId, heldWhy }))) {
        if (period.isPaidBefore) {
          return conflict('paid_before', `period ${periodId} stays skipped: ${period.statusWhy}`);
        }
        const message = `other periods replace period ${periodId}: ${period.statusWhy}`;
        return conflict('period_replaced', message);
      }
      return { action: 'period.unskip', facts: { skippedWhy: period.statusWhy } };
    });
  } catch (error) {
    const violated = violatedConstraint(error);
    if (violated === 'pay_period_paid_before') {
      const message = `another system paid days of period ${ask.periodId} before`;
      return conflict('paid_before', message);
    }
    if (violated !== 'pay_period_no_overlap') throw error;
    const message = `another period now covers days of period ${ask.periodId}`;
    return conflict('period_overlaps', message);
  }
}

async function releasedBy(tx: Writing, { companyId, periodId }: PeriodRow): Promise<Refused> {
  const act = { companyId, subject: `period:${periodId}`, actions: ['due_instant.release'] };
  const first = await lastAct(tx, act);
  const who = first ? ` by ${actorInWords(first)}` : '';
  return refuse({
    family: 'conflict',
    code: 'due_not_held',
    message: `period ${periodId} was already released${who}; a running worker runs it`,
    facts: { periodId, ...firstFacts(first) },
  });
}

interface Done {
  readonly action: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

async function control(
  world: HandingWorld,
  ask: ControlPeriod,
  act: (tx: Writing, period: PeriodRow) => Promise<Done | Refused | null>,
): Promise<Answer<PeriodRow>> {
  const { periodId } = ask;
  const found = await findPeriod(world, periodId);
  if (!found.ok) return found;
  const known = found.value;
  const { companyId } = known;
  const done = await world.store.write({ companyId }, async (tx): Promise<Answer<PeriodRow>> => {
    await shareScheduleOf(tx, periodId);
    await lockPeriod(tx, periodId);
    const period = await periodById(tx, periodId);
    if (!period) return periodNotFound(periodId);
    const done = await act(tx, period);
    if (done === null) return answer(period);
    if ('refusal' in done) return done;
    const subject = `period:${periodId}`;
    await audit(tx, { companyId, actor: actorOf(world.caller), subject, ...done });
    return answer((await periodById(tx, periodId)) ?? period);
  });
  // The period may be due now, or another period may no longer have to wait for it.
  if (done.ok) await handOver(world, { companyId, after: `period-${periodId}` });
  return done;
}

function notActive(period: PeriodRow): Refused | null {
  const { periodId, status, statusWhy } = period;
  if (status === 'active' || status === 'draft') return null;
  const why = statusWhy === null ? '' : ` (${statusWhy})`;
  return conflict('period_not_active', `period ${periodId} is ${status}${why}`);
}

function hasRun(period: PeriodRow): Refused | null {
  const { liveRunId, liveRunState } = period;
  if (liveRunId === null || liveRunState === null) return null;
  return refuse({
    family: 'conflict',
    code: 'run_exists',
    message: `period ${period.periodId} already has a run: run ${liveRunId} ${whatItIs[liveRunState]}`,
    hint: 'you can void a run that is not committed',
    actions: [{ action: 'void_run', run: liveRunId }],
    facts: { periodId: period.periodId, runId: period.liveRunId },
  });
}

function withoutDueInstant(period: PeriodRow): Refused | null {
  if (period.dueState !== null) return null;
  return conflict(
    'no_due_instant',
    `period ${period.periodId} has no rule, so it runs only by hand`,
  );
}

function conflict(code: string, message: string): Refused {
  return refuse({ family: 'conflict', code, message });
}
