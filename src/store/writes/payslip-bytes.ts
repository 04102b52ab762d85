/**
 * Payslips as the bytes of a binary COPY (binary-copy.ts).
 *
 * Rows with the same lists of pay codes differ only in their numbers. The first of them is written field by
 * field, and its bytes are kept. A later one is a copy of these bytes with its own numbers.
 */
import type { AmountsByCode } from '#payslip/amounts-by-code.ts';
import type { Payslip } from '#payslip/payslip.ts';
import { binaryBlocks, type RowWriter } from './binary-copy.ts';
import type { Claim } from './chunks.ts';

/** What a row of the table holds, besides the claim's columns. */
export interface PayslipColumns {
  readonly employeeId: number;
  readonly payslip: Pick<
    Payslip,
    | ('values' | 'at' | 'lineCodes' | 'lineAmounts')
    | ('grossMinor' | 'reimbursementsMinor' | 'deductionsMinor' | 'taxesMinor')
    | ('employerMinor' | 'netMinor')
  >;
  /** After the payslip, without opening balances. */
  readonly yearToDate: AmountsByCode;
  readonly warnings: readonly string[];
}

/** The payslips of one chunk. */
export interface PayslipCopy {
  readonly claim: Pick<Claim, 'companyId' | 'runId' | 'ordinal' | 'epoch'>;
  readonly payslips: readonly PayslipColumns[];
}

const columns = 16;
const totals = 6;

// Bytes of a row. Before each value is its length, and before all of them is their count.
const int4Bytes = 8;
const int8Bytes = 12;
const companyAt = 2 + 4;
const runAt = companyAt + int4Bytes;
const employeeAt = runAt + int4Bytes;
const ordinalAt = employeeAt + int4Bytes;
const epochAt = ordinalAt + int4Bytes;
const totalsAt = epochAt + int4Bytes;
/** The end of the totals. After it come the arrays. */
const linesAt = totalsAt + totals * int8Bytes - 4;

/** Bytes of an array before its first element: its length and dimensions. */
function arrayHead(elements: number): number {
  return elements === 0 ? 4 + 12 : 4 + 12 + 8;
}

export function payslipBytes(parts: readonly PayslipCopy[]): Generator<Buffer> {
  const rows = new PayslipRows();
  return binaryBlocks(function* write(to) {
    for (const { claim, payslips } of parts) {
      for (const row of payslips) {
        rows.write(to, claim, row);
        if (to.isFull) yield to.take();
      }
    }
  });
}

class PayslipRows {
  /** The bytes of the first row with two lists of pay codes. */
  readonly #known = new Map<readonly number[], Map<readonly number[], Buffer>>();
  /** Those of the last row. */
  #lineCodes: readonly number[] | null = null;
  #yearCodes: readonly number[] | null = null;
  #bytes: Buffer | null = null;

  write(to: RowWriter, claim: PayslipCopy['claim'], row: PayslipColumns): void {
    const { payslip, yearToDate } = row;
    const { values } = payslip;
    const year = yearToDate.values;
    if (values === null || year === null || row.warnings.length > 0) {
      writeRow(to, claim, row);
      return;
    }
    const { lineCodes } = payslip;
    const bytes = this.#bytesOf(lineCodes, yearToDate.codes);
    if (bytes === null) {
      const from = to.used;
      writeRow(to, claim, row);
      this.#keep(row, to.copyFrom(from));
      return;
    }
    const row0 = to.again(bytes);
    to.int4At(row0 + companyAt, claim.companyId);
    to.int4At(row0 + runAt, claim.runId);
    to.int4At(row0 + employeeAt, row.employeeId);
    to.int4At(row0 + ordinalAt, claim.ordinal);
    to.int4At(row0 + epochAt, claim.epoch);
    to.wholesAt(row0 + totalsAt, { values, from: payslip.at, count: totals });
    const lines = lineCodes.length;
    const lineAmounts = row0 + linesAt + arrayHead(lines) + lines * int4Bytes;
    const lineValues = lineAmounts + arrayHead(lines) + 4;
    to.wholesAt(lineValues, { values, from: payslip.at + totals, count: lines });
    const { size } = yearToDate;
    const yearAmounts =
      lineAmounts + arrayHead(lines) + lines * int8Bytes + arrayHead(size) + size * int4Bytes;
    const yearValues = yearAmounts + arrayHead(size) + 4;
    to.wholesAt(yearValues, { values: year, from: yearToDate.at, count: size });
  }

  #bytesOf(lineCodes: readonly number[], yearCodes: readonly number[]): Buffer | null {
    if (this.#lineCodes !== lineCodes || this.#yearCodes !== yearCodes) {
      this.#lineCodes = lineCodes;
      this.#yearCodes = yearCodes;
      this.#bytes = this.#known.get(lineCodes)?.get(yearCodes) ?? null;
    }
    return this.#bytes;
  }

  #keep({ payslip: { lineCodes }, yearToDate: { codes } }: PayslipColumns, bytes: Buffer): void {
    this.#bytes = bytes;
    const ofLines = this.#known.get(lineCodes) ?? new Map<readonly number[], Buffer>();
    this.#known.set(lineCodes, ofLines.set(codes, bytes));
  }
}

function writeRow(to: RowWriter, claim: PayslipCopy['claim'], row: PayslipColumns): void {
  const { payslip, yearToDate } = row;
  to.row(columns);
  to.int4(claim.companyId);
  to.int4(claim.runId);
  to.int4(row.employeeId);
  to.int4(claim.ordinal);
  to.int4(claim.epoch);
  to.int8(payslip.grossMinor);
  to.int8(payslip.reimbursementsMinor);
  to.int8(payslip.deductionsMinor);
  to.int8(payslip.taxesMinor);
  to.int8(payslip.employerMinor);
  to.int8(payslip.netMinor);
  to.int4Array(payslip.lineCodes);
  to.int8Array(payslip.lineAmounts);
  to.int4Array(yearToDate.codes);
  to.int8Array(yearToDate.amounts());
  to.textArray(row.warnings);
}
