/**
 * The accounts of a company's journal: which account takes the lines of each pay code. A change counts for the runs
 * that are committed afterwards.
 *
 * Refusals: accounts_invalid (with every unknown name and impossible account), invalid_pay_codes.
 */
import { actorOf } from '#caller.ts';
import { type Answer, answer, type Issue, refuse } from '#errors.ts';
import {
  type AccountRole,
  type AccountSettings,
  accountKey,
  accountOf,
  accountProblem,
  accountRoles,
  defaultAccount,
  defaultAccounts,
  rolesOfKind,
} from '#ledger/accounts.ts';
import { type PlainTextForm, plainTextForms, unfitFor } from '#ledger/plain-text.ts';
import { allOrNothing } from '#operations/all-or-nothing.ts';
import { payCodesAt } from '#operations/companies/pay-codes.ts';
import type { World } from '#operations/world.ts';
import { everyBuiltInPayCode } from '#payslip/codes/built-in-pay-codes.ts';
import type { PayCodes } from '#payslip/codes/pay-code.ts';
import { accountSettingsAt } from '#store/reads/account-settings.ts';
import { type CompanyRow, currentRevision } from '#store/reads/companies.ts';
import { replaceAccountSettings } from '#store/writes/account-settings.ts';
import { audit } from '#store/writes/audit.ts';
import { raiseInputRevision } from '#store/writes/companies.ts';
import { didYouMean } from '#text/closest-word.ts';

/** Words of built-in pay codes. They name no account of anybody's books. */
export const builtInWords: ReadonlySet<string> = new Set(
  everyBuiltInPayCode.map(({ journalAccount }) => journalAccount),
);

interface SetAccounts {
  readonly company: CompanyRow;
  /**
   * A default, a word of pay codes, `REGULAR`, or `SS_ER/liability` → the account, or `default` for none of its
   * own. Empty: only show.
   */
  readonly given: Readonly<Record<string, string>>;
  readonly dryRun: boolean;
}

export interface ShownAccount {
  /** As `accounts set` takes it. */
  readonly name: string;
  readonly account: string;
  readonly from: 'company' | 'pay_code' | 'default' | 'standard';
  readonly takes: string;
  /** The forms that cannot have the account. */
  readonly unfit: readonly PlainTextForm[];
}

export interface AccountsSet {
  readonly defaults: readonly ShownAccount[];
  readonly words: readonly ShownAccount[];
  readonly codes: readonly ShownAccount[];
  readonly changed: boolean;
}

export async function setAccounts(world: World, ask: SetAccounts): Promise<Answer<AccountsSet>> {
  const { company, given, dryRun } = ask;
  const { companyId } = company;
  if (Object.keys(given).length === 0) {
    return world.store.read({ companyId }, async (at) => {
      const revision = await currentRevision(at, companyId);
      const codes = await payCodesAt(at, { ...company, revision });
      if (!codes.ok) return codes;
      const settings = await accountSettingsAt(at, { companyId, revision });
      return answer({ ...shown(settings, codes.value), changed: false });
    });
  }
  const how = { scope: { companyId }, dryRun, hasChanged: (set: AccountsSet) => set.changed };
  return allOrNothing(world, how, async (tx): Promise<Answer<AccountsSet>> => {
    const revision = await raiseInputRevision(tx, companyId);
    const codes = await payCodesAt(tx, { ...company, revision });
    if (!codes.ok) return codes;
    const before = await accountSettingsAt(tx, { companyId, revision });
    const of = { company: company.code, given, codes: codes.value };
    const planned = changedAccounts(before, of);
    if (!planned.ok) return planned;
    const accounts = planned.value;
    const changed = textOf(accounts) !== textOf(before);
    if (changed) {
      await replaceAccountSettings(tx, { companyId, revision, accounts });
      await audit(tx, {
        ...{ companyId, actor: actorOf(world.caller), action: 'company.accounts' },
        ...{ subject: `company:${companyId}`, facts: { revision, accounts } },
      });
    }
    return answer({ ...shown(accounts, codes.value), changed });
  });
}

