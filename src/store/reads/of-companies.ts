/** The condition of a list over several companies: those of whoever asks. */
import { type Sql, sql } from '#store/sql.ts';

/** Left out: every company that the transaction sees. */
export interface OfCompanies {
  readonly companyIds?: readonly number[] | undefined;
}

export function isOf(column: Sql<unknown>, { companyIds }: OfCompanies): Sql<unknown> {
  return companyIds === undefined ? sql`true` : sql`${column} = any(${companyIds}::int[])`;
}
