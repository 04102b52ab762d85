/**
 * Takes opening year-to-date balances in, per employee and tax: all or nothing.
 *
 * A balance that differs from the one that was there takes its place, and is told with both values.
 * Needed once, when a company starts in the middle of a year: yearly limits then go on from where the
 * system before left them.
 *
 * Refusals: those of the file, employee_unknown among them.
 */
import { type Answer, answer } from '#errors.ts';
import { allOrNothing } from '#operations/all-or-nothing.ts';
import { currencyOf, namedPayCodes, payCodeIdOf } from '#operations/companies/pay-codes.ts';
import { type BalancesRow, parseBalancesFile } from '#operations/files/balances-file.ts';
import { peopleOf } from '#operations/files/employee-cell.ts';
import type { FileNote } from '#operations/files/typed-file.ts';
import type { World } from '#operations/world.ts';
import type { CompanyRow } from '#store/reads/companies.ts';
import { employeeIdsOf } from '#store/reads/roster.ts';
import { audit } from '#store/writes/audit.ts';
import { raiseInputRevision } from '#store/writes/companies.ts';
import {
  type OpeningBalance,
  openingBalances,
  replaceOpeningBalances,
} from '#store/writes/inputs.ts';
import { peopleIn } from '#store/writes/staged-questions.ts';
import { stageVersions } from '#store/writes/versions.ts';
import { hasChanged, importProgress } from './import-in-slices.ts';
import { type WhatChanged, type Words, whatChanged } from './input-changes.ts';

export interface ImportBalances {
  readonly company: CompanyRow;
  readonly bytes: Uint8Array;
  readonly dryRun: boolean;
  readonly by: string;
}

export interface ImportedBalances extends WhatChanged {
  readonly rows: number;
  readonly employees: number;
  readonly notes: readonly FileNote[];
  readonly written: boolean;
}

export async function importBalances(
  world: World,
  ask: ImportBalances,
): Promise<Answer<ImportedBalances>> {
  const { company, dryRun } = ask;
  const { companyId } = company;
  const known = await world.store.read({ companyId }, (at) => employeeIdsOf(at, { companyId }));
  const progress = importProgress(world, 'balances');
  const file = parseBalancesFile(ask.bytes, {
    currency: currencyOf(company.currency),
    people: peopleOf(known),
    tell: progress.read,
  });
  if (!file.ok) return file;
  const { rowCount, notes } = file.value;
  const rows = balancesOf(file.value.rows(), known);
  const taken = await allOrNothing(
    world,
    { scope: { companyId }, dryRun, hasChanged },
    async (tx) => {
      const sent = progress.sent(rowCount);
      const staged = await stageVersions(tx, openingBalances, { rows, ...sent });
      const revision = await raiseInputRevision(tx, companyId);
      const tell = progress.written(staged.rows);
      const done = await replaceOpeningBalances(tx, { companyId, revision, staged, tell });
      const facts = { revision, rows: rowCount };
      const subject = `company:${companyId}`;
      await audit(tx, { companyId, actor: ask.by, action: 'balances.import', subject, facts });
      const currency = currencyOf(company.currency);
      const words: Words = { what: 'balances', currency, payCode: namedPayCodes([]) };
      const changed = whatChanged(done, { rows: staged.rows, words });
      const { begun, closed } = done;
      return answer({ begun, closed, changed, employees: await peopleIn(tx, staged) });
    },
  );
  if (!taken.ok) return taken;
  const { employees, changed } = taken.value;
  const written = !dryRun && hasChanged(taken.value);
  return answer({ rows: rowCount, employees, ...changed, notes, written });
}

function* balancesOf(
  rows: Iterable<BalancesRow>,
  known: ReadonlyMap<string, number>,
): Generator<OpeningBalance> {
  for (const { rowNumber, employeeNumber, taxYear, amounts } of rows) {
    const employeeId = known.get(employeeNumber) ?? 0;
    for (const { payCode, amountMinor } of amounts) {
      yield { rowNumber, employeeId, taxYear, payCodeId: payCodeIdOf(payCode), amountMinor };
    }
  }
}
