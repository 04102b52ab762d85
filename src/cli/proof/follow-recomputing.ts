/** Shows how many people of a committed run are calculated again. A small run shows nothing. */
import type { CliContext } from '#cli/context.ts';
import { type Progress, progressOf } from '#cli/progress.ts';
import type { PaybeatEvent } from '#telemetry.ts';

/** Fewer people are calculated in a few seconds. */
const shownFrom = 10_000;

export function followRecomputing(cli: Pick<CliContext, 'stderr' | 'out' | 'env'>): {
  readonly listen: (event: PaybeatEvent) => void;
  /** Removes the bar. Call this before anything else is printed. */
  readonly end: () => void;
} {
  let progress: Progress | null = null;
  return {
    listen: (event) => {
      if (event.kind !== 'pay_recomputed' || event.of < shownFrom) return;
      const { runId, done, of } = event;
      progress ??= progressOf(cli, { what: `Calculating run ${runId} again`, total: of });
      progress.reached(done);
    },
    end: () => progress?.end(),
  };
}
