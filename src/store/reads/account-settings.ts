/** The accounts that a company has named, as known at a revision. */
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import { knownAt } from './known-at.ts';

export async function accountSettingsAt(
  at: Reading,
  { companyId, revision }: { readonly companyId: number; readonly revision: number },
): Promise<Readonly<Record<string, string>>> {
  const [row] = await rowsOf<{ accounts: Readonly<Record<string, string>> }>(
    at,
    sql`select v.accounts from account_settings v
        where v.company_id = ${companyId} and ${knownAt(revision)}`,
  );
  return row?.accounts ?? {};
}
