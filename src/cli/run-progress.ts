/**
 * Shows the progress of this process's runs, from the events that they emit.
 *
 * A terminal has room for one bar. It shows one run until that run is in review, then the next run
 * that sends an event. Plain lines can show several runs at once.
 *
 * progress.ts draws the bar and the lines.
 */

import type { PaybeatEvent } from '#telemetry.ts';
import type { CliContext } from './context.ts';
import type { Progress } from './progress.ts';
import { startProgress } from './progress.ts';

interface Followed {
  readonly what: string;
  readonly total: number;
  /** Number of employees done, by chunk. */
  readonly done: Map<number, number>;
  progress: Progress | null;
}

interface RunProgress {
  listen(event: PaybeatEvent): void;
  /** Removes the bar. Call this before anything else is printed. */
  end(): void;
}

/**
 * Follows runs. `isPlain` shows lines even on a terminal, for a process that stays and may follow
 * several runs at once.
 */
export function followRuns(
  cli: Pick<CliContext, 'stderr' | 'out' | 'env'>,
  look: { readonly isPlain: boolean } = { isPlain: false },
): RunProgress {
  const isPlain = look.isPlain || cli.env['TERM'] === 'dumb';
  const isOneAtATime = cli.stderr.isTTY === true && !isPlain;
  const isSilent = cli.out.isJson;
  const runs = new Map<number, Followed>();
  const show = (runId: number): Progress | null => {
    const run = runs.get(runId);
    if (!run) return null;
    const isTaken = isOneAtATime && [...runs.values()].some(({ progress }) => progress !== null);
    if (run.progress === null && isTaken) return null;
    run.progress ??= startProgress(cli.stderr, { ...run, isSilent, isPlain });
    return run.progress;
  };
  const reached = (event: { runId: number; ordinal: number }, count: number): void => {
    const done = runs.get(event.runId)?.done;
    if (!done) return;
    done.set(event.ordinal, Math.max(count, done.get(event.ordinal) ?? 0));
    let sum = 0;
    for (const part of done.values()) sum += part;
    show(event.runId)?.reached(sum);
  };
  const end = (runId: number): void => {
    runs.get(runId)?.progress?.end();
    runs.delete(runId);
  };
  const compared = ({ runId, done, of }: { runId: number; done: number; of: number }): void => {
    // Beside the bar of the same run, if it has one.
    const key = -runId;
    const what = `Payslips of run ${runId} compared`;
    if (!runs.has(key)) runs.set(key, { what, total: of, done: new Map(), progress: null });
    show(key)?.reached(done);
    if (done === of) end(key);
  };
  return {
    listen: (event) => {
      if (event.kind === 'run_opened') {
        const what = `Employees of run ${event.runId} (period ${event.periodId})`;
        runs.set(event.runId, { what, total: event.roster, done: new Map(), progress: null });
      } else if (event.kind === 'employees_calculated') {
        reached(event, event.done);
      } else if (event.kind === 'payslips_compared') {
        compared(event);
      } else if (event.kind === 'chunk_done') {
        reached(event, event.paid + event.held);
      } else if (event.kind === 'run_state_changed') {
        // A run in review has accounted for everyone on its roster, including excluded people.
        if (event.move === 'review') runs.get(event.runId)?.progress?.reached(Infinity);
        end(event.runId);
      }
    },
    end: () => {
      for (const runId of [...runs.keys()]) end(runId);
    },
  };
}
