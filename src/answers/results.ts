/** What became of a period that was run, as somebody sees it who looks. */
import type { PeriodResult } from '#operations/runs/auto-run-payroll.ts';
import type { PersonPaid } from '#store/reads/off-cycle.ts';
import { runShape } from './runs.ts';

export type PersonPaidSeen = PersonPaid;

export function resultShape(result: PeriodResult): object {
  const { kind, periodId } = result;
  if (kind === 'ran') {
    const isGoneOnWith = result.isGoneOnWith === true;
    return { kind, periodId, seconds: result.seconds, isGoneOnWith, run: runShape(result.run) };
  }
  return kind === 'refused'
    ? { kind, periodId, refusal: result.refusal }
    : { kind, periodId, message: result.message };
}
