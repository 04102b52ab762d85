/**
 * How far the runs of this process have come, from what it tells while it works.
 *
 * Elsewhere: the bar or the lines themselves (progress.ts).
 */

import type { PaybeatEvent } from '#telemetry.ts';
import type { CliContext } from './context.ts';
import type { Progress } from './progress.ts';
import { startProgress } from './progress.ts';

interface Followed {
  readonly progress: Progress;
  /** Employees done, by chunk. */
  readonly done: Map<number, number>;
}

export interface RunProgress {
  listen(event: PaybeatEvent): void;
  /** Ends what is still shown; to be called before anything else is printed. */
  end(): void;
}

/** `isPlain`: lines also on a terminal, for a process that goes on and may follow several runs at once. */
export function followRuns(
  cli: CliContext,
  look: { readonly isPlain: boolean } = { isPlain: false },
): RunProgress {
  const runs = new Map<number, Followed>();
  const reached = (event: { runId: number; ordinal: number }, count: number): void => {
    const run = runs.get(event.runId);
    if (!run) return;
    run.done.set(event.ordinal, Math.max(count, run.done.get(event.ordinal) ?? 0));
    let sum = 0;
    for (const part of run.done.values()) sum += part;
    run.progress.reached(sum);
  };
  const end = (runId: number): void => {
    runs.get(runId)?.progress.end();
    runs.delete(runId);
  };
  return {
    listen: (event) => {
      if (event.kind === 'run_opened') {
        const progress = startProgress(cli.stderr, {
          what: `period ${event.periodId}, run ${event.runId}`,
          total: event.roster,
          isSilent: cli.out.isJson,
          isPlain: look.isPlain || cli.env['TERM'] === 'dumb',
        });
        runs.set(event.runId, { progress, done: new Map() });
      } else if (event.kind === 'employees_calculated') reached(event, event.done);
      else if (event.kind === 'chunk_done') reached(event, event.paid + event.held);
      else if (event.kind === 'run_moved') {
        // In review everyone on the roster is accounted for, those excluded too.
        if (event.move === 'review') runs.get(event.runId)?.progress.reached(Infinity);
        end(event.runId);
      }
    },
    end: () => {
      for (const runId of runs.keys()) end(runId);
    },
  };
}
