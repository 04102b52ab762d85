/** The results of one chunk: payslips by COPY, and the people who were held. */

import { assert } from '#errors.ts';
import type { OrderAmount } from '#payslip/payslip.ts';
import { payslipColumns } from '#store/binary-format.ts';
import { sql } from '#store/sql.ts';
import { rowsOf, type Writing } from '#store/store.ts';
import type { Claim } from './chunks.ts';
import { type PayslipColumns, type PayslipCopy, payslipBytes } from './payslip-bytes.ts';

/** A payslip to store, and the amounts of its lines that belong to earlier runs. */
export interface PayslipRow extends PayslipColumns {
  readonly retro: readonly {
    readonly pastRunId: number;
    readonly amountMinor: bigint;
    /** Below zero, as a deduction; otherwise a part of the line of retroactive pay. */
    readonly isTakenBack: boolean;
  }[];
  /** What each court order gets. */
  readonly orders: readonly OrderAmount[];
}

export interface HeldRow {
  readonly employeeId: number;
  readonly code: string;
  readonly detail: string;
  readonly hint: string;
  /** What a limit saw: facts and, as 32 bytes, the sha-256 of exactly the numbers. */
  readonly facts?: object;
  readonly seen?: Buffer;
}

const copyPayslips = `copy payslip (${payslipColumns}) from stdin with (format binary)`;

/** The company comes from the checked claim, never from the rows. Call it only after `holdsChunk`. */
export function writePayslips(tx: Writing, ask: Payslips): Promise<void> {
  return writePayslipsOf(tx, [ask]);
}

/** Those of several chunks, in one COPY. */
export async function writePayslipsOf(tx: Writing, parts: readonly Payslips[]): Promise<void> {
  if (parts.every(({ payslips }) => payslips.length === 0)) return;
  for (const { claim, payslips } of parts) {
    assert(areIn(claim, payslips), 'a chunk writes payslips of its own employees only');
  }
  await tx.copyIn(copyPayslips, payslipBytes(parts));
}

/** Usually both are in the same order, and one look at each is enough. */
function areIn({ employeeIds }: PayslipClaim, payslips: readonly PayslipRow[]): boolean {
  let nth = 0;
  for (const { employeeId } of payslips) {
    while (nth < employeeIds.length && employeeIds[nth] !== employeeId) nth += 1;
    nth += 1;
  }
  if (nth <= employeeIds.length) return true;
  const inChunk = new Set(employeeIds);
  return payslips.every(({ employeeId }) => inChunk.has(employeeId));
}

interface Payslips {
  readonly claim: PayslipClaim;
  readonly payslips: readonly PayslipRow[];
}

/** What of a claim is written into the rows. */
export type PayslipClaim = PayslipCopy['claim'] & Pick<Claim, 'employeeIds'>;

/** Writes the amounts that the payslips pay for earlier runs. Call it only after `holdsChunk`. */
export function writeRetro(tx: Writing, ask: Payslips): Promise<void> {
  return writeRetroOf(tx, [ask]);
}

export async function writeRetroOf(tx: Writing, parts: readonly Payslips[]): Promise<void> {
  const rows = parts.flatMap(({ claim, payslips }) =>
    payslips.flatMap(({ employeeId, retro }) =>
      retro.map((part) => ({ ...claimColumns(claim), ...part, employeeId })),
    ),
  );
  if (rows.length === 0) return;
  await rowsOf(
    tx,
    sql`insert into run_retro (company_id, run_id, ordinal, epoch, employee_id, past_run_id, amount_minor,
          is_taken_back)
        select * from unnest(${rows.map((row) => row.companyId)}::int[],
          ${rows.map((row) => row.runId)}::int[], ${rows.map((row) => row.ordinal)}::int[],
          ${rows.map((row) => row.epoch)}::int[], ${rows.map((row) => row.employeeId)}::int[],
          ${rows.map((row) => row.pastRunId)}::int[], ${rows.map((row) => row.amountMinor)}::int8[],
          ${rows.map((row) => row.isTakenBack)}::boolean[])`,
  );
}

function claimColumns({ companyId, runId, ordinal, epoch }: PayslipClaim) {
  return { companyId, runId, ordinal, epoch };
}

export function writeHeld(tx: Writing, ask: HeldOfChunk): Promise<void> {
  return writeHeldOf(tx, [ask]);
}

interface HeldOfChunk {
  readonly claim: PayslipClaim;
  readonly held: readonly HeldRow[];
}

export async function writeHeldOf(tx: Writing, parts: readonly HeldOfChunk[]): Promise<void> {
  const rows = parts.flatMap(({ claim, held }) =>
    held.map((row) => ({ ...claimColumns(claim), ...row })),
  );
  if (rows.length === 0) return;
  await rowsOf(
    tx,
    sql`insert into run_exception (company_id, run_id, ordinal, epoch, employee_id, disposition, code,
          detail, hint, facts, seen)
        select company_id, run_id, ordinal, epoch, employee_id, 'held', code, detail, hint, facts, seen
        from unnest(${rows.map((row) => row.companyId)}::int[],
            ${rows.map((row) => row.runId)}::int[], ${rows.map((row) => row.ordinal)}::int[],
            ${rows.map((row) => row.epoch)}::int[], ${rows.map((row) => row.employeeId)}::int[],
            ${rows.map((row) => row.code)}::text[], ${rows.map((row) => row.detail)}::text[],
            ${rows.map((row) => row.hint)}::text[],
            ${rows.map(({ facts }) => (facts === undefined ? null : JSON.stringify(facts)))}::jsonb[],
            ${rows.map(({ seen }) => seen ?? null)}::bytea[])
          as t(company_id, run_id, ordinal, epoch, employee_id, code, detail, hint, facts, seen)`,
  );
}
