/** Replaces the accounts that a company has named, from a revision on. */
import { sql } from '#store/sql.ts';
import { rowsOf, type Writing } from '#store/store.ts';

export async function replaceAccountSettings(
  tx: Writing,
  ask: {
    readonly companyId: number;
    readonly revision: number;
    readonly accounts: Readonly<Record<string, string>>;
  },
): Promise<void> {
  const { companyId, revision, accounts } = ask;
  await rowsOf(
    tx,
    sql`update account_settings set until_revision = ${revision}
        where company_id = ${companyId} and until_revision is null`,
  );
  await rowsOf(
    tx,
    sql`insert into account_settings (company_id, accounts, from_revision)
        values (${companyId}, ${accounts}::jsonb, ${revision})`,
  );
}
