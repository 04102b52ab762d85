/** The operations of a person that a planted fault may replace. */
import type { correctRun } from '#operations/runs/correct-run.ts';
import type { reverseRun } from '#operations/runs/reverse-run.ts';
import type { payHeld, runOffCycle } from '#operations/runs/run-off-cycle.ts';

export interface Hands {
  readonly runOffCycle: typeof runOffCycle;
  readonly reverseRun: typeof reverseRun;
  readonly correctRun: typeof correctRun;
  readonly payHeld: typeof payHeld;
}
