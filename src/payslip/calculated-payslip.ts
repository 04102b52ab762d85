/**
 * The result of one calculation. It copies the worksheet, which the calculator reuses for the next
 * employee.
 */

import type { Minor } from '#money/minor.ts';
import { AmountsByCode } from './amounts-by-code.ts';
import type { OrderAmount, Payslip, PayslipLine, Warning } from './payslip.ts';
import type { Worksheet } from './worksheet.ts';

/** A payslip that adds up its year-to-date amounts only when they are read. */
export class CalculatedPayslip implements Payslip {
  readonly lines: readonly PayslipLine[];
  readonly grossMinor: Minor;
  readonly deductionsMinor: Minor;
  readonly taxesMinor: Minor;
  readonly reimbursementsMinor: Minor;
  readonly employerMinor: Minor;
  readonly netMinor: Minor;
  readonly warnings: readonly Warning[];
  readonly ordersTaken: readonly OrderAmount[];
  readonly values = null;
  readonly at = 0;
  readonly #before: AmountsByCode;

  constructor(sheet: Worksheet) {
    const lines = [];
    const { codes, present, amounts } = sheet;
    for (let slot = 0; slot < codes.length; slot += 1) {
      if (present[slot] !== 1) continue;
      lines.push({ payCodeId: codes[slot]?.id ?? 0, amountMinor: amounts[slot] ?? 0n });
    }
    this.lines = lines;
    this.grossMinor = sheet.grossMinor;
    this.deductionsMinor = sheet.deductionsMinor;
    this.taxesMinor = sheet.taxesMinor;
    this.reimbursementsMinor = sheet.reimbursementsMinor;
    this.employerMinor = sheet.employerMinor;
    this.netMinor = sheet.netMinor;
    this.warnings = sheet.warnings;
    this.ordersTaken = sheet.ordersTaken;
    this.#before = sheet.input.yearToDate;
  }

  get lineCodes(): readonly number[] {
    return this.lines.map(({ payCodeId }) => payCodeId);
  }

  get lineAmounts(): readonly Minor[] {
    return this.lines.map(({ amountMinor }) => amountMinor);
  }

  get yearToDate(): AmountsByCode {
    return this.#before.plus(AmountsByCode.ofColumns(this.lineCodes, this.lineAmounts));
  }
}
