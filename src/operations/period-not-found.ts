/** The one answer to whoever names a pay period that is not there. */
import { type Refused, refuse } from '#errors.ts';

export function periodNotFound(periodId: number): Refused {
  return refuse({
    family: 'not_found',
    code: 'period_not_found',
    message: `there is no pay period ${periodId}`,
    hint: 'choose one of the periods that there are',
    actions: [{ action: 'list_periods' }],
    facts: { periodId },
  });
}
