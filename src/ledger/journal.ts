/**
 * The journal of a run: balanced postings by account, cost centre and department, and by job if asked.
 *
 * A cost is a debit (above zero) and has the cost centre and the department of the people. What is owed is a credit
 * (below zero) of the company as a whole. A reversal has payslips with the opposite amounts, so its postings are the
 * exact negative.
 *
 * Pure. Elsewhere: the sums and who reads them (operations/registers/open-journal.ts).
 */
import { assert } from '#errors.ts';
import type { Minor } from '#money/minor.ts';
import type { PayCodeKind } from '#payslip/codes/pay-code.ts';
import {
  type AccountRole,
  type AccountSettings,
  accountOf,
  accountRoles,
  defaultAccount,
  rolesOfKind,
} from './accounts.ts';

/** The sum of a pay code on the payslips of people of one cost centre and department. */
interface CostSum {
  readonly department: string | null;
  readonly costCentre: string | null;
  readonly job?: string | null;
  readonly code: {
    readonly code: string;
    readonly kind: PayCodeKind;
    readonly journalAccount: string;
  };
  readonly amountMinor: Minor;
}

export interface Posting {
  readonly account: string;
  /** Null: of the company as a whole, or of people without one. */
  readonly costCentre: string | null;
  readonly department: string | null;
  /** Of a journal by job only. */
  readonly job?: string | null;
  /** Above zero: debit. Below zero: credit. Never zero. */
  readonly amountMinor: Minor;
  /** The pay codes in it, by name. None: net pay. */
  readonly codes: readonly string[];
}

/** The pay codes that a default account takes, because they have none of their own. */
export interface TakenByDefault {
  readonly role: AccountRole;
  readonly account: string;
  readonly codes: readonly string[];
}

export interface Postings {
  readonly postings: readonly Posting[];
  readonly byDefault: readonly TakenByDefault[];
}

interface Open {
  readonly role: number;
  readonly posting: Omit<Posting, 'codes' | 'amountMinor'>;
  amountMinor: Minor;
  readonly codes: Set<string>;
}

/** Throws Bug if the sums and the net pay do not balance. */
export function postingsOf(
  sums: readonly CostSum[],
  ask: {
    readonly netMinor: Minor;
    readonly settings: AccountSettings;
    readonly words: ReadonlySet<string>;
    /** Costs are divided by job, too. */
    readonly byJob?: boolean;
  },
): Postings {
  const { netMinor, settings, byJob = false } = ask;
  const book = new Map<string, Open>();
  const byDefault = new Map<AccountRole, Set<string>>();
  for (const sum of sums) {
    rolesOfKind[sum.code.kind].forEach((role) => {
      const { account, isDefault } = accountOf(sum.code, { ...ask, role });
      if (isDefault) setOf(byDefault, role).add(sum.code.code);
      const amountMinor = isCost(role) ? sum.amountMinor : -sum.amountMinor;
      const of = isCost(role) ? sum : null;
      post(book, { role, account, amountMinor, byJob, of, code: sum.code.code });
    });
  }
  const account = defaultAccount('net_pay', settings);
  post(book, { role: 'net_pay', account, amountMinor: -netMinor, byJob, code: null, of: null });
  const open = [...book.values()];
  const left = open.reduce((all, { amountMinor }) => all + amountMinor, 0n);
  assert(left === 0n, 'the postings of a run balance');
  return {
    postings: open
      .filter(({ amountMinor }) => amountMinor !== 0n)
      .sort(inOrder)
      .map(({ posting, amountMinor, codes }) => ({
        ...{ ...posting, amountMinor, codes: [...codes].sort(byText) },
      })),
    byDefault: accountRoles.flatMap((role) => {
      const codes = [...(byDefault.get(role) ?? [])].sort(byText);
      return codes.length === 0 ? [] : [{ role, account: defaultAccount(role, settings), codes }];
    }),
  };
}

function isCost(role: AccountRole): boolean {
  return role === 'earnings' || role === 'reimbursements' || role === 'employer_cost';
}

function post(
  book: Map<string, Open>,
  one: {
    readonly role: AccountRole;
    readonly account: string;
    readonly amountMinor: Minor;
    readonly code: string | null;
    /** Null: of the company as a whole. */
    readonly of: Pick<CostSum, 'costCentre' | 'department' | 'job'> | null;
    readonly byJob: boolean;
  },
): void {
  const { account, code } = one;
  const [costCentre, department] = [one.of?.costCentre ?? null, one.of?.department ?? null];
  const ofJob = one.byJob ? { job: one.of?.job ?? null } : {};
  const key = JSON.stringify([account, costCentre, department, ofJob]);
  const role = accountRoles.indexOf(one.role);
  const open: Open = book.get(key) ?? {
    ...{
      role,
      posting: { account, costCentre, department, ...ofJob },
      amountMinor: 0n,
      codes: new Set(),
    },
  };
  // An account may take several kinds: it stands where the first of them does.
  book.set(key, {
    ...open,
    role: Math.min(role, open.role),
    amountMinor: open.amountMinor + one.amountMinor,
  });
  if (code !== null) open.codes.add(code);
}

function setOf(sets: Map<AccountRole, Set<string>>, role: AccountRole): Set<string> {
  const known = sets.get(role) ?? new Set<string>();
  sets.set(role, known);
  return known;
}

function inOrder(one: Open, other: Open): number {
  return (
    one.role - other.role ||
    byText(one.posting.account, other.posting.account) ||
    byText(one.posting.costCentre, other.posting.costCentre) ||
    byText(one.posting.department, other.posting.department) ||
    byText(one.posting.job ?? null, other.posting.job ?? null)
  );
}

/** The order of the characters' codes, which is the same on every machine. Null comes last. */
function byText(one: string | null, other: string | null): number {
  if (one === other) return 0;
  if (one === null) return 1;
  if (other === null) return -1;
  return one < other ? -1 : 1;
}

/** Debits and credits of postings. They are equal. */
export function sidesOf(postings: readonly Pick<Posting, 'amountMinor'>[]): {
  readonly debitMinor: Minor;
  readonly creditMinor: Minor;
} {
  let [debitMinor, creditMinor] = [0n, 0n];
  for (const { amountMinor } of postings) {
    if (amountMinor > 0n) debitMinor += amountMinor;
    else creditMinor -= amountMinor;
  }
  return { debitMinor, creditMinor };
}
