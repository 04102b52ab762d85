/**
 * Runs a worker, a beat, or both in one process, until they are told to stop.
 *
 * This file gives them their settings and stops them together. If one ends, by itself or by a command, the
 * other ends, too. Their work is in worker/worker.ts and beat/beat.ts.
 *
 * Refusals: those of `syncEntries`, before anything runs.
 */

import { join } from 'node:path';
import { type Answer, answer } from '#errors.ts';
import { headWriter } from '#operations/audit/head-file.ts';
import { HeadPoster } from '#operations/audit/head-url.ts';
import { syncEntries } from '#operations/beat/put-entries.ts';
import { cleanLocks } from '#operations/locks/clean-locks.ts';
import { CertificateWriter } from '#operations/proof/write-certificates.ts';
import { outwardHeartbeat } from '#operations/workers/call-out.ts';
import type { TaskJournal } from '#operations/workers/task-journal.ts';
import type { WholeWorld } from '#operations/world.ts';
import type { Config } from '#settings/config.ts';
import { keepBeat } from './beat/beat.ts';
import { keepWorker } from './worker/worker.ts';

/** The processes that a door asks for. */
export interface Processes {
  readonly worker: { readonly queues: readonly string[]; readonly concurrency: number } | null;
  readonly hasBeat: boolean;
  /** Shown by `inspect`, and accepted by --destination. */
  readonly name: string;
  /** Aborted for a warm stop: the current work is finished. */
  readonly warm: AbortSignal;
  /** Aborted for a cold stop: the current work is abandoned. */
  readonly cold: AbortSignal;
  /** Called when the checks have passed, before the work begins. */
  readonly onStart?: () => void;
}

interface RunProcesses extends Processes {
  readonly config: Config;
  readonly version: string;
  readonly journal: TaskJournal;
  /** The address of the health check. */
  readonly health: string | null;
  /** The settings with secrets masked. */
  readonly settings: object;
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** Called after every successful scan. */
  readonly onLook: (who: 'worker' | 'beat') => void;
  /** Called when current work is abandoned. */
  readonly onCutShort: () => void;
}

export async function runProcesses(world: WholeWorld, ask: RunProcesses): Promise<Answer<null>> {
  const { config, worker, version, settings, health, name, pause } = ask;
  if (ask.hasBeat) {
    const synced = await syncEntries(world, config.beat);
    if (!synced.ok) return synced;
  }
  ask.onStart?.();
  const ended = new AbortController();
  const signal = AbortSignal.any([ask.warm, ask.cold, ended.signal]);
  const about = { name, version, settings, health };
  const endingTogether = (one: Promise<void>) => one.finally(() => ended.abort());
  const running: Promise<void>[] = [];
  if (worker !== null) {
    const { scanSeconds, pulseSeconds, graceSeconds, heartbeatUrl } = config;
    const { auditHeadFile, auditHeadMinutes } = config;
    const callOut = heartbeatUrl === null ? null : outwardHeartbeat(world, heartbeatUrl);
    const working = keepWorker(world, {
      ...{ engine: world.engine, ...worker, scanSeconds, pulseSeconds, graceSeconds },
      ...{ signal, kill: ask.cold, pause, journal: ask.journal },
      about: { ...about, hasBeat: ask.hasBeat },
      cleanLocks: () => cleanLocks(world),
      ...certificatesBy(world, config, version),
      ...(auditHeadFile !== null && {
        auditHeads: {
          write: headWriter(world, auditHeadFile),
          everySeconds: auditHeadMinutes * 60,
        },
      }),
      ...headPostsBy(world, config),
      onCutShort: ask.onCutShort,
      onScan: ({ isPaused }) => {
        ask.onLook('worker');
        // The heartbeat stops while paused, so that outside monitoring notices that nothing runs.
        if (!isPaused) void callOut?.();
      },
    });
    running.push(endingTogether(working));
  }
  if (ask.hasBeat) {
    const beating = keepBeat(world, {
      ...{ pulseSeconds: config.pulseSeconds, scanSeconds: config.scanSeconds, signal, pause },
      about: { ...about, isPartOfWorker: worker !== null },
      onLook: () => ask.onLook('beat'),
    });
    running.push(endingTogether(beating));
  }
  await Promise.all(running);
  return answer(null);
}

function headPostsBy(world: WholeWorld, config: Config) {
  const { auditHeadUrl: url, auditHeadMinutes } = config;
  if (url === null) return {};
  const poster = new HeadPoster(world, { url });
  const everySeconds = auditHeadMinutes * 60;
  return { headPosts: { post: (signal: AbortSignal) => poster.post(signal), everySeconds } };
}

/** By default into the data folder, once there is a key. */
function certificatesBy(world: WholeWorld, config: Config, version: string) {
  const { certificateFolder, dataFolder, signingKey: given } = config;
  if (certificateFolder === 'off') return {};
  const isDefault = certificateFolder === null;
  const folder = certificateFolder ?? join(dataFolder, 'certificates');
  const keys = { dataFolder, given };
  return { certificates: new CertificateWriter(world, { folder, isDefault, keys, version }) };
}
