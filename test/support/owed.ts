/** What a small company owes, and its roster at a later time, for scenarios about paid periods. */

import { listOwed, type OwedRow } from '#operations/judgement/list-owed.ts';
import { importRoster } from '#operations/people/import-roster.ts';
import { companyRow } from './paid-periods.ts';
import { must, type SmallCompany } from './small-company.ts';

export async function owed(
  company: SmallCompany,
  number: string | null = null,
): Promise<readonly OwedRow[]> {
  return must(await listOwed(company.world, { company: await companyRow(company), number })).rows;
}

/** `L2 1000.00 for run 1`, and `?` for an amount that cannot be calculated. */
export function owedInShort(rows: readonly OwedRow[]): readonly string[] {
  return rows.map(
    ({ number, runId, amountMinor, settledBy }) =>
      `${number} ${amountMinor === null ? '?' : (Number(amountMinor) / 100).toFixed(2)} of run ${runId}, by ${settledBy.by}`,
  );
}

export async function roster(company: SmallCompany, text: string, dryRun = false) {
  const bytes = Buffer.from(text);
  const row = await companyRow(company);
  return must(
    await importRoster(company.world, { company: row, bytes, scheduleCode: null, dryRun }),
  );
}
