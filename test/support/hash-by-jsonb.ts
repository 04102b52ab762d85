/** The hash of rows in a certificate by its definition: of the texts that `jsonb_build_array` gives. Slow and plain. */
import type pg from 'pg';
import type { HashedRows, OfCertifiedRun } from '#store/reads/certified-columns.ts';
import { sql, statementOf } from '#store/sql.ts';

export async function hashByJsonb(
  client: pg.Client,
  { kinds, run }: { readonly kinds: readonly HashedRows[]; readonly run: OfCertifiedRun },
): Promise<string> {
  const selects = kinds.map(({ name, columns, rows }) => {
    const values = columns.map((column) => {
      const [ref = '', how] = column.split(' as ');
      if (how === 'hex') return sql`encode(${sql.ref(ref)}, 'hex')`;
      return how === 'utc' ? sql`(${sql.ref(ref)} at time zone 'UTC')` : sql.ref(ref);
    });
    return sql`select sha256(convert_to(
      jsonb_build_array(${name}::text, ${sql.join(values)})::text, 'UTF8')) as h ${rows(run)}`;
  });
  const { text, parameters } = statementOf(
    sql`select encode(sha256(coalesce(string_agg(h, ''::bytea order by h), ''::bytea)), 'hex') as hash
        from (${sql.join(selects, sql` union all `)}) hashed`,
  );
  const { rows } = await client.query(text, [...parameters]);
  return rows[0].hash;
}
