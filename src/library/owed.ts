/** The library's methods for pay that is owed for paid periods, and for pay that was too much. */
import { answerShownAs } from '#answers/json-form.ts';
import { owedShape } from '#answers/owed.ts';
import { listOwed } from '#operations/judgement/list-owed.ts';
import { inCompany, type LibraryContext, type OfCompany } from './context.ts';

export function owedIn(context: LibraryContext) {
  const { world } = context;
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
    },
  };
}
