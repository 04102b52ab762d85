/** Facts about the database itself. */
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';

/**
 * Whether `paybeat_now()` is the production clock. A test or rehearsal database replaces the function's body.
 */
export async function hasOwnClock(at: Reading): Promise<boolean> {
  const [row] = await rowsOf<{ own: boolean }>(
    at,
    sql`select btrim(prosrc) = 'select statement_timestamp()' as own from pg_proc
        where oid = 'paybeat.paybeat_now()'::regprocedure`,
  );
  return row?.own ?? false;
}

export interface ServerFacts {
  readonly version: string;
  readonly fsync: boolean;
  readonly checksums: boolean;
  /** Whether the bulk role may bypass row-level security, as COPY needs. */
  readonly bulkBypasses: boolean;
  readonly payslipsIsolated: boolean;
}

export async function serverFacts(at: Reading): Promise<ServerFacts> {
  const [row] = await rowsOf<ServerFacts>(
    at,
    sql`select current_setting('server_version') as version,
          current_setting('fsync')::bool as fsync,
          current_setting('data_checksums')::bool as checksums,
          (select rolbypassrls from pg_roles where rolname = 'paybeat_bulk') as "bulkBypasses",
          (select relrowsecurity from pg_class where oid = 'paybeat.payslip'::regclass)
            as "payslipsIsolated"`,
  );
  if (!row) throw new RangeError('the server answers about itself');
  return row;
}

/** The database's clock, which decides everything about time. */
export async function databaseNow(at: Reading): Promise<Temporal.Instant> {
  const [row] = await rowsOf<{ now: Temporal.Instant }>(at, sql`select paybeat_now() as now`);
  return row?.now ?? Temporal.Instant.fromEpochMilliseconds(0);
}
