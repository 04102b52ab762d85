/**
 * The part of `doctor` about broker, locks, workers, beats and the outward heartbeat. It tries each
 * connection and names each setting that leads nowhere.
 *
 * Changes nothing, except that it calls the outward heartbeat and the URL of audit heads once, as workers do.
 */

import { Outage } from '#errors.ts';
import { tryHeadUrl } from '#operations/audit/head-url.ts';
import type { Finding } from '#operations/doctor.ts';
import { queuesInUse } from '#operations/tasks/task-kinds.ts';
import { actorNamed } from '#operations/who-was-first.ts';
import type { WholeWorld } from '#operations/world.ts';
import type { Config } from '#settings/config.ts';
import { entries } from '#store/reads/beat.ts';
import { type Pause, pauseOfAll } from '#store/reads/pauses.ts';
import { type WorkerRow, workers } from '#store/reads/workers.ts';
import { counted } from '#text/counted.ts';
import { callOut } from './call-out.ts';

export async function examineProcesses(
  world: WholeWorld,
  config: Config,
): Promise<readonly Finding[]> {
  const seen = await world.store.read('every company', async (at) => ({
    rows: await workers(at),
    beat: await entries(at),
    pause: await pauseOfAll(at),
  }));
  return [
    await tried('broker', 'accepts tasks', () => world.engine.ready()),
    await tried('locks', 'readable', () => world.locks.list()),
    ...workerFindings(world, seen.rows),
    ...pauseFindings(seen),
    beatFinding(seen.rows, seen.beat.length),
    ...(config.heartbeatUrl === null ? [] : [await heartbeatFinding(config.heartbeatUrl)]),
    ...(config.auditHeadUrl === null ? [] : [await headUrlFinding(world, config.auditHeadUrl)]),
  ];
}

async function tried(check: string, fine: string, reach: () => Promise<unknown>): Promise<Finding> {
  try {
    await reach();
    return { check, level: 'ok', seen: fine, todo: null };
  } catch (error) {
    if (!(error instanceof Outage)) throw error;
    const { actions } = error;
    const todo = error.hint ?? 'check that its server is running and that the address is right';
    return { check, level: 'wrong', seen: `${error.code}: ${error.message}`, todo, actions };
  }
}

function workerFindings(world: WholeWorld, rows: readonly WorkerRow[]): readonly Finding[] {
  const alive = rows.filter(({ isAlive, kind }) => isAlive && kind === 'worker');
  const lost = rows.filter(({ isAlive }) => !isAlive);
  const findings: Finding[] = [
    {
      check: 'workers',
      level: alive.length === 0 ? 'warning' : 'ok',
      seen:
        alive.length === 0 ? 'no workers are running' : alive.map(({ name }) => name).join(', '),
      ...(alive.length === 0
        ? {
            todo: 'start one, or start everything',
            actions: [{ action: 'start_worker', queues: [] }, { action: 'start_everything' }],
          }
        : { todo: null }),
    },
  ];
  const unserved = unservedQueues(world, alive);
  if (alive.length > 0 && unserved.length > 0) {
    findings.push({
      check: 'queues',
      level: 'warning',
      seen: `no worker serves ${unserved.join(', ')}`,
      todo: 'start one',
      actions: [{ action: 'start_worker', queues: unserved }],
    });
  }
  for (const { name, secondsSinceSeen } of lost) {
    findings.push({
      check: 'lost worker',
      level: 'warning',
      seen: `${name} was last seen ${Math.round(secondsSinceSeen)} s ago; it did not stop normally`,
      todo:
        alive.length === 0
          ? 'find out on its machine why it ended; its work waits until a worker starts'
          : 'find out on its machine why it ended; other workers have taken over its work',
    });
  }
  return findings;
}

/** Reports pauses, because a forgotten pause stops pay runs. */
function pauseFindings(seen: {
  readonly rows: readonly WorkerRow[];
  readonly pause: Pause | null;
}): readonly Finding[] {
  const findings: Finding[] = [];
  if (seen.pause !== null) {
    findings.push({
      check: 'paused workers',
      level: 'warning',
      seen: `all workers since ${seen.pause.since}, by ${actorNamed(seen.pause.orderedBy)}; a worker that starts now is paused, too`,
      todo: 'resume them when they should work',
      actions: [{ action: 'resume_workers' }],
    });
  }
  for (const { name, isAlive, state } of seen.rows) {
    if (!isAlive || state !== 'paused' || seen.pause !== null) continue;
    findings.push({
      ...{
        check: 'paused worker',
        level: 'warning',
        seen: name,
        todo: 'resume it when it should work',
      },
      actions: [{ action: 'resume_worker', worker: name }],
    });
  }
  return findings;
}

/** Queues that the routes send tasks to and that no living worker serves. */
function unservedQueues(world: WholeWorld, alive: readonly WorkerRow[]): readonly string[] {
  const served = new Set(alive.flatMap(({ queues }) => queues));
  return queuesInUse(world.settings.taskRoutes).filter((queue) => !served.has(queue));
}

function beatFinding(rows: readonly WorkerRow[], entryCount: number): Finding {
  const beats = rows.filter(
    ({ isAlive, kind, facts }) => isAlive && (kind === 'beat' || facts.hasBeat === true),
  );
  const isAlive = beats.length > 0;
  return {
    check: 'beat',
    level: isAlive ? 'ok' : 'warning',
    seen: isAlive
      ? `${beats.map(({ name }) => name).join(', ')}, ${counted(entryCount, 'entry')}`
      : 'no scheduler is running: due periods still run, but scheduled tasks are not sent',
    ...(isAlive
      ? { todo: null }
      : {
          todo: 'start one, or start everything',
          actions: [{ action: 'start_beat' }, { action: 'start_everything' }],
        }),
  };
}

async function heartbeatFinding(url: string): Promise<Finding> {
  const why = await callOut(url);
  const { host } = new URL(url);
  return {
    check: 'outward heartbeat',
    level: why === null ? 'ok' : 'warning',
    seen: why === null ? `${host} answers` : `${host} does not answer: ${why}`,
    todo: why === null ? null : 'correct HEARTBEAT_URL, or unset it',
  };
}

async function headUrlFinding(world: WholeWorld, url: string): Promise<Finding> {
  const { host, why, heads } = await tryHeadUrl(world, url);
  const took = heads === 0 ? 'no company has an audit head yet' : `${host} takes audit heads`;
  return {
    check: 'audit heads',
    level: why === null ? 'ok' : 'warning',
    seen: why === null ? took : `${host} does not take audit heads: ${why}`,
    todo: why === null ? null : 'correct PAYBEAT_AUDIT_HEAD_URL, or unset it',
  };
}
