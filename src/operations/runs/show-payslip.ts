/**
 * A stored payslip. Each line has the name that its pay code had on the pay date.
 *
 * Refusals: run_not_found, payslip_not_found, employee_held and employee_excluded (with the reason).
 */

import { type Answer, answer } from '#errors.ts';
import { balancePayCodes, payCodesOfRun } from '#operations/companies/pay-codes.ts';
import { findRun } from '#operations/look-up.ts';
import type { World } from '#operations/world.ts';
import { payCodesOn } from '#payslip/codes/pay-code-versions.ts';
import { packFor } from '#payslip/taxes/tax-packs.ts';
import type { RunState } from '#run/run-state.ts';
import { correctionsOfPayslip } from '#store/reads/corrections.ts';
import { payCodesKnownAt } from '#store/reads/pay-codes.ts';
import { reversalOfPayslip } from '#store/reads/reversals.ts';
import { exceptionOf, type PayslipDetail, payslipOf, type RunRow } from '#store/reads/runs.ts';
import {
  broughtFor,
  committedAfter,
  paidInYear,
  type RunOfYear,
  totalIds,
} from '#store/reads/year-to-date.ts';
import type { Reading } from '#store/store.ts';
import { noPayslip } from './explain-payslip.ts';

interface ShownLine {
  readonly code: string;
  readonly kind: string;
  readonly title: string;
  readonly amountMinor: bigint;
  /** In minor units, from `since` on, this payslip included. */
  readonly yearToDateMinor: bigint;
}

/** The year-to-date start date, the same for every line, for gross and for net. */
interface ShownYear {
  readonly since: Temporal.PlainDate;
  /** `whole`: the balances cover the year from its first day. `partial`: only yearly limits count them. */
  readonly openingBalances: 'none' | 'whole' | 'partial';
  readonly grossMinor: bigint;
  readonly netMinor: bigint;
  /** Runs with a later pay date that are included because they were committed first (decision 0060). */
  readonly countsLater: readonly RunOfYear[];
  /** Runs with an earlier pay date that are not included because they were committed later. */
  readonly lacksEarlier: readonly RunOfYear[];
}

export interface ShownPayslip {
  readonly run: RunRow;
  readonly payslip: PayslipDetail;
  readonly yearToDate: ShownYear;
  readonly lines: readonly ShownLine[];
  /** The run that reverses it, committed or not. Null: none does. */
  readonly reversedBy: { readonly runId: number; readonly state: RunState } | null;
  /** Committed runs that correct it, oldest first. */
  readonly correctedBy: readonly number[];
}

export async function showPayslip(
  world: World,
  ask: { readonly runId: number; readonly number: string },
): Promise<Answer<ShownPayslip>> {
  const { runId, number } = ask;
  const found = await findRun(world, runId);
  if (!found.ok) return found;
  const run = found.value;
  return world.store.read(run, async (at): Promise<Answer<ShownPayslip>> => {
    const payslip = await payslipOf(at, ask);
    if (!payslip) return noPayslip(run, { number, exception: await exceptionOf(at, ask) });
    const codes = await payCodesOfRun(at, run);
    const { brought, year } = await yearOf(at, { run, payslip });
    const yearToDate = new Map(brought);
    payslip.ytdCodes.forEach((id, place) => {
      yearToDate.set(id, (yearToDate.get(id) ?? 0n) + (payslip.ytdAmounts[place] ?? 0n));
    });
    const named = new Map(
      payCodesOn(codes.versions, run.payOn.toString()).map((code) => [code.id, code]),
    );
    const lines = payslip.lineCodes.map((id, place): ShownLine => {
      const code = named.get(id);
      return {
        code: code?.code ?? String(id),
        kind: code?.kind ?? 'unknown',
        title: code?.title ?? `pay code ${id}`,
        amountMinor: payslip.lineAmounts[place] ?? 0n,
        yearToDateMinor: yearToDate.get(id) ?? 0n,
      };
    });
    const reversedBy = await reversalOfPayslip(at, payslip);
    const correctedBy = await correctionsOfPayslip(at, payslip);
    return answer({ run, payslip, lines, yearToDate: year, reversedBy, correctedBy });
  });
}

const nothing: ReadonlyMap<number, bigint> = new Map();

/**
 * The year starts on its first day when opening balances cover all of it, and otherwise with the first pay
 * date in Paybeat. Gross and net are summed from the payslips, so that older payslips have them too.
 */
async function yearOf(
  at: Reading,
  ask: { readonly run: RunRow; readonly payslip: PayslipDetail },
): Promise<{ readonly year: ShownYear; readonly brought: ReadonlyMap<number, bigint> }> {
  const { run, payslip } = ask;
  const { companyId, taxYear, snapshotRevision: revision } = run;
  const { payOn } = run;
  const of = { companyId, employeeId: payslip.employeeId, taxYear, revision, payOn };
  const { codes } = balancePayCodes(await payCodesKnownAt(at, of), packFor(run.currency));
  const opening = await broughtFor(at, { ...of, codes });
  const paid = await paidInYear(at, of);
  const isWhole = opening?.isWhole === true;
  const brought = isWhole ? opening.amounts : nothing;
  const first = paid.firstPayOn ?? run.payOn;
  const isEarlier = Temporal.PlainDate.compare(first, run.payOn) < 0;
  const here = isEarlier ? first : run.payOn;
  const total = (id: number, paidMinor: bigint, ownMinor: bigint) =>
    (brought.get(id) ?? 0n) + paidMinor + ownMinor;
  const year: ShownYear = {
    since: isWhole ? new Temporal.PlainDate(taxYear, 1, 1) : here,
    openingBalances: opening === null ? 'none' : isWhole ? 'whole' : 'partial',
    grossMinor: total(totalIds.GROSS, paid.grossMinor, payslip.grossMinor),
    netMinor: total(totalIds.NET, paid.netMinor, payslip.netMinor),
    countsLater: paid.later,
    lacksEarlier: await committedAfter(at, of),
  };
  return { year, brought };
}
