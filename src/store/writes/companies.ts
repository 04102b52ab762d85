/** Companies, and the revision that every change of an input raises. */

import { assert } from '#errors.ts';
import { sql } from '#store/sql.ts';
import { rowsOf, type Writing } from '#store/store.ts';

interface NewCompany {
  readonly code: string;
  readonly name: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly calendar: string;
  readonly stateTax: 'none_calculated';
}

/** Lets one process at a time load the demo. Held until the transaction ends. */
export async function takeDemoLock(tx: Writing): Promise<void> {
  // An arbitrary constant that identifies this lock among the database's advisory locks.
  await rowsOf(tx, sql`select pg_advisory_xact_lock(7236403)`);
}

/** Returns the id, or null when the code is taken. Needs the scope of every company. */
export async function insertCompany(tx: Writing, company: NewCompany): Promise<number | null> {
  const [row] = await rowsOf<{ company_id: number }>(
    tx,
    sql`insert into company (code, name, currency, time_zone, calendar, state_tax)
        values (${company.code}, ${company.name}, ${company.currency}, ${company.timeZone},
                ${company.calendar}, ${company.stateTax})
        on conflict (code) do nothing returning company_id`,
  );
  if (!row) return null;
  await rowsOf(tx, sql`insert into audit_head values (${row.company_id}, 0, ''::bytea)`);
  return row.company_id;
}

/**
 * Returns the next input revision. Locks the company's row until the transaction ends, so that writers of
 * inputs and openings of runs take turns. No input can then be committed late under an older run's snapshot.
 */
export async function raiseInputRevision(tx: Writing, companyId: number): Promise<number> {
  const raised = (await raiseInputRevisions(tx, [companyId])).get(companyId);
  assert(raised, `company ${companyId} is there`);
  return raised;
}

/** Company → its next input revision. Several companies are locked before, in ascending id. */
export async function raiseInputRevisions(
  tx: Writing,
  companyIds: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const rows = await rowsOf<{ company_id: number; input_revision: number }>(
    tx,
    sql`update company set input_revision = input_revision + 1
        where company_id = any(${companyIds}::int[]) returning company_id, input_revision`,
  );
  return new Map(rows.map((row) => [row.company_id, row.input_revision]));
}

/** The input revision, which nobody can raise until this transaction ends. */
export async function freezeInputRevision(tx: Writing, companyId: number): Promise<number> {
  const [row] = await rowsOf<{ input_revision: number }>(
    tx,
    sql`select input_revision from company where company_id = ${companyId} for share`,
  );
  assert(row, `company ${companyId} is there`);
  return row.input_revision;
}

/**
 * The input revision, for a change that depends on the current inputs. Other writers of inputs wait until
 * this transaction ends.
 */
export async function lockInputRevision(tx: Writing, companyId: number): Promise<number> {
  const [row] = await rowsOf<{ input_revision: number }>(
    tx,
    sql`select input_revision from company where company_id = ${companyId} for no key update`,
  );
  assert(row, `company ${companyId} is there`);
  return row.input_revision;
}
