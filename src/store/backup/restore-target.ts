/** The database that a backup is to be restored into: whether anybody uses it, and its schema. Throws Outage. */
import type pg from 'pg';
import { openForCopy } from '#store/copied-tables.ts';
import { outageFrom } from '#store/outage.ts';

export interface RestoreTarget {
  /** Besides the one that asks. */
  readonly connections: number;
  readonly companies: number;
}

const schema = 'paybeat';

/** Changes nothing. */
export function lookAtTarget(url: string): Promise<RestoreTarget> {
  return withTarget(url, async (client) => {
    const { rows } = await client.query<{ connections: number; isThere: boolean }>(
      `select count(*)::int as connections, to_regclass('paybeat.company') is not null as "isThere"
       from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`,
    );
    const { connections = 0, isThere = false } = rows[0] ?? {};
    if (!isThere) return { connections, companies: 0 };
    const company = await client.query<{ companies: number }>(
      'select count(*)::int as companies from paybeat.company',
    );
    return { connections, companies: company.rows[0]?.companies ?? 0 };
  });
}

/**
 * Removes the schema of a database without companies if it is not exactly that of the backup. It is then made anew.
 */
export function removeOtherSchema(url: string, versions: readonly number[]): Promise<void> {
  return withTarget(url, async (client) => {
    const there = await client.query(
      `select to_regclass('paybeat.schema_migration') is not null as "isThere"`,
    );
    if (there.rows[0]?.isThere !== true) return;
    const { rows } = await client.query<{ version: number }>(
      'select version from paybeat.schema_migration',
    );
    if (rows.every(({ version }) => versions.includes(version))) return;
    const company = await client.query('select from paybeat.company limit 1');
    if (company.rowCount === 0) await client.query(`drop schema ${schema} cascade`);
  });
}

async function withTarget<T>(url: string, ask: (client: pg.Client) => Promise<T>): Promise<T> {
  try {
    const client = await openForCopy(url);
    try {
      return await ask(client);
    } finally {
      await client.end().catch(() => undefined);
    }
  } catch (error) {
    throw outageFrom(error) ?? error;
  }
}
