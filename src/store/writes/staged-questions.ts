/** Questions about the rows of a file that are staged in the same transaction. */
import { nearKeySql } from '#store/near-key.ts';
import { isEffective } from '#store/reads/reversals.ts';
import { sql } from '#store/sql.ts';
import { rowsOf, type Writing } from '#store/store.ts';
import { eachPeopleSlice, type Staged } from './staged-rows.ts';
import type { StagedVersions } from './versions.ts';

/**
 * Counts the people whose roster pay would change although their dated terms take precedence. Ask before
 * writing.
 */
export async function overruledPay(tx: Writing, { table }: Staged): Promise<number> {
  const [row] = await rowsOf<{ people: number }>(
    tx,
    sql`select count(distinct t.employee_id)::int as people
        from employee_terms t join ${table} new using (employee_id)
          join employee_version old using (employee_id)
        where t.until_revision is null and t.job = '' and old.until_revision is null
          and row(new.pay_type, new.annual_salary_minor, new.hourly_rate_micro) is distinct from
              row(old.pay_type, old.annual_salary_minor, old.hourly_rate_micro)`,
  );
  return row?.people ?? 0;
}

/** Counts the people who have a version or an item that starts or ends at a revision. */
export async function peopleChangedAt(
  tx: Writing,
  ask: { readonly people: Staged; readonly revision: number },
): Promise<number> {
  const { people, revision } = ask;
  let changed = 0;
  await eachPeopleSlice(tx, people, async ({ from, to }) => {
    const touched = sql`employee_id between ${from} and ${to}
      and (from_revision = ${revision} or until_revision = ${revision})`;
    const [row] = await rowsOf<{ people: number }>(
      tx,
      sql`select count(*)::int as people from ${people.table} where employee_id in (
            select employee_id from employee_version where ${touched}
            union all select employee_id from employee_item where ${touched})`,
    );
    changed += row?.people ?? 0;
  });
  return changed;
}

export async function unscheduledPeople(tx: Writing, { table }: Staged): Promise<number> {
  const [row] = await rowsOf<{ people: number }>(
    tx,
    sql`select count(*)::int as people from ${table} where schedule_id is null`,
  );
  return row?.people ?? 0;
}

/** How many people the rows are about. */
export async function countPeopleIn(tx: Writing, { table }: Staged): Promise<number> {
  const [row] = await rowsOf<{ people: number }>(
    tx,
    sql`select count(distinct employee_id)::int as people from ${table}`,
  );
  return row?.people ?? 0;
}

/**
 * Counts the people who were already paid for a period that ends on or after the day from which one of their
 * rows applies. For items, only rows under these pay codes count.
 */
export async function paidSince(
  tx: Writing,
  ask: {
    readonly companyId: number;
    readonly staged: Staged;
    readonly payCodeIds?: readonly number[];
  },
): Promise<number> {
  const { table } = ask.staged;
  const counts = ask.payCodeIds ? sql`c.pay_code_id = any(${ask.payCodeIds}::int[])` : sql`true`;
  const [row] = await rowsOf<{ people: number }>(
    tx,
    sql`select count(distinct c.employee_id)::int as people
        from ${table} as c
          join pay_run r on r.company_id = ${ask.companyId} and r.state = 'committed' and r.covers_days
            and r.tax_year >= extract(year from paybeat_now())
          join pay_period p on p.period_id = r.period_id and p.end_on >= c.from_on
          join payslip s on s.run_id = r.run_id and s.employee_id = c.employee_id
        where ${counts} and ${isEffective({ run: sql`r.run_id`, employee: sql`c.employee_id` })}`,
  );
  return row?.people ?? 0;
}

/**
 * Rows of dated items whose person and pay code have a balance under several jobs or references. Ask after
 * writing.
 */
export function rowsSharingGoal(
  tx: Writing,
  { table }: Staged,
): Promise<readonly { readonly rowNumber: number; readonly employeeNumber: string }[]> {
  return rowsOf(
    tx,
    sql`select new.row_number as "rowNumber", e.number as "employeeNumber"
        from ${table} as new join employee e using (employee_id)
          join (select employee_id, pay_code_id from employee_item
                where until_revision is null and employee_id in (select employee_id from ${table})
                group by employee_id, pay_code_id
                having count(distinct row(job, reference)) > 1 and count(balance_minor) > 0
                  and bool_or(order_facts is null)) shared
            using (employee_id, pay_code_id)
        order by new.row_number`,
  );
}

/** Counts rows of dated items with a last day that replaced an item known before `revision`. */
export async function rowsEndingOthers(
  tx: Writing,
  ask: { readonly staged: Staged; readonly revision: number },
): Promise<number> {
  const [row] = await rowsOf<{ rows: number }>(
    tx,
    sql`select count(*)::int as rows from ${ask.staged.table} as new
        where new.until_on is not null and exists (select from employee_item old
          where old.employee_id = new.employee_id and old.pay_code_id = new.pay_code_id
            and old.job = new.job and old.reference = new.reference
            and old.until_revision is null and old.from_revision < ${ask.revision}
            and (old.from_on is null or old.from_on < new.from_on))`,
  );
  return row?.rows ?? 0;
}

const nearNumber = nearKeySql(sql`number`);

/** A row with a key that is nearly an existing one: it differs in capitals, leading zeros, blanks or a final `.0`. */
export interface CaseTwin {
  readonly rowNumber: number;
  readonly employeeNumber: string;
  /** The key as the row spells it; `known` is the existing spelling. */
  readonly written: string;
  readonly known: string;
}

/**
 * The added people (ids from `firstAdded` on) whose number is nearly another one.
 */
export function numberTwins(
  tx: Writing,
  ask: { readonly companyId: number; readonly staged: Staged; readonly firstAdded: number },
): Promise<readonly CaseTwin[]> {
  const { companyId, firstAdded } = ask;
  return rowsOf(
    tx,
    // Uses a window, not a join: without statistics on its new rows, the database would join every row with
    // every row.
    sql`select new.row_number as "rowNumber", e.number as "employeeNumber", e.number as written, e.known
        from (select employee_id, number, min(number) over (partition by ${nearNumber}
                  order by employee_id rows between unbounded preceding and 1 preceding) as known
                from employee where company_id = ${companyId}) e
          join ${ask.staged.table} as new on new.employee_id = e.employee_id
        where e.employee_id >= ${firstAdded} and e.known is not null
        order by 1`,
  );
}

/**
 * Finds rows of `revision` whose job or reference is nearly one that the person already has.
 */
export function keyTwins(
  tx: Writing,
  ask: {
    readonly staged: StagedVersions;
    readonly column: 'job' | 'reference';
    readonly revision: number;
  },
): Promise<readonly CaseTwin[]> {
  const { staged, revision } = ask;
  const key = (alias: string) => sql.ref(`${alias}.${ask.column}`);
  const table = sql.ref(staged.of.table);
  return rowsOf(
    tx,
    sql`select new.row_number as "rowNumber", e.number as "employeeNumber", ${key('new')} as written,
          min(${key('old')}) as known
        from ${staged.table} as new
          join ${table} as old on old.employee_id = new.employee_id and old.until_revision is null
            and ${key('old')} <> ${key('new')}
            and ${nearKeySql(key('old'))} = ${nearKeySql(key('new'))}
          join employee e on e.employee_id = new.employee_id
        where not exists (select from ${table} as had where had.employee_id = new.employee_id
          and ${key('had')} = ${key('new')} and had.from_revision < ${revision})
        group by 1, 2, 3 order by 1`,
  );
}
