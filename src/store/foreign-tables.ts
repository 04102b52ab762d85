/**
 * Reads tables of somebody else's database, as the text that `pg_dump` would write: one COPY block a table.
 *
 * One read-only transaction with one snapshot. Nothing is written there, and no row is locked. The rows are a
 * stream: no table is in memory.
 *
 * Throws Outage. Its message never has the password.
 */

import { Socket } from 'node:net';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { Outage } from '#errors.ts';

interface ForeignTable {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly string[];
}

/** Columns in their order. Only tables that this login may read. */
const tablesQuery = `select n.nspname as schema, c.relname as name,
    array_agg(a.attname::text order by a.attnum) as columns
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema')
    and n.nspname !~ '^pg_' and not c.relispartition
  group by n.nspname, c.relname order by n.nspname, c.relname`;

const connectMs = 10_000;
/** A server that sends nothing for so long has gone away. */
const silentMs = 60_000;

/** Dates and moments as pg_dump writes them, whatever the database prefers. A locked table is not waited for. */
const asDumped = `set local datestyle = 'iso, ymd'; set local intervalstyle = 'postgres';
  set local timezone = 'UTC'; set local extra_float_digits = 3; set local lock_timeout = '30s'`;

export async function* foreignTables(
  url: string,
  ask: {
    readonly isWanted: (table: string) => boolean;
    /** How long the server may send nothing. */
    readonly silentMs?: number;
  },
): AsyncGenerator<Uint8Array> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: connectMs,
    application_name: 'paybeat',
    stream: () => socketOf(ask.silentMs ?? silentMs),
  });
  let lost: Error | null = null;
  // Without a listener, a lost connection would end the process.
  client.on('error', (error) => {
    lost ??= error;
  });
  try {
    await client.connect();
    await client.query(`begin transaction isolation level repeatable read read only; ${asDumped}`);
    const { rows } = await client.query<ForeignTable>(tablesQuery);
    for (const { schema, name, columns } of rows.filter(({ name: table }) => ask.isWanted(table))) {
      const names = columns.map(quoted).join(', ');
      const place = `${quoted(schema)}.${quoted(name)}`;
      yield Buffer.from(`COPY ${place} (${names}) FROM stdin;\n`);
      const stream = client.query(copyTo(`copy ${place} (${names}) to stdout`));
      for await (const bytes of stream) yield bytes as Uint8Array;
      // A lost connection ends the stream, as the end of the table does.
      await client.query('select');
      yield Buffer.from('\\.\n');
    }
    await client.query('rollback');
  } catch (error) {
    const cause: unknown = lost ?? error;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Outage('old_database_unreadable', `The old database cannot be read: ${why}`, {
      hint: 'check its address, and that this login may read its tables',
    });
  } finally {
    await client.end().catch(() => undefined);
  }
}

function socketOf(timeoutMs: number): Socket {
  const socket = new Socket();
  return socket.setTimeout(timeoutMs, () =>
    socket.destroy(new Error(`it has sent nothing for ${timeoutMs / 1_000} seconds`)),
  );
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
