/**
 * Pauses and resumes the automation of a schedule.
 *
 * During the pause, no period of the schedule runs automatically. A person may still force one. Periods
 * that fell due during the pause are held when it ends, unless the person who resumes asks to run them.
 *
 * Refusals: those of `scheduleNamed`, schedule_paused (already), schedule_not_paused.
 */

import { actorOf } from '#caller.ts';
import { type Answer, answer, type Refused, refuse } from '#errors.ts';
import { handOver } from '#operations/tasks/hand-over.ts';
import { actorInWords, firstFacts } from '#operations/who-was-first.ts';
import type { HandingWorld, World } from '#operations/world.ts';
import { lastAct } from '#store/reads/acts.ts';
import { type ScheduleRow, scheduleByCode } from '#store/reads/companies.ts';
import { databaseNow } from '#store/reads/server.ts';
import { type AuditRow, audit } from '#store/writes/audit.ts';
import * as automation from '#store/writes/automation.ts';
import { holdDueInstant, lockSchedule } from '#store/writes/periods.ts';
import { findScheduleNamed } from './name-schedules.ts';

interface WhichSchedule {
  /** May be null if only one company has a schedule of that code. */
  readonly company: string | null;
  readonly code: string;
}

export interface PausedSchedule {
  readonly company: string;
  readonly code: string;
  readonly pausedAt: Temporal.Instant;
}

export async function pauseSchedule(
  world: World,
  ask: WhichSchedule & { readonly why: string },
): Promise<Answer<PausedSchedule>> {
  const found = await named(world, ask);
  if (!found.ok) return found;
  const { company, row } = found.value;
  const { companyId, scheduleId, code } = row;
  const subject = `schedule:${scheduleId}`;
  return world.store.write({ companyId }, async (tx): Promise<Answer<PausedSchedule>> => {
    await lockSchedule(tx, scheduleId);
    if (
      !(await automation.writePause(tx, { scheduleId, by: actorOf(world.caller), why: ask.why }))
    ) {
      const now = await scheduleByCode(tx, { companyId, code });
      return pausedAlready(now, { code, company });
    }
    const facts = { why: ask.why };
    await audit(tx, {
      companyId,
      actor: actorOf(world.caller),
      action: 'schedule.pause',
      subject,
      facts,
    });
    return answer({ company, code, pausedAt: await databaseNow(tx) });
  });
}

/** Reads the schedule again, so that the second of two people learns who was first. */
function pausedAlready(
  now: ScheduleRow | null,
  { code, company }: { readonly code: string; readonly company: string },
): Refused {
  const { pausedBy, pausedAt, pausedWhy } = now ?? {};
  const first = pausedBy && pausedAt ? { actor: pausedBy, at: pausedAt } : null;
  const who = first === null ? 'somebody' : actorInWords(first);
  return refuse({
    family: 'conflict',
    code: 'schedule_paused',
    message: `automation of ${code} was paused by ${who}: ${pausedWhy}`,
    hint: 'resume the schedule to restart it',
    actions: [{ action: 'resume_schedule', schedule: code, company }],
    facts: firstFacts(first),
  });
}

export interface ResumedSchedule {
  readonly company: string;
  readonly code: string;
  readonly pausedAt: Temporal.Instant;
  /** Periods that fell due during the pause. They are held now, or run at the next scan. */
  readonly missed: readonly automation.MissedDue[];
  readonly missedWillRun: boolean;
}

export async function resumeSchedule(
  world: HandingWorld,
  ask: WhichSchedule & { readonly runMissed: boolean },
): Promise<Answer<ResumedSchedule>> {
  const found = await named(world, ask);
  if (!found.ok) return found;
  const { company, row } = found.value;
  const { companyId, scheduleId, code } = row;
  const { runMissed } = ask;
  const actor = actorOf(world.caller);
  const resumed = await world.store.write({ companyId }, async (tx) => {
    await lockSchedule(tx, scheduleId);
    const pause = await automation.endPause(tx, scheduleId);
    if (pause === null) return null;
    const missed = await automation.lockMissed(tx, scheduleId);
    const why = `automation was paused by ${pause.pausedBy} from ${pause.pausedAt}: ${pause.pausedWhy}`;
    const told: AuditRow[] = [];
    for (const { periodId } of missed) {
      const subject = `period:${periodId}`;
      const action = runMissed ? 'due_instant.release' : 'due_instant.hold';
      if (runMissed) await automation.releaseDueInstant(tx, { periodId, by: actor });
      else await holdDueInstant(tx, { periodId, why });
      told.push({ companyId, actor, action, subject, facts: { why } });
    }
    const periods = missed.map(({ periodId }) => periodId);
    const facts = { pausedAt: pause.pausedAt.toString(), runMissed, periods };
    const subject = `schedule:${scheduleId}`;
    for (const one of told) await audit(tx, one);
    await audit(tx, { companyId, actor, action: 'schedule.resume', subject, facts });
    return { pausedAt: pause.pausedAt, missed };
  });
  if (resumed !== null) {
    await handOver(world, { companyId, after: `schedule-${scheduleId}` });
    return answer({ company, code, ...resumed, missedWillRun: runMissed });
  }
  const first = await world.store.read({ companyId }, (at) =>
    lastAct(at, { companyId, subject: `schedule:${scheduleId}`, actions: ['schedule.resume'] }),
  );
  const who = first === null ? '' : `; let go on by ${actorInWords(first)}`;
  return refuse({
    family: 'conflict',
    code: 'schedule_not_paused',
    message: `automation of ${code} is not paused${who}`,
    facts: firstFacts(first),
  });
}

async function named(
  world: World,
  ask: WhichSchedule,
): Promise<Answer<{ readonly company: string; readonly row: ScheduleRow }>> {
  const found = await findScheduleNamed(world, ask);
  if (!found.ok) return found;
  return answer({ company: found.value.company.code, row: found.value.saved.row });
}
