/**
 * I19 for the whole schema: no row names a row of another company. What names what comes from the catalog, so a new
 * table is checked from its first day.
 *
 * A column names a row if it is in a foreign key, or if it has the name of another table's whole primary key:
 * `payslip.employee_id` names an employee, although no foreign key says so.
 */
import { type Sql, sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import type { Violation } from './evidence.ts';

interface Reference {
  readonly child: string;
  readonly column: string;
  readonly parent: string;
  readonly key: string;
}

/** A table with companies, whose primary key is one column of its own: it names no row of another table. */
const parents = sql`select t.oid, t.relname, k.attname as key, k.attnum as place
  from pg_class t join pg_constraint p on p.conrelid = t.oid and p.contype = 'p'
    join pg_attribute k on k.attrelid = t.oid and k.attnum = p.conkey[1]
  where t.relnamespace = 'paybeat'::regnamespace and cardinality(p.conkey) = 1 and k.attname <> 'company_id'
    and exists (select from pg_attribute a where a.attrelid = t.oid and a.attname = 'company_id')
    and not exists (select from pg_constraint f where f.conrelid = t.oid and f.contype = 'f'
      and k.attnum = any (f.conkey))`;

const references = sql<Reference>`with parent as (${parents}),
    named as (select c.oid, c.relname, a.attname, a.attnum
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relnamespace = 'paybeat'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
        and exists (select from pg_attribute o where o.attrelid = c.oid and o.attname = 'company_id'
          and not o.attisdropped))
  select n.relname as child, n.attname as "column", p.relname as parent, p.key as key
  from named n join parent p on n.attname = p.key and n.oid <> p.oid
  union
  select n.relname, n.attname, p.relname, p.key
  from pg_constraint f join parent p on p.oid = f.confrelid
    cross join lateral unnest(f.conkey, f.confkey) as pair(child_place, parent_place)
    join named n on n.oid = f.conrelid and n.attnum = pair.child_place
  where f.contype = 'f' and pair.parent_place = p.place
  order by 1, 2`;

export function companyReferences(at: Reading): Promise<readonly Reference[]> {
  return rowsOf(at, references);
}

/** One violation a company and reference, however many rows are wrong. */
export async function rowsOfOtherCompanies(at: Reading): Promise<Sql<Violation>> {
  const all = await companyReferences(at);
  return sql.join(all.map(strangers), sql` union all `) as Sql<Violation>;
}

function strangers({ child, column, parent, key }: Reference): Sql {
  const words = `${child}.${column} names rows of ${parent} that are not of this company`;
  return sql`select 'company:' || c.company_id as subject, ${words}::text || ': ' || count(*) as detail
    from ${sql.ref(child)} c left join ${sql.ref(parent)} p on p.${sql.ref(key)} = c.${sql.ref(column)}
    where c.${sql.ref(column)} is not null and c.company_id is distinct from p.company_id
    group by c.company_id`;
}
