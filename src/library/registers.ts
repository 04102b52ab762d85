/** The library's methods for registers: everybody whom runs paid, and with what, in pages. */
import { answerShownAs } from '#answers/json-form.ts';
import { registerShape } from '#answers/registers.ts';
import { registerPage } from '#operations/registers/register-pages.ts';
import { inCompany, type LibraryContext, type OfCompany } from './context.ts';

export interface RegisterOfRun {
  readonly runId: number;
  /** `next` of the page before. */
  readonly after?: string;
  /** People in a page: 1,000 by default. */
  readonly limit?: number;
  /** A row for each person, which is the default, or one for each department. */
  readonly by?: 'run' | 'department';
}

export interface RegisterOfTime extends OfCompany, Omit<RegisterOfRun, 'runId' | 'by'> {
  /** The first and the last pay date, both included. */
  readonly fromOn: Temporal.PlainDate;
  readonly toOn: Temporal.PlainDate;
  /** A row for each person and run, which is the default, for each person, or for each department. */
  readonly by?: 'run' | 'person' | 'department';
}

const pageLimit = 1_000;

/** A method of `runs`. */
export function registerOfRunIn({ world }: LibraryContext) {
  return {
    /** Lists everyone in a run, in pages: pass `next` of a page as `after` of the following one. */
    register: async ({ runId, by = 'run', after, limit = pageLimit }: RegisterOfRun) =>
      answerShownAs(
        await registerPage(world, { runId, by, after: after ?? null, limit }),
        registerShape,
      ),
  };
}

export function registersIn(context: LibraryContext) {
  return {
    /** Lists everyone whom the committed runs of a time paid, in pages, with totals by run. */
    register: (ask: RegisterOfTime) =>
      inCompany(context, ask, async (company) => {
        const { fromOn, toOn, by = 'run', after, limit = pageLimit } = ask;
        const whole = { company, fromOn, toOn, by, after: after ?? null, limit };
        return answerShownAs(await registerPage(context.world, whole), registerShape);
      }),
  };
}
