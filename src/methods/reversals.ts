/** The method for undoing what a committed run paid. */
import { answerShownAs } from '#answers/json-form.ts';
import { offCycleShape } from '#answers/results.ts';
import { reverseRun } from '#operations/runs/reverse-run.ts';
import { driveOf, type MethodContext } from './context.ts';

export interface PayslipsToReverse {
  /** A committed run. */
  readonly runId: number;
  /** Employee numbers. Left out, or null: everybody whom the run paid. */
  readonly employees?: readonly string[] | null;
  /** Recorded in the audit chain. */
  readonly why: string;
  /** When it counts. Default: the run's pay date or, when that has passed, the first business day from today on. */
  readonly payOn?: Temporal.PlainDate | null;
  readonly dryRun?: boolean;
}

/** A method of `runs`. */
export function reversingIn(context: MethodContext) {
  const { world } = context;
  const drive = driveOf(context);
  return {
    /**
     * Undoes payslips of a committed run. The same call again returns the run that reverses them. `payHeld` then
     * pays these people again.
     */
    reverse: async (ask: PayslipsToReverse) => {
      const { employees = null, payOn = null, dryRun = false, ...of } = ask;
      const done = await reverseRun(world, { ...of, employees, payOn, dryRun }, drive);
      return answerShownAs(done, offCycleShape);
    },
  };
}
