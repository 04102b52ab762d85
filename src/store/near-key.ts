/** The near form of a key in SQL: see `nearKey` of text/key-text.ts, which gives the same. */
import { type Sql, sql } from './sql.ts';

export function nearKeySql(key: Sql<unknown>): Sql<unknown> {
  return sql`ltrim(replace(lower(
    case when ${key} like '%.0' then left(${key}, -2) else ${key} end), ' ', ''), '0')`;
}
