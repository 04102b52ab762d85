/** The method for a simulation of the months to come. */

import { answerShownAs } from '#answers/json-form.ts';
import { simulationShape } from '#answers/rehearsals.ts';
import type { ChangeFile } from '#operations/rehearsal/apply-change.ts';
import { simulate } from '#operations/rehearsal/simulate.ts';
import { inCompany, type MethodContext, type OfCompany } from './context.ts';

export interface MonthsToSimulate extends OfCompany {
  /** Default: 24. */
  readonly months?: number;
  /** The seed by which outages are planted. Left out: no outages. */
  readonly outages?: number;
  /** Files of terms, items or a roster, or a schedule as JSON. The months are then also lived through with them. */
  readonly changes?: readonly ChangeFile[];
  /** Whether people approve what waits for them. Default: `at_once`. */
  readonly approvals?: 'at_once' | 'none';
  /** Called with the share that is done, from 0 to 1. */
  readonly onProgress?: (share: number) => void;
  /** When aborted, the scratch database is removed, and the answer is refused: `rehearsal_stopped`. */
  readonly signal?: AbortSignal;
}

const monthsUsual = 24;

export function rehearsalsIn(context: MethodContext) {
  const { world, databaseUrl } = context;
  return {
    /**
     * Lives through the months to come on a copy of the company, in a scratch database of the same server: what runs
     * when, what is held or late, and the money that each pay date needs. Nothing real is changed.
     */
    simulate: (ask: MonthsToSimulate = {}) =>
      inCompany(context, ask, async (company) => {
        const { months = monthsUsual, outages, changes = [], approvals = 'at_once' } = ask;
        const { onProgress, signal } = ask;
        return answerShownAs(
          await simulate(world, {
            ...{ company, databaseUrl, months, changes, approvals, signal },
            outageSeed: outages ?? null,
            ...(onProgress === undefined ? {} : { onProgress }),
          }),
          simulationShape,
        );
      }),
  };
}
