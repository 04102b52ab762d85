/** The methods for liabilities: what is owed to whom by when, because of pay. */

import { answerShownAs } from '#answers/json-form.ts';
import {
  depositorShape,
  liabilitiesShape,
  quarterLiabilitiesShape,
  yearPageShape,
} from '#answers/liabilities.ts';
import { listLiabilities } from '#operations/liabilities/list-liabilities.ts';
import { quarterLiabilities } from '#operations/liabilities/quarter-liabilities.ts';
import { chooseDepositor } from '#operations/liabilities/set-depositor.ts';
import { yearPage } from '#operations/liabilities/year-liabilities.ts';
import { inCompany, type MethodContext, type OfCompany } from './context.ts';

export interface LiabilitiesOfTime extends OfCompany {
  /** The first and the last pay date, both included. */
  readonly fromOn: Temporal.PlainDate;
  readonly toOn: Temporal.PlainDate;
}

export interface LiabilitiesOfQuarter extends OfCompany {
  readonly year: number;
  /** 1 to 4. */
  readonly quarter: number;
}

export interface LiabilitiesOfYear extends OfCompany {
  readonly year: number;
  /** `next` of the page before. */
  readonly after?: string;
  /** People in a page: 1,000 by default. */
  readonly limit?: number;
}

const pageLimit = 1_000;

export interface DepositorOfYear extends OfCompany {
  readonly year: number;
  /** Sets it. Left out: only shows it. */
  readonly set?: { readonly status: 'monthly' | 'semiweekly'; readonly why: string };
  /** Set another status than the one that is set. */
  readonly replace?: boolean;
}

export function liabilitiesIn(context: MethodContext) {
  const { world } = context;
  return {
    liabilities: {
      /** Lists taxes, deductions and contributions by pay date, with deposits and their due dates. */
      list: (ask: LiabilitiesOfTime) =>
        inCompany(context, ask, async (company) => {
          const { fromOn, toOn } = ask;
          return answerShownAs(
            await listLiabilities(world, { company, fromOn, toOn }),
            liabilitiesShape,
          );
        }),
      /** Adds up a quarter to the lines of its returns. */
      quarter: (ask: LiabilitiesOfQuarter) =>
        inCompany(context, ask, async (company) => {
          const { year, quarter } = ask;
          return answerShownAs(
            await quarterLiabilities(world, { company, quarter: { year, quarter } }),
            quarterLiabilitiesShape,
          );
        }),
      /** The yearly return, and each person's yearly amounts in pages: pass `next` of a page as `after`. */
      year: (ask: LiabilitiesOfYear) =>
        inCompany(context, ask, async (company) => {
          const { year, after = null, limit = pageLimit } = ask;
          return answerShownAs(
            await yearPage(world, { company, year, after, limit }),
            yearPageShape,
          );
        }),
      /** Shows or sets how often a company deposits its taxes in a year. */
      depositor: (ask: DepositorOfYear) =>
        inCompany(context, ask, async (company) => {
          const { year, set = null, replace = false } = ask;
          return answerShownAs(
            await chooseDepositor(world, { company, year, set, replace }),
            depositorShape,
          );
        }),
    },
  };
}
