/**
 * Imports dated terms of pay: all or nothing.
 *
 * A file adds: terms of other days, jobs and people stay. A row that differs from the stored row of the same
 * person, job and day is refused, unless the import may replace it. With `replaceAll`, the people in the file
 * keep only the terms in it. When terms start in a period that was already paid, the next regular run pays
 * the difference.
 *
 * Refusals: those of the file, employee_unknown among them; would_replace (with the rows).
 */

import { actorOf } from '#caller.ts';
import { type Answer, answer, type Refused } from '#errors.ts';
import { peopleOf } from '#files/employee-cell.ts';
import { parseTermsFile, termsCsv } from '#files/terms-file.ts';
import type { FileNote } from '#files/typed-file.ts';
import { allOrNothing } from '#operations/all-or-nothing.ts';
import { currencyOf } from '#operations/companies/pay-codes.ts';
import { owedNotes } from '#operations/judgement/owed-notes.ts';
import type { World } from '#operations/world.ts';
import type { CompanyRow } from '#store/reads/companies.ts';
import { employeeIdsOf } from '#store/reads/roster.ts';
import type { TermsRow } from '#store/reads/terms-and-items.ts';
import type { Writing } from '#store/store.ts';
import { audit } from '#store/writes/audit.ts';
import { payChangedByTerms } from '#store/writes/changed-terms.ts';
import { raiseInputRevision } from '#store/writes/companies.ts';
import { recordInputFile } from '#store/writes/input-files.ts';
import { replaceTerms, terms } from '#store/writes/inputs.ts';
import {
  type CaseTwin,
  countPeopleIn,
  keyTwins,
  paidSince,
} from '#store/writes/staged-questions.ts';
import { type Replaced, type StagedVersions, stageVersions } from '#store/writes/versions.ts';
import { counted } from '#text/counted.ts';
import { type MayBeTwins, twinsRefused } from './case-twins.ts';
import { formFor, type MayHaveForm } from './file-forms.ts';
import { hasChanged, type ImportProgress, importProgress, mapped } from './import-in-slices.ts';
import {
  type MayReplace,
  recordedAs,
  replacingOf,
  type WhatChanged,
  type Words,
  whatChanged,
} from './input-changes.ts';
import { measuresOfCompany } from './measures-of-company.ts';
import { unusualOrRefused } from './multiplied-columns.ts';
import { refusedToReplace } from './refuse-to-replace.ts';
import { unusualInTerms } from './unusual-dated.ts';
import type { HasUnusual, MayRefuseUnusual } from './unusual-values.ts';

export interface ImportDated extends MayReplace, MayBeTwins, MayHaveForm, MayRefuseUnusual {
  readonly company: CompanyRow;
  readonly bytes: Uint8Array;
  /** Kept with what the file changes. */
  readonly fileName?: string | undefined;
  readonly dryRun: boolean;
}

export interface ImportedDated extends WhatChanged, HasUnusual {
  readonly rows: number;
  readonly employees: number;
  readonly begun: number;
  readonly closed: number;
  readonly notes: readonly FileNote[];
  readonly written: boolean;
}

export async function importTerms(world: World, ask: ImportDated): Promise<Answer<ImportedDated>> {
  const { company, dryRun } = ask;
  const { companyId } = company;
  const used = await formFor(world, { ...ask, companyId, shape: termsCsv });
  if (!used.ok) return used;
  const { form } = used.value;
  const known = await world.store.read({ companyId }, (at) => employeeIdsOf(at, { companyId }));
  const progress = importProgress(world, 'terms');
  const currency = currencyOf(company.currency);
  const words: Words = { what: 'terms', currency, payCode: () => undefined };
  const file = parseTermsFile(ask.bytes, {
    currency,
    people: peopleOf(known),
    tell: progress.read,
    form,
  });
  if (!file.ok) return file;
  const { rowCount } = file.value;
  const rows = mapped(file.value.rows(), (row) => ({
    ...row,
    employeeId: known.get(row.employeeNumber) ?? 0,
  }));
  const actor = actorOf(world.caller);
  const taken = await allOrNothing(world, { scope: { companyId }, dryRun, hasChanged }, (tx) =>
    takeTerms(tx, { ...ask, actor, rows, rowCount, progress, words }),
  );
  if (!taken.ok) return taken;
  const written = !dryRun && hasChanged(taken.value);
  return answer({ rows: rowCount, ...taken.value, written });
}

