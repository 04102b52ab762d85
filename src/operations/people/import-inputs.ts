/**
 * Imports inputs of one pay period, one row per person and pay code: all or nothing.
 *
 * A file adds: rows of other days, jobs, pay codes and people stay. A row that differs from the stored one,
 * or has the same hours at another rate, is refused unless `replace` is set. With `replaceAll`, the
 * people in the file keep only what is in it; this removes mistaken entries. After the period's run is
 * committed, only inputs of people whom it held are accepted.
 *
 * Refusals: those of `readInputs`, period_not_found, period_completed, already_paid, run_exists,
 * would_replace (with the rows).
 */

import { type Answer, answer } from '#errors.ts';
import { inputsCsv } from '#files/inputs-file.ts';
import type { FileNote } from '#files/typed-file.ts';
import { currencyOf } from '#operations/companies/pay-codes.ts';
import { findPeriod } from '#operations/look-up.ts';
import { periodNotFound } from '#operations/not-found.ts';
import type { World } from '#operations/world.ts';
import { companyById } from '#store/reads/companies.ts';
import type { ChangedSum } from './changed-sums.ts';
import { formFor, type MayHaveForm } from './file-forms.ts';
import { importProgress } from './import-in-slices.ts';
import { type MayAdd, nothingChanged, type WhatChanged } from './input-changes.ts';
import { overtimeTally } from './overtime-notes.ts';
import { type PeriodInputs, takePeriodInputs, unreadNotes } from './period-inputs.ts';
import { peopleOfPeriod } from './period-people.ts';
import { readInputs } from './read-inputs.ts';
import type { HasUnusual, MayRefuseUnusual } from './unusual-values.ts';

interface ImportInputs extends MayAdd, MayHaveForm, MayRefuseUnusual {
  readonly periodId: number;
  readonly bytes: Uint8Array;
  /** Kept with what the file changes. */
  readonly fileName?: string | undefined;
  readonly dryRun: boolean;
}

export interface ImportedInputs extends WhatChanged, HasUnusual {
  readonly periodId: number;
  readonly rows: number;
  readonly employees: number;
  /** What was replaced, removed or added to, by pay code. */
  readonly sums: readonly ChangedSum[];
  readonly notes: readonly FileNote[];
  readonly written: boolean;
}

export async function importInputs(
  world: World,
  ask: ImportInputs,
): Promise<Answer<ImportedInputs>> {
  const { periodId, dryRun } = ask;
  const read = await readInputsFile(world, ask);
  if (!read.ok) return read;
  const { inputs } = read.value;
  const taken = await takePeriodInputs(world, inputs);
  if (!taken.ok) return taken;
  const { employees, added, replaced, removed, unchanged, changes, sums } = taken.value;
  const { changeCounts, unusual } = taken.value;
  const notes = [...(await read.value.notes()), ...unreadNotes(taken.value), ...taken.value.owed];
  const written = !dryRun && !nothingChanged(taken.value);
  return answer({
    ...{ periodId, rows: inputs.rowCount, employees, added, replaced, removed, unchanged, changes },
    ...{ changeCounts, unusual, sums, notes, written },
  });
}

/** The file, read and checked, and nothing written. */
export async function readInputsFile(
  world: World,
  ask: ImportInputs,
): Promise<
  Answer<{ readonly inputs: PeriodInputs; readonly notes: () => Promise<readonly FileNote[]> }>
> {
  const { periodId, bytes, dryRun } = ask;
  const found = await findPeriod(world, periodId);
  if (!found.ok) return found;
  const period = found.value;
  const { companyId } = period;
  const used = await formFor(world, { ...ask, companyId, shape: inputsCsv });
  if (!used.ok) return used;
  const { form } = used.value;
  const progress = importProgress(world, 'inputs');
  const inputs = await world.store.read({ companyId }, async (at) => {
    const company = await companyById(at, companyId);
    if (!company) return periodNotFound(periodId);
    const people = await peopleOfPeriod(at, period);
    const { read: tell } = progress;
    const read = await readInputs(at, { company, bytes, form, period, people, tell });
    if (!read.ok) return read;
    return answer({ ...read.value, people, currency: currencyOf(company.currency) });
  });
  if (!inputs.ok) return inputs;
  const { people, rowCount, rows, codes, currency } = inputs.value;
  const payCode = (id: number) => codes.byId.get(id);
  const tally = await overtimeTally(world, { period, currency: currency.code, payCode });
  const taking: PeriodInputs = {
    ...{ period, rows, rowCount, idOf: people.idOf, dryRun, progress },
    items: () => tally.counting(rows()),
    action: 'inputs.import',
    how: ask,
    fileName: ask.fileName ?? null,
    words: { what: 'inputs', currency, payCode },
    advice: 'a row of another day or job is added, not replaced',
    columnFor: ({ because }, { after }) =>
      after === null
        ? because === 'other_rate'
          ? 'rate'
          : 'worked_on'
        : (Object.keys(after).find((name) => after[name] !== '') ?? 'code'),
  };
  const notes = async () => [...inputs.value.notes, ...people.notes(), ...(await tally.notes())];
  return answer({ inputs: taking, notes });
}
