/**
 * Lists payslips: of a run, of a period, of an employee, of pay dates, or of a company; the newest run first, in pages.
 *
 * Refusals: days_reversed, run_not_found, period_not_found, employee_unknown, wrong_place (`after` is not what an earlier page gave),
 * and those of find-company.ts.
 */
import { type Answer, answer, assert } from '#errors.ts';
import { findCompany } from '#operations/companies/find-company.ts';
import { daysReversed } from '#operations/days-reversed.ts';
import { findPeriod, findRun } from '#operations/look-up.ts';
import { idsOfListed } from '#operations/people/list-dated.ts';
import type { World } from '#operations/world.ts';
import { wrongPlace } from '#operations/wrong-place.ts';
import { type CompanyRow, companyById } from '#store/reads/companies.ts';
import {
  type ListedPayslipRow,
  type PayslipKey,
  payslipsPage,
} from '#store/reads/listed-payslips.ts';

interface ListPayslips {
  /** Code of the company. Null: that of the run or period, else the only one. */
  readonly company: string | null;
  readonly runId: number | null;
  readonly periodId: number | null;
  /** Employee number; null for everybody. */
  readonly employee: string | null;
  /** Pay dates, both included; null: without an end. */
  readonly fromOn: Temporal.PlainDate | null;
  readonly toOn: Temporal.PlainDate | null;
  /** `next` of the page before; null for the first page. */
  readonly after: string | null;
  readonly limit: number;
}

export interface ListedPayslips {
  readonly company: CompanyRow;
  readonly payslips: readonly ListedPayslipRow[];
  /** Null: this is the last page. */
  readonly next: string | null;
}

export async function listPayslips(
  world: World,
  ask: ListPayslips,
): Promise<Answer<ListedPayslips>> {
  const { runId, periodId, fromOn, toOn, limit } = ask;
  const after = placeOf(ask.after);
  if (after === undefined) return wrongPlace();
  const reversed = fromOn === null || toOn === null ? null : daysReversed({ fromOn, toOn });
  if (reversed !== null) return reversed;
  const found = await companyOf(world, ask);
  if (!found.ok) return found;
  const { companyId } = found.value;
  return world.store.read({ companyId }, async (at): Promise<Answer<ListedPayslips>> => {
    const company = await companyById(at, companyId);
    assert(company, 'a company that was found is there');
    const people = await idsOfListed(at, { company, number: ask.employee });
    if (!people.ok) return people;
    const [employeeId = null] = people.value ?? [];
    const of = { companyId, runId, periodId, employeeId, fromOn, toOn, after, limit };
    const payslips = await payslipsPage(at, of);
    const last = payslips.length === limit ? payslips.at(-1) : undefined;
    const next = last === undefined ? null : `${last.runId}.${last.employeeId}`;
    return answer({ company, payslips, next });
  });
}

async function companyOf(
  world: World,
  { company, runId, periodId }: ListPayslips,
): Promise<Answer<{ readonly companyId: number }>> {
  if (runId !== null) return findRun(world, runId);
  if (periodId !== null) return findPeriod(world, periodId);
  return findCompany(world, company);
}

/** Null for the first page. Undefined: no page gave this text. */
function placeOf(after: string | null): PayslipKey | null | undefined {
  if (after === null) return null;
  const [, runId, employeeId] = /^(\d{1,9})\.(\d{1,9})$/.exec(after) ?? [];
  if (runId === undefined) return undefined;
  return { runId: Number(runId), employeeId: Number(employeeId) };
}
