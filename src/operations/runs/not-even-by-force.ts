/** Periods for which force opens no run: one that another payroll pays, and one that a person holds. */
import { type Refused, refuse } from '#errors.ts';
import type { PeriodRow } from '#store/reads/periods.ts';

export function isInShadow({ shadowId }: Pick<PeriodRow, 'shadowId'>): boolean {
  return shadowId !== null;
}

export function inShadowRefused(row: PeriodRow): Refused {
  const { periodId: period, scheduleCode: schedule, companyCode: company } = row;
  return refuse({
    family: 'conflict',
    code: 'in_shadow',
    message: `period ${period} is in shadow: another payroll pays it`,
    hint: 'compare the period, or end the shadow to pay here',
    actions: [
      { action: 'compare_shadow', period },
      ...(schedule === null ? [] : [{ action: 'end_shadow', schedule, company } as const]),
    ],
    facts: { periodId: period },
  });
}

/**
 * Force skips the rule and what follows from it: that the time has not come, or was missed. It does not lift the
 * hold of a person or of a change.
 */
export function isHeldByPerson(period: Pick<PeriodRow, 'dueState' | 'isHeldLate'>): boolean {
  return period.dueState === 'held' && period.isHeldLate !== true;
}

export function heldInSpite({ periodId, dueHeldWhy }: PeriodRow): Refused {
  return refuse({
    family: 'conflict',
    code: 'due_held',
    message: `period ${periodId} is held: ${dueHeldWhy ?? 'no reason given'}; force does not lift a hold`,
    hint: 'release it first',
    actions: [{ action: 'release_period', period: periodId }],
    facts: { periodId },
  });
}
