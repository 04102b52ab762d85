/**
 * Takes the hours and one-off amounts of one pay period in: all or nothing.
 *
 * People in the file get exactly what the file says, under the pay codes that it has columns for;
 * everything else stays as it is. Once the period's run is committed, only people whom it held can be
 * entered.
 *
 * Refusals: those of the file, employee_unknown (rows of people not on the roster), period_not_found,
 * period_completed, already_paid (rows of people who were not held), run_exists (the inputs of a run
 * are frozen when it opens).
 */
import { type Answer, answer } from '#errors.ts';
import { companyById } from '#store/reads/companies.ts';
import { type PeriodRow, periodById } from '#store/reads/periods.ts';
import { employeeIdsOf } from '#store/reads/roster.ts';
import { type PeriodItem, replacePeriodItems } from '#store/writes/inputs.ts';
import { checkEmployees } from './files/check-employees.ts';
import { parseHoursFile } from './files/hours-file.ts';
import type { FileNote } from './files/typed-file.ts';
import { periodNotFound } from './open-run.ts';
import { currencyOf, payCodeIdOf } from './pay-codes.ts';
import { takePeriodInputs } from './period-inputs.ts';
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
  const { periodId, dryRun } = ask;
  const period = await world.store.read('every company', (at) => periodById(at, periodId));
  if (!period) return periodNotFound(periodId);
  const { companyId } = period;
  const { company, known } = await world.store.read({ companyId }, async (at) => ({
    company: await companyById(at, companyId),
    known: await employeeIdsOf(at, { companyId }),
  }));
  if (!company) return periodNotFound(periodId);
  const file = parseHoursFile(ask.bytes, {
    currency: currencyOf(company.currency),
    periodDays: daysOf(period),
  });
  if (!file.ok) return file;
  const onRoster = checkEmployees(file.value, { what: 'hours', known: new Set(known.keys()) });
  if (!onRoster.ok) return onRoster;
  const rows = [...file.value.rows()];
  const idOf = (employeeNumber: string) => known.get(employeeNumber) ?? 0;
  const none = { job: '', rateMicro: null, percentMicro: null, workedOn: null };
  const items = rows.flatMap((row) =>
    row.items.map(
      (item): PeriodItem => ({
        ...item,
        ...none,
        employeeId: idOf(row.employeeNumber),
        payCodeId: payCodeIdOf(item.payCode),
      }),
    ),
  );
  const payCodes = file.value.payCodes.map(payCodeIdOf);
  const covered = {
    employeeIds: rows.flatMap((row) => payCodes.map(() => idOf(row.employeeNumber))),
    payCodeIds: rows.flatMap(() => payCodes),
  };
  const taken = await takePeriodInputs(world, {
    ...{ period, rows, idOf, dryRun, by: ask.by, action: 'hours.import' },
    write: (tx, revision) =>
      replacePeriodItems(tx, { companyId, revision, periodId, covered, items }),
  });
  if (!taken.ok) return taken;
  const { notes } = file.value;
  const counts = { periodId, rows: rows.length, items: items.length, notes };
  return answer({ ...counts, written: !dryRun });
}

/** Both ends counted. */
export function daysOf(period: Pick<PeriodRow, 'startOn' | 'endOn'>): number {
  return period.startOn.until(period.endOn).days + 1;
}
