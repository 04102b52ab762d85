/** The methods for a shadow: another payroll pays, and Paybeat calculates beside it. */
import { answerShownAs } from '#answers/json-form.ts';
import {
  comparedPeriodShape,
  endedShadowShape,
  shadowComparedShape,
  shadowRecordShape,
} from '#answers/shadows.ts';
import type { GivenForm } from '#operations/people/file-forms.ts';
import { compareShadow } from '#operations/shadow/compare-shadow.ts';
import { showCompared } from '#operations/shadow/compared-period.ts';
import { endShadowOf } from '#operations/shadow/end-shadow.ts';
import { shadowRecord } from '#operations/shadow/shadow-record.ts';
import { startShadow } from '#operations/shadow/start-shadow.ts';
import type { MethodContext, OfCompany } from './context.ts';

interface OfSchedule extends OfCompany {
  readonly schedule: string;
}

export interface ShadowToStart extends OfSchedule {
  /** The first day of a period. */
  readonly fromOn: Temporal.PlainDate;
  readonly why: string;
  readonly dryRun?: boolean;
}

export interface PeriodToCompare {
  readonly periodId: number;
  /** The net pays of the other payroll, as CSV. */
  readonly bytes: Uint8Array;
  readonly form?: GivenForm;
  readonly fileName?: string;
  readonly dryRun?: boolean;
}

export interface ShadowToEnd extends OfSchedule {
  /** The first day that Paybeat pays itself. */
  readonly liveOn: Temporal.PlainDate;
  /** The kept results, or a file of balances. Left out: the other payroll paid no period. */
  readonly yearToDate?:
    | 'kept'
    | { readonly bytes: Uint8Array; readonly form?: GivenForm; readonly fileName?: string };
  readonly why: string;
  readonly dryRun?: boolean;
}

export function shadowIn({ world }: MethodContext) {
  return {
    shadow: {
      /** Lets another payroll pay a schedule from a day on. Nobody can pay its periods here. */
      start: async ({ company, dryRun = false, ...ask }: ShadowToStart) =>
        answerShownAs(
          await startShadow(world, { ...ask, company: company ?? null, dryRun }),
          shadowRecordShape,
        ),
      /** Compares a period with the net pays of the other payroll, and keeps both. */
      compare: async ({ dryRun = false, ...ask }: PeriodToCompare) =>
        answerShownAs(await compareShadow(world, { ...ask, dryRun }), shadowComparedShape),
      /** How the periods have compared so far, and who differs since when. */
      status: async ({ company, schedule }: OfSchedule) =>
        answerShownAs(
          await shadowRecord(world, { company: company ?? null, schedule }),
          shadowRecordShape,
        ),
      /** A compared period with everybody, or with one person. */
      show: async ({
        periodId,
        employee,
      }: {
        readonly periodId: number;
        readonly employee?: string;
      }) =>
        answerShownAs(
          await showCompared(world, { periodId, employee: employee ?? null }),
          comparedPeriodShape,
        ),
      /** Begins to pay from a day on. The periods before it are paid days, which nobody pays again. */
      end: async ({ company, dryRun = false, yearToDate, ...ask }: ShadowToEnd) => {
        const year =
          yearToDate === undefined
            ? null
            : yearToDate === 'kept'
              ? ({ by: 'kept' } as const)
              : ({ by: 'file', ...yearToDate } as const);
        return answerShownAs(
          await endShadowOf(world, { ...ask, company: company ?? null, year, dryRun }),
          endedShadowShape,
        );
      },
    },
  };
}
