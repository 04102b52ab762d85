/** The JSON form of what is owed for paid periods. */
import type { OwedDecided } from '#operations/judgement/decide-owed.ts';
import type { OwedListed } from '#operations/judgement/list-owed.ts';

export function owedShape({ company, rows, more, totals }: OwedListed): object {
  return {
    ...{ company: company.code, currency: company.currency, totals, more },
    owed: rows.map((row) => ({
      ...{ employee: row.number, name: row.name, runId: row.runId, periodId: row.periodId },
      ...{ startOn: row.startOn, endOn: row.endOn, payOn: row.payOn },
      ...{ fromOn: row.fromOn, untilOn: row.untilOn },
      ...{ amountMinor: row.amountMinor, why: row.why, held: row.held, how: row.how },
      lines: row.lines,
      ...{ paidSinceMinor: row.paidSinceMinor, droppedMinor: row.droppedMinor },
      changes: row.changes.map(({ actor, at, action, revision }) => ({
        ...{ enteredBy: actor, enteredAt: at, action, revision },
      })),
      settledBy: row.settledBy.by,
      settledByPeriodId: row.settledBy.periodId,
      settles: row.settledBy.sentence,
      actions: row.settledBy.actions,
    })),
  };
}

export function owedDecidedShape({ company, number, ...decided }: OwedDecided): object {
  const { decision, amounts, totalMinor, instalment, hasLeft, written } = decided;
  return {
    ...{ company: company.code, currency: company.currency, employee: number, decision },
    ...{ amounts, totalMinor, instalment, hasLeft, written },
  };
}