async function takeTerms(
  tx: Writing,
  ask: ImportDated & {
    readonly actor: string;
    readonly rows: Iterable<TermsRow & { readonly rowNumber: number }>;
    readonly rowCount: number;
    readonly progress: ImportProgress;
    readonly words: Words;
  },
): Promise<Answer<Omit<ImportedDated, 'rows' | 'written'>>> {
  const { company, rows, rowCount, progress, words } = ask;
  const { companyId } = company;
  const staged = await stageVersions(tx, terms, { rows, ...progress.sent(rowCount) });
  const revision = await raiseInputRevision(tx, companyId);
  const replacing = replacingOf(ask);
  const extent = replacing === 'all' ? 'whole_people' : 'same_keys';
  const tell = progress.written(rowCount);
  const done = await replaceTerms(tx, { companyId, revision, staged, extent, tell });
  const refused =
    (await keyTwinsRefused(tx, { ...ask, words, staged, revision })) ??
    (replacing === 'no' ? datedRefused(done, words) : null);
  if (refused) return refused;
  const of = { companyId, revision, rows: rowCount, fileName: ask.fileName ?? null };
  await recordInputFile(tx, { ...of, what: 'terms', how: recordedAs[replacing] });
  const facts = { revision, rows: rowCount, begun: done.begun, closed: done.closed };
  const subject = `company:${companyId}`;
  await audit(tx, {
    companyId,
    actor: ask.actor,
    action: 'terms.import',
    subject,
    facts,
  });
  const backDated = done.begun === 0 ? 0 : await paidSince(tx, { companyId, staged });
  const owed = hasChanged(done) ? await owedNotes(tx, { company, staged, revision }) : [];
  const notes = [...(backDated === 0 ? [] : [backDatedNote(backDated)]), ...owed];
  const measures = await measuresOfCompany(tx, company);
  const { limits } = measures;
  const besides = done.begun === 0 ? [] : await payChangedByTerms(tx, { staged, revision });
  const changed = whatChanged(done, { rows: rowCount, words, rateLimit: limits.rate, besides });
  const values = done.begun === 0 ? [] : await unusualInTerms(tx, { staged, revision, measures });
  const unusual = unusualOrRefused('terms', { ...ask, ...changed, values, limits });
  if (!unusual.ok) return unusual;
  const { begun, closed } = done;
  return answer({
    employees: await countPeopleIn(tx, staged),
    begun,
    closed,
    ...changed,
    unusual: unusual.value,
    notes,
  });
}

/** Checks jobs, and references where the table has them. */
export async function keyTwinsRefused(
  tx: Writing,
  ask: MayBeTwins & {
    readonly words: Words;
    readonly staged: StagedVersions;
    readonly revision: number;
  },
): Promise<Refused | null> {
  const { words, staged, revision } = ask;
  if (ask.allowNearTwins === true) return null;
  const columns = (['job', 'reference'] as const).filter((column) =>
    [...staged.keys, ...staged.values].includes(column),
  );
  const twins: (CaseTwin & { readonly column: string })[] = [];
  for (const column of columns) {
    const found = await keyTwins(tx, { staged, column, revision });
    twins.push(...found.map((one) => ({ ...one, column })));
  }
  return twinsRefused(words.what, { ...ask, twins });
}

export function datedRefused(done: Replaced, words: Words): Refused | null {
  return refusedToReplace(done, {
    words,
    columnFor: (_, { before }) => Object.keys(before)[0] ?? 'from',
    advice: 'a row with another first day is added and ends the earlier one',
  });
}

export function backDatedNote(people: number): FileNote {
  const who = `${counted(people, 'person')} ${people === 1 ? 'was' : 'were'}`;
  const message = `This changes pay for periods that ${who} already paid for. The next regular run pays any underpayment. It does not recover overpayments. A preview shows the amounts of everyone it does not hold`;
  return { code: 'back_dated', message, actions: [{ action: 'preview' }] };
}
