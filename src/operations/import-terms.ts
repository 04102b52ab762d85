/**
 * Takes dated terms of pay in: all or nothing.
 *
 * A row replaces what was known of the same person, job and day; other terms stay, unless the whole
 * of the person is to be replaced. Terms that begin in a period which was paid already are paid as a
 * difference by the next regular run.
 *
 * Refusals: those of the file, employee_unknown.
 */
import { type Answer, answer } from '#errors.ts';
import type { CompanyRow } from '#store/reads/companies.ts';
import { employeeIdsOf } from '#store/reads/roster.ts';
import { paidSince } from '#store/reads/runs-before.ts';
import { audit } from '#store/writes/audit.ts';
import { raiseInputRevision } from '#store/writes/companies.ts';
import { replaceTerms } from '#store/writes/inputs.ts';
import { checkEmployees } from './files/check-employees.ts';
import { parseTermsFile } from './files/terms-file.ts';
import type { FileNote } from './files/typed-file.ts';
import { currencyOf } from './pay-codes.ts';
import type { World } from './world.ts';

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
  const file = parseTermsFile(ask.bytes, { currency: currencyOf(company.currency) });
  if (!file.ok) return file;
  const known = await world.store.read({ companyId }, (at) => employeeIdsOf(at, { companyId }));
  const onRoster = checkEmployees(file.value, { what: 'terms', known: new Set(known.keys()) });
  if (!onRoster.ok) return onRoster;
  const terms = [...file.value.rows()].map(({ employeeNumber, ...row }) => ({
    ...row,
    employeeId: known.get(employeeNumber) ?? 0,
  }));
  const transaction = dryRun ? world.store.rehearse : world.store.write;
  const { replaced, backDated } = await transaction({ companyId }, async (tx) => {
    const revision = await raiseInputRevision(tx, companyId);
    const extent = ask.replaceAll ? ('whole_people' as const) : ('same_keys' as const);
    const done = await replaceTerms(tx, { companyId, revision, terms, extent });
    const facts = { revision, rows: terms.length, begun: done.begun, closed: done.closed };
    const subject = `company:${companyId}`;
    await audit(tx, { companyId, actor: ask.by, action: 'terms.import', subject, facts });
    const paid = done.begun === 0 ? 0 : await paidSince(tx, { companyId, people: terms });
    return { replaced: done, backDated: paid };
  });
  const employees = new Set(terms.map((one) => one.employeeId)).size;
  const notes = backDated === 0 ? [] : [backDatedNote(backDated)];
  return answer({ rows: terms.length, employees, ...replaced, notes, written: !dryRun });
}

export function backDatedNote(people: number): FileNote {
  const who = people === 1 ? '1 person was' : `${people.toLocaleString('en-US')} people were`;
  const message = `It reaches into periods that ${who} paid for: the next regular run pays the difference; see it before with 'paybeat preview'.`;
  return { code: 'back_dated', message };
}
