/** The JSON form of changes of inputs: listed, and confirmed. */
import type { ConfirmedChanges } from '#operations/judgement/confirm-changes.ts';
import type { ListedChange, ListedChanges } from '#operations/judgement/list-changes.ts';
import type { ChangedValue } from '#store/reads/changes.ts';
import type { ListedCompany } from './companies.ts';

type Of = Pick<ListedCompany, 'code' | 'currency'>;

export function changesShape({ code, currency }: Of, listed: ListedChanges): object {
  return {
    company: code,
    currency,
    revision: listed.revision,
    periods: listed.periods.map((one) => ({
      period: one.periodId,
      schedule: one.schedule,
      comparedWithRun: one.lastRunId,
    })),
    counts: listed.counts,
    page: listed.page,
    pages: listed.pages,
    changes: listed.changes.map(changeShape),
  };
}

export function confirmedShape(
  { code, currency }: Of,
  done: ConfirmedChanges,
  { dryRun }: { readonly dryRun: boolean },
): object {
  return {
    company: code,
    currency,
    dryRun,
    written: done.written,
    confirmed: done.confirmed.map(changeShape),
    confirmedBefore: done.before.map(changeShape),
    holdingRuns: done.holding,
    waitingRuns: done.waiting.map(({ runId, state }) => ({ run: runId, state })),
  };
}

export function changeShape(one: ListedChange): object {
  return {
    employee: one.number,
    name: one.name,
    what: one.what,
    code: one.code,
    job: one.job,
    period: one.periodId,
    readByPeriod: one.readBy,
    subject: one.subject,
    revision: one.revision,
    before: valueShape(one.before),
    after: valueShape(one.after),
    factor: one.factor === null ? null : one.factor.toFixed(2),
    enteredBy: one.entered?.actor ?? null,
    enteredAt: one.entered?.at ?? null,
    enteredWith: one.entered?.action ?? null,
    confirmedBy: one.confirmedBy,
    confirmedAt: one.confirmedAt,
    confirmedWhy: one.confirmedWhy,
  };
}

function valueShape(one: ChangedValue | null): object | null {
  if (one === null) return null;
  const { unit, value, fromOn, untilOn } = one;
  return {
    unit,
    ...(unit === 'hourly' ? { hourlyRateMicro: value } : {}),
    ...(unit === 'salary' ? { annualSalaryMinor: value } : {}),
    ...(unit === 'quantity' ? { hoursMicro: value } : {}),
    ...(unit === 'amount' ? { amountMinor: value } : {}),
    ...(unit === 'percent' ? { percentMicro: value } : {}),
    from: fromOn,
    until: untilOn,
  };
}
