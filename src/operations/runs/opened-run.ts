/** The row of a run as it is opened, and the audit row that tells of it: alone and in a set. */
import type { Chunk } from '#run/chunk-plan.ts';
import type { PaySettings } from '#store/reads/pay-codes.ts';
import type { PeriodRow } from '#store/reads/periods.ts';
import type { AuditRow } from '#store/writes/audit.ts';
import type { NewRun, RunWarning } from '#store/writes/runs.ts';
import type { RosterPlan } from './plan-roster.ts';

export interface RunOpening {
  readonly period: PeriodRow;
  readonly revision: number;
  readonly stateTax: string;
  readonly openedBy: string;
  readonly warnings: readonly RunWarning[];
  readonly plan: Pick<RosterPlan, 'rosterCount'>;
  readonly chunks: readonly Chunk[];
  readonly force?: { readonly reason: string };
  readonly late?: { readonly reason: string };
  readonly settings: Pick<PaySettings, 'tables'>;
}

export function newRun(opening: RunOpening): NewRun {
  const { period, openedBy, warnings, chunks, stateTax } = opening;
  const { companyId, periodId, payOn, dueAt } = period;
  return {
    ...{ companyId, periodId, openedBy, dueAt, payOn, warnings, chunks, stateTax },
    forcedReason: opening.force?.reason ?? null,
    lateReason: opening.late?.reason ?? null,
    snapshotRevision: opening.revision,
    tablesRevision: opening.settings.tables?.revision ?? 0,
    taxYear: payOn.year,
    rosterCount: opening.plan.rosterCount,
  };
}

export function openedRow(runId: number, opening: RunOpening): AuditRow {
  const { period, openedBy, revision, chunks } = opening;
  return {
    companyId: period.companyId,
    actor: openedBy,
    action: 'run.open',
    subject: `run:${runId}`,
    facts: {
      period: period.periodId,
      revision,
      roster: opening.plan.rosterCount,
      chunks: chunks.length,
      ...(opening.force ? { forced: opening.force.reason } : {}),
      ...(opening.late ? { late: opening.late.reason } : {}),
    },
  };
}
