/**
 * Writes the people of a company that has none, straight into the tables by COPY.
 *
 * There is nothing to compare with. COPY needs the bulk role, which row-level security does not hold. The triggers
 * of versions refuse every company whose revision this transaction has not raised. At the end, the company's own
 * role counts what it can see: a row under another company would be missing.
 */

import { assert } from '#errors.ts';
import { nearKeySql } from '#store/near-key.ts';
import { employeeIdsOf } from '#store/reads/roster.ts';
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf, type Writing } from '#store/store.ts';
import { copiedItemColumns, copiedVersionColumns, type RosterSlice } from './roster-slice.ts';
import { rehearsedEmployeeId } from './row-numbers.ts';
import { type ToldSize, toldSize } from './told-sizes.ts';

/** Whether the company has no people, and the server lets the bulk role COPY into their tables. */
export async function canCopyRoster(at: Reading, companyId: number): Promise<boolean> {
  const [row] = await rowsOf<{ can: boolean }>(
    at,
    sql`select rolbypassrls and not exists (select from employee where company_id = ${companyId}) as can
        from pg_roles where rolname = 'paybeat_bulk'`,
  );
  return row?.can === true;
}

/** The tables of a first roster, and how large they have become. */
interface FirstSizes {
  readonly people: ToldSize;
  readonly versions: ToldSize;
  readonly items: ToldSize;
}

export function firstSizes(tx: Writing): FirstSizes {
  return {
    people: toldSize(tx, 'employee'),
    versions: toldSize(tx, 'employee_version'),
    items: toldSize(tx, 'employee_item'),
  };
}

/** Adds the people of the slice, in its order, with their versions and items. */
export async function copyRosterSlice(
  tx: Writing,
  ask: {
    readonly companyId: number;
    readonly slice: RosterSlice;
    readonly sizes: FirstSizes;
  },
): Promise<void> {
  const { companyId, slice, sizes } = ask;
  const idOf = await addEmployees(tx, { companyId, numbers: slice.numbers });
  // Before the versions: each of them looks its person up.
  await sizes.people.wrote(slice.rows);
  const { versions, items } = slice.encoded(idOf);
  await tx.copyIn(copyInto('employee_version', copiedVersionColumns), versions);
  await sizes.versions.wrote(slice.rows);
  if (slice.itemCount > 0) await tx.copyIn(copyInto('employee_item', copiedItemColumns), items);
  await sizes.items.wrote(slice.itemCount);
}

function copyInto(table: string, columns: readonly string[]): string {
  return `copy ${table} (company_id, from_revision, ${columns.join(', ')}) from stdin with (format binary)`;
}

async function addEmployees(
  tx: Writing,
  ask: { readonly companyId: number; readonly numbers: readonly string[] },
): Promise<(at: number) => number> {
  const { companyId, numbers } = ask;
  const id = rehearsedEmployeeId(tx, companyId);
  const [added] = await rowsOf<{ first: number; last: number; people: number }>(
    tx,
    sql`with added as (
          insert into employee (${id.column}company_id, number) ${id.overriding}
          select ${id.value}${companyId}, number
          from unnest(${numbers}::text[]) with ordinality as t(number, at)
          order by at returning employee_id
        )
        select min(employee_id) as first, max(employee_id) as last, count(*)::int as people from added`,
  );
  assert(added?.people === numbers.length, 'every person of a first roster is added');
  const { first, last, people } = added;
  // Ids without a gap were given in the order of the people. A gap shows that others added people meanwhile.
  if (last - first + 1 === people) return (at) => first + at;
  const ids = await employeeIdsOf(tx, { companyId, numbers });
  return (at) => ids.get(numbers[at] ?? '') ?? 0;
}

/** Fails unless the company sees exactly these rows of the revision. */
export async function assertCopied(
  tx: Writing,
  ask: {
    readonly companyId: number;
    readonly revision: number;
    readonly people: number;
    readonly items: number;
  },
): Promise<void> {
  const { companyId, revision } = ask;
  const [seen] = await rowsOf<{ people: number; items: number }>(
    tx,
    sql`select
          (select count(*)::int from employee_version
           where company_id = ${companyId} and from_revision = ${revision}) as people,
          (select count(*)::int from employee_item
           where company_id = ${companyId} and from_revision = ${revision}) as items`,
  );
  const isWhole = seen?.people === ask.people && seen.items === ask.items;
  assert(isWhole, 'the rows of a first roster are those of its company');
}

interface NumberTwin {
  readonly written: string;
  readonly known: string;
}

const nearNumber = nearKeySql(sql`number`);

/** People of the company whose number is nearly an earlier one. */
export function twinsInCompany(at: Reading, companyId: number): Promise<readonly NumberTwin[]> {
  return rowsOf(
    at,
    sql`select number as written, known
        from (select number, min(number) over (partition by ${nearNumber}
                  order by employee_id rows between unbounded preceding and 1 preceding) as known
                from employee where company_id = ${companyId}) e
        where known is not null`,
  );
}
