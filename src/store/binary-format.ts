/**
 * What reading and writing rows of COPY (FORMAT binary) share.
 *
 * Source: https://www.postgresql.org/docs/18/sql-copy.html, "Binary Format".
 */
import { toEpochDay } from '#time/plain-date.ts';

/** The signature, the flags, and the length of the extension, which is empty. */
export const copyHeader: Buffer = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');

/** The day from which PostgreSQL counts dates. */
export const dateEpoch: number = toEpochDay(new Temporal.PlainDate(2000, 1, 1));

/** Those of a payslip, in the order in which its bytes have them. */
export const payslipColumns = `company_id, run_id, employee_id, ordinal, epoch, gross_minor,
  reimbursements_minor, deductions_minor, taxes_minor, employer_minor, net_minor,
  line_codes, line_amounts, ytd_codes, ytd_amounts, warnings`;
