/** The methods for pay that is owed for paid periods, and for pay that was too much. */
import { answerShownAs } from '#answers/json-form.ts';
import { owedDecidedShape, owedShape } from '#answers/owed.ts';
import { offCycleShape } from '#answers/results.ts';
import {
  type DecideOwed,
  dropOwed,
  payOwed,
  type TakeBack,
  takeBackOwed,
} from '#operations/judgement/decide-owed.ts';
import { listOwed } from '#operations/judgement/list-owed.ts';
import type { OpenOwedRun } from '#operations/runs/open-owed.ts';
import { payOwedNow } from '#operations/runs/run-off-cycle.ts';
import { driveOf, inCompany, type MethodContext, type OfCompany } from './context.ts';

type Decision = OfCompany &
  Pick<DecideOwed, 'number' | 'why'> &
  Partial<Pick<DecideOwed, 'periodId' | 'seen' | 'dryRun'>>;
type PayNow = OfCompany &
  Pick<OpenOwedRun, 'number' | 'why' | 'payOn'> &
  Partial<Pick<DecideOwed, 'seen' | 'dryRun'>>;
type TakeBackAsk = OfCompany &
  Pick<TakeBack, 'number' | 'why' | 'instalment'> &
  Partial<Pick<TakeBack, 'dryRun'>>;

export function owedIn(context: MethodContext) {
  const { world } = context;
  const drive = driveOf(context);
  const decide = (ask: Decision, act: typeof payOwed) =>
    inCompany(context, ask, async (company) =>
      answerShownAs(
        await act(world, { dryRun: false, periodId: null, seen: null, ...ask, company }),
        owedDecidedShape,
      ),
    );
  return {
    owed: {
      /** What people are owed for paid periods, or were paid too much, until it is settled. */
      list: (ask: OfCompany & { readonly employee?: string } = {}) =>
        inCompany(context, ask, async (company) =>
          answerShownAs(
            await listOwed(world, { company, number: ask.employee ?? null }),
            owedShape,
          ),
        ),
      /** Lets the next regular run pay an amount that waits for a person. */
      pay: (ask: Decision) => decide(ask, payOwed),
      /** Pays what is owed now, in an off-cycle run. The same call again returns the same run. */
      payOffCycle: (ask: PayNow) =>
        inCompany(context, ask, async (company) =>
          answerShownAs(
            await payOwedNow(world, { dryRun: false, seen: null, ...ask, company }, drive),
            offCycleShape,
          ),
        ),
      /** Declares that something is not owed, or need not be paid back. */
      drop: (ask: Decision) => decide(ask, dropOwed),
      /** Takes back in instalments what was too much. Without an instalment the plan ends. */
      takeBack: (ask: TakeBackAsk) =>
        inCompany(context, ask, async (company) =>
          answerShownAs(
            await takeBackOwed(world, { dryRun: false, ...ask, company }),
            owedDecidedShape,
          ),
        ),
    },
  };
}
