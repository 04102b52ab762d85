/** The JSON form of lifted limits: of a run, and of the act that lifted them. */
import type { LiftedLimits } from '#operations/judgement/lift-limits.ts';
import type { HoldRow } from '#store/reads/holds.ts';

export function liftedShape(done: LiftedLimits, { dryRun }: { readonly dryRun: boolean }): object {
  const { run } = done;
  return {
    run: run.runId,
    company: run.companyCode,
    period: run.periodId,
    state: run.state,
    dryRun,
    written: done.written,
    lifted: done.lifted.map(holdShape),
    liftedBefore: done.before.map(holdShape),
    seen: done.seen,
    revokedApprovals: done.revoked,
    isRecalculated: done.isRecalculated,
    payingRuns: done.paying.map(({ runId, state }) => ({ run: runId, state })),
    actions: done.isRecalculated ? [] : [{ action: 'pay_held', run: run.runId }],
  };
}

function holdShape(one: HoldRow): object {
  return {
    employee: one.number,
    name: one.name,
    code: one.code,
    detail: one.detail,
    seen: one.seen,
    liftedBy: one.liftedBy,
    liftedAt: one.liftedAt,
  };
}
