/** The JSON form of a journal and of a company's accounts. */
import type { Posting } from '#ledger/journal.ts';
import type { AccountsSet, ShownAccount } from '#operations/companies/accounts.ts';
import type { Journal } from '#operations/registers/open-journal.ts';
import type { ListedCompany } from './companies.ts';

export function journalShape(journal: Journal): object {
  return { ...journalHead(journal), postings: journal.postings.map(postingShape) };
}

/** Everything in front of the postings. */
export function journalHead({ run, totals, byDefault, ...of }: Journal): object {
  const { runId, companyCode: company, currency, kind, reverses, state, totalsHash } = run;
  const { startOn, endOn, payOn, committedAt } = run;
  return {
    ...{ runId, company, currency, kind, reverses, state, startOn, endOn, payOn, committedAt },
    ...{ totalsHash, isPreview: of.isPreview, hasAccountsOfNow: of.hasAccountsOfNow },
    totals,
    byDefault: byDefault.map(({ role, account, codes }) => ({ name: role, account, codes })),
  };
}

export function postingShape({
  account,
  costCentre,
  department,
  job,
  amountMinor,
  codes,
}: Posting) {
  const isDebit = amountMinor > 0n;
  return {
    ...{ account, costCentre, department, ...(job === undefined ? {} : { job }) },
    ...{ debitMinor: isDebit ? amountMinor : null, creditMinor: isDebit ? null : -amountMinor },
    codes,
  };
}

export function accountsShape(
  { code }: Pick<ListedCompany, 'code'>,
  { changed, defaults, words, codes }: AccountsSet,
): object {
  return {
    ...{ company: code, changed, defaults: defaults.map(accountShape) },
    ...{ words: words.map(accountShape), codes: codes.map(accountShape) },
  };
}

function accountShape({ name, account, from, takes, unfit }: ShownAccount): object {
  return { name, account, from, takes, unfit };
}
