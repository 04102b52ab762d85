/**
 * Which account of a company's books takes the lines of a pay code.
 *
 * Four answers, the first one that there is: the company's account for the pay code; its account for the word that
 * the pay code has as `journal_account`; that text itself, if the company wrote it; the default account of the kind.
 * Every default has a standard name, which a company can change, too.
 *
 * Pure. Elsewhere: who changes accounts (operations/companies/set-accounts.ts).
 */
import type { PayCodeKind } from '#payslip/codes/pay-code.ts';

interface DefaultAccount {
  readonly standard: string;
  readonly meaning: string;
}

/** In the order in which their postings are listed. */
export const defaultAccounts = {
  earnings: { standard: 'Expenses:Payroll:Wages', meaning: 'earnings' },
  reimbursements: { standard: 'Expenses:Payroll:Reimbursements', meaning: 'reimbursements' },
  employer_cost: { standard: 'Expenses:Payroll:Employer', meaning: "the employer's contributions" },
  deductions: { standard: 'Liabilities:Payroll:Deductions', meaning: 'deductions, owed to others' },
  taxes: { standard: 'Liabilities:Payroll:Taxes', meaning: 'taxes withheld' },
  employer_liability: {
    standard: 'Liabilities:Payroll:Employer',
    meaning: "the employer's contributions, until they are paid",
  },
  net_pay: { standard: 'Liabilities:Payroll:NetPay', meaning: 'net pay, until it is paid' },
} as const satisfies Readonly<Record<string, DefaultAccount>>;

export type AccountRole = keyof typeof defaultAccounts;

export const accountRoles = Object.keys(defaultAccounts) as readonly AccountRole[];

/** What a company has set: the name of a default, a word of pay codes, `code:REGULAR`, `code:SS_ER/liability`. */
export type AccountSettings = Readonly<Record<string, string>>;

interface PostedCode {
  readonly code: string;
  readonly kind: PayCodeKind;
  readonly journalAccount: string;
}

/** The sides of a line. The first one takes the amount as a debit if it is a cost. */
export const rolesOfKind: Readonly<Record<PayCodeKind, readonly AccountRole[]>> = {
  earning: ['earnings'],
  reimbursement: ['reimbursements'],
  deduction: ['deductions'],
  tax: ['taxes'],
  employer_contribution: ['employer_cost', 'employer_liability'],
  information: [],
};

interface ChosenAccount {
  readonly account: string;
  /** The default account takes it, because nothing else was said. */
  readonly isDefault: boolean;
}

export function accountKey(code: string, role: AccountRole): string {
  return role === 'employer_liability' ? `code:${code}/liability` : `code:${code}`;
}

export function accountOf(
  { code, journalAccount }: PostedCode,
  ask: {
    readonly role: AccountRole;
    readonly settings: AccountSettings;
    /** Words of built-in pay codes. They name no account of anybody's books. */
    readonly words: ReadonlySet<string>;
  },
): ChosenAccount {
  const { role, settings, words } = ask;
  const word = journalAccount.trim();
  const own = words.has(word) ? undefined : word;
  const named = role === 'employer_liability' ? undefined : (setting(settings, word) ?? own);
  const chosen = setting(settings, accountKey(code, role)) ?? named;
  if (chosen !== undefined) return { account: chosen, isDefault: false };
  return { account: defaultAccount(role, settings), isDefault: true };
}

export function defaultAccount(role: AccountRole, settings: AccountSettings): string {
  return setting(settings, role) ?? defaultAccounts[role].standard;
}

/** A word may be one that every object has, such as `constructor`. */
function setting(settings: AccountSettings, name: string): string | undefined {
  return Object.hasOwn(settings, name) ? settings[name] : undefined;
}

const accountLengthMax = 200;

/** Null: the text can be an account of some books. */
export function accountProblem(text: string): string | null {
  if (text === '' || text.trim() !== text) return 'It has a blank at an end, or is empty.';
  if (text.length > accountLengthMax) return `It has more than ${accountLengthMax} characters.`;
  if (/[\p{C}\p{Zl}\p{Zp}]/u.test(text)) return 'It has a character that cannot be seen.';
  return null;
}
