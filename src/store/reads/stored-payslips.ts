/**
 * What a chunk of a run has stored, to be compared with what its people are paid when they are calculated again.
 *
 * Payslips are compared as the bytes of their rows, in the form of a binary COPY. Only rows that differ are read.
 */
import { copyHeader, payslipColumns } from '#store/binary-format.ts';
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import { BinaryRows } from './binary-rows.ts';

export interface StoredChunk {
  readonly ordinal: number;
  readonly epoch: number;
  readonly employeeIds: readonly number[];
}

/** In order; the first has 1. */
export async function chunkOfRun(
  at: Reading,
  ask: { readonly runId: number; readonly ordinal: number },
): Promise<StoredChunk | null> {
  const [row] = await rowsOf<StoredChunk>(
    at,
    sql`select ordinal, epoch, employee_ids as "employeeIds" from run_chunk
        where run_id = ${ask.runId} and ordinal = ${ask.ordinal}`,
  );
  return row ?? null;
}

interface OfChunk extends StoredChunk {
  readonly runId: number;
}

/** The rows of these people's payslips, as bytes. */
export function storedPayslips(at: Reading, ask: OfChunk): Promise<Buffer> {
  const { runId, employeeIds } = ask;
  const first = employeeIds.reduce((least, id) => Math.min(least, id));
  const last = employeeIds.reduce((most, id) => Math.max(most, id));
  return at.copyOut(sql`select ${sql.raw(payslipColumns)} from payslip
    where run_id = ${runId} and employee_id between ${first} and ${last} order by employee_id`);
}

interface StoredHeld {
  readonly employeeId: number;
  readonly code: string;
  /** As hexadecimal digits. Null: no limit holds the person. */
  readonly seen: string | null;
}

export function storedHeld(at: Reading, ask: OfChunk): Promise<readonly StoredHeld[]> {
  return rowsOf(
    at,
    sql`select employee_id as "employeeId", code, encode(seen, 'hex') as seen from run_exception
        where run_id = ${ask.runId} and disposition = 'held'
          and employee_id = any(${ask.employeeIds}::int[])`,
  );
}

const employeeAt = 2 + 8 + 8 + 4;
const end = Buffer.from([0xff, 0xff]);

/** Employee id → the bytes of the row, of a whole COPY. */
export function payslipRowsIn(copied: Buffer): ReadonlyMap<number, Buffer> {
  const found = new Map<number, Buffer>();
  let at = copyHeader.length;
  for (;;) {
    const columns = copied.readInt16BE(at);
    if (columns < 0) return found;
    const from = at;
    at += 2;
    for (let nth = 0; nth < columns; nth += 1) {
      const length = copied.readInt32BE(at);
      at += 4 + Math.max(0, length);
    }
    found.set(copied.readInt32BE(from + employeeAt), copied.subarray(from, at));
  }
}

/** By the name of the column; lists by their pay codes. */
export interface ReadPayslip {
  readonly columns: Readonly<Record<string, bigint>>;
  readonly lines: ReadonlyMap<number, bigint>;
  readonly yearToDate: ReadonlyMap<number, bigint>;
  readonly warnings: readonly string[];
}

export function readPayslip(bytes: Buffer): ReadPayslip {
  const row = new BinaryRows(Buffer.concat([copyHeader, bytes, end]));
  row.next();
  const ids = [row.int4(), row.int4(), row.int4(), row.int4(), row.int4()].map(BigInt);
  const [, , , ordinal = 0n, epoch = 0n] = ids;
  const amounts = {
    ...{ gross: row.int8(), reimbursements: row.int8(), deductions: row.int8() },
    ...{ taxes: row.int8(), employer: row.int8(), net: row.int8() },
  };
  const list = () => {
    const codes = row.int4s([]);
    const values = row.int8s();
    return new Map(codes.map((code, nth) => [code, values[nth] ?? 0n]));
  };
  const columns = { ordinal, epoch, ...amounts };
  return { columns, lines: list(), yearToDate: list(), warnings: row.texts() };
}
