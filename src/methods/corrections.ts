/** The method for correcting what a committed run paid. */
import { correctionShape } from '#answers/corrections.ts';
import { answerShownAs } from '#answers/json-form.ts';
import { type CorrectRun, correctRun } from '#operations/runs/correct-run.ts';
import { driveOf, type MethodContext } from './context.ts';

export interface PayslipsToCorrect {
  /** A committed run that paid the days of a period, or amounts of its own. */
  readonly runId: number;
  /** Employee numbers. Left out, or null: everybody whose pay differs by what was entered since. */
  readonly employees?: readonly string[] | null;
  /** The right hours of exactly one employee, which replace the stored ones. */
  readonly hours?: {
    readonly regular?: string;
    readonly overtime?: string;
    readonly doubleTime?: string;
  } | null;
  /** A CSV file with the right amounts of an off-cycle run. The people in it keep nothing else of that run. */
  readonly inputs?: CorrectRun['inputs'];
  /** Recorded in the audit chain. */
  readonly why: string;
  /** Default: the run's pay date or, when that has passed, the first business day from today on. */
  readonly payOn?: Temporal.PlainDate | null;
  readonly dryRun?: boolean;
}

/** A method of `runs`. */
export function correctingIn(context: MethodContext) {
  const { world } = context;
  const drive = driveOf(context);
  return {
    /**
     * Pays what payslips of a committed run should have paid in addition. What they paid too much stands in the owed
     * list. The same call again returns the run that corrects them, until it is committed.
     */
    correct: async (ask: PayslipsToCorrect) => {
      const { employees = null, payOn = null, dryRun = false, hours = null, ...of } = ask;
      const right = hours === null ? null : hoursOf(hours);
      const done = await correctRun(
        world,
        { ...of, employees, payOn, dryRun, hours: right },
        drive,
      );
      return answerShownAs(done, correctionShape);
    },
  };
}

function hoursOf({ regular, overtime, doubleTime }: NonNullable<PayslipsToCorrect['hours']>) {
  return {
    ...(regular === undefined ? {} : { regular_hours: regular }),
    ...(overtime === undefined ? {} : { overtime_hours: overtime }),
    ...(doubleTime === undefined ? {} : { double_time_hours: doubleTime }),
  };
}
