/**
 * Lists what the coming runs of a company read anew: each change of pay, hours, items and dates since the last
 * committed run of the schedule, with who entered it and who confirmed it. Largest first, in pages.
 *
 * Refusals: employee_unknown, period_not_found.
 */
import { type Answer, answer, refuse } from '#errors.ts';
import type { ChangeKind } from '#judgement/change-identity.ts';
import { payCodesAt } from '#operations/companies/pay-codes.ts';
import { findPeriod } from '#operations/look-up.ts';
import { periodNotFound } from '#operations/not-found.ts';
import type { World } from '#operations/world.ts';
import { type ChangeCount, type ChangeRow, changesOf, countChanges } from '#store/reads/changes.ts';
import type { UpcomingPeriod } from '#store/reads/coming-periods.ts';
import type { CompanyRow } from '#store/reads/companies.ts';
import { type Entered, enteredBy } from '#store/reads/entered-by.ts';
import { employeeIdsOf } from '#store/reads/roster.ts';
import type { Reading } from '#store/store.ts';
import { changesBasis } from './changes-read.ts';

export interface ListChanges {
  readonly company: CompanyRow;
  /** Null: the coming period of each schedule. */
  readonly periodId: number | null;
  /** Employee number; null for everybody. */
  readonly number: string | null;
  readonly what: ChangeKind | null;
  readonly isUnconfirmed: boolean;
  /** Only changes that are large enough for a second look. */
  readonly isBeyond: boolean;
  readonly limit: number;
  /** The first page is 1. */
  readonly page: number;
}

export interface ListedChange extends ChangeRow {
  /** Code of the pay code of an item. */
  readonly code: string | null;
  readonly entered: Entered | null;
}

export interface ListedChanges {
  /** The revision of the inputs that was read. */
  readonly revision: number;
  readonly periods: readonly UpcomingPeriod[];
  readonly counts: readonly ChangeCount[];
  readonly page: number;
  readonly pages: number;
  readonly changes: readonly ListedChange[];
}

/** Twice or half of what it was, and at least a hundred in a period. */
const largeChange = { factor: 2, worth: 100 } as const;

export async function listChanges(world: World, ask: ListChanges): Promise<Answer<ListedChanges>> {
  const { company, periodId, limit, page } = ask;
  if (periodId !== null) {
    const period = await findPeriod(world, periodId);
    if (!period.ok) return period;
    if (period.value.companyId !== company.companyId) return periodNotFound(periodId);
  }
  return world.store.read(company, async (at): Promise<Answer<ListedChanges>> => {
    const people =
      ask.number === null
        ? answer(null)
        : await peopleNumbered(at, { company, numbers: [ask.number] });
    if (!people.ok) return people;
    const { revision, periods, asked } = await changesBasis(at, { company, periodId });
    const of = {
      ...asked,
      employeeIds: people.value === null ? null : [...people.value.values()],
      what: ask.what,
      isUnconfirmed: ask.isUnconfirmed,
      beyond: ask.isBeyond ? largeChange : null,
    };
    const counts = await countChanges(at, of);
    const total = counts.reduce((sum, { count }) => sum + count, 0);
    const rows = await changesOf(at, { ...of, limit, offset: (page - 1) * limit });
    const changes = await withOrigin(at, { company, revision, rows });
    if (!changes.ok) return changes;
    const pages = Math.max(1, Math.ceil(total / limit));
    return answer({ revision, periods, counts, page, pages, changes: changes.value });
  });
}

/** Adds who entered the changes, and the codes of their pay codes. */
export async function withOrigin(
  at: Reading,
  ask: {
    readonly company: CompanyRow;
    readonly revision: number;
    readonly rows: readonly ChangeRow[];
  },
): Promise<Answer<readonly ListedChange[]>> {
  const { company, rows, revision } = ask;
  const codes = await payCodesAt(at, { ...company, revision });
  if (!codes.ok) return codes;
  const revisions = rows.map((row) => row.revision);
  const entered = await enteredBy(at, { companyId: company.companyId, revisions });
  return answer(
    rows.map((row) => ({
      ...row,
      code:
        row.payCodeId === null
          ? null
          : (codes.value.byId.get(row.payCodeId)?.code ?? String(row.payCodeId)),
      entered: entered.get(row.revision) ?? null,
    })),
  );
}

/** Employee number → id. Refusal: employee_unknown, with each of them. */
export async function peopleNumbered(
  at: Reading,
  ask: { readonly company: CompanyRow; readonly numbers: readonly string[] },
): Promise<Answer<ReadonlyMap<string, number>>> {
  const { company, numbers } = ask;
  const found = await employeeIdsOf(at, { ...company, numbers });
  const unknown = [...new Set(numbers)].filter((number) => !found.has(number));
  if (unknown.length === 0) return answer(found);
  return refuse({
    family: 'not_found',
    code: 'employee_unknown',
    message: `${company.code} has no employee ${unknown.join(', ')}`,
    hint: 'write the employee number exactly as in the roster; capital letters matter',
    issues: unknown.map((number) => ({
      pointer: `/employees/${number}`,
      code: 'employee_unknown',
      message: `${company.code} has no employee ${number}`,
    })),
  });
}
