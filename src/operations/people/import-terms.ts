/**
 * Takes dated terms of pay in: all or nothing.
 *
 * A row replaces what was known of the same person, job and day; other terms stay, unless the whole
 * of the person is to be replaced. Terms that begin in a period which was paid already are paid as a
 * difference by the next regular run.
 *
 * Refusals: those of the file, employee_unknown among them.
 */
import { type Answer, answer } from '#errors.ts';
import { allOrNothing } from '#operations/all-or-nothing.ts';
import { currencyOf } from '#operations/companies/pay-codes.ts';
import { peopleOf } from '#operations/files/employee-cell.ts';
import { parseTermsFile } from '#operations/files/terms-file.ts';
import type { FileNote } from '#operations/files/typed-file.ts';
import type { World } from '#operations/world.ts';
import type { CompanyRow } from '#store/reads/companies.ts';
import { employeeIdsOf } from '#store/reads/roster.ts';
import { audit } from '#store/writes/audit.ts';
import { raiseInputRevision } from '#store/writes/companies.ts';
import { replaceTerms, terms } from '#store/writes/inputs.ts';
import { paidSince, peopleIn } from '#store/writes/staged-questions.ts';
import { stageVersions } from '#store/writes/versions.ts';
import { hasChanged, importProgress, mapped } from './import-in-slices.ts';

export interface ImportDated {
  readonly company: CompanyRow;
  readonly bytes: Uint8Array;
  /** Of the people in the file nothing dated stays that the file does not say. */
  readonly replaceAll: boolean;
  readonly dryRun: boolean;
  readonly by: string;
}

export interface ImportedDated {
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
  const known = await world.store.read({ companyId }, (at) => employeeIdsOf(at, { companyId }));
  const progress = importProgress(world, 'terms');
  const file = parseTermsFile(ask.bytes, {
    currency: currencyOf(company.currency),
    people: peopleOf(known),
    tell: progress.read,
  });
  if (!file.ok) return file;
  const { rowCount } = file.value;
  const rows = mapped(file.value.rows(), (row) => ({
    ...row,
    employeeId: known.get(row.employeeNumber) ?? 0,
  }));
  const taken = await allOrNothing(
    world,
    { scope: { companyId }, dryRun, hasChanged },
    async (tx) => {
      const staged = await stageVersions(tx, terms, { rows, ...progress.sent(rowCount) });
      const revision = await raiseInputRevision(tx, companyId);
      const extent = ask.replaceAll ? 'whole_people' : 'same_keys';
      const tell = progress.written(rowCount);
      const done = await replaceTerms(tx, { companyId, revision, staged, extent, tell });
      const facts = { revision, rows: rowCount, begun: done.begun, closed: done.closed };
      const subject = `company:${companyId}`;
      await audit(tx, { companyId, actor: ask.by, action: 'terms.import', subject, facts });
      const backDated = done.begun === 0 ? 0 : await paidSince(tx, { companyId, staged });
      const notes = backDated === 0 ? [] : [backDatedNote(backDated)];
      return answer({ employees: await peopleIn(tx, staged), ...done, notes });
    },
  );
  return taken.ok ? answer({ rows: rowCount, ...taken.value, written: !dryRun }) : taken;
}

export function backDatedNote(people: number): FileNote {
  const who = people === 1 ? '1 person was' : `${people.toLocaleString('en-US')} people were`;
  const message = `It reaches into periods that ${who} paid for: the next regular run pays the difference; see it before with 'paybeat preview'.`;
  return { code: 'back_dated', message };
}
