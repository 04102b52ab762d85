/** The condition that limits a list to the caller's companies. */
import { type Sql, sql } from '#store/sql.ts';

/** When absent: every company that the transaction sees. */
export interface OfCompanies {
  readonly companyIds?: readonly number[] | undefined;
}

export function isOf(column: Sql<unknown>, { companyIds }: OfCompanies): Sql<unknown> {
  return companyIds === undefined ? sql`true` : sql`${column} = any(${companyIds}::int[])`;
}
