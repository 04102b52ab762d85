/**
 * Takes opening year-to-date balances in, per employee and tax: all or nothing.
 *
 * Needed once, when a company starts in the middle of a year: yearly limits then go on from where the
 * system before left them.
 *
 * Refusals: those of the file, employee_unknown.
 */
import { type Answer, answer } from '#errors.ts';
import type { CompanyRow } from '#store/reads/companies.ts';
import { employeeIdsOf } from '#store/reads/roster.ts';
import { audit } from '#store/writes/audit.ts';
import { raiseInputRevision } from '#store/writes/companies.ts';
import { type OpeningBalance, replaceOpeningBalances } from '#store/writes/inputs.ts';
import { parseBalancesFile } from './files/balances-file.ts';
import { checkEmployees } from './files/check-employees.ts';
import type { FileNote } from './files/typed-file.ts';
import { currencyOf, payCodeIdOf } from './pay-codes.ts';
import type { World } from './world.ts';

export interface ImportBalances {
  readonly company: CompanyRow;
  readonly bytes: Uint8Array;
  readonly dryRun: boolean;
  readonly by: string;
}

export interface ImportedBalances {
  readonly rows: number;
  readonly employees: number;
  readonly notes: readonly FileNote[];
  readonly written: boolean;
}

export async function importBalances(
  world: World,
  ask: ImportBalances,
): Promise<Answer<ImportedBalances>> {
  const { company } = ask;
  const { companyId } = company;
  const known = await world.store.read({ companyId }, (at) => employeeIdsOf(at, { companyId }));
  const file = parseBalancesFile(ask.bytes, { currency: currencyOf(company.currency) });
  if (!file.ok) return file;
  const onRoster = checkEmployees(file.value, { what: 'balances', known: new Set(known.keys()) });
  if (!onRoster.ok) return onRoster;
  const rows = [...file.value.rows()];
  const { notes } = file.value;
  const employees = new Set(rows.map((row) => row.employeeNumber)).size;
  const counts = { rows: rows.length, employees, notes };
  const balances = rows.flatMap((row) =>
    row.amounts.map(
      ({ payCode, amountMinor }): OpeningBalance => ({
        employeeId: known.get(row.employeeNumber) ?? 0,
        taxYear: row.taxYear,
        payCodeId: payCodeIdOf(payCode),
        amountMinor,
      }),
    ),
  );
  const transaction = ask.dryRun ? world.store.rehearse : world.store.write;
  await transaction({ companyId }, async (tx) => {
    const revision = await raiseInputRevision(tx, companyId);
    await replaceOpeningBalances(tx, { companyId, revision, balances });
    await audit(tx, {
      companyId,
      actor: ask.by,
      action: 'balances.import',
      subject: `company:${companyId}`,
      facts: { revision, rows: rows.length },
    });
  });
  return answer({ ...counts, written: !ask.dryRun });
}
