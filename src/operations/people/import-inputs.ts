/**
 * Takes inputs of one pay period in, a row for a person and a pay code: all or nothing.
 *
 * What the file says about a person and a pay code replaces what was known about both; other pay
 * codes of the person stay, unless the whole of the person is to be replaced. Once the period's run
 * is committed, only people whom it held can be entered.
 *
 * Refusals: those of `readInputs`, period_not_found, period_completed, already_paid, run_exists.
 */
import { type Answer, answer } from '#errors.ts';
import type { FileNote } from '#operations/files/typed-file.ts';
import { periodNotFound } from '#operations/runs/open-run.ts';
import { readInputs } from '#operations/runs/read-inputs.ts';
import type { World } from '#operations/world.ts';
import { companyById } from '#store/reads/companies.ts';
import { periodById } from '#store/reads/periods.ts';
import { importProgress } from './import-in-slices.ts';
import { takePeriodInputs, unreadNotes } from './period-inputs.ts';
import { peopleOfPeriod } from './period-people.ts';

export interface ImportInputs {
  readonly periodId: number;
  readonly bytes: Uint8Array;
  /** Of the people in the file nothing stays that the file does not say. */
  readonly replaceAll: boolean;
  readonly dryRun: boolean;
  readonly by: string;
}

export interface ImportedInputs {
  readonly periodId: number;
  readonly rows: number;
  readonly employees: number;
  readonly notes: readonly FileNote[];
  readonly written: boolean;
}

export async function importInputs(
  world: World,
  ask: ImportInputs,
): Promise<Answer<ImportedInputs>> {
  const { periodId, bytes, dryRun } = ask;
  const period = await world.store.read('every company', (at) => periodById(at, periodId));
  if (!period) return periodNotFound(periodId);
  const { companyId } = period;
  const progress = importProgress(world, 'inputs');
  const inputs = await world.store.read({ companyId }, async (at) => {
    const company = await companyById(at, companyId);
    if (!company) return periodNotFound(periodId);
    const people = await peopleOfPeriod(at, period);
    const read = await readInputs(at, { company, bytes, period, people, tell: progress.read });
    return read.ok ? answer({ ...read.value, people }) : read;
  });
  if (!inputs.ok) return inputs;
  const { people, rowCount, rows } = inputs.value;
  const taken = await takePeriodInputs(world, {
    ...{ period, rows, rowCount, items: rows, idOf: people.idOf, dryRun, by: ask.by, progress },
    action: 'inputs.import',
    payCodeIds: ask.replaceAll ? 'all' : 'own',
  });
  if (!taken.ok) return taken;
  const { employees } = taken.value;
  const notes = [...inputs.value.notes, ...people.notes(), ...unreadNotes(taken.value)];
  return answer({ periodId, rows: rowCount, employees, notes, written: !dryRun });
}
