/** Writes an off-cycle run with its chunks (used by open-off-cycle.ts and open-held.ts). */
import { actorOf } from '#caller.ts';
import { type Answer, answer, assert } from '#errors.ts';
import type { FileNote } from '#files/typed-file.ts';
import { calculatorOf, payCodesAt } from '#operations/companies/pay-codes.ts';
import type { HasUnusual } from '#operations/people/unusual-values.ts';
import type { World } from '#operations/world.ts';
import { planChunks } from '#run/chunk-plan.ts';
import type { CompanyRow } from '#store/reads/companies.ts';
import { paySettingsAt } from '#store/reads/pay-codes.ts';
import { periodById } from '#store/reads/periods.ts';
import type { Writing } from '#store/store.ts';
import { audit } from '#store/writes/audit.ts';
import { insertRun, type OffCycleKey } from '#store/writes/runs.ts';
import type { OpenedRun } from './open-run.ts';
import { peopleInShadow } from './people-in-shadow.ts';
import { planWarnings } from './plan-warnings.ts';

/** How the file of the run was read, and what is unusual in it. */
export interface ToldOfFile extends HasUnusual {
  readonly notes: readonly FileNote[];
}

export const nothingTold: ToldOfFile = { notes: [], unusual: [] };

/** The result of asking for an off-cycle run: a new run, or the existing run for the same request. */
export type Opening = (
  | ({ readonly kind: 'opened' } & OpenedRun)
  | { readonly kind: 'was_there'; readonly runId: number; readonly periodId: number }
) & {
  /** Undefined: the run has no file of its own. */
  readonly file?: ToldOfFile;
};

/** Refusals: tax_table_missing, invalid_pay_codes, people_in_shadow. */
export async function insertOffCycle(
  tx: Writing,
  ask: {
    readonly world: World;
    readonly company: CompanyRow;
    readonly periodId: number;
    readonly payOn: Temporal.PlainDate;
    readonly revision: number;
    readonly paysHeldOf: number | null;
    readonly offCycle: OffCycleKey | null;
    readonly paysOwed?: boolean;
    readonly employeeIds: readonly number[];
  },
): Promise<Answer<Opening>> {
  const { company, periodId, payOn, revision, paysHeldOf, offCycle, employeeIds } = ask;
  const { paysOwed = false } = ask;
  const { code } = company;
  const shadowed = await peopleInShadow(tx, { ...company, company: code, employeeIds, payOn });
  if (shadowed !== null) return shadowed;
  const { companyId, currency } = company;
  const openedBy = actorOf(ask.world.caller);
  const codes = await payCodesAt(tx, { companyId, currency, revision });
  if (!codes.ok) return codes;
  const settings = await paySettingsAt(tx, { companyId, revision });
  const hasBasePay = paysHeldOf !== null;
  const calculator = calculatorOf(codes.value, { currency, payOn, hasBasePay, settings });
  if (!calculator.ok) return calculator;
  const period = await periodById(tx, periodId);
  assert(period, `period ${periodId} is there`);
  const place = { ...period, kind: 'off_cycle' as const, payOn };
  const chunks = planChunks(employeeIds, ask.world.settings.chunkSize);
  const runId = await insertRun(tx, {
    ...{ companyId, periodId, kind: 'off_cycle', paysHeldOf, offCycle, paysOwed, openedBy },
    ...{ forcedReason: null, dueAt: null, snapshotRevision: revision, payOn },
    ...{ taxYear: payOn.year, stateTax: company.stateTax },
    tablesRevision: settings.tables?.revision ?? 0,
    warnings: await planWarnings(tx, { place, revision, employeeIds }),
    ...{ rosterCount: employeeIds.length, chunks },
  });
  await audit(tx, {
    companyId,
    actor: openedBy,
    action: 'run.open',
    subject: `run:${runId}`,
    facts: {
      ...{ period: periodId, revision, roster: employeeIds.length, chunks: chunks.length },
      ...{ kind: 'off_cycle', payOn: payOn.toString(), paysHeldOf },
      ...(offCycle === null ? {} : { key: offCycle.key, digest: offCycle.digest }),
      ...(paysOwed ? { paysOwed } : {}),
    },
  });
  return answer({
    kind: 'opened',
    ...{ runId, periodId, rosterCount: employeeIds.length, chunkCount: chunks.length },
  });
}
