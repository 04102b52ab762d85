/**
 * What a back-dated change owes: a past period calculated again as it is known now, against what
 * was paid for it. The difference of the earnings is paid in the next run as retroactive pay;
 * past payslips are never edited.
 *
 * Taxes are not compared: retroactive pay is wages of the day on which it is paid, and is taxed there.
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
  /** Earnings that differ, in the order of the payslip. */
  readonly parts: readonly CodeDifference[];
  /** Above zero: owed to the employee; below: overpaid. */
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
