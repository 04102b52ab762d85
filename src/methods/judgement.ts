/** The methods for judging what changed: changes and their confirmations. */

import { changesShape, confirmedShape } from '#answers/changes.ts';
import { answerShownAs } from '#answers/json-form.ts';
import { liftedShape } from '#answers/lifted-limits.ts';
import { limitsShape } from '#answers/limits.ts';
import { type ConfirmChanges, confirmChanges } from '#operations/judgement/confirm-changes.ts';
import { liftLimits } from '#operations/judgement/lift-limits.ts';
import { type ListChanges, listChanges } from '#operations/judgement/list-changes.ts';
import { setLimits } from '#operations/judgement/set-limits.ts';
import { inCompany, type MethodContext, type OfCompany } from './context.ts';

const listMax = 50;

interface ChangesToList extends OfCompany {
  /** The number of a period. Default: the coming period of each schedule. */
  readonly periodId?: number;
  /** Employee number. */
  readonly employee?: string;
  readonly what?: NonNullable<ListChanges['what']>;
  readonly unconfirmed?: boolean;
  readonly beyond?: boolean;
  /** Changes per page, 50 by default. */
  readonly limit?: number;
  readonly page?: number;
}

interface ChangesToConfirm extends OfCompany {
  /** Employee numbers. */
  readonly employees: readonly string[];
  readonly what?: NonNullable<ConfirmChanges['what']>;
  /** The revision of the change, as `list` has shown it. */
  readonly revision?: number;
  /** Recorded in the audit chain. */
  readonly why: string;
  readonly dryRun?: boolean;
}

export interface LimitsToLift {
  readonly runId: number;
  /** Employee numbers. Left out: everybody whom the cause holds. */
  readonly employees?: readonly string[];
  /** The code of a limit. */
  readonly cause?: string;
  /** The checksum of what was shown, or its first characters. */
  readonly seen?: string;
  /** Recorded in the audit chain. */
  readonly why: string;
  readonly dryRun?: boolean;
}

/** A method of `runs`. */
export function confirmingIn({ world }: MethodContext) {
  return {
    /** Lifts the limits that hold people, for exactly the numbers seen. */
    confirm: async (ask: LimitsToLift) => {
      const { employees: numbers = [], cause = null, seen = null, dryRun = false, ...of } = ask;
      const done = await liftLimits(world, { ...of, numbers, cause, seen, dryRun });
      return answerShownAs(done, (one) => liftedShape(one, { dryRun }));
    },
  };
}

interface LimitsToSet extends OfCompany {
  /** Name of a limit → its value as text, `off`, or `usual`. */
  readonly limits: Readonly<Record<string, string>>;
  readonly dryRun?: boolean;
}

export function judgementIn(context: MethodContext) {
  const { world } = context;
  return {
    limits: {
      /** Shows each limit with its value, the usual one and what it means. */
      show: (ask: OfCompany = {}) =>
        inCompany(context, ask, async (company) =>
          answerShownAs(await setLimits(world, { company, given: {}, dryRun: false }), (set) =>
            limitsShape(company, set),
          ),
        ),
      /** Changes limits, from the next run on. */
      set: ({ limits: given, dryRun = false, ...ask }: LimitsToSet) =>
        inCompany(context, ask, async (company) =>
          answerShownAs(await setLimits(world, { company, given, dryRun }), (set) =>
            limitsShape(company, set),
          ),
        ),
    },
    changes: {
      /** Lists what the coming run reads anew, the largest change first. */
      list: (ask: ChangesToList = {}) =>
        inCompany(context, ask, async (company) =>
          answerShownAs(
            await listChanges(world, {
              company,
              periodId: ask.periodId ?? null,
              number: ask.employee ?? null,
              what: ask.what ?? null,
              isUnconfirmed: ask.unconfirmed === true,
              isBeyond: ask.beyond === true,
              limit: ask.limit ?? listMax,
              page: ask.page ?? 1,
            }),
            (listed) => changesShape(company, listed),
          ),
        ),
      /** Confirms changes that another person has entered. */
      confirm: (ask: ChangesToConfirm) =>
        inCompany(context, ask, async (company) => {
          const { employees: numbers, what = null, revision = null, why, dryRun = false } = ask;
          const done = await confirmChanges(world, {
            company,
            numbers,
            what,
            revision,
            why,
            dryRun,
          });
          return answerShownAs(done, (one) => confirmedShape(company, one, { dryRun }));
        }),
    },
  };
}
