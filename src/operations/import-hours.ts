/**
 * Takes the hours and one-off amounts of one pay period in: all or nothing.
 *
 * People in the file get exactly what the file says for this period; others stay as they are.
 *
 * Refusals: those of the file, employee_unknown (rows of people not on the roster), period_not_found,
 * period_completed, run_exists (the inputs of a run are frozen when it opens).
 */
import { type Answer, answer, refuse } from '#errors.ts';
import { companyById } from '#store/reads/companies.ts';
import { type PeriodRow, periodById } from '#store/reads/periods.ts';
import { employeeIdsOf } from '#store/reads/roster.ts';
import { audit } from '#store/writes/audit.ts';
import { raiseInputRevision } from '#store/writes/companies.ts';
import { type PeriodItem, replacePeriodItems } from '#store/writes/inputs.ts';
import { lockPeriod } from '#store/writes/runs.ts';
import { checkEmployees } from './files/check-employees.ts';
import { parseHoursFile } from './files/hours-file.ts';
import type { FileNote } from './files/typed-file.ts';
import { periodNotFound } from './open-run.ts';
import { currencyOf, payCodeIdOf } from './pay-codes.ts';
import type { World } from './world.ts';

export interface ImportHours {
  readonly periodId: number;
  readonly bytes: Uint8Array;
  readonly dryRun: boolean;
  readonly by: string;
}

export interface ImportedHours {
  readonly periodId: number;
  readonly rows: number;
  readonly items: number;
  readonly notes: readonly FileNote[];
  readonly written: boolean;
}

export async function importHours(world: World, ask: ImportHours): Promise<Answer<ImportedHours>> {
  const { periodId } = ask;
  const period = await world.store.read('every company', (at) => periodById(at, periodId));
  if (!period) return periodNotFound(periodId);
  if (period.liveRunId !== null) return inputsFrozen(period);
  const { companyId } = period;
  const { company, known } = await world.store.read({ companyId }, async (at) => ({
    company: await companyById(at, companyId),
    known: await employeeIdsOf(at, { companyId }),
  }));
  if (!company) return periodNotFound(periodId);
  const file = parseHoursFile(ask.bytes, {
    currency: currencyOf(company.currency),
    periodDays: period.startOn.until(period.endOn).days + 1,
  });
  if (!file.ok) return file;
  const onRoster = checkEmployees(file.value, { what: 'hours', known: new Set(known.keys()) });
  if (!onRoster.ok) return onRoster;
  const rows = [...file.value.rows()];
  const items = rows.flatMap((row) =>
    row.items.map(
      (item): PeriodItem => ({
        ...item,
        employeeId: known.get(row.employeeNumber) ?? 0,
        payCodeId: payCodeIdOf(item.payCode),
      }),
    ),
  );
  const { notes } = file.value;
  const counts = { periodId, rows: rows.length, items: items.length, notes };
  const employeeIds = rows.map((row) => known.get(row.employeeNumber) ?? 0);
  const transaction = ask.dryRun ? world.store.rehearse : world.store.write;
  const late = await transaction({ companyId }, async (tx) => {
    // A run may have opened since we looked; none opens while the period is locked.
    await lockPeriod(tx, periodId);
    const now = await periodById(tx, periodId);
    if (now && now.liveRunId !== null) return now;
    const revision = await raiseInputRevision(tx, companyId);
    await replacePeriodItems(tx, { companyId, revision, periodId, employeeIds, items });
    const facts = { revision, rows: rows.length };
    const subject = `period:${periodId}`;
    await audit(tx, { companyId, actor: ask.by, action: 'hours.import', subject, facts });
    return null;
  });
  if (late) return inputsFrozen(late);
  return answer({ ...counts, written: !ask.dryRun });
}

function inputsFrozen(period: PeriodRow): Answer<never> {
  const { periodId, liveRunId, liveRunState } = period;
  const committed = liveRunState === 'committed';
  return refuse({
    family: 'conflict',
    code: committed ? 'period_completed' : 'run_exists',
    message: `run ${liveRunId} of period ${periodId} is ${liveRunState}: it has read its inputs already`,
    ...(committed
      ? {}
      : { hint: `void it first: paybeat runs void ${liveRunId} --reason 'late hours'` }),
    facts: { periodId, runId: liveRunId },
  });
}
