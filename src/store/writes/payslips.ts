/** The results of one chunk: payslips by COPY, and the people who were held. */

import { assert } from '#errors.ts';
import type { PayslipDetail } from '#store/reads/runs.ts';
import { sql } from '#store/sql.ts';
import { rowsOf, type Writing } from '#store/store.ts';
import { binaryRows } from './binary-copy.ts';
import type { Claim } from './chunks.ts';

/** The payslip as it is read back, and the amounts of its lines that belong to earlier runs. */
export interface PayslipRow extends Omit<PayslipDetail, 'runId' | 'number' | 'name'> {
  readonly retro: readonly { readonly pastRunId: number; readonly amountMinor: bigint }[];
}

export interface HeldRow {
  readonly employeeId: number;
  readonly code: string;
  readonly detail: string;
  readonly hint: string;
}

const copyPayslips = `copy payslip (company_id, run_id, employee_id, ordinal, epoch, gross_minor,
  reimbursements_minor, deductions_minor, taxes_minor, employer_minor, net_minor,
  line_codes, line_amounts, ytd_codes, ytd_amounts, warnings) from stdin with (format binary)`;

/** The company comes from the checked claim, never from the rows. Call it only after `holdsChunk`. */
export async function writePayslips(
  tx: Writing,
  ask: { readonly claim: Claim; readonly payslips: readonly PayslipRow[] },
): Promise<void> {
  const { claim, payslips } = ask;
  if (payslips.length === 0) return;
  const inChunk = new Set(claim.employeeIds);
  assert(
    payslips.every((payslip) => inChunk.has(payslip.employeeId)),
    'a chunk writes payslips of its own employees only',
  );
  await tx.copyIn(
    copyPayslips,
    binaryRows(payslips, {
      columns: 16,
      write: (row, to) => {
        to.int4(claim.companyId);
        to.int4(claim.runId);
        to.int4(row.employeeId);
        to.int4(claim.ordinal);
        to.int4(claim.epoch);
        to.int8(row.grossMinor);
        to.int8(row.reimbursementsMinor);
        to.int8(row.deductionsMinor);
        to.int8(row.taxesMinor);
        to.int8(row.employerMinor);
        to.int8(row.netMinor);
        to.int4Array(row.lineCodes);
        to.int8Array(row.lineAmounts);
        to.int4Array(row.ytdCodes);
        to.int8Array(row.ytdAmounts);
        to.textArray(row.warnings);
      },
    }),
  );
}

/** Writes the amounts that the payslips pay for earlier runs. Call it only after `holdsChunk`. */
export async function writeRetro(
  tx: Writing,
  ask: { readonly claim: Claim; readonly payslips: readonly PayslipRow[] },
): Promise<void> {
  const { claim, payslips } = ask;
  const rows = payslips.flatMap(({ employeeId, retro }) =>
    retro.map((part) => ({ ...part, employeeId })),
  );
  if (rows.length === 0) return;
  await rowsOf(
    tx,
    sql`insert into run_retro (company_id, run_id, employee_id, past_run_id, amount_minor, ordinal, epoch)
        select ${claim.companyId}, ${claim.runId}, employee_id, past_run_id, amount,
          ${claim.ordinal}, ${claim.epoch}
        from unnest(${rows.map((row) => row.employeeId)}::int[],
                    ${rows.map((row) => row.pastRunId)}::int[],
                    ${rows.map((row) => row.amountMinor)}::int8[]) as t(employee_id, past_run_id, amount)`,
  );
}

export async function writeHeld(
  tx: Writing,
  ask: { readonly claim: Claim; readonly held: readonly HeldRow[] },
): Promise<void> {
  const { claim, held } = ask;
  if (held.length === 0) return;
  await rowsOf(
    tx,
    sql`insert into run_exception (company_id, run_id, employee_id, disposition, code, detail, hint,
          ordinal, epoch)
        select ${claim.companyId}, ${claim.runId}, employee_id, 'held', code, detail, hint,
          ${claim.ordinal}, ${claim.epoch}
        from unnest(${held.map((h) => h.employeeId)}::int[], ${held.map((h) => h.code)}::text[],
                    ${held.map((h) => h.detail)}::text[], ${held.map((h) => h.hint)}::text[])
          as t(employee_id, code, detail, hint)`,
  );
}
