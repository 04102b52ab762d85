/**
 * Imports the hours and one-off amounts of one pay period: all or nothing.
 *
 * A file adds. An empty cell changes nothing, and rows that the file does not name stay. A cell that differs
 * from the stored value of its pay code is refused, unless the import may replace it. Zero is a value, too.
 *
 * While the period's run waits for a person, hours are accepted, and the run has to be recalculated. After
 * the run is committed, only hours of people whom it held are accepted.
 *
 * A file that was imported last, for a period without a run, is recognized by its digest while no input of the
 * company has changed.
 *
 * Refusals: those of the file (employee_unknown and not_on_schedule among them), period_not_found,
 * would_replace (with the rows), period_completed, already_paid (rows of people who were not held),
 * run_exists (a run works with the inputs that it read when it opened).
 */

import { type Answer, answer } from '#errors.ts';
import { type HoursFileRow, hoursColumnOf, hoursCsv, parseHoursFile } from '#files/hours-file.ts';
import type { FileNote } from '#files/typed-file.ts';
import { currencyOf, namedPayCodes, payCodeIdOf } from '#operations/companies/pay-codes.ts';
import { findPeriod } from '#operations/look-up.ts';
import { periodNotFound } from '#operations/not-found.ts';
import type { World } from '#operations/world.ts';
import { companyById, currentRevision } from '#store/reads/companies.ts';
import { payCodesKnownAt } from '#store/reads/pay-codes.ts';
import { type PeriodRow } from '#store/reads/periods.ts';
import { rememberHoursFile } from '#store/writes/imported-files.ts';
import type { PeriodItem } from '#store/writes/inputs.ts';
import type { ChangedSum } from './changed-sums.ts';
import { formFor, type MayHaveForm } from './file-forms.ts';
import { importProgress } from './import-in-slices.ts';
import { type MayAdd, nothingChanged, type WhatChanged } from './input-changes.ts';
import { overtimeTally } from './overtime-notes.ts';
import { type PeriodInputs, takePeriodInputs, unreadNotes } from './period-inputs.ts';
import { peopleOfPeriod } from './period-people.ts';
import { hoursDigest, sameHours } from './same-hours.ts';
import type { HasUnusual, MayRefuseUnusual } from './unusual-values.ts';

interface ImportHours extends MayAdd, MayHaveForm, MayRefuseUnusual {
  readonly periodId: number;
  readonly bytes: Uint8Array;
  /** Kept with what the file changes. */
  readonly fileName?: string | undefined;
  readonly dryRun: boolean;
}

export interface ImportedHours extends WhatChanged, HasUnusual {
  readonly periodId: number;
  readonly rows: number;
  readonly items: number;
  /** What was replaced, removed or added to, by pay code. */
  readonly sums: readonly ChangedSum[];
  readonly notes: readonly FileNote[];
  readonly written: boolean;
}

export async function importHours(world: World, ask: ImportHours): Promise<Answer<ImportedHours>> {
  const { periodId, dryRun } = ask;
  const read = await readHours(world, ask);
  if (!read.ok) return read;
  if ('same' in read.value) return answer({ periodId, ...read.value.same });
  const { inputs, digest } = read.value;
  const taken = await takePeriodInputs(world, inputs);
  if (!taken.ok) return taken;
  const { companyId } = inputs.period;
  const notes = [...(await read.value.notes()), ...unreadNotes(taken.value), ...taken.value.owed];
  const { items, added, replaced, removed, unchanged, changes, sums } = taken.value;
  const { changeCounts, unusual } = taken.value;
  const rows = inputs.rowCount;
  const written = !dryRun && !nothingChanged(taken.value);
  const { revision } = taken.value;
  if (written && digest !== null && taken.value.unreadBy === null) {
    const file = { companyId, digest, revision, rows, items, notes };
    await world.store.write({ companyId }, (tx) => rememberHoursFile(tx, file));
  }
  return answer({
    ...{ periodId, rows, items, added, replaced, removed, unchanged, changes },
    ...{ changeCounts, unusual, sums, notes, written },
  });
}

interface ReadHours {
  readonly inputs: PeriodInputs;
  /** About the rows, once they are taken. */
  readonly notes: () => Promise<readonly FileNote[]>;
  readonly digest: Buffer | null;
}

type SameHours = NonNullable<Awaited<ReturnType<typeof sameHours>>>;

/** The file, read and checked, and nothing written. Or the answer to the same file before. */
export async function readHours(
  world: World,
  ask: ImportHours,
): Promise<Answer<ReadHours | { readonly same: SameHours }>> {
  const { periodId, dryRun } = ask;
  const found = await findPeriod(world, periodId);
  if (!found.ok) return found;
  const period = found.value;
  const { companyId } = period;
  const used = await formFor(world, { ...ask, companyId, shape: hoursCsv });
  if (!used.ok) return used;
  const { form, told } = used.value;
  const digest = hoursDigest(period, { ...ask, form: told });
  const same = digest === null ? null : await sameHours(world, { companyId, digest });
  if (same !== null) return answer({ same });
  const { company, people, own } = await world.store.read({ companyId }, async (at) => ({
    company: await companyById(at, companyId),
    people: await peopleOfPeriod(at, period),
    own: await payCodesKnownAt(at, { companyId, revision: await currentRevision(at, companyId) }),
  }));
  if (!company) return periodNotFound(periodId);
  const progress = importProgress(world, 'hours');
  const file = parseHoursFile(ask.bytes, {
    currency: currencyOf(company.currency),
    periodDays: dayCountOf(period),
    people,
    tell: progress.read,
    form,
  });
  if (!file.ok) return file;
  const { rowCount, rows } = file.value;
  const payCode = namedPayCodes(own);
  const { currency } = company;
  const tally = await overtimeTally(world, { period, currency, payCode });
  const inputs: PeriodInputs = {
    ...{ period, rows, rowCount, idOf: people.idOf, dryRun, action: 'hours.import', progress },
    items: () => tally.counting(itemsOf(rows(), people.idOf)),
    how: ask,
    fileName: ask.fileName ?? null,
    words: { what: 'hours', currency: currencyOf(company.currency), payCode },
    advice: 'to add a second week, give each row its day in worked_on and use inputs import',
    columnFor: ({ before }) => hoursColumnOf(payCode(Number(before['pay_code_id']))?.code),
  };
  const notes = async () => [...file.value.notes, ...people.notes(), ...(await tally.notes())];
  return answer({ inputs, notes, digest });
}

function* itemsOf(
  rows: Iterable<HoursFileRow>,
  idOf: (employeeNumber: string) => number,
): Generator<PeriodItem> {
  const none = { job: '', rateMicro: null, percentMicro: null, workedOn: null };
  for (const { rowNumber, employeeNumber, items } of rows) {
    const employeeId = idOf(employeeNumber);
    for (const item of items) {
      yield { ...item, ...none, rowNumber, employeeId, payCodeId: payCodeIdOf(item.payCode) };
    }
  }
}

/** Both ends count. */
export function dayCountOf(period: Pick<PeriodRow, 'startOn' | 'endOn'>): number {
  return period.startOn.until(period.endOn).days + 1;
}
