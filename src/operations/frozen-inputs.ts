/**
 * The inputs of one chunk, as the run froze them when it opened.
 *
 * Year-to-date before this payslip = opening balances known at the snapshot + what the newest
 * committed payslip of the tax year carries. Opening balances are added at every reading and never
 * stored with a payslip, so that balances imported late still count once.
 */

import { assert } from '#errors.ts';
import type { PayCodes } from '#payslip/pay-code.ts';
import type { PayItem, PayslipInput } from '#payslip/payslip-input.ts';
import type { W4 } from '#payslip/taxes/us/w4.ts';
import { parseFrequency, periodsPerYear } from '#schedule/frequency.ts';
import {
  type EmployeeTermsRow,
  itemsOf,
  lastPayslipsOf,
  openingBalancesOf,
  termsOf,
} from '#store/reads/roster.ts';
import type { RunFrame } from '#store/reads/run-work.ts';
import type { Reading } from '#store/store.ts';
import { taxFormFrom } from '#store/tax-form.ts';

export interface FrozenInput {
  readonly employeeId: number;
  readonly number: string;
  readonly name: string;
  readonly input: PayslipInput;
  /** Pay code id → what opening balances add to the year-to-date. */
  readonly openingMinor: ReadonlyMap<number, bigint>;
}

export async function frozenInputs(
  at: Reading,
  ask: {
    readonly frame: RunFrame;
    readonly codes: PayCodes;
    readonly employeeIds: readonly number[];
  },
): Promise<readonly FrozenInput[]> {
  const { frame, employeeIds } = ask;
  const frozen = { employeeIds, revision: frame.snapshotRevision, taxYear: frame.taxYear };
  const terms = await termsOf(at, frozen);
  const items = await itemsOf(at, { ...frozen, periodId: frame.periodId });
  const openings = await openingBalancesOf(at, frozen);
  const lasts = await lastPayslipsOf(at, { ...frozen, companyId: frame.companyId });

  const itemsBy = grouped(items);
  const openingsBy = grouped(openings);
  const lastBy = new Map(lasts.map((row) => [row.employeeId, row]));
  const period = periodOf(frame);
  return terms.map((row) => {
    const openingMinor = new Map<number, bigint>();
    for (const { payCodeId, amountMinor } of openingsBy.get(row.employeeId) ?? []) {
      openingMinor.set(payCodeId, amountMinor);
    }
    const yearToDate = new Map(openingMinor);
    const last = lastBy.get(row.employeeId);
    last?.ytdCodes.forEach((code, index) => {
      yearToDate.set(code, (yearToDate.get(code) ?? 0n) + (last.ytdAmounts[index] ?? 0n));
    });
    return {
      employeeId: row.employeeId,
      number: row.number,
      name: row.name,
      openingMinor,
      input: {
        employee: factsOf(row),
        period,
        w4: taxFormFrom(row.taxForm) as unknown as W4,
        items: (itemsBy.get(row.employeeId) ?? []).map(itemOf),
        yearToDate,
      },
    };
  });
}

function periodOf(frame: RunFrame): PayslipInput['period'] {
  const frequency = parseFrequency(frame.frequency);
  assert(frequency.ok, 'a stored frequency is one of ours');
  return {
    startOn: frame.startOn,
    endOn: frame.endOn,
    payOn: frame.payOn,
    periodsPerYear: periodsPerYear(frequency.value),
  };
}

function factsOf(row: EmployeeTermsRow): PayslipInput['employee'] {
  const { hiredOn, endedOn, payType, annualSalaryMinor, hourlyRateMicro } = row;
  return { hiredOn, endedOn, payType, annualSalaryMinor, hourlyRateMicro };
}

function itemOf(row: Omit<PayItem, 'rateMicro'>): PayItem {
  const { payCodeId, quantityMicro, amountMinor, percentMicro } = row;
  return { payCodeId, quantityMicro, rateMicro: null, amountMinor, percentMicro };
}

function grouped<Row extends { readonly employeeId: number }>(
  rows: readonly Row[],
): ReadonlyMap<number, readonly Row[]> {
  const groups = new Map<number, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.employeeId);
    if (group) group.push(row);
    else groups.set(row.employeeId, [row]);
  }
  return groups;
}
