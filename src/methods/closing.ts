/** The method for a month: what `paybeat close` gathers and checks, without its files. */
import { closedMonthShape } from '#answers/closing.ts';
import { answerShownAs } from '#answers/json-form.ts';
import { closeMonth } from '#operations/closing/close-month.ts';
import { version } from '#version.ts';
import { inCompany, type MethodContext, type OfCompany } from './context.ts';

interface MonthToClose extends OfCompany {
  /** `2026-11`: the runs with a pay date in it. */
  readonly month: string;
  /** Show a month that is still open, too. */
  readonly draft?: boolean;
}

export function monthsIn(context: MethodContext) {
  const { world, config } = context;
  const keys = { dataFolder: config.dataFolder, given: config.signingKey };
  return {
    months: {
      /** Gathers a month and checks whether everything agrees. The command writes its files, too. */
      close: (ask: MonthToClose) =>
        inCompany(context, ask, async (company) => {
          const month = Temporal.PlainYearMonth.from(ask.month);
          const { draft = false } = ask;
          const what = { company, month, draft, keys, version: version() };
          return answerShownAs(await closeMonth(world, what, null), closedMonthShape);
        }),
    },
  };
}