function textOf(settings: AccountSettings): string {
  return JSON.stringify(Object.entries(settings).sort(([one], [other]) => (one < other ? -1 : 1)));
}

function changedAccounts(
  before: AccountSettings,
  ask: Pick<SetAccounts, 'given'> & { readonly company: string; readonly codes: PayCodes },
): Answer<AccountSettings> {
  const issues: Issue[] = [];
  const changed = new Map(Object.entries(before));
  const known = namesOf(ask.codes);
  for (const [name, account] of Object.entries(ask.given)) {
    const key = known.get(name);
    const problem = account === 'default' ? null : accountProblem(account);
    if (key === undefined) issues.push(unknownName(name, [...known.keys()]));
    else if (problem !== null) {
      const message = `The account of ${name} is impossible. ${problem}`;
      issues.push({ pointer: `/${name}`, code: 'impossible_account', message });
    } else if (account === 'default') changed.delete(key);
    else changed.set(key, account);
  }
  if (issues.length === 0) return answer(Object.fromEntries(changed));
  return refuse({
    family: 'invalid',
    code: 'accounts_invalid',
    message: `the accounts cannot be saved: ${issues.map(({ message }) => message).join(' ')}`,
    hint: 'nothing was saved; see which names there are',
    actions: [{ action: 'list_accounts', company: ask.company }],
    issues,
  });
}

function unknownName(name: string, known: readonly string[]): Issue {
  const message = `${name} is no pay code that is posted, and no default account.${didYouMean(name, known)}`;
  return { pointer: `/${name}`, code: 'unknown_account_name', message };
}

/** As people write them → as they are stored. */
function namesOf({ all }: PayCodes): ReadonlyMap<string, string> {
  const words = all
    .map(({ journalAccount }) => journalAccount.trim())
    .filter((word) => word !== 'none');
  return new Map<string, string>([
    ...words.map((word) => [word, word] as const),
    ...accountRoles.map((role) => [role, role] as const),
    ...all.flatMap(({ code, kind }) =>
      rolesOfKind[kind].map((role) => [nameOf(code, role), accountKey(code, role)] as const),
    ),
  ]);
}

function nameOf(code: string, role: AccountRole): string {
  return accountKey(code, role).replace(/^code:/, '');
}

function shown(settings: AccountSettings, { all }: PayCodes): Omit<AccountsSet, 'changed'> {
  const one = (of: Omit<ShownAccount, 'unfit'>): ShownAccount => ({
    ...of,
    unfit: plainTextForms.filter((form) => unfitFor(form, of.account) !== null),
  });
  const isSet = (key: string) => Object.hasOwn(settings, key);
  const words = [...new Set(all.map(({ journalAccount }) => journalAccount.trim()))];
  return {
    defaults: accountRoles.map((role) =>
      one({
        ...{ name: role, account: defaultAccount(role, settings) },
        ...{ from: isSet(role) ? 'company' : 'standard', takes: defaultAccounts[role].meaning },
      }),
    ),
    words: words.filter(isSet).map((word) => {
      const codes = all.filter(({ journalAccount }) => journalAccount.trim() === word);
      const takes = codes.map(({ code }) => code).join(', ');
      return one({ name: word, account: settings[word] ?? '', from: 'company', takes });
    }),
    codes: all.flatMap((code) =>
      rolesOfKind[code.kind].map((role) => {
        const chosen = accountOf(code, { role, settings, words: builtInWords });
        const own = isSet(accountKey(code.code, role)) ? 'company' : 'pay_code';
        return one({
          ...{ name: nameOf(code.code, role), account: chosen.account, takes: code.title },
          from: chosen.isDefault ? 'default' : own,
        });
      }),
    ),
  };
}
