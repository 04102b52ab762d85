/**
 * The methods about people: rosters, hours, inputs, balances, dated terms and items.
 *
 * Each method finds the company by its code, fills in who acts, and calls one operation.
 */

import type { ListedCompany } from '#answers/companies.ts';
import { formsShape, itemsShape, termsShape } from '#answers/dated-inputs.ts';
import { answerShownAs } from '#answers/json-form.ts';
import { entriesShape, rosterShape } from '#answers/stored-inputs.ts';
import { takenInto } from '#answers/taken-in.ts';
import { type Answer } from '#errors.ts';
import type { MayShareAccounts } from '#files/roster-file.ts';
import type { MayBeTwins } from '#operations/people/case-twins.ts';
import type { GivenForm } from '#operations/people/file-forms.ts';
import { importBalances } from '#operations/people/import-balances.ts';
import { importForms } from '#operations/people/import-forms.ts';
import { importHours } from '#operations/people/import-hours.ts';
import { importInputs } from '#operations/people/import-inputs.ts';
import { importItems } from '#operations/people/import-items.ts';
import { importRoster } from '#operations/people/import-roster.ts';
import { type ImportDated, importTerms } from '#operations/people/import-terms.ts';
import type { MayAdd, MayReplace } from '#operations/people/input-changes.ts';
import { type ListDated, listItems, listTerms } from '#operations/people/list-dated.ts';
import { listForms } from '#operations/people/list-forms.ts';
import { type ListedEntries, listEntries, listRoster } from '#operations/people/list-stored.ts';
import type { MayBeDoubles } from '#operations/people/same-people.ts';
import type { WholeWorld } from '#operations/world.ts';
import { inCompany, type MethodContext, type OfCompany } from './context.ts';

export interface CsvToImport {
  /** A CSV file with a header row: UTF-8, or UTF-16 with its byte order mark. */
  readonly bytes: Uint8Array;
  /** How the file writes dates and numbers that could be read in two ways. */
  readonly form?: GivenForm;
  /** Refuses the file if a value or a change in it is unusual. */
  readonly refuseUnusual?: boolean;
  /** The name of the file, which lists of inputs show. */
  readonly fileName?: string;
  /** Check the whole file and say what would change, and save nothing. */
  readonly dryRun?: boolean;
}

export interface ListPage {
  /** Employee number. */
  readonly employee?: string;
  /** `next` of the page before. */
  readonly after?: string;
  /** Rows in a page: 1,000 by default. */
  readonly limit?: number;
}

const pageLimit = 1_000;

function pageOf({ employee, after, limit = pageLimit }: ListPage) {
  return { employee: employee ?? null, after: after ?? null, limit };
}

export function peopleIn(context: MethodContext) {
  const { world } = context;
  const listed = async (
    ask: ListPage & { readonly periodId: number },
    only: 'hours' | 'all',
  ): Promise<Answer<ListedEntries>> => {
    const { periodId } = ask;
    return answerShownAs(
      await listEntries(world, { ...pageOf(ask), periodId, only }),
      entriesShape,
    );
  };
  return {
    roster: {
      /** Imports the employees of a company, or of one schedule. */
      import: (
        ask: OfCompany &
          CsvToImport &
          MayBeTwins &
          MayBeDoubles &
          MayShareAccounts & { readonly schedule?: string },
      ) =>
        inCompany(context, ask, async (company) => {
          const { schedule = null, ...file } = ask;
          const to = { dryRun: false, ...file, company, scheduleCode: schedule };
          return takenInto(company, await importRoster(world, to));
        }),
      /** Lists the employees as stored now, in pages: pass `next` of a page as `after` of the following one. */
      list: (ask: OfCompany & ListPage = {}) =>
        inCompany(context, ask, async (company) =>
          answerShownAs(await listRoster(world, { ...pageOf(ask), company }), rosterShape),
        ),
    },
    hours: {
      /** Imports hours and one-off amounts for one period. */
      import: (ask: CsvToImport & MayAdd & { readonly periodId: number }) =>
        importHours(world, { dryRun: false, ...ask }),
      /** Lists the hours of one period, in pages. */
      list: (ask: ListPage & { readonly periodId: number }) => listed(ask, 'hours'),
    },
    balances: {
      /** Imports year-to-date amounts from another system. */
      import: (ask: OfCompany & CsvToImport) =>
        inCompany(context, ask, async (company) =>
          takenInto(company, await importBalances(world, { dryRun: false, ...ask, company })),
        ),
    },
    inputs: {
      /** Imports inputs for one period: one row per employee and pay code. */
      import: (ask: CsvToImport & MayAdd & { readonly periodId: number }) =>
        importInputs(world, { dryRun: false, ...ask }),
      /** Lists all inputs of one period, in pages. */
      list: (ask: ListPage & { readonly periodId: number }) => listed(ask, 'all'),
    },
    terms: datedIn(context, { take: importTerms, list: listTerms, shape: termsShape }),
    items: datedIn(context, { take: importItems, list: listItems, shape: itemsShape }),
    forms: datedIn(context, { take: importForms, list: listForms, shape: formsShape }),
  };
}

/** Inputs with an effective date: imported from a file, and listed as they are now. */
function datedIn<Imported extends object, Listed extends object>(
  context: MethodContext,
  on: {
    readonly take: (world: WholeWorld, ask: ImportDated) => Promise<Answer<Imported>>;
    readonly list: (world: WholeWorld, ask: ListDated) => Promise<Answer<Listed>>;
    readonly shape: (company: ListedCompany, listed: Listed) => object;
  },
) {
  const { world } = context;
  return {
    /** Imports from a file. A row that differs from a stored one is refused unless `replace` allows it. */
    import: (ask: OfCompany & CsvToImport & MayReplace & MayBeTwins) =>
      inCompany(context, ask, async (company) =>
        takenInto(company, await on.take(world, { dryRun: false, ...ask, company })),
      ),
    list: (ask: OfCompany & { readonly employee?: string } = {}) =>
      inCompany(context, ask, async (company) => {
        const listed = await on.list(world, { company, number: ask.employee ?? null });
        return answerShownAs(listed, (one) => on.shape(company, one));
      }),
  };
}
