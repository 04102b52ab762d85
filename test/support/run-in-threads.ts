/**
 * Runs what is due in a database, with chunks in two threads: `run-in-threads.ts URL WORKER`, for tests that
 * kill the process; or from a test that kills something else.
 *
 * As a program it writes each event as a line of JSON.
 */
import { writeSync } from 'node:fs';
import { systemTimers } from '#engine/timers.ts';
import { autoRunPayroll } from '#operations/runs/auto-run-payroll.ts';
import { WorkInHand } from '#operations/workers/work-in-hand.ts';
import { ChunkThreadPool } from '#processes/threads/chunk-threads.ts';
import { createStore } from '#store/store.ts';
import type { PaybeatEvent } from '#telemetry.ts';
import { worldOn } from './small-company.ts';

const leaseSeconds = 5;

export async function runInThreads(ask: {
  readonly url: string;
  readonly worker: string;
  readonly chunkSize: number;
  readonly onEvent: (event: PaybeatEvent) => void;
  /** After each claim of a thread. */
  readonly onClaim?: () => void;
}): Promise<void> {
  const { url, worker, chunkSize, onEvent, onClaim } = ask;
  const store = createStore({ url });
  const plain = worldOn(store, { chunkSize, leaseSeconds }, worker);
  const telemetry = { emit: onEvent };
  const start = { databaseUrl: url, worker: plain.worker, settings: plain.settings };
  const pool = new ChunkThreadPool({ start, telemetry, count: 2, startsWithChunk: 1 });
  const chunkThreads = {
    takes: (runId: number) => pool.takes(runId),
    calculate: (...[chunk, claimed]: Parameters<typeof pool.calculate>) =>
      pool.calculate(chunk, (claim) => {
        claimed(claim);
        onClaim?.();
      }),
  };
  const inHand = new WorkInHand({ store, owner: plain.worker, leaseSeconds });
  try {
    await pool.start();
    await autoRunPayroll(
      { ...plain, telemetry, chunkThreads, inHand },
      {
        concurrency: 4,
        pause: () => new Promise((resolve) => systemTimers.after(50, resolve)),
      },
    );
  } finally {
    await pool.close();
    await store.close();
  }
}

const [, program = '', url, worker] = process.argv;
if (url && worker && import.meta.url.endsWith(program)) {
  const tell = (event: object) => writeSync(1, `${JSON.stringify(event)}\n`);
  await runInThreads({ url, worker, chunkSize: 400, onEvent: tell });
  tell({ kind: 'ended' });
}
