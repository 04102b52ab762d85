/**
 * What of a person's pay another person has confirmed, and what the pay would be without it.
 *
 * A confirmed change lifts limits whatever its size. So the payslip is calculated once more as if the change had
 * not been made. If nothing is unusual then, the person is paid. Something else that is unusual still holds them.
 */
import type { PayLimits } from '#judgement/limits.ts';
import type { PayslipInput } from '#payslip/payslip-input.ts';
import { periodsPerYear, storedFrequency } from '#schedule/frequency.ts';
import type { PaidBefore } from '#store/reads/change-parts.ts';
import { changesOf } from '#store/reads/changes.ts';
import { confirmedChangesOf } from '#store/reads/confirmations.ts';
import type { RunFrame } from '#store/reads/run-work.ts';
import type { Reading } from '#store/store.ts';
import type { Suspect } from './suspect.ts';
import type { KnownBefore } from './what-is-usual.ts';

export interface ConfirmedPay {
  /** All changes of rates and salaries; null when there is none. */
  readonly pay: boolean;
  readonly dates: boolean;
  readonly hours: boolean;
  /** Pay codes with confirmed amounts. */
  readonly payCodeIds: ReadonlySet<number>;
}

interface Asked {
  readonly frame: RunFrame;
  readonly decimals: number;
  readonly employeeIds: readonly number[];
  readonly before: ReadonlyMap<number, KnownBefore>;
}

/** Employee id → what is confirmed and still stands. Nobody without a confirmation. */
export async function confirmedPayOf(
  at: Reading,
  ask: Asked,
): Promise<ReadonlyMap<number, ConfirmedPay>> {
  const { frame, employeeIds, before } = ask;
  const { companyId, periodId, scheduleId, snapshotRevision: knownRevision } = frame;
  const known = employeeIds.map((employeeId) => ({ employeeId, knownRevision }));
  const confirmed = new Set(
    (await confirmedChangesOf(at, known)).map(({ employeeId }) => employeeId),
  );
  if (confirmed.size === 0) return new Map();
  const ofYear = periodsPerYear(storedFrequency(frame.frequency));
  const period = { periodId, scheduleId, periodsPerYear: ofYear, knownRevision, last: null };
  const rows = await changesOf(at, {
    ...{ companyId, decimals: ask.decimals, hoursPerYear: frame.settings.hoursPerYear },
    periods: [period],
    held: [...confirmed].flatMap((employeeId) => paidBeforeOf(employeeId, before.get(employeeId))),
    employeeIds: [...confirmed],
    ...{ what: null, isUnconfirmed: false, beyond: null, limit: null, offset: 0 },
  });
  const each = Map.groupBy(rows, ({ employeeId }) => employeeId);
  return new Map(
    [...each].map(([employeeId, changes]) => {
      const are = (what: string) => changes.filter((one) => one.what === what);
      const allOf = (what: string) =>
        are(what).length > 0 && are(what).every(({ confirmedBy }) => confirmedBy !== null);
      const items = are('item').filter(({ confirmedBy }) => confirmedBy !== null);
      const payCodeIds = new Set(items.flatMap(({ payCodeId }) => payCodeId ?? []));
      const parts = { pay: allOf('pay'), dates: allOf('dates'), hours: allOf('hours') };
      return [employeeId, { ...parts, payCodeIds }] as const;
    }),
  );
}

/** The changes of a person are those since the run that paid them last. */
function paidBeforeOf(employeeId: number, before: KnownBefore | undefined): readonly PaidBefore[] {
  if (before === undefined) return [];
  const { runId, periodId, snapshotRevision } = before.run;
  return [{ employeeId, runId, periodId, snapshotRevision, heldBy: 0, isPaid: true }];
}

/** The input without the confirmed changes, and the limits that still count. */
export function withoutConfirmed(
  { one }: Suspect,
  of: {
    readonly confirmed: ConfirmedPay;
    readonly before: KnownBefore | undefined;
    readonly limits: PayLimits;
  },
): { readonly input: PayslipInput; readonly limits: PayLimits } {
  const { confirmed, before } = of;
  const { input } = one;
  const then = before?.employee;
  let { employee, items } = input;
  let { limits } = of;
  if (confirmed.pay) {
    // Of a new person nothing came before: the limits of a first payslip are then lifted.
    if (then === undefined)
      limits = { ...limits, hour_most: null, hour_least: null, first_pay: null };
    else {
      const { payType, annualSalaryMinor, hourlyRateMicro, terms } = then;
      const pay = { payType, annualSalaryMinor, hourlyRateMicro };
      employee = { ...employee, ...pay, terms: terms ?? [] };
    }
  }
  if (confirmed.dates) {
    limits = { ...limits, paid_after_leaving: null };
    if (then !== undefined)
      employee = { ...employee, hiredOn: then.hiredOn, endedOn: then.endedOn };
  }
  if (confirmed.hours) {
    items = items.filter(({ quantityMicro }) => quantityMicro === null);
    limits = { ...limits, pay_below: null, hours_above: null };
  }
  items = items.filter(
    ({ payCodeId, quantityMicro }) =>
      quantityMicro !== null || !confirmed.payCodeIds.has(payCodeId),
  );
  return { input: { ...input, employee, items }, limits };
}
