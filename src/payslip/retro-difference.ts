/**
 * Calculates what a back-dated change owes. It compares a past period, calculated again with
 * today's data, with what was paid for it. The next run pays the difference of the earnings as
 * retroactive pay. Past payslips are never edited.
 *
 * Taxes are not compared, because retroactive pay is taxed as wages of the day on which it is paid.
 */

import type { Minor } from '#money/minor.ts';
import type { PayCodes } from './codes/pay-code.ts';
import type { Payslip } from './payslip.ts';

interface CodeDifference {
  readonly payCodeId: number;
  readonly paidMinor: Minor;
  readonly dueMinor: Minor;
  readonly differenceMinor: Minor;
}

export interface RetroDifference {
  /** The earnings that differ, in the order of the payslip. */
  readonly parts: readonly CodeDifference[];
  /** Above zero: owed to the employee. Below zero: overpaid. */
  readonly totalMinor: Minor;
}

export function retroDifference(ask: {
  readonly codes: PayCodes;
  readonly paid: Pick<Payslip, 'lines'>;
  readonly due: Pick<Payslip, 'lines'>;
}): RetroDifference {
  const parts: CodeDifference[] = [];
  let totalMinor = 0n;
  for (const { id, kind } of ask.codes.all) {
    if (kind !== 'earning') continue;
    const paidMinor = amountOf(ask.paid, id);
    const dueMinor = amountOf(ask.due, id);
    if (paidMinor === dueMinor) continue;
    const differenceMinor = dueMinor - paidMinor;
    parts.push({ payCodeId: id, paidMinor, dueMinor, differenceMinor });
    totalMinor += differenceMinor;
  }
  return { parts, totalMinor };
}

function amountOf({ lines }: Pick<Payslip, 'lines'>, payCodeId: number): Minor {
  return lines.find((line) => line.payCodeId === payCodeId)?.amountMinor ?? 0n;
}
