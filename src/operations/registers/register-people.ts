/** The people whom a run pays, as rows of a register, with hours and year-to-date. */
import { balancePayCodes } from '#operations/companies/pay-codes.ts';
import type { PayCodes } from '#payslip/codes/pay-code.ts';
import { packFor } from '#payslip/taxes/tax-packs.ts';
import { assignmentsOfPeople } from '#store/reads/assignments.ts';
import { payCodesKnownAt } from '#store/reads/pay-codes.ts';
import { hoursOfPeople, type RegisterRow, registerRows, type Span } from '#store/reads/register.ts';
import { reversedIn } from '#store/reads/reversals.ts';
import type { PayslipAmounts } from '#store/reads/runs.ts';
import { type BroughtTotals, wholeBalancesOf } from '#store/reads/year-to-date.ts';
import type { Reading } from '#store/store.ts';
import { hoursAskOf, hoursIn, type RegisterRun } from './open-register.ts';

export interface RegisterPerson extends PayslipAmounts {
  /** Null: the sum of several runs. */
  readonly runId: number | null;
  /** The payslips in this row. */
  readonly payslips: number;
  /** Of a payslip of a reversal: the run whose payslip it undoes. Null also for a sum. */
  readonly reverses: number | null;
  /** Of a payslip of a correction: the run whose payslip it corrects. Null also for a sum. */
  readonly corrects: number | null;
  /** The committed run that reversed the payslip. Null also for a sum. */
  readonly reversedBy: number | null;
  readonly employeeId: number;
  readonly number: string;
  readonly name: string;
  /** Of the last day of the period. Null: none is known. */
  readonly department: string | null;
  readonly costCentre: string | null;
  /** Null: no hours were entered. */
  readonly hoursMicro: bigint | null;
  /** Pay code id → amount, in the order of the payslip. */
  readonly lines: ReadonlyMap<number, bigint>;
  /** After the payslip, with opening balances that are complete, as the payslip shows it. */
  readonly yearToDate: BroughtTotals;
  /** The year of `yearToDate`. */
  readonly taxYear: number;
  /** In which order the run was committed: a later one has the newer year-to-date. */
  readonly committedRevision: number;
}

/** The first `limit` people of a span, in the order of the roster. */
export async function peopleOfRun(
  at: Reading,
  one: RegisterRun,
  ask: Span & {
    readonly limit: number;
    /** At which payslips count as reversed; null: now. */
    readonly reversedAt: number | null;
  },
): Promise<readonly RegisterPerson[]> {
  const { run, codes, committedRevision } = one;
  const { runId, companyId, taxYear, snapshotRevision: revision } = run;
  const rows = await registerRows(at, { runId, revision, ...ask });
  const [from] = rows;
  const to = rows.at(-1);
  if (from === undefined || to === undefined) return [];
  const span = { first: from.employeeId, last: to.employeeId };
  const hours = await hoursOfPeople(at, { ...hoursAskOf(one), ...span });
  const undone = await reversedIn(at, { runId, ...span, revision: ask.reversedAt });
  const assigned = await assignmentsOfPeople(at, { ...one.assigned, ...span, runId });
  const own = await payCodesKnownAt(at, { companyId, revision });
  const brought = await wholeBalancesOf(at, {
    ...{ ...span, taxYear, revision },
    codes: balancePayCodes(own, packFor(run.currency)).codes,
  });
  return rows.map((row): RegisterPerson => {
    const { employeeId, number, name } = row;
    return {
      ...{ runId, payslips: 1, employeeId, number, name, taxYear, reverses: run.reverses },
      ...{ corrects: run.corrects, committedRevision },
      reversedBy: undone.get(employeeId) ?? null,
      ...(assigned.get(employeeId) ?? { department: null, costCentre: null }),
      hoursMicro: hoursIn(run, hours.get(employeeId) ?? null),
      grossMinor: row.grossMinor,
      reimbursementsMinor: row.reimbursementsMinor,
      deductionsMinor: row.deductionsMinor,
      taxesMinor: row.taxesMinor,
      netMinor: row.netMinor,
      employerMinor: row.employerMinor,
      lines: new Map(row.lineCodes.map((id, place) => [id, row.lineAmounts[place] ?? 0n])),
      yearToDate: yearOf(row, { codes, brought: brought.get(employeeId) ?? nothing }),
    };
  });
}

const nothing: BroughtTotals = { grossMinor: 0n, taxesMinor: 0n, netMinor: 0n };

/** A code of a payslip keeps its kind for ever, so the amounts by code add up to gross, taxes and net. */
function yearOf(
  { ytdCodes, ytdAmounts }: RegisterRow,
  { codes, brought }: { readonly codes: PayCodes; readonly brought: BroughtTotals },
): BroughtTotals {
  let { grossMinor, taxesMinor, netMinor } = brought;
  ytdCodes.forEach((id, place) => {
    const amount = ytdAmounts[place] ?? 0n;
    switch (codes.byId.get(id)?.kind) {
      case 'earning':
        grossMinor += amount;
        netMinor += amount;
        break;
      case 'reimbursement':
        netMinor += amount;
        break;
      case 'deduction':
        netMinor -= amount;
        break;
      case 'tax':
        taxesMinor += amount;
        netMinor -= amount;
        break;
      default:
    }
  });
  return { grossMinor, taxesMinor, netMinor };
}

/**
 * One row for each person: the sums of all runs. The name is that of the last one. The year-to-date is that of the newest
 * tax year, because a reversal counts in the year of what it reverses, and there of the run that was committed last.
 */
export function mergedByPerson(
  runs: readonly (readonly RegisterPerson[])[],
): readonly RegisterPerson[] {
  const found = new Map<number, RegisterPerson>();
  for (const people of runs) {
    for (const one of people) {
      const before = found.get(one.employeeId);
      const alone = { ...one, runId: null, reverses: null, corrects: null, reversedBy: null };
      found.set(one.employeeId, before === undefined ? alone : sum(before, alone));
    }
  }
  return [...found.values()].sort((one, other) => one.employeeId - other.employeeId);
}

function sum(before: RegisterPerson, one: RegisterPerson): RegisterPerson {
  const lines = new Map(before.lines);
  for (const [id, amount] of one.lines) lines.set(id, (lines.get(id) ?? 0n) + amount);
  const hours = (before.hoursMicro ?? 0n) + (one.hoursMicro ?? 0n);
  const isOlder =
    one.taxYear === before.taxYear && one.committedRevision < before.committedRevision;
  const newest = before.taxYear > one.taxYear || isOlder ? before : one;
  return {
    ...{ ...one, payslips: before.payslips + one.payslips, lines },
    yearToDate: newest.yearToDate,
    taxYear: newest.taxYear,
    committedRevision: newest.committedRevision,
    hoursMicro: before.hoursMicro === null && one.hoursMicro === null ? null : hours,
    grossMinor: before.grossMinor + one.grossMinor,
    reimbursementsMinor: before.reimbursementsMinor + one.reimbursementsMinor,
    deductionsMinor: before.deductionsMinor + one.deductionsMinor,
    taxesMinor: before.taxesMinor + one.taxesMinor,
    netMinor: before.netMinor + one.netMinor,
    employerMinor: before.employerMinor + one.employerMinor,
  };
}
