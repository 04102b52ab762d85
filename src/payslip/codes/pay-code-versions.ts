/**
 * Dated versions of pay codes: the versions valid on a pay date, in the order of a payslip.
 */

import type { PayCode, PayCodeKind } from './pay-code.ts';

const kindOrder: Readonly<Record<PayCodeKind, number>> = {
  earning: 1,
  reimbursement: 2,
  deduction: 3,
  tax: 4,
  employer_contribution: 5,
  information: 6,
};

/** Compares two pay codes by kind, then by id. Payslip lines have this order. */
export function inPayslipOrder(left: PayCode, right: PayCode): number {
  return kindOrder[left.kind] - kindOrder[right.kind] || left.id - right.id;
}

/** The versions valid on a pay date (`2026-01-31`), in the order of a payslip's lines. */
export function payCodesOn(versions: readonly PayCode[], payOn: string): readonly PayCode[] {
  const chosen = new Map<number, PayCode>();
  for (const version of versions) {
    // ISO dates with four-digit years compare correctly as text.
    if ((version.validFrom ?? '') > payOn) continue;
    const rival = chosen.get(version.id);
    if (rival === undefined || (rival.validFrom ?? '') < (version.validFrom ?? '')) {
      chosen.set(version.id, version);
    }
  }
  return [...chosen.values()]
    .filter(({ validUntil }) => validUntil === undefined || validUntil >= payOn)
    .sort(inPayslipOrder);
}
