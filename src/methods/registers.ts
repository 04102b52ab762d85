/** The methods for registers: everybody whom runs paid, and with what, in pages. */

import { accountsShape, journalShape } from '#answers/journals.ts';
import { answerShownAs } from '#answers/json-form.ts';
import { registerShape } from '#answers/registers.ts';
import { answer } from '#errors.ts';
import { setAccounts } from '#operations/companies/accounts.ts';
import { journalText } from '#operations/registers/journal-text.ts';
import { openJournal } from '#operations/registers/open-journal.ts';
import { registerPage } from '#operations/registers/register-pages.ts';
import { inCompany, type MethodContext, type OfCompany } from './context.ts';

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

export interface JournalOfRun {
  readonly runId: number;
  /** A run that is not committed has one, too, marked as a preview. */
  readonly preview?: boolean;
  /** The accounts as named at the commit, which is the default, or now. */
  readonly accounts?: 'commit' | 'now';
  /** Costs by job, in addition to cost centre and department. */
  readonly by?: 'job';
}

/** Methods of `runs`. */
export function registerOfRunIn({ world }: MethodContext) {
  return {
    /** The balanced postings of a committed run by account, cost centre and department. */
    journal: async ({ runId, preview = false, accounts = 'commit', by }: JournalOfRun) =>
      answerShownAs(
        await openJournal(world, { runId, preview, accounts, by, form: null }),
        journalShape,
      ),
    /** The same as text for Beancount or hledger. */
    journalText: async (ask: JournalOfRun & { readonly form: 'beancount' | 'hledger' | 'csv' }) => {
      const { runId, form, preview = false, accounts = 'commit', by } = ask;
      const fits = form === 'csv' ? null : form;
      const opened = await openJournal(world, { runId, preview, accounts, by, form: fits });
      return opened.ok ? answer([...journalText(opened.value, form)].join('')) : opened;
    },
    /** Lists everyone in a run, in pages: pass `next` of a page as `after` of the following one. */
    register: async ({ runId, by = 'run', after, limit = pageLimit }: RegisterOfRun) =>
      answerShownAs(
        await registerPage(world, { runId, by, after: after ?? null, limit }),
        registerShape,
      ),
  };
}

interface AccountsToSet extends OfCompany {
  /** A default, a word of pay codes, a pay code, or `SS_ER/liability` → the account, or `default`. */
  readonly accounts: Readonly<Record<string, string>>;
  readonly dryRun?: boolean;
}

export function registersIn(context: MethodContext) {
  const { world } = context;
  return {
    accounts: {
      /** Lists the default accounts, and the account of each pay code. */
      list: (ask: OfCompany = {}) =>
        inCompany(context, ask, async (company) =>
          answerShownAs(await setAccounts(world, { company, given: {}, dryRun: false }), (set) =>
            accountsShape(company, set),
          ),
        ),
      /** Names accounts, for the runs that are committed from now on. */
      set: ({ accounts: given, dryRun = false, ...ask }: AccountsToSet) =>
        inCompany(context, ask, async (company) =>
          answerShownAs(await setAccounts(world, { company, given, dryRun }), (set) =>
            accountsShape(company, set),
          ),
        ),
    },
    /** Lists everyone whom the committed runs of a time paid, in pages, with totals by run. */
    register: (ask: RegisterOfTime) =>
      inCompany(context, ask, async (company) => {
        const { fromOn, toOn, by = 'run', after, limit = pageLimit } = ask;
        const whole = { company, fromOn, toOn, by, after: after ?? null, limit };
        return answerShownAs(await registerPage(context.world, whole), registerShape);
      }),
  };
}
